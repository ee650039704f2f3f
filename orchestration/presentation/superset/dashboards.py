"""The datasets that Superset asks, and the dashboards: nation, province, indicator, war room and coverage.

Not here: the queries of the datasets (sql/), the files that are written from these declarations (write.py).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from orchestration.presentation.superset.charts import LATEST, Bars, Chart, Lines, Map, Number, Table, Where

# Dataset -> Thai and English title, and the open table of its figures.
DATASETS: Final = {
    "release": ("การเผยแพร่ครั้งนี้", "This release", "release"),
    "indicators": ("ตัวชี้วัดของพื้นที่", "Indicators of areas", "area_indicator"),
    "goals": ("เป้าหมายของพื้นที่", "Goals of areas", "area_sdg_goal"),
    "poverty": ("ความยากจนหลายมิติของพื้นที่", "Multidimensional poverty of areas", "area_poverty"),
    "coverage": ("ความครอบคลุมของการสำรวจ", "Coverage of the survey", "area_coverage"),
    "gaps": ("พื้นที่ที่ยังไม่ได้สำรวจ", "Areas without a survey", "coverage_gap"),
    "cases": ("ความก้าวหน้าของกรณี", "Progress of cases", "area_case_progress"),
    "priorities": ("ลำดับความสำคัญของพื้นที่", "Priorities of areas", "area_priority"),
}


@dataclass(frozen=True)
class Choice:
    """A filter of a dashboard: one value of a column, the first at the start, among the rows of `where`."""

    column: str
    dataset: str
    where: Where


@dataclass(frozen=True)
class Dashboard:
    """Rows of charts. Charts in `whole` do not follow the choices."""

    key: str
    th: str
    en: str
    rows: tuple[tuple[Chart, ...], ...]
    choices: tuple[Choice, ...] = ()
    whole: tuple[str, ...] = ()

    @property
    def title(self) -> str:
        return f"{self.th} / {self.en}"

    @property
    def charts(self) -> tuple[Chart, ...]:
        return tuple(chart for row in self.rows for chart in row)


_NATION: Final[Where] = {"area_level": "nation", **LATEST}
_PROVINCES: Final[Where] = {"area_level": "province", **LATEST}
_DISTRICTS: Final[Where] = {"area_level": "district", **LATEST}
_SUBDISTRICTS: Final[Where] = {"area_level": "subdistrict", **LATEST}
# Rates of fewer households are ranked nowhere.
_ENOUGH: Final[Where] = {"has_thirty_households": True}
_OF_THE_POOR: Final = ("headcount_ratio", "intensity", "adjusted_headcount_ratio")


def _release(key: str) -> tuple[Chart, ...]:
    """The first row of every dashboard: which release the figures are of, and whether they are synthetic."""
    listed = ("release_id", "published_on", "origin", "withheld", "code_version")
    return (Table(f"{key}_release", "การเผยแพร่", "Release", "release", {}, width=12, height=22, listed=listed),)


def _numbers(key: str, where: Where) -> tuple[Chart, ...]:
    shown = (
        ("coverage", "coverage_rate", "อัตราความครอบคลุม", "Coverage rate of the survey"),
        ("coverage", "households_surveyed", "ครัวเรือนที่สำรวจ", "Households surveyed"),
        ("poverty", "headcount_ratio", "สัดส่วนคนจนหลายมิติ (H)", "Headcount ratio (H)"),
        ("cases", "cases_open", "กรณีที่ยังไม่แก้ไข", "Cases open"),
    )
    return tuple(Number(f"{key}_{column}", th, en, dataset, where, figure=column) for dataset, column, th, en in shown)


_NATIONAL = Dashboard(
    "nation",
    "ภาพรวมประเทศ",
    "The nation",
    rows=(
        _release("nation"),
        _numbers("nation", _NATION),
        (
            Map("nation_map", "คนจนหลายมิติรายจังหวัด (H)", "Headcount ratio by province", "poverty", _PROVINCES,
                figure="headcount_ratio"),
            Bars("nation_goals", "ครัวเรือนที่ตกเกณฑ์ตามเป้าหมาย", "Failing rate by goal", "goals", _NATION,
                 width=8, height=90, along="goal_name", shown=("failing_rate",)),
        ),
        (
            Bars("nation_indicators", "สิบตัวชี้วัดที่ครัวเรือนตกเกณฑ์มากที่สุด", "Ten most frequent hardships",
                 "indicators", {**_NATION, **_ENOUGH}, width=12, along="indicator", shown=("failing_rate",), most=10,
                 by_figure=True),
        ),
        (
            Table("nation_provinces", "จังหวัดเรียงตามสัดส่วนคนจน", "Provinces by headcount ratio", "poverty",
                  _PROVINCES, width=8, listed=("area_name", "region", "members", "members_poor", *_OF_THE_POOR),
                  by="headcount_ratio"),
            Lines("nation_rounds", "ความยากจนตามรอบการสำรวจ", "Poverty by survey round", "poverty",
                  {"area_level": "nation"}, width=4, height=70, shown=("headcount_ratio",)),
        ),
    ),
)  # fmt: skip

_PROVINCE = Dashboard(
    "province",
    "จังหวัด",
    "A province",
    rows=(
        _release("province"),
        _numbers("province", _PROVINCES),
        (
            Bars("province_goals", "ครัวเรือนที่ตกเกณฑ์ตามเป้าหมาย", "Failing rate by goal", "goals", _PROVINCES,
                 width=8, height=80, along="goal_name", shown=("failing_rate",)),
            Lines("province_rounds", "ความยากจนตามรอบการสำรวจ", "Poverty by survey round", "poverty",
                  {"area_level": "province"}, width=4, height=80, shown=("headcount_ratio",)),
        ),
        (
            Bars("province_indicators", "สิบตัวชี้วัดที่ครัวเรือนตกเกณฑ์มากที่สุด", "Ten most frequent hardships",
                 "indicators", {**_PROVINCES, **_ENOUGH}, width=12, along="indicator", shown=("failing_rate",),
                 most=10, by_figure=True),
        ),
        (
            Table("province_districts", "อำเภอเรียงตามสัดส่วนคนจน", "Districts by headcount ratio", "poverty",
                  _DISTRICTS, width=12, by="headcount_ratio",
                  listed=("area_name", "members", "members_poor", *_OF_THE_POOR)),
        ),
        (
            Table("province_list", "ตัวชี้วัดทั้งหมดของจังหวัด", "All indicators of the province", "indicators",
                  _PROVINCES, width=12, by="failing_rate",
                  listed=("indicator", "indicator_name_en", "dimension", "households_applicable",
                          "households_failing", "failing_rate")),
        ),
    ),
    choices=(Choice("province", "poverty", _PROVINCES),),
)  # fmt: skip

_INDICATOR = Dashboard(
    "indicator",
    "ตัวชี้วัด",
    "An indicator",
    rows=(
        _release("indicator"),
        (
            Map("indicator_map", "อัตราตกเกณฑ์รายจังหวัด", "Failing rate by province", "indicators", _PROVINCES,
                figure="failing_rate"),
            Bars("indicator_provinces", "ยี่สิบจังหวัดที่ตกเกณฑ์มากที่สุด", "Twenty provinces that fail most",
                 "indicators", {**_PROVINCES, **_ENOUGH}, width=8, height=90, along="area_name",
                 shown=("failing_rate",), most=20, by_figure=True),
        ),
        (
            Lines("indicator_rounds", "อัตราตกเกณฑ์ของประเทศตามรอบ", "Failing rate of the nation by round",
                  "indicators", {"area_level": "nation"}, shown=("failing_rate",)),
            Lines("indicator_regions", "อัตราตกเกณฑ์รายภาคตามรอบ", "Failing rate of regions by round", "indicators",
                  {"area_level": "region"}, shown=("failing_rate",), per=("area_name",)),
        ),
        (
            Table("indicator_districts", "อำเภอเรียงตามครัวเรือนที่ตกเกณฑ์", "Districts by households failing",
                  "indicators", _DISTRICTS, width=12, by="households_failing",
                  listed=("area_name", "province", "households_applicable", "households_failing", "failing_rate")),
        ),
    ),
    choices=(Choice("indicator", "indicators", _NATION),),
)  # fmt: skip

_WAR_ROOM = Dashboard(
    "war_room",
    "ห้องปฏิบัติการติดตาม",
    "War room",
    rows=(
        _release("war_room"),
        tuple(
            Number(f"war_room_{column}", th, en, "cases", _NATION, figure=column)
            for column, th, en in (
                ("cases_found", "กรณีที่พบ", "Cases found"),
                ("cases_open", "กรณีที่ยังไม่แก้ไข", "Cases open"),
                ("cases_open_over_180_days", "กรณีค้างเกิน 180 วัน", "Cases open over 180 days"),
                ("solved_rate", "อัตราการแก้ไข", "Solved rate"),
            )
        ),
        (
            Map("war_room_map", "อัตราการแก้ไขรายจังหวัด", "Solved rate by province", "cases", _PROVINCES,
                figure="solved_rate"),
            Bars("war_room_provinces", "ยี่สิบจังหวัดที่มีกรณีค้างมากที่สุด", "Twenty provinces with most open cases",
                 "cases", _PROVINCES, width=8, height=90, along="area_name", shown=("cases_open",), most=20,
                 by_figure=True),
        ),
        (
            Table("war_room_first", "จังหวัดตามลำดับความสำคัญ", "Provinces by priority", "priorities", _PROVINCES,
                  width=12, by="priority_rank", ascending=True,
                  listed=("priority_rank", "area_name", "cases_open", "cases_open_over_180_days", "cases_found",
                          "cases_found_before", "trend")),
        ),
        (
            Table("war_room_districts", "อำเภอตามลำดับความสำคัญ", "Districts by priority", "priorities", _DISTRICTS,
                  by="priority_rank", ascending=True, most=100,
                  listed=("priority_rank", "area_name", "province", "cases_open")),
            Table("war_room_progress", "ความก้าวหน้ารายจังหวัด", "Progress by province", "cases", _PROVINCES,
                  by="cases_open",
                  listed=("area_name", "cases_found", "cases_not_started", "cases_in_progress", "cases_referred",
                          "cases_solved", "solved_rate", "median_days_to_solution")),
        ),
    ),
)  # fmt: skip

_COVERAGE = Dashboard(
    "coverage",
    "ความครอบคลุมของการสำรวจ",
    "Coverage of the survey",
    rows=(
        _release("coverage"),
        tuple(
            Number(f"coverage_{column}", th, en, "coverage", _NATION, figure=column)
            for column, th, en in (
                ("houses_residential", "บ้านอยู่อาศัย", "Residential houses"),
                ("coverage_rate", "อัตราความครอบคลุม", "Coverage rate"),
                ("houses_not_surveyed", "บ้านที่ยังไม่ได้สำรวจ", "Houses not surveyed"),
                ("houses_never_surveyed", "บ้านที่ไม่เคยสำรวจ", "Houses never surveyed"),
            )
        ),
        (
            Map("coverage_map", "อัตราความครอบคลุมรายจังหวัด", "Coverage rate by province", "coverage", _PROVINCES,
                figure="coverage_rate"),
            Bars("coverage_regions", "เขตเทศบาลและชนบทรายภาค", "Municipal and rural, by region", "coverage",
                 {"area_level": "region", **LATEST}, width=8, height=90, along="area_name",
                 shown=("municipal_coverage_rate", "rural_coverage_rate")),
        ),
        (
            Table("coverage_provinces", "จังหวัดเรียงตามความครอบคลุม", "Provinces by coverage rate", "coverage",
                  _PROVINCES, by="coverage_rate", ascending=True,
                  listed=("area_name", "houses_residential", "houses_surveyed", "coverage_rate")),
            Table("coverage_gaps", "ตำบลที่ยังไม่ได้สำรวจ", "Subdistricts without a survey", "gaps", _SUBDISTRICTS,
                  by="gap_rank", ascending=True,
                  listed=("gap_rank", "area_name", "province", "houses_residential", "houses_never_surveyed")),
        ),
    ),
)  # fmt: skip

DASHBOARDS: Final = (_NATIONAL, _PROVINCE, _INDICATOR, _WAR_ROOM, _COVERAGE)
