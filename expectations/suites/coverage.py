"""Rules on coverage: the houses of the register, those surveyed, and how both changed since the last release.

What is not here: the survey's answers (indicators.py, goals.py, poverty.py).
"""

from __future__ import annotations

from typing import Final

from expectations.limits import (
    COVERAGE_DROP_LIMIT,
    PROVINCE_COVERAGE_DROP_WARNING,
    RATE_TOLERANCE,
    UNMATCHED_LIMIT,
    UNMATCHED_WARNING,
    VOLUME_DROP_LIMIT,
)
from expectations.sql import WIDEST_FIRST, breaking, children_sums, same_ratio
from expectations.vocabulary import Rule, finding_rule, value_rule
from orchestration.release.verdict import CRITICAL, WARNING, Severity

_COVERAGE = "restricted__area_coverage"
_AREA = ("survey_round", "area_level", "area_code")
_COUNTS = (
    "houses_registered",
    "houses_residential",
    "houses_institutional",
    "houses_other",
    "houses_surveyed",
    "households_surveyed",
    "members_surveyed",
)

_HOUSEHOLDS = f"""
    with counted as (select survey_round, sum(households) as households from audit__household group by all)
    select survey_round, nation.households_surveyed, nation.households_unmatched,
           counted.households as "households in fct_household"
    from (select * from {_COVERAGE} where area_level = 'nation') as nation
    full join counted using (survey_round)
    where nation.households_surveyed + nation.households_unmatched is distinct from counted.households
"""

_COMPARED = """
    from open__area_coverage as now
    join previous_open__area_coverage as before using (survey_round, area_level, area_code)
"""


def _unmatched(name: str, *, limit: float, severity: Severity) -> Rule:
    return finding_rule(
        name,
        table=_COVERAGE,
        severity=severity,
        sentence=f"At most {limit:.0%} of the surveyed households live in a house that the register does not know.",
        expected=f"at most {limit:.0%} of the surveyed households",
        sql=breaking(
            f"(from {_COVERAGE} where area_level = 'nation')",
            condition=f"households_unmatched <= {limit} * (households_surveyed + households_unmatched)",
            shows=("survey_round", "households_unmatched", "households_surveyed"),
        ),
        noun="round",
        order="survey_round",
    )


_FOR = {"nation": "For the nation", "province": "For every province"}


def _volume(name: str, *, measure: str, level: str, severity: Severity) -> Rule:
    return finding_rule(
        name,
        table="open__area_coverage",
        severity=severity,
        sentence=f"{_FOR[level]}, {measure.replace('_', ' ')} did not fall by more than {VOLUME_DROP_LIMIT:.0%}"
        " since the last release, for the same round.",
        expected=f"at least {1 - VOLUME_DROP_LIMIT:.0%} of the last release",
        sql=f"""
            select survey_round, area_level, area_code, now.{measure}, before.{measure} as "in the last release"
            {_COMPARED}
            where area_level = '{level}'
              and (now.{measure} >= {1 - VOLUME_DROP_LIMIT} * before.{measure}) is false
        """,
        noun="area",
        order=WIDEST_FIRST,
        needs_previous=True,
    )


def _rate_drop(name: str, *, level: str, limit: float, severity: Severity) -> Rule:
    return finding_rule(
        name,
        table="open__area_coverage",
        severity=severity,
        sentence=f"{_FOR[level]}, the coverage rate did not fall by more than {limit * 100:.0f} points"
        " since the last release, for the same round.",
        expected=f"a fall of at most {limit * 100:.0f} points",
        sql=f"""
            select survey_round, area_level, area_code, now.coverage_rate,
                   before.coverage_rate as "in the last release"
            {_COMPARED}
            where area_level = '{level}' and coalesce(now.coverage_rate, 0) < before.coverage_rate - {limit}
        """,
        noun="area",
        order=WIDEST_FIRST,
        needs_previous=True,
    )


