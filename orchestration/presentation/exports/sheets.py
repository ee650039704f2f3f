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

from orchestration.presentation.exports.columns import LEVELS, Words
from orchestration.presentation.site.figures import SQL as SITE_SQL

SQL: Final = Path(__file__).with_name("sql")
TEXT: Final = "text"
COUNT: Final = "count"
RATE: Final = "rate"
INDEX: Final = "index"
SCORE: Final = "score"
# A text that may take several lines.
LONG: Final = "long"
# A cell: number of the column, value, and whether the value is of few households.
Cell = tuple[int, str | float, bool]


@dataclass(frozen=True)
class Heading:
    """A column of a sheet. `kind` decides the number format, `width` is in letters.

    `about` is the column of the open zone whose words describe this one, as table.column, or else words of its own.
    """

    th: str
    en: str
    about: str | Words
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


_WITHIN: Final = Words(
    th="ชื่อภาษาไทยของพื้นที่ที่สูงขึ้นไปหนึ่งระดับ เช่น ภาคของจังหวัด",
    en="Thai name of the area one level up, such as the region of a province.",
)
_ROUND: Final = Words(
    th="รอบการสำรวจของตัวเลขในแถว เป้าหมายและตัวชี้วัดเป็นของรอบสุดท้ายที่พื้นที่มีตัวเลข "
    "ลำดับความสำคัญเป็นของรอบสุดท้ายถึงรอบนั้นที่จัดลำดับพื้นที่ ความยากจนมีทุกรอบที่มีตัวเลข",
    en="Survey round of the figures of the row. Goals and indicators are of the last round with figures of the area. "
    "Priorities are of the last round up to that one in which the area is ranked. "
    "Poverty has every round with figures.",
)
_INDICATOR: Final = Words(
    th="ชื่อตัวชี้วัด แถวแรกของพื้นที่รวมทุกตัวชี้วัด",
    en="Name of the indicator. The first row of an area is of all its indicators.",
)
AREA: Final = (
    Heading("ระดับ", "Level", "dim_area.area_level", TEXT, 28),
    Heading("รหัส", "Code", "dim_area.area_code", TEXT, 11),
    Heading("ชื่อ", "Name in Thai", "dim_area.name_th", TEXT, 26),
    Heading("ชื่อภาษาอังกฤษ", "Name in English", "dim_area.name_en", TEXT, 30),
    Heading("อยู่ใน", "Lies in", _WITHIN, TEXT, 20),
    Heading("รอบการสำรวจ", "Survey round", _ROUND, TEXT, 13),
)
# The first and the last column that name the area of a row on every printed page: its code and Thai name.
NAMED: Final = (1, 2)


def _failing(table: str) -> tuple[Heading, ...]:
    return (
        Heading("ครัวเรือนตกเกณฑ์", "Households failing", f"{table}.households_failing_weighted"),
        Heading("ครัวเรือนที่เกี่ยวข้อง", "Households applicable", f"{table}.households_applicable_weighted"),
        Heading("ร้อยละที่ตกเกณฑ์", "Failing rate", f"{table}.failing_rate", RATE, 10),
    )


_INDICATORS: Final = _failing("area_indicator")
_GOALS: Final = (
    *_failing("area_sdg_goal"),
    Heading("คะแนน", "Score, 0 to 100", "area_sdg_goal.score", SCORE, 9),
)
_POVERTY: Final = (
    Heading("บ้านพักอาศัย", "Residential houses", "area_coverage.houses_residential"),
    Heading("ครัวเรือนที่สำรวจ", "Households surveyed", "area_coverage.households_surveyed"),
    Heading("ความครอบคลุม", "Coverage rate", "area_coverage.coverage_rate", RATE),
    Heading("คนจนหลายมิติ", "People who are poor", "area_poverty.members_poor_weighted"),
    Heading("สมาชิกครัวเรือน", "People", "area_poverty.members_weighted"),
    Heading("สัดส่วนคนจน (H)", "Headcount ratio H", "area_poverty.headcount_ratio", RATE),
    Heading("ความรุนแรง (A)", "Intensity A", "area_poverty.intensity", RATE),
    Heading(
        "ดัชนีความยากจน (M0)", "Adjusted headcount ratio M0", "area_poverty.adjusted_headcount_ratio", INDEX, width=16
    ),
)
_PRIORITY: Final = (
    Heading("รหัสตัวชี้วัด", "Indicator code", "area_priority.indicator_code", TEXT),
    Heading("ตัวชี้วัด", "Indicator in Thai", _INDICATOR, LONG, 40),
    Heading("ตัวชี้วัดภาษาอังกฤษ", "Indicator in English", _INDICATOR, LONG, 40),
    Heading("อันดับ", "Rank", "area_priority.priority_rank"),
    Heading("จากจำนวน", "Ranked among", "area_priority.ranked_among"),
    Heading("กรณียังไม่ปิด", "Cases open", "area_priority.cases_open"),
    Heading("ค้างเกิน 180 วัน", "Open over 180 days", "area_priority.cases_open_over_180_days"),
    Heading("กรณีที่พบ", "Cases found", "area_priority.cases_found"),
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
            _matrix("เป้าหมาย Goals", goals, _GOALS, lambda book: self._figures("goals", book, _GOALS, first=1)),
            _matrix(
                "ตัวชี้วัด Indicators",
                indicators,
                _INDICATORS,
                lambda book: self._figures("indicators", book, _INDICATORS, first=0),
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
    words = LEVELS[level]
    return _cells((f"{words.th} {words.en}", *others), 0, is_few=False)


def _cells(values: Sequence[str | float | None], start: int, *, is_few: bool) -> list[Cell]:
    return [(column, value, is_few) for column, value in enumerate(values, start) if value is not None]
