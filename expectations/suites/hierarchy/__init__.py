"""Rules on the areas: one tree from village to nation, and two zones that agree on the areas they share.

What is not here: whether every area has its figures (completeness), whether the figures agree (the other suites).
"""

from __future__ import annotations

from typing import Final

from expectations.limits import PILOT_PROVINCES, PROVINCES
from expectations.rule import Rule, native_rule, query_rule, rows_of
from expectations.suites.shared import WIDEST_FIRST
from orchestration.published.lists import COMPARED_TABLES
from orchestration.release.verdict import WARNING

_AREAS: Final = "open__dim_area"
_TODAY: Final = "audit__area_of_today"
_BY_CODE: Final = "area_level, area_code"


def _agreement(table: str) -> Rule:
    return query_rule(
        f"hierarchy__open_agrees_with_restricted_{table}",
        table=f"open__{table}",
        sentence=f"Every figure of {table} in the open zone equals that of the restricted zone, or is absent and marked"
        " as suppressed.",
        file="hierarchy/zones_agree",
        parameters={"differences": f"audit__difference_{table}"},
        order=WIDEST_FIRST,
    )


def _within(name: str, *, column: str, low: float, high: float) -> Rule:
    return native_rule(
        name,
        table=_AREAS,
        severity=WARNING,
        sentence=f"The {column} of an area lies within Thailand, or is absent.",
        expected=f"between {low} and {high} degrees",
        expectation="ExpectColumnValuesToBeBetween",
        column=column,
        min_value=low,
        max_value=high,
    )


def _counted(level: str) -> str:
    """Whether the level is there to be counted: 1 or 0."""
    return f"select count(distinct area_level) from {_TODAY} where area_level = '{level}'"


RULES: Final[tuple[Rule, ...]] = (
    query_rule(
        "hierarchy__has_one_nation",
        table=_AREAS,
        sentence="dim_area lists one nation, with the code TH.",
        expected="1 nation",
        noun="level",
        examined=_counted("nation"),
    ),
    query_rule(
        "hierarchy__has_77_provinces",
        table=_AREAS,
        sentence="dim_area lists the 76 provinces and Bangkok.",
        expected=f"{PROVINCES} provinces",
        noun="level",
        examined=_counted("province"),
    ),
    query_rule(
        "hierarchy__codes_have_the_form_of_their_level",
        table=_AREAS,
        sentence="Every area has a known level and a code of that level's form, such as 4 digits for a district.",
        order=_BY_CODE,
    ),
    query_rule(
        "hierarchy__parents_stand_one_level_above",
        table=_AREAS,
        sentence="Every area except the nation has a parent of the next level; that of a local administration is a"
        " province.",
        noun="area",
        examined=rows_of(_TODAY),
        order=_BY_CODE,
    ),
    query_rule(
        "hierarchy__provinces_have_a_known_region",
        table=_AREAS,
        sentence="Every province belongs to a region that dim_area lists.",
        noun="province",
        examined=rows_of(_TODAY, where="area_level = 'province'"),
        order=_BY_CODE,
    ),
    query_rule(
        "hierarchy__province_codes_follow_the_tree",
        table=_AREAS,
        sentence="`province_code` of an area equals the code of the province above the area.",
        noun="area",
        examined=rows_of(_TODAY, where="area_level not in ('nation', 'region', 'pilot_group')"),
        order=_BY_CODE,
    ),
    query_rule(
        "hierarchy__has_15_pilot_provinces",
        table=_AREAS,
        severity=WARNING,
        sentence="`is_sdg_pilot` is true for 15 provinces and false for the others.",
        expected=f"{PILOT_PROVINCES} pilot provinces",
        noun="level",
        examined=_counted("province"),
    ),
    native_rule(
        "hierarchy__areas_have_a_thai_name",
        table=_AREAS,
        severity=WARNING,
        sentence="Every area has a Thai name.",
        expected="no name absent",
        expectation="ExpectColumnValuesToNotBeNull",
        column="name_th",
    ),
    _within("hierarchy__longitudes_lie_in_thailand", column="longitude", low=97.0, high=106.0),
    _within("hierarchy__latitudes_lie_in_thailand", column="latitude", low=5.0, high=21.0),
    *(_agreement(table) for table in COMPARED_TABLES),
)
