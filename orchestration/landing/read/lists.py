"""Reads a small list of the project itself, such as one of dbt's seeds: every value is the text that was written.

Not here: files of the sources (readers.py).
"""

from __future__ import annotations

import csv
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd


def read_rows(path: Path) -> list[dict[str, str]]:
    """One dictionary per line. Every process that lands a file reads lists, and importing pandas takes longer."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def read_list(path: Path) -> pd.DataFrame:
    """One row per line, every value as it is written; an empty value is an empty text."""
    import pandas as pd

    return pd.read_csv(path, dtype=str, keep_default_na=False, encoding="utf-8-sig")
