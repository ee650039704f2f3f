"""Rules on the indicators: lists and rounds, counts and rates, recounts, kinds of households, shifts of a rate.

What is not here: what indicators say of the goals (goals) or of poverty (poverty), the last release (drift).
"""

from __future__ import annotations

from typing import Final

from expectations.limits import MISDATED_LIMIT, ROUND_SHIFT_WARNING, SHIFT_LIMIT
from expectations.needs import (
    COMMON_INDICATOR,
    EARLIER_ROUND,
    LOCAL_ADMINISTRATIONS,
    OTHER_LIST,
)
from expectations.rule import Rule, distinct, native_rule, query_rule, rows_of
from expectations.suites.shared import (
    EVERY_ROW,
    ROUNDS,
    WIDEST_FIRST,
    children_sum_to_parent,
    households_match_coverage,
    levels_of,
    national,
)
from orchestration.names import RESTRICTED
from orchestration.release.verdict import CRITICAL, WARNING, Severity

_INDICATORS: Final = "restricted__area_indicator"
_LIST: Final = "open__dim_indicator"
_ROUNDS_TABLE: Final = "open__dim_survey_round"
_BREAKDOWN: Final = "restricted__area_indicator_breakdown"
_OPEN_BREAKDOWN: Final = "open__area_indicator_breakdown"
_ORDER: Final = f"{WIDEST_FIRST}, indicator_code"
_BY_CATEGORY: Final = f"{_ORDER}, disaggregation, category"
_BY_INDICATOR: Final = "survey_round, indicator_code"
_COUNTS: Final = ("households_applicable", "households_failing", "members_applicable", "members_failing")
_INDICATOR_OF_A_ROUND: Final = "indicator of a round"
# The nation's rows of an indicator that an earlier round has too.
_AFTER_ANOTHER_ROUND: Final = (
    f"select count(*) - count(distinct indicator_code) from {_INDICATORS} where area_level = 'nation'"
)
_TOTALS: Final = rows_of(_BREAKDOWN, where="disaggregation = 'total'")


def _between_rounds(name: str, *, limit: float, severity: Severity, most: float | None = None) -> Rule:
    """`limit` is per year between the rounds, `most` for any number of years. No rate moves by more than 1."""
    in_all = f" and {most * 100:.0f} in all" if most else ""
    return query_rule(
        name,
        table=_INDICATORS,
        severity=severity,
        sentence=f"Every national failing rate moved by at most {limit * 100:.0f} points per year (at least one)"
        f"{in_all} between two rounds.",
        expected=f"at most {limit * 100:.0f} points per year{in_all}",
        file="indicators/between_rounds",
        parameters={"limit": repr(limit), "most": repr(most or 1)},
        noun=_INDICATOR_OF_A_ROUND,
        examined=_AFTER_ANOTHER_ROUND,
        order=_BY_INDICATOR,
        needs=(EARLIER_ROUND, COMMON_INDICATOR),
    )


def _surveyed_on(name: str, *, limit: float, severity: Severity) -> Rule:
    """A clerk's slip is worth a warning; a share of slips is an era that was converted twice, or never."""
    most = f"At most {limit:.0%} of the households of a round were" if limit else "No household of a round was"
    return query_rule(
        name,
        table="restricted__fct_household",
        severity=severity,
        sentence=f"{most} surveyed more than a year before or after the round's year.",
        expected=f"at most {limit:.0%} of the round's households",
        file="indicators/surveyed_near_the_round",
        parameters={"limit": repr(limit)},
        noun="round",
        examined=distinct("survey_round", table="audit__household"),
    )