RULES: Final[tuple[Rule, ...]] = (
    finding_rule(
        "coverage__parts_sum_to_registered",
        table=_COVERAGE,
        sentence="Residential, institutional and other houses are together the registered houses of the area.",
        sql=breaking(
            _COVERAGE,
            condition="least(houses_residential, houses_institutional, houses_other) >= 0"
            " and houses_residential + houses_institutional + houses_other = houses_registered",
            shows=(*_AREA, "houses_registered", "houses_residential", "houses_institutional", "houses_other"),
        ),
        order=WIDEST_FIRST,
    ),
    value_rule(
        "coverage__rate_is_between_0_and_1",
        table=_COVERAGE,
        sentence="The coverage rate lies between 0 and 1.",
        expected="between 0 and 1",
        expectation="ExpectColumnValuesToBeBetween",
        column="coverage_rate",
        min_value=0,
        max_value=1,
    ),
    finding_rule(
        "coverage__surveyed_within_residential",
        table=_COVERAGE,
        sentence="No area has more surveyed houses than residential houses, nor fewer households than surveyed houses.",
        sql=breaking(
            _COVERAGE,
            condition="houses_surveyed between 0 and houses_residential and households_surveyed >= houses_surveyed"
            " and members_surveyed >= households_surveyed",
            shows=(*_AREA, "houses_surveyed", "houses_residential", "households_surveyed", "members_surveyed"),
        ),
        order=WIDEST_FIRST,
    ),
    finding_rule(
        "coverage__rate_matches_its_definition",
        table=_COVERAGE,
        sentence="The coverage rate is the surveyed houses divided by the residential houses,"
        " and absent where there is no residential house.",
        sql=breaking(
            _COVERAGE,
            condition=same_ratio(
                "coverage_rate", part="houses_surveyed", whole="houses_residential", tolerance=RATE_TOLERANCE
            ),
            shows=(*_AREA, "coverage_rate", "houses_surveyed", "houses_residential"),
        ),
        order=WIDEST_FIRST,
    ),
    finding_rule(
        "coverage__children_sum_to_parent",
        table=_COVERAGE,
        sentence="At every level, from village to nation, houses and households of the parts add up to the whole's.",
        sql=children_sums(_COVERAGE, measures=_COUNTS),
        noun="sum",
        order=WIDEST_FIRST,
    ),
    finding_rule(
        "coverage__houses_equal_the_register",
        table="restricted__fct_house",
        sentence="The nation's registered houses are as many as the houses of the register, in every round.",
        sql=f'select survey_round, area_level, area_code, houses_registered, houses as "houses in fct_house"'
        f" from {_COVERAGE} cross join audit__house"
        " where area_level = 'nation' and houses_registered is distinct from houses",
        noun="round",
        order="survey_round",
    ),
    finding_rule(
        "coverage__households_equal_the_survey",
        table="restricted__fct_household",
        sentence="The nation's surveyed households, with those the register does not know,"
        " are as many as the households of the survey, in every round.",
        sql=_HOUSEHOLDS,
        noun="round",
        order="survey_round",
    ),
    finding_rule(
        "coverage__unmatched_is_known_for_the_nation_only",
        table=_COVERAGE,
        sentence="Households that the register does not know have no place: they are counted for the nation alone.",
        sql=breaking(
            _COVERAGE,
            condition="(area_level = 'nation') = (households_unmatched is not null)",
            shows=(*_AREA, "households_unmatched"),
        ),
        order=WIDEST_FIRST,
    ),
    _unmatched("coverage__unmatched_share_is_tolerable", limit=UNMATCHED_LIMIT, severity=CRITICAL),
    _unmatched("coverage__unmatched_share_is_small", limit=UNMATCHED_WARNING, severity=WARNING),
    _volume("coverage__houses_did_not_drop", measure="houses_registered", level="nation", severity=CRITICAL),
    _volume("coverage__households_did_not_drop", measure="households_surveyed", level="nation", severity=CRITICAL),
    _volume(
        "coverage__houses_of_provinces_did_not_drop",
        measure="houses_registered",
        level="province",
        severity=WARNING,
    ),
    _volume(
        "coverage__households_of_provinces_did_not_drop",
        measure="households_surveyed",
        level="province",
        severity=WARNING,
    ),
    finding_rule(
        "coverage__no_round_was_lost",
        table="open__area_coverage",
        sentence="Every round of the last release is in this one.",
        sql="select distinct survey_round from previous_open__area_coverage"
        " where survey_round not in (select survey_round from open__area_coverage where survey_round is not null)",
        noun="round",
        order="survey_round",
        needs_previous=True,
    ),
    finding_rule(
        "coverage__no_province_was_lost",
        table="open__area_coverage",
        sentence="Every province with registered houses or surveyed households in the last release still has them,"
        " for the same round.",
        sql="""
            select survey_round, area_level, area_code, now.houses_registered, now.households_surveyed,
                   before.houses_registered as "houses in the last release",
                   before.households_surveyed as "households in the last release"
            from previous_open__area_coverage as before
            left join open__area_coverage as now using (survey_round, area_level, area_code)
            where area_level = 'province'
              and ((before.houses_registered > 0 and coalesce(now.houses_registered, 0) = 0)
                or (before.households_surveyed > 0 and coalesce(now.households_surveyed, 0) = 0))
        """,
        noun="province",
        order=WIDEST_FIRST,
        needs_previous=True,
    ),
    _rate_drop("coverage__rate_did_not_drop", level="nation", limit=COVERAGE_DROP_LIMIT, severity=CRITICAL),
    _rate_drop(
        "coverage__rate_of_provinces_did_not_drop",
        level="province",
        limit=PROVINCE_COVERAGE_DROP_WARNING,
        severity=WARNING,
    ),
)
