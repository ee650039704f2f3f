"""What the sheet Dictionary of a workbook says: indicators, goals, and each column of the sheets of figures.

Not here: the dictionary of the site, and the schemas of the CSV files (tables_csv.py).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from orchestration.presentation.exports.columns import Words, column_words
from orchestration.presentation.exports.release import OpenRelease
from orchestration.presentation.exports.sheets import Heading, Sheets

HEADINGS: Final = (("ชนิด", "Kind"), ("รหัส", "Code"), ("ไทย", "Thai"), ("อังกฤษ", "English"), ("หมายเหตุ", "Note"))
INDICATOR: Final = "ตัวชี้วัด Indicator"
GOAL: Final = "เป้าหมาย Goal"
# The code of a column is the names of its sheets.
COLUMN: Final = "คอลัมน์ Column"
_WEIGHTED: Final = "_weighted"


def dictionary(release: OpenRelease, sheets: Sheets) -> Iterator[tuple[str, ...]]:
    """The rows below `HEADINGS`. A column that several sheets share has one row."""
    for code, th, en, dimension, unit, weight in sheets.indicators:
        note = " · ".join(str(each) for each in (dimension, unit, f"weight {weight:.6f}") if each)
        yield INDICATOR, code, _text(th), _text(en), note
    for code, th, en in sheets.goals:
        yield GOAL, code, _text(th), _text(en), ""
    words = column_words(release.connection)
    places: dict[Heading, list[str]] = {}
    for sheet in sheets.all():
        for heading in dict.fromkeys(sheet.headings):
            places.setdefault(heading, []).append(sheet.name)
    for heading, names in places.items():
        yield COLUMN, "\n".join(names), heading.th, heading.en, _note(heading, words)


def _note(heading: Heading, words: Mapping[str, Words]) -> str:
    """In Thai, then in English, then the table and column of the open zone."""
    if isinstance(heading.about, Words):
        return f"{heading.about.th}\n{heading.about.en}"
    # The words of a weighted count point to those of the count.
    said = [words[name] for name in dict.fromkeys((heading.about.removesuffix(_WEIGHTED), heading.about))]
    return "\n".join((" ".join(each.th for each in said), " ".join(each.en for each in said), heading.about))


def _text(value: Any) -> str:
    return "" if value is None else str(value)
