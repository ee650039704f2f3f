"""The sheets of a workbook: their headings in Thai and English, and their rows from the tables of `sql/excel.sql`.

Not here: the file and its formats (excel.py).
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import duckdb

from orchestration.presentation.site.figures import SQL as SITE_SQL

SQL: Final = Path(__file__).with_name("sql")
LEVELS: Final = {
    "nation": "ประเทศ nation",
    "region": "ภาค region",
    "pilot_group": "กลุ่มนำร่อง pilot group",
    "province": "จังหวัด province",
    "district": "อำเภอ/เขต district",
    "subdistrict": "ตำบล/แขวง subdistrict",
    "local_administration": "อปท. local administration",
}
TEXT: Final = "text"
COUNT: Final = "count"
RATE: Final = "rate"
INDEX: Final = "index"
SCORE: Final = "score"
# A cell: number of the column, value, and whether the value is of few households.
Cell = tuple[int, str | float, bool]


@dataclass(frozen=True)
class Heading:
    """A column of a sheet. `kind` decides the number format, `width` is in letters."""

    th: str
    en: str
    kind: str = COUNT
    width: int = 12

    def __str__(self) -> str:
        return f"{self.th}\n{self.en}"


@dataclass(frozen=True)
class Sheet:
    """A sheet with one heading per column. `groups` are headings above headings: first column, last column, words."""

    name: str
    headings: tuple[Heading, ...]
    rows: Callable[[str], Iterator[list[Cell]]]
    groups: tuple[tuple[int, int, str], ...] = ()


AREA: Final = (
    Heading("ระดับ", "Level", TEXT, 18),
    Heading("รหัส", "Code", TEXT, 11),
    Heading("ชื่อ", "Name in Thai", TEXT, 26),
    Heading("ชื่อภาษาอังกฤษ", "Name in English", TEXT, 26),
    Heading("อยู่ใน", "Lies in", TEXT, 20),
    Heading("รอบการสำรวจ", "Survey round", TEXT, 10),
)
_FAILING: Final = (
    Heading("ครัวเรือนตกเกณฑ์", "Households failing"),
    Heading("ครัวเรือนที่เกี่ยวข้อง", "Households applicable"),
    Heading("ร้อยละที่ตกเกณฑ์", "Failing rate", RATE, 10),
)
_GOAL: Final = (*_FAILING, Heading("คะแนน", "Score, 0 to 100", SCORE, 9))
_POVERTY: Final = (
    Heading("บ้านพักอาศัย", "Residential houses"),
    Heading("ครัวเรือนที่สำรวจ", "Households surveyed"),
    Heading("ความครอบคลุม", "Coverage rate", RATE),
    Heading("คนจนหลายมิติ", "People who are poor"),
    Heading("สมาชิกครัวเรือน", "People"),
    Heading("สัดส่วนคนจน (H)", "Headcount ratio H", RATE),
    Heading("ความรุนแรง (A)", "Intensity A", RATE),
    Heading("ดัชนีความยากจน (M0)", "Adjusted headcount ratio M0", INDEX, 16),
)
_PRIORITY: Final = (
    Heading("รหัสตัวชี้วัด", "Indicator code", TEXT),
    Heading("ตัวชี้วัด", "Indicator in Thai", TEXT, 40),
    Heading("ตัวชี้วัดภาษาอังกฤษ", "Indicator in English", TEXT, 40),
    Heading("อันดับ", "Rank"),
    Heading("จากจำนวน", "Ranked among"),
    Heading("กรณียังไม่ปิด", "Cases open"),
    Heading("ค้างเกิน 180 วัน", "Open over 180 days"),
    Heading("กรณีที่พบ", "Cases found"),
)


class Sheets:
    """The open zone of one release, prepared for the sheets of all workbooks."""

    def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
        self._connection = connection
        connection.execute((SITE_SQL / "prepare.sql").read_text(encoding="utf-8"))
        connection.execute((SQL / "excel.sql").read_text(encoding="utf-8"))
        self.indicators = self._all(
            "select indicator_code, name_th, name_en, dimension, unit, weight from shown_indicator order by place"
        )
        self._rows = {sheet: self._rows_by_book(sheet) for sheet in ("goals", "indicators", "poverty", "priorities")}
        self.goals = self._all("select cast(goal as varchar), name_th, name_en from open.dim_sdg_goal order by goal")

    def books(self) -> list[tuple[str, str, str]]:
        """Code, Thai name and English name of the area that each workbook is of."""
        return self._all("select book, name_th, name_en from book_area where book = area_code order by book")

    def all(self) -> tuple[Sheet, ...]:
        indicators = [f"{code} {th}\n{en}" for code, th, en, *_ in self.indicators]
        goals = [f"SDG {code} {th}\n{en}" for code, th, en in self.goals]
        return (
            _matrix("เป้าหมาย Goals", goals, _GOAL, lambda book: self._figures("goals", book, _GOAL, first=1)),
            _matrix(
                "ตัวชี้วัด Indicators",
                indicators,
                _FAILING,
                lambda book: self._figures("indicators", book, _FAILING, first=0),
            ),
            Sheet("ความยากจน Poverty", (*AREA, *_POVERTY), lambda book: self._plain("poverty", book)),
            Sheet("ลำดับความสำคัญ Priorities", (*AREA, *_PRIORITY), lambda book: self._plain("priorities", book)),
        )

    def _figures(self, sheet: str, book: str, headings: Sequence[Heading], *, first: int) -> Iterator[list[Cell]]:
        """Figures of an item are in columns of its own. `first` is the number of the first item."""
        for *area, items in self._rows[sheet].get(book, ()):
            row = _area_cells(area)
            for item, *figures, is_few in json.loads(items):
                start = len(AREA) + (int(item) - first) * len(headings)
                row += _cells(figures, start, is_few=bool(is_few))
            yield row

    def _plain(self, sheet: str, book: str) -> Iterator[list[Cell]]:
        for *row, is_few in self._rows[sheet].get(book, ()):
            yield [*_area_cells(row[: len(AREA)]), *_cells(row[len(AREA) :], len(AREA), is_few=is_few)]

    def _rows_by_book(self, sheet: str) -> dict[str, list[Any]]:
        """One query for all workbooks. Cells are JSON, which takes less memory than lists of numbers."""
        rows = defaultdict(list)
        for book, *row in self._all(f"select * exclude (area_place) from {sheet}_sheet order by rowid"):
            rows[book].append(row)
        return rows

    def _all(self, query: str) -> list[Any]:
        return self._connection.execute(query).fetchall()


def _matrix(
    name: str, items: Sequence[str], headings: tuple[Heading, ...], rows: Callable[[str], Iterator[list[Cell]]]
) -> Sheet:
    """A sheet with the same headings once per item."""
    width = len(headings)
    starts = range(len(AREA), len(AREA) + width * len(items), width)
    groups = tuple((start, start + width - 1, words) for start, words in zip(starts, items, strict=True))
    return Sheet(name, (*AREA, *(headings * len(items))), rows, groups)


def _area_cells(area: Sequence[str]) -> list[Cell]:
    level, *others = area
    return _cells((LEVELS[level], *others), 0, is_few=False)


def _cells(values: Sequence[str | float | None], start: int, *, is_few: bool) -> list[Cell]:
    return [(column, value, is_few) for column, value in enumerate(values, start) if value is not None]
