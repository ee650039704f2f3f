"""The real districts and subdistricts of Thailand, codes and names: the file area_names.csv.

The program makes the file from the three lists that area_names.md names:
`python -m orchestration.synthetic.area_names <folder of the lists>`. Not here: names of provinces (the seed of dbt).
"""

from __future__ import annotations

import csv
import io
import json
import sys
from collections.abc import Iterator
from pathlib import Path

from orchestration.landing.read.lists import read_rows
from orchestration.record import write_whole

AREA_NAMES = Path(__file__).with_name("area_names.csv")
_COLUMNS = ("area_code", "name_th", "name_en")
_LEVELS = ("district", "subdistrict")


def read_area_names() -> dict[int, dict[str, str]]:
    """Code (4 digits of a district, 6 of a subdistrict) -> its row, in the order of the codes as text."""
    return {int(row["area_code"]): row for row in read_rows(AREA_NAMES)}


def area_names_of(folder: Path) -> str:
    """The file for the lists `districts.json` and `subdistricts.json`: each area once, in the order of its code."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(_COLUMNS)
    writer.writerows(sorted(row for level in _LEVELS for row in _rows(folder, level)))
    return text.getvalue()


def _rows(folder: Path, level: str) -> Iterator[tuple[str, str, str]]:
    for area in json.loads((folder / f"{level}s.json").read_text(encoding="utf-8")):
        yield str(area[f"{level}Code"]), area[f"{level}NameTh"].strip(), area[f"{level}NameEn"].strip()


if __name__ == "__main__":
    write_whole(AREA_NAMES, area_names_of(Path(sys.argv[1])))
