"""The Thai words of the published columns, from the docs blocks of dbt's manifest (dbt_project/docs/columns_th.md).

Not here: the Thai words of a table, which are in the meta of its model (declarations.py, contracts.py).
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Final

from orchestration.errors import ContractError

WORDS_FILE: Final = "dbt_project/docs/columns_th.md"
# (table, column) -> its Thai description.
ThaiWords = dict[tuple[str, str], str]
_PREFIX: Final = "th_"
_THAI: Final = re.compile(r"[\u0e01-\u0e4e]{3}")


def is_thai(text: str) -> bool:
    return bool(_THAI.search(text))


def thai_words(manifest: Path, columns: Mapping[str, Iterable[str]]) -> ThaiWords:
    """The Thai description of each column (table -> its columns): the table's own, or that of the column's name.

    Raises ContractError that names every column without one.
    """
    blocks = thai_blocks(manifest)
    words = {
        (table, column): blocks.get(f"{table}__{column}") or blocks.get(column, "")
        for table, names in columns.items()
        for column in names
    }
    faults = [f"{table}.{column}: found {text!r}" for (table, column), text in words.items() if not is_thai(text)]
    if faults:
        raise ContractError(
            "published columns: expected a Thai description; write a block th_<column>, or th_<table>__<column>, in "
            f"{WORDS_FILE}:\n  " + "\n  ".join(faults)
        )
    return words


def thai_blocks(manifest: Path) -> dict[str, str]:
    """Name of a Thai docs block, without its prefix -> its text on one line."""
    blocks = json.loads(manifest.read_text(encoding="utf-8"))["docs"].values()
    named = {block["name"]: " ".join(block["block_contents"].split()) for block in blocks}
    return {name.removeprefix(_PREFIX): text for name, text in named.items() if name.startswith(_PREFIX)}
