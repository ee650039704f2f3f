"""Rules on poverty: identities of Alkire and Foster, contributions, cut-offs, kinds of households, changes, errors.

What is not here: the weights of the indicators (dbt tests). The measure is this survey's own, not the official one.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from expectations.limits import CUTOFF_ABOVE_SCORE
from expectations.rule import Rule, distinct, query_rule, rows_of
from expectations.suites.shared import (
    EVERY_ROW,
    WIDEST_FIRST,
    children_sum_to_parent,
    compared,
    figures_of_the_nation,
    levels_of,
    national,
    sums_of,
)
from orchestration.names import POVERTY_CUTOFFS, RESTRICTED
from orchestration.release.verdict import WARNING

_POVERTY: Final = "restricted__area_poverty"
_CONTRIBUTION: Final = "restricted__area_poverty_contribution"
_SENSITIVITY: Final = "restricted__area_poverty_sensitivity"
_BREAKDOWN: Final = "restricted__area_poverty_breakdown"
_CHANGE: Final = "restricted__area_poverty_change"
_PROFILE: Final = "restricted__area_profile"
_CONTRIBUTION_CHANGE: Final = "restricted__area_poverty_contribution_change"
_ERROR: Final = "restricted__area_estimate_error"
_COUNTS: Final = ("households", "members", "households_poor", "members_poor", "deprivation_sum")
_MEMBERS: Final = ("members", "members_failing", "members_poor", "members_poor_failing")

_MEASURES: Final[tuple[Rule, ...]] = (
    query_rule(
        "poverty__counts_are_ordered",
        table=_POVERTY,
        sentence="Poor households and members number at most all counted households and members, and every household"
        " has a member.",
        order=WIDEST_FIRST,
    ),
    query_rule(
        "poverty__ratios_match_their_definitions",
        table=_POVERTY,
        sentence="H, A and M0 equal the quotients of the published weighted counts, and are absent where the divisor"
        " is 0.",
        order=WIDEST_FIRST,
    ),
    query_rule(
        "poverty__m0_is_h_times_a",
        table=_POVERTY,
        sentence="The adjusted headcount ratio equals the headcount ratio times the intensity (M0 = H x A).",
        order=WIDEST_FIRST,
    ),
    query_rule(
        "poverty__measures_lie_in_their_bounds",
        table=_POVERTY,
        sentence="M0 lies between 0 and H, H is at most 1, and the intensity lies between the cut-off k and 1.",
        order=WIDEST_FIRST,
    ),
    query_rule(
        "poverty__cutoff_is_one_for_all",
        table=_POVERTY,
        sentence="All areas of a round share one cut-off k, above 0 and at most 1, which is that of the round's list.",
        noun="round",
        examined=distinct("survey_round", table=_POVERTY),
    ),
    query_rule(
        "poverty__cutoff_is_not_just_above_a_score",
        table=_POVERTY,
        severity=WARNING,
        sentence=f"The cut-off k is not less than {CUTOFF_ABOVE_SCORE} above a deprivation score that households have.",
        expected=f"a score of at least k, or of less than k - {CUTOFF_ABOVE_SCORE}",
        noun="score of a round",
        examined=distinct("survey_round", "deprivation_score", table="audit__score"),
    ),
    children_sum_to_parent(
        "poverty__children_sum_to_parent",
        table="area_poverty",
        sentence="Counted, dropped and poor households and members of the child areas sum to those of their parent.",
        measures=("households_dropped", "members_dropped", *_COUNTS, *(f"{count}_weighted" for count in _COUNTS)),
    ),
    query_rule(
        "poverty__m0_is_mean_of_children_by_members",
        table=_POVERTY,
        sentence="M0 of an area equals the mean M0 of its child areas, weighted by their weighted members.",
        noun="mean",
        examined=sums_of("area_poverty"),
        order=WIDEST_FIRST,
    ),
    query_rule(
        "poverty__households_match_coverage",
        table=_POVERTY,
        sentence="Counted and dropped households and members sum to the surveyed households and members of"
        " area_coverage.",
        noun="area",
        examined=rows_of(_POVERTY),
        order=WIDEST_FIRST,
    ),
    query_rule(
        "poverty__the_rule_says_who_is_dropped",
        table="restricted__fct_household",
        sentence="Households with missing answers are dropped exactly in the rounds whose list of indicators asks for"
        " that.",
        noun="round",
        examined=distinct("survey_round", table="audit__household"),
    ),
    query_rule(
        "poverty__nation_equals_recount",
        table="restricted__fct_household",
        sentence="The nation's counted, dropped and poor households and members equal the recount from fct_household.",
        noun="figure of the nation",
        examined=figures_of_the_nation(
            _POVERTY,
            *("households_dropped", "members_dropped", *_COUNTS, *(f"{count}_weighted" for count in _COUNTS)),
            type_="decimal(38, 9)",
        ),
    ),
)

_CONTRIBUTIONS: Final[tuple[Rule, ...]] = (
    query_rule(
        "contribution__counts_are_ordered",
        table=_CONTRIBUTION,
        sentence="Poor members failing an indicator number at most the poor members and at most the members failing.",
        file="poverty/contribution_counts_are_ordered",
        parameters=EVERY_ROW,
        order=WIDEST_FIRST,
    ),
    query_rule(
        "contribution__ratios_match_their_definitions",
        table=_CONTRIBUTION,
        sentence="Headcount ratios and contributions equal quotients of the published weighted counts, and are absent"
        " where the divisor is 0.",
        file="poverty/contribution_ratios_match_their_definitions",
        parameters=EVERY_ROW,
        order=WIDEST_FIRST,
    ),
    query_rule(
        "contribution__contributions_add_up_to_m0",
        table=_CONTRIBUTION,
        sentence="The contributions of the indicators sum to M0 of the area, and their shares to 1.",
        noun="area",
        examined=rows_of(_POVERTY),
        order=WIDEST_FIRST,
    ),
    children_sum_to_parent(
        "contribution__children_sum_to_parent",
        table="area_poverty_contribution",
        sentence="Members of the child areas, the poor and the failing among them, sum to those of their parent.",
        measures=(*_MEMBERS, *(f"{count}_weighted" for count in _MEMBERS)),
        item="indicator_code",
    ),
    query_rule(
        "contribution__people_match_the_other_tables",
        table=_CONTRIBUTION,
        sentence="Members and poor members equal those of area_poverty; failing members equal those of area_indicator,"
        " less those dropped.",
        order=WIDEST_FIRST,
    ),
    query_rule(
        "contribution__nation_equals_recount",
        table="restricted__fct_household",
        sentence="The nation's members failing an indicator, and the poor among them, equal the recount from"
        " fct_household.",
        noun="indicator of a round",
        examined=national(_CONTRIBUTION),
    ),
    query_rule(
        "contribution__weights_are_those_of_the_framework",
        table=_CONTRIBUTION,
        sentence="Dimension and weight of an indicator equal those in the round's list of indicators.",
        noun="indicator of a round",
        examined=distinct("survey_round", "indicator_code", table=_CONTRIBUTION),
    ),
)

_OTHER_CUTOFFS: Final[tuple[Rule, ...]] = (
    query_rule(
        "sensitivity__counts_are_ordered",
        table=_SENSITIVITY,
        sentence="Poor households and members number at most all households and members, at every cut-off.",
        order=WIDEST_FIRST,
    ),
    query_rule(
        "sensitivity__a_higher_cutoff_finds_fewer_poor",
        table=_SENSITIVITY,
        sentence="Poor households, poor members and deprivations do not increase with the cut-off.",
        parameters={"cutoffs": ", ".join(f"'{cutoff}'" for cutoff in POVERTY_CUTOFFS)},
        order=WIDEST_FIRST,
    ),
    query_rule(
        "sensitivity__cutoffs_are_what_they_are_called",
        table=_SENSITIVITY,
        sentence="`cutoff_k` equals the number that `cutoff` names, and is absent for the union.",
        noun="cut-off",
        examined=distinct("cutoff", "cutoff_k", table=_SENSITIVITY),
    ),
    query_rule(
        "sensitivity__ratios_match_their_definitions",
        table=_SENSITIVITY,
        sentence="H, A and M0 equal the quotients of the published weighted counts, and are absent where the divisor"
        " is 0.",
        order=WIDEST_FIRST,
    ),
    children_sum_to_parent(
        "sensitivity__children_sum_to_parent",
        table="area_poverty_sensitivity",
        sentence="Households, members and the poor of the child areas sum to those of their parent, at every cut-off.",
        measures=(*_COUNTS, "members_weighted", "members_poor_weighted", "deprivation_sum_weighted"),
        item="cutoff",
    ),
    query_rule(
        "sensitivity__agrees_with_poverty",
        table=_SENSITIVITY,
        sentence="Households and members equal those of area_poverty, and so do the poor at the same cut-off.",
        order=WIDEST_FIRST,
    ),
    query_rule(
        "sensitivity__nation_equals_recount",
        table="restricted__fct_household",
        sentence="The nation's poor at every cut-off equal the recount from fct_household.",
        noun="cut-off of a round",
        examined=national(_SENSITIVITY),
    ),
)


def _compared_with_sums(measures: Sequence[str], *, other: str) -> dict[str, str]:
    """The same, with the sums that make the measures of `children` from the rows of `child`."""
    sums = ", ".join(f"sum(child.{measure}) as {measure}" for measure in measures)
    return {"sums": sums, **compared(measures, other=other)}


_ALL_COUNTS: Final = ("households_dropped", "members_dropped", *_COUNTS, *(f"{count}_weighted" for count in _COUNTS))
_BY_CATEGORY: Final = f"{WIDEST_FIRST}, disaggregation, category"
_KINDS_OF_HOUSEHOLDS: Final[tuple[Rule, ...]] = (
    query_rule(
        "poverty_breakdown__total_is_area_poverty",
        table=_BREAKDOWN,
        sentence="The counts of the category total equal those of area_poverty for every area.",
        file="poverty/total_is_area_poverty",
        parameters={
            "poverty": _POVERTY,
            "levels": levels_of("area_poverty_breakdown", RESTRICTED),
            "of_rounds": "true",
            **compared(_ALL_COUNTS, other="in area_poverty"),
        },
        noun="total",
        examined=rows_of(_BREAKDOWN, where="disaggregation = 'total'"),
        order=WIDEST_FIRST,
    ),
    query_rule(
        "poverty_breakdown__categories_sum_to_total",
        table=_BREAKDOWN,
        sentence="The categories of every disaggregation sum to the total of every area with surveyed households.",
        parameters=_compared_with_sums(_ALL_COUNTS, other="sum of categories"),
        noun="sum",
        examined="select count(*) from (select distinct survey_round, area_level, area_code, disaggregation"
        f" from {_BREAKDOWN} where disaggregation <> 'total')",
        order=f"{WIDEST_FIRST}, disaggregation",
    ),
    query_rule(
        "poverty_breakdown__children_sum_to_parent",
        table=_BREAKDOWN,
        sentence="The counts of each category in the child areas sum to those of their parent, from district to"
        " nation.",
        parameters=_compared_with_sums(_ALL_COUNTS, other="sum of the parts"),
        noun="sum",
        examined=f"select count(*) from {_BREAKDOWN} join audit__edge_level as level on level.parent_level = area_level"
        " where disaggregation <> 'total'",
        order=_BY_CATEGORY,
    ),
    query_rule(
        "poverty_breakdown__households_match_the_indicators",
        table=_BREAKDOWN,
        sentence="Counted and dropped households of a category sum to its surveyed households in"
        " area_indicator_breakdown, and the status is the same.",
        order=_BY_CATEGORY,
    ),
    query_rule(
        "poverty_breakdown__ratios_match_their_definitions",
        table=_BREAKDOWN,
        sentence="H, A and M0 of a category equal the quotients of the published weighted counts, and are absent where"
        " the divisor is 0.",
        order=_BY_CATEGORY,
    ),
    query_rule(
        "poverty_breakdown__nation_equals_recount",
        table="restricted__fct_household",
        sentence="The nation's dropped and poor households and members by size, head's sex and head's age equal the"
        " recount from fct_household.",
        noun="category",
        examined="select count(*) from audit__category",
    ),
)


def _rounds_follow_one_another(name: str, *, table: str, shown_item: str, order: str) -> Rule:
    return query_rule(
        name,
        table=table,
        sentence="The round before, the years between and whether the list is the same follow from dim_survey_round.",
        file="poverty/rounds_follow_one_another",
        parameters={"shown_item": shown_item},
        order=order,
    )


_CHANGES: Final[tuple[Rule, ...]] = (
    query_rule(
        "poverty_change__figures_are_those_published",
        table=_CHANGE,
        sentence="Households, members, H, A and M0 of both rounds equal those of area_poverty.",
        file="poverty/figures_are_those_published",
        parameters={"poverty": _POVERTY},
        order=WIDEST_FIRST,
    ),
    query_rule(
        "poverty_change__changes_match_their_definitions",
        table=_CHANGE,
        sentence="Changes of H, A and M0 equal differences, shares of the earlier figure and yearly means, and are"
        " absent between two lists of indicators.",
        file="poverty/changes_match_their_definitions",
        order=WIDEST_FIRST,
    ),
    _rounds_follow_one_another(
        "poverty_change__rounds_follow_one_another", table=_CHANGE, shown_item="", order=WIDEST_FIRST
    ),
    query_rule(
        "poverty__profiles_have_the_figures_published",
        table=_PROFILE,
        sentence="Figures of area_profile equal those of area_poverty, area_poverty_change and area_case_progress in"
        " the latest round.",
        file="poverty/profiles_have_the_figures_published",
        parameters={
            "poverty": _POVERTY,
            "changes": _CHANGE,
            "progress": "restricted__area_case_progress",
        },
        noun="area",
        examined=rows_of(_PROFILE),
        order=WIDEST_FIRST,
    ),
    query_rule(
        "poverty__profile_ranks_follow_from_the_ratios",
        table=_PROFILE,
        sentence="The rank of an area equals one plus the number of areas of its level with a higher headcount ratio.",
        file="poverty/profile_ranks_follow_from_the_ratios",
        noun="area",
        examined=rows_of(_PROFILE),
        order=WIDEST_FIRST,
    ),
    query_rule(
        "contribution_change__figures_are_those_published",
        table=_CONTRIBUTION_CHANGE,
        sentence="Members and censored headcount ratios of both rounds equal those of area_poverty_contribution.",
        file="poverty/contribution_figures_are_those_published",
        parameters={"contributions": _CONTRIBUTION},
        order=f"{WIDEST_FIRST}, indicator_code",
    ),
    query_rule(
        "contribution_change__changes_match_their_definitions",
        table=_CONTRIBUTION_CHANGE,
        sentence="Changes of the censored headcount ratio equal differences, shares of the earlier ratio and yearly"
        " means, and are absent between two lists of indicators.",
        file="poverty/contribution_changes_match_their_definitions",
        order=f"{WIDEST_FIRST}, indicator_code",
    ),
    _rounds_follow_one_another(
        "contribution_change__rounds_follow_one_another",
        table=_CONTRIBUTION_CHANGE,
        shown_item="indicator_code,",
        order=f"{WIDEST_FIRST}, indicator_code",
    ),
)

_BY_MEASURE: Final = f"{WIDEST_FIRST}, measure, indicator_code"
_ERRORS: Final[tuple[Rule, ...]] = (
    query_rule(
        "errors__design_is_of_every_household",
        table="restricted__fct_household",
        severity=WARNING,
        sentence="The stratum or the cluster is known of every household of a round, or of none.",
        noun="round",
        examined=rows_of("audit__sampling_design"),
    ),
    query_rule(
        "errors__estimates_are_those_published",
        table=_ERROR,
        sentence="In a round with a known design, every H, A, M0 and failing rate down to the district has an error and"
        " equals its estimate.",
        order=_BY_MEASURE,
    ),
    query_rule(
        "errors__bounds_follow_from_the_error",
        table=_ERROR,
        sentence="Confidence bounds lie 1.96 standard errors from the estimate, within 0 and 1, and are absent for a"
        " single cluster.",
        file="poverty/bounds_follow_from_the_error",
        parameters=EVERY_ROW,
        order=_BY_MEASURE,
    ),
    query_rule(
        "errors__nation_equals_recount",
        table="restricted__fct_household",
        sentence="The nation's standard errors equal the recount from fct_household.",
        noun="figure of the nation",
        examined=national(_ERROR),
        order="survey_round, measure, indicator_code",
    ),
)

RULES: Final = (*_MEASURES, *_CONTRIBUTIONS, *_OTHER_CUTOFFS, *_KINDS_OF_HOUSEHOLDS, *_CHANGES, *_ERRORS)
