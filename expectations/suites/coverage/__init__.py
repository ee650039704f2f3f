"""Rules on coverage: houses of the register, houses surveyed, whom the survey reaches, areas without a survey.

What is not here: the survey's answers (indicators, goals, poverty), counts that fell or grew (drift).
"""

from __future__ import annotations

from typing import Final

from expectations.limits import (
    FEWEST_HOUSES_SHARED,
    HOUSEHOLDS_OF_A_HOUSE_LIMIT,
    LOWEST_MEAN_WEIGHT,
    UNMATCHED_LIMIT,
    UNMATCHED_WARNING,
)
from expectations.needs import LOCAL_ADMINISTRATIONS, Need
from expectations.rule import Rule, distinct, native_rule, query_rule, rows_of
from expectations.suites.shared import WIDEST_FIRST, children_sum_to_parent, national
from orchestration.release.verdict import CRITICAL, WARNING, Severity

_COVERAGE: Final = "restricted__area_coverage"
_BEFORE: Final = "previous_restricted__area_coverage"
_GAPS: Final = "restricted__coverage_gap"
_KINDS: Final = ("government", "temple", "mosque", "other_religious", "health_station", "school")


def _unmatched(name: str, *, limit: float, severity: Severity) -> Rule:
    return query_rule(
        name,
        table=_COVERAGE,
        severity=severity,
        sentence=f"At most {limit:.0%} of the surveyed households live in a house that the register does not list.",
        expected=f"at most {limit:.0%} of the surveyed households",
        file="coverage/unmatched_share",
        parameters={"limit": repr(limit)},
        noun="round",
        examined=national(_COVERAGE),
    )


_HOUSES: Final[tuple[Rule, ...]] = (
    query_rule(
        "coverage__parts_sum_to_registered",
        table=_COVERAGE,
        sentence="Residential, institutional and other houses sum to the registered houses of the area.",
        order=WIDEST_FIRST,
    ),
    native_rule(
        "coverage__rate_is_between_0_and_1",
        table=_COVERAGE,
        sentence="The coverage rate lies between 0 and 1.",
        expected="between 0 and 1",
        expectation="ExpectColumnValuesToBeBetween",
        column="coverage_rate",
        min_value=0,
        max_value=1,
    ),
    query_rule(
        "coverage__surveyed_within_residential",
        table=_COVERAGE,
        sentence="Surveyed houses number at most the residential houses and the surveyed households, and these at most"
        " the members.",
        order=WIDEST_FIRST,
    ),
    query_rule(
        "coverage__rate_matches_its_definition",
        table=_COVERAGE,
        sentence="The coverage rate equals surveyed houses divided by residential houses, and is absent where no house"
        " is residential.",
        order=WIDEST_FIRST,
    ),
    children_sum_to_parent(
        "coverage__children_sum_to_parent",
        table="area_coverage",
        sentence="Houses, households and members of the child areas sum to those of their parent, from village to"
        " nation.",
        measures=(
            *("houses_registered", "houses_residential", "houses_institutional", "houses_other", "houses_surveyed"),
            *("households_surveyed", "members_surveyed"),
        ),
    ),
    query_rule(
        "coverage__houses_equal_the_register",
        table="restricted__fct_house",
        sentence="The nation's registered houses equal the number of houses in fct_house, in every round.",
        noun="round",
        examined=national(_COVERAGE),
    ),
    query_rule(
        "coverage__households_equal_the_survey",
        table="restricted__fct_household",
        sentence="The nation's surveyed and unmatched households sum to the households of fct_household, by round.",
        noun="round",
        examined=national(_COVERAGE),
    ),
    query_rule(
        "coverage__unmatched_is_known_for_the_nation_only",
        table=_COVERAGE,
        sentence="`households_unmatched` is given for the nation and absent for every other area.",
        order=WIDEST_FIRST,
    ),
    query_rule(
        "coverage__weights_represent_more_than_the_sample",
        table="restricted__fct_household",
        severity=WARNING,
        sentence=f"The mean sampling weight of a round is above {LOWEST_MEAN_WEIGHT}; otherwise its counts are of no"
        " more households than the sample has.",
        expected=f"a mean weight above {LOWEST_MEAN_WEIGHT}",
        noun="round of a sample",
        examined=rows_of("audit__sample"),
    ),
    query_rule(
        "coverage__households_of_a_house_are_plausible",
        table=_COVERAGE,
        sentence="Surveyed households of a province number at most"
        f" {HOUSEHOLDS_OF_A_HOUSE_LIMIT} times the surveyed houses, in every round.",
        expected=f"at most {HOUSEHOLDS_OF_A_HOUSE_LIMIT} households a house",
        noun="province",
        examined=rows_of(_COVERAGE, where=f"area_level = 'province' and houses_surveyed >= {FEWEST_HOUSES_SHARED}"),
        needs=(Need(f"no province with {FEWEST_HOUSES_SHARED} surveyed houses"),),
        order=WIDEST_FIRST,
    ),
    _unmatched("coverage__unmatched_share_is_tolerable", limit=UNMATCHED_LIMIT, severity=CRITICAL),
    _unmatched("coverage__unmatched_share_is_small", limit=UNMATCHED_WARNING, severity=WARNING),
)