_LISTS_AND_ROUNDS: Final[tuple[Rule, ...]] = (
    query_rule(
        "indicators__every_round_is_of_the_list_in_force",
        table=_ROUNDS_TABLE,
        sentence="Every round names a version of the list of indicators that is in force in the round.",
        noun="round",
        examined=ROUNDS,
    ),
    query_rule(
        "indicators__lists_share_no_round",
        table=_LIST,
        sentence="No two versions of the list of indicators are in force in the same round.",
        noun="pair of versions",
        examined="select count(*) from (select distinct framework_version from open__dim_indicator) as one"
        " join (select distinct framework_version from open__dim_indicator) as other"
        " on one.framework_version < other.framework_version",
        needs=(OTHER_LIST,),
    ),
    query_rule(
        "dates__round_codes_name_their_year",
        table=_ROUNDS_TABLE,
        sentence="The code of a round consists of the Buddhist-era year and the number within the year.",
        noun="round",
        examined=ROUNDS,
    ),
    native_rule(
        "dates__rounds_start_before_they_end",
        table=_ROUNDS_TABLE,
        sentence="The first survey date of a round is not after the last one.",
        expected="first_surveyed_on <= last_surveyed_on",
        expectation="ExpectColumnPairValuesAToBeGreaterThanB",
        column_A="last_surveyed_on",
        column_B="first_surveyed_on",
        or_equal=True,
        ignore_row_if="either_value_is_missing",
    ),
    _surveyed_on("dates__surveyed_on_belongs_to_the_round", limit=MISDATED_LIMIT, severity=CRITICAL),
    _surveyed_on("dates__surveyed_on_has_no_slip", limit=0, severity=WARNING),
    query_rule(
        "dates__no_house_is_registered_after_the_release",
        table="restricted__fct_house",
        sentence=f"At most {MISDATED_LIMIT:.0%} of the houses are registered on a day after this release was made.",
        expected=f"at most {MISDATED_LIMIT:.0%} of the houses",
        noun="register",
        examined=rows_of("audit__house", where="houses > 0"),
    ),
)

_FIGURES: Final[tuple[Rule, ...]] = (
    query_rule(
        "indicators__weighted_counts_are_of_the_households_counted",
        table=_INDICATORS,
        sentence="Weighted counts are above 0 exactly where households are counted, and order like the counts"
        " themselves.",
        order=_ORDER,
    ),
    native_rule(
        "indicators__rate_is_between_0_and_1",
        table=_INDICATORS,
        sentence="The failing rate lies between 0 and 1.",
        expected="between 0 and 1",
        expectation="ExpectColumnValuesToBeBetween",
        column="failing_rate",
        min_value=0,
        max_value=1,
    ),
    query_rule(
        "indicators__rate_is_failing_over_applicable",
        table=_INDICATORS,
        sentence="The failing rate equals weighted failing households divided by weighted applicable households, and is"
        " absent where none is applicable.",
        file="indicators/rate_is_failing_over_applicable",
        parameters=EVERY_ROW,
        order=_ORDER,
    ),
    query_rule(
        "indicators__members_cover_households",
        table=_INDICATORS,
        sentence="Every failing household, and every applicable household that does not fail, has at least one member.",
        order=_ORDER,
    ),
    children_sum_to_parent(
        "indicators__children_sum_to_parent",
        table="area_indicator",
        sentence="The counts of each indicator in the child areas sum to those of their parent, from village to"
        " nation.",
        measures=(
            "households_surveyed",
            *(count for each in _COUNTS for count in (each, f"{each}_weighted")),
        ),
        item="indicator_code",
    ),
    households_match_coverage("indicators__surveyed_matches_coverage", table="area_indicator"),
    query_rule(
        "indicators__nation_equals_recount",
        table="restricted__fct_household",
        sentence="The nation's applicable and failing households, counted and weighted, equal the recount from"
        " fct_household for every indicator.",
        noun=_INDICATOR_OF_A_ROUND,
        examined=national(_INDICATORS),
        order=_BY_INDICATOR,
    ),
    query_rule(
        "indicators__members_failing_equal_recount",
        table="restricted__fct_household",
        sentence="The nation's failing households and members, summed over all indicators, equal the recount from"
        " fct_household.",
        noun="round",
        examined=distinct("survey_round", table=_INDICATORS),
    ),
    query_rule(
        "indicators__every_indicator_was_answered",
        table=_INDICATORS,
        severity=WARNING,
        sentence="Every indicator applies to at least one household in every round with surveyed households.",
        noun=_INDICATOR_OF_A_ROUND,
        examined=rows_of(_INDICATORS, where="area_level = 'nation' and households_surveyed > 0"),
        order=_BY_INDICATOR,
    ),
    _between_rounds("indicators__rate_is_possible_between_rounds", limit=SHIFT_LIMIT, severity=CRITICAL),
    _between_rounds(
        "indicators__rate_is_plausible_between_rounds",
        limit=ROUND_SHIFT_WARNING,
        most=SHIFT_LIMIT,
        severity=WARNING,
    ),
)

