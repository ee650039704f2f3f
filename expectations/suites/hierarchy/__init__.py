"""Rules on the areas: one tree from village to nation, where areas lie, and zones that agree on those they share.

What is not here: whether every area has its figures (completeness), whether the figures agree (the other suites),
the areas of the last release (drift).
"""

from __future__ import annotations

from typing import Final

from expectations.limits import (
    ASTRAY_HOUSES_WARNING,
    FARTHEST_HOUSE_KM,
    FARTHEST_PROVINCE_KM,
    FARTHEST_SPREADS,
    FARTHEST_SUBDISTRICT_KM,
    FEWEST_PROVINCES_OF_A_REGION,
)
from expectations.needs import Need
from expectations.rule import Rule, native_rule, query_rule, rows_of
from expectations.suites.shared import WIDEST_FIRST
from orchestration.published.lists import COMPARED_TABLES
from orchestration.release.verdict import WARNING

_AREAS: Final = "open__dim_area"
_TODAY: Final = "audit__area_of_today"
_BEFORE: Final = "audit__area_before"
_BY_CODE: Final = "area_level, area_code"


def _agreement(table: str) -> Rule:
    return query_rule(
        f"hierarchy__open_agrees_with_restricted_{table}",
        table=f"open__{table}",
        sentence=f"The open zone has the rows of {table} that it may have. Each figure equals that of the restricted"
        " zone, but for those that its contract withholds or has otherwise.",
        file="hierarchy/zones_agree",
        parameters={"differences": f"audit__difference_{table}"},
        order=WIDEST_FIRST,
    )


_PROVINCES_WITH_NEIGHBOURS = f"""
    select count(*) from (
        select area_code from {_TODAY} join audit__place using (area_level, area_code)
        where area_level = 'province'
        qualify count(*) over (partition by parent_area_code) >= {FEWEST_PROVINCES_OF_A_REGION}
    )
"""


def _not_far(kilometres: int, others: str) -> str:
    return f"at most {kilometres} km, or {FARTHEST_SPREADS} times the median distance of {others}"


def _counted(level: str) -> str:
    """Whether the level is there to be counted: 1 or 0."""
    return f"select count(distinct area_level) from {_TODAY} where area_level = '{level}'"


RULES: Final[tuple[Rule, ...]] = (
    query_rule(
        "hierarchy__has_one_nation",
        table=_AREAS,
        sentence="dim_area lists one nation.",
        expected="1 nation",
        noun="level",
        examined=_counted("nation"),
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
        "hierarchy__provinces_are_pilots_or_not",
        table=_AREAS,
        severity=WARNING,
        sentence="`is_sdg_pilot` is true or false for every province.",
        noun="province",
        examined=rows_of(_TODAY, where="area_level = 'province'"),
        order=_BY_CODE,
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
    query_rule(
        "hierarchy__middles_are_those_of_the_houses",
        table="restricted__dim_area",
        sentence="The coordinates of an area equal the mean of its houses in fct_house_location, or are absent.",
        noun="area",
        examined=rows_of("restricted__dim_area"),
        order=_BY_CODE,
    ),
    query_rule(
        "hierarchy__provinces_lie_near_their_region",
        table=_AREAS,
        sentence="The middle of a province's houses is not implausibly far from the middle of its region's provinces.",
        expected=_not_far(FARTHEST_PROVINCE_KM, "the provinces of the region"),
        noun="province",
        examined=_PROVINCES_WITH_NEIGHBOURS,
        needs=(Need(f"no region of {FEWEST_PROVINCES_OF_A_REGION} provinces with houses"),),
        order="kilometres desc",
    ),
    query_rule(
        "hierarchy__subdistricts_lie_near_their_province",
        table=_AREAS,
        severity=WARNING,
        sentence="The middle of a subdistrict's houses is not implausibly far from the middle of its province.",
        expected=_not_far(FARTHEST_SUBDISTRICT_KM, "the subdistricts of the province"),
        noun="subdistrict",
        examined=rows_of("audit__place", where="area_level = 'subdistrict'"),
        order="kilometres desc",
    ),
    query_rule(
        "hierarchy__houses_lie_near_their_subdistrict",
        table="restricted__fct_house_location",
        severity=WARNING,
        sentence=f"Of the located houses of a province, at most {ASTRAY_HOUSES_WARNING:.0%} lie more than"
        f" {FARTHEST_HOUSE_KM} km from the middle of their subdistrict.",
        expected=f"at most {ASTRAY_HOUSES_WARNING:.0%} of the houses with coordinates",
        noun="province",
        examined=rows_of("audit__astray"),
        order=_BY_CODE,
    ),
    *(_agreement(table) for table in COMPARED_TABLES),
)