_SINCE_THE_LAST_RELEASE: Final[tuple[Rule, ...]] = (
    query_rule(
        "coverage__no_round_was_lost",
        table=_COVERAGE,
        sentence="Every round of the last release is in this release.",
        noun="round",
        examined=distinct("survey_round", table=_BEFORE),
    ),
    query_rule(
        "coverage__no_province_was_lost",
        table=_COVERAGE,
        sentence="Every province with houses or surveyed households in the last release still has them,"
        " in the same round.",
        noun="province",
        examined=rows_of(_BEFORE, where="area_level = 'province'"),
        order=WIDEST_FIRST,
    ),
)

_REACH: Final[tuple[Rule, ...]] = (
    query_rule(
        "reach__kinds_sum_to_institutional",
        table=_COVERAGE,
        sentence="Government places, temples, mosques, other religious places, health stations and schools sum to the"
        " institutional houses of the area.",
        order=WIDEST_FIRST,
    ),
    query_rule(
        "reach__kinds_equal_the_register",
        table="restricted__fct_house",
        sentence="The nation's institutional houses of each kind equal those of fct_house, in every round.",
        noun="kind of house",
        examined="select count(*) from (unpivot (select "
        + ", ".join(f"houses_{kind}" for kind in _KINDS)
        + f" from {_COVERAGE} where area_level = 'nation') on *)",
        order="survey_round, house_kind",
    ),
    query_rule(
        "reach__municipal_and_rural_sum_to_residential",
        table=_COVERAGE,
        sentence="Municipal houses, rural houses and houses of unknown settlement sum to the residential houses; the"
        " surveyed ones are among them.",
        order=WIDEST_FIRST,
    ),
    query_rule(
        "reach__municipal_is_by_type_of_local_administration",
        table=_COVERAGE,
        sentence="Residential houses of a local administration are municipal, rural or of unknown settlement, as its"
        " type says.",
        noun="area",
        examined=rows_of(_COVERAGE, where="area_level = 'local_administration'"),
        order=WIDEST_FIRST,
        needs=(LOCAL_ADMINISTRATIONS,),
    ),
    query_rule(
        "reach__rates_match_their_definitions",
        table=_COVERAGE,
        sentence="Municipal and rural coverage rates equal surveyed houses divided by houses of the kind, and are"
        " absent where there is none.",
        order=WIDEST_FIRST,
    ),
    query_rule(
        "reach__official_difference_is_of_the_registered_houses",
        table=_COVERAGE,
        sentence="`houses_official_difference` equals registered houses minus official houses, and is absent without an"
        " official count.",
        order=WIDEST_FIRST,
    ),
    query_rule(
        "reach__not_surveyed_is_the_rest",
        table=_COVERAGE,
        sentence="Houses surveyed and not surveyed sum to the residential houses; houses never surveyed and shared"
        " houses are among them.",
        order=WIDEST_FIRST,
    ),
    query_rule(
        "reach__nation_equals_recount",
        table="restricted__fct_household",
        sentence="The nation's houses surveyed, shared and ever surveyed equal those counted from fct_household.",
        noun="round",
        examined=national(_COVERAGE),
    ),
    children_sum_to_parent(
        "reach__children_sum_to_parent",
        table="area_coverage",
        sentence="Houses of every kind and settlement, not surveyed, never surveyed or shared, sum from child areas to"
        " parent.",
        measures=(
            *(f"houses_{kind}" for kind in _KINDS),
            *("houses_not_surveyed", "houses_never_surveyed", "houses_with_several_households"),
            *("houses_municipal", "houses_rural", "houses_settlement_unknown"),
            *("houses_municipal_surveyed", "houses_rural_surveyed"),
        ),
    ),
)

_AREAS_WITHOUT_A_SURVEY: Final[tuple[Rule, ...]] = (
    query_rule(
        "gaps__are_the_areas_without_a_survey",
        table=_GAPS,
        sentence="coverage_gap lists exactly the areas of area_coverage with residential houses and no surveyed"
        " household.",
        noun="area",
        examined=rows_of(_COVERAGE),
        order=WIDEST_FIRST,
    ),
    query_rule(
        "gaps__ranks_follow_the_houses",
        table=_GAPS,
        sentence="Areas of a level are ranked by residential houses, houses never surveyed and code, without a missing"
        " rank.",
        file="coverage/ranks_follow_the_houses",
        noun="area",
        examined=rows_of(_GAPS),
        order=WIDEST_FIRST,
    ),
)

RULES: Final = (*_HOUSES, *_SINCE_THE_LAST_RELEASE, *_REACH, *_AREAS_WITHOUT_A_SURVEY)