_KINDS_OF_HOUSEHOLDS: Final[tuple[Rule, ...]] = (
    query_rule(
        "breakdown__stops_at_the_district",
        table=_OPEN_BREAKDOWN,
        sentence="area_indicator_breakdown has no level below the district and the local administration.",
        noun="level",
        examined="select count(*) from (select distinct 'open', area_level from"
        f" {_OPEN_BREAKDOWN} union all select distinct 'restricted', area_level from {_BREAKDOWN})",
        order="zone, area_level",
    ),
    query_rule(
        "breakdown__has_no_duplicates",
        table=_BREAKDOWN,
        sentence="An area has one row for each round, indicator, disaggregation and category.",
        order=_BY_CATEGORY,
    ),
    query_rule(
        "breakdown__total_is_the_indicator",
        table=_BREAKDOWN,
        sentence="The counts of the category total equal those of area_indicator for every area and indicator.",
        file="indicators/total_is_the_indicator",
        parameters={
            "indicators": _INDICATORS,
            "levels": levels_of("area_indicator_breakdown", RESTRICTED),
            "of_rounds": "true",
        },
        noun="total",
        examined=_TOTALS,
        order=_ORDER,
    ),
    query_rule(
        "breakdown__categories_sum_to_total",
        table=_BREAKDOWN,
        sentence="The categories of every disaggregation sum to the total of every area with surveyed households.",
        noun="sum",
        examined=f"select count(*) from (select distinct {_BY_INDICATOR}, area_level, area_code, disaggregation"
        f" from {_BREAKDOWN} where disaggregation <> 'total')",
        order=f"{_ORDER}, disaggregation",
    ),
    query_rule(
        "breakdown__counts_are_ordered",
        table=_BREAKDOWN,
        sentence="Failing households of a category number at most the applicable, these at most the surveyed; each has"
        " a member.",
        order=_BY_CATEGORY,
    ),
    query_rule(
        "breakdown__rate_is_failing_over_applicable",
        table=_BREAKDOWN,
        sentence="The failing rate of a category equals weighted failing households divided by weighted applicable"
        " households, and is absent where none is applicable.",
        file="indicators/category_rate_is_failing_over_applicable",
        parameters=EVERY_ROW,
        order=_BY_CATEGORY,
    ),
    query_rule(
        "breakdown__status_tells_what_is_unknown",
        table=_BREAKDOWN,
        sentence="`disaggregation_status` agrees with the share of households of unknown category, and is the same for"
        " every indicator.",
        order=_BY_CATEGORY,
    ),
    query_rule(
        "breakdown__children_sum_to_parent",
        table=_BREAKDOWN,
        sentence="The counts of each category in the child areas sum to those of their parent, from district to"
        " nation.",
        noun="sum",
        examined=f"select count(*) from {_BREAKDOWN} join audit__edge_level as level on level.parent_level = area_level"
        " where disaggregation <> 'total'",
        order=_BY_CATEGORY,
    ),
    query_rule(
        "breakdown__settlement_is_by_type_of_local_administration",
        table=_BREAKDOWN,
        sentence="Households of a local administration are municipal, rural or of unknown settlement, as its type"
        " says.",
        noun="category",
        examined=rows_of(_BREAKDOWN, where="area_level = 'local_administration' and disaggregation = 'settlement'"),
        order=_BY_CATEGORY,
        needs=(LOCAL_ADMINISTRATIONS,),
    ),
    query_rule(
        "breakdown__nation_equals_recount",
        table="restricted__fct_household",
        sentence="The nation's households by size, head's sex and head's age equal the recount from fct_household.",
        noun="category",
        examined="select count(*) from audit__category",
    ),
)

RULES: Final = (*_LISTS_AND_ROUNDS, *_FIGURES, *_KINDS_OF_HOUSEHOLDS)
