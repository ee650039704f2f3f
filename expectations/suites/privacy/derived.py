"""Rules on what follows from the counts of the open zone: every rate, score, rank and status comes from these counts.

A figure made of exact counts would say more than the counts beside it. Queries are those of the restricted zone where
it keeps the same rule. What is not here: the noise of the counts (noise.py), figures of few (few.py).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from expectations.limits import AGENCY_FEWEST_CASES, OPEN_FEWEST_CASES_RANKED
from expectations.needs import NOTHING_SHOWN, OWN_BREAKDOWNS, OWN_FLOWS, Need
from expectations.rule import Rule, query_rule, rows_of
from expectations.suites.shared import OF_ITS_OWN_VINTAGE, OF_OWN_FLOWS, WIDEST_FIRST, compared, levels_of
from orchestration.names import OPEN, POVERTY_CUTOFFS

_SHOWN: Final = {"is_shown": "not is_suppressed"}
_PATH: Final = {"is_shown": "not path.is_suppressed", "indicators": "open__area_indicator"}
_BY_INDICATOR: Final = f"{WIDEST_FIRST}, indicator_code"


def _derived(
    name: str,
    table: str,
    *,
    sentence: str,
    file: str | None = None,
    parameters: Mapping[str, str] | None = None,
    order: str = WIDEST_FIRST,
    where: str | None = None,
    needs: tuple[Need, ...] = (),
) -> Rule:
    """`where`: the rows that are examined, if not all."""
    return query_rule(
        f"privacy__open_{name}",
        table=f"open__{table}",
        sentence=sentence,
        file=file,
        parameters=parameters,
        noun="row",
        examined=rows_of(f"open__{table}", where=where),
        order=order,
        needs=needs,
    )


_INDICATORS: Final[tuple[Rule, ...]] = (
    _derived(
        "rates_follow_from_open_counts",
        "area_indicator",
        sentence="The failing rate of an indicator in the open zone equals failing divided by applicable households of"
        " the same row, weighted in a sample.",
        file="indicators/rate_is_failing_over_applicable",
        parameters=_SHOWN,
        order=_BY_INDICATOR,
    ),
    _derived(
        "category_rates_follow_from_open_counts",
        "area_indicator_breakdown",
        sentence="The failing rate of a category in the open zone equals failing divided by applicable households of"
        " the same row, weighted in a sample.",
        file="indicators/category_rate_is_failing_over_applicable",
        parameters=_SHOWN,
        order=f"{_BY_INDICATOR}, disaggregation, category",
    ),
    _derived(
        "totals_are_those_of_the_indicators",
        "area_indicator_breakdown",
        sentence="The counts of the category total in the open zone equal those of area_indicator in the open zone,"
        " but for a revised vintage.",
        file="indicators/total_is_the_indicator",
        parameters={
            "indicators": "open__area_indicator",
            "levels": levels_of("area_indicator_breakdown", OPEN),
            "of_rounds": OF_ITS_OWN_VINTAGE,
        },
        order=_BY_INDICATOR,
        where=f"disaggregation = 'total' and {OF_ITS_OWN_VINTAGE}",
        needs=(OWN_BREAKDOWNS,),
    ),
    *(
        _derived(
            f"{word}_rates_follow_from_open_counts",
            table,
            sentence=f"The failing rate of a {word} in the open zone equals failing divided by applicable households of"
            " the same row, weighted in a sample.",
            file="goals/rate_is_failing_over_applicable",
            parameters={"item": item, **_SHOWN},
            order=f"{WIDEST_FIRST}, {item}",
        )
        for word, table, item in (("goal", "area_sdg_goal", "goal"), ("target", "area_sdg_target", "sdg_target"))
    ),
    *(
        _derived(
            f"{word}_measurement_says_what_is_withheld",
            table,
            sentence=f"`measurement` of a {word} in the open zone is `withheld` where the row is withheld, and"
            " `not_measured` where no indicator serves it.",
            file="privacy/measurement_says_what_is_withheld",
            parameters={"item": item},
            order=f"{WIDEST_FIRST}, {item}",
        )
        for word, table, item in (("goal", "area_sdg_goal", "goal"), ("target", "area_sdg_target", "sdg_target"))
    ),
    *(
        _derived(
            f"{word}_ranks_follow_from_open_scores",
            table,
            sentence=f"The rank of an area for a {word} in the open zone equals one plus the areas of its level with a"
            " higher open score.",
            file="goals/ranks_follow_from_the_scores",
            parameters={"item": item, **_SHOWN},
            order=f"{WIDEST_FIRST}, {item}",
        )
        for word, table, item in (("goal", "area_sdg_goal", "goal"), ("target", "area_sdg_target", "sdg_target"))
    ),
    _derived(
        "target_scores_follow_from_open_rates",
        "area_sdg_target",
        sentence="The score of a target in the open zone equals the mean passing share, in per cent, over its"
        " indicators that the open zone shows.",
        file="goals/target_score_is_mean_of_its_indicators",
        parameters={"scores": "audit__open_target_score"},
        order=f"{WIDEST_FIRST}, sdg_target",
    ),
    _derived(
        "goal_scores_follow_from_open_scores",
        "area_sdg_goal",
        sentence="The score of a goal in the open zone equals the mean of the scores of its targets that the open zone"
        " shows.",
        file="goals/goal_score_is_mean_of_its_targets",
        parameters={"scores": "audit__open_goal_score"},
        order=f"{WIDEST_FIRST}, goal",
    ),
)

_POVERTY_COUNTS: Final = (
    *("households", "members", "households_dropped", "members_dropped", "households_poor", "members_poor"),
    *("households_weighted", "members_weighted", "households_poor_weighted", "members_poor_weighted"),
)
# Table -> whether the weighted counts of a census are its counts.
_IS_COUNTED: Final = {
    **dict.fromkeys(
        ("area_poverty", "area_poverty_breakdown"),
        "households_weighted is not distinct from households"
        " and households_poor_weighted is not distinct from households_poor"
        " and members_weighted is not distinct from members"
        " and members_poor_weighted is not distinct from members_poor",
    ),
    "area_poverty_sensitivity": "members_weighted is not distinct from members"
    " and members_poor_weighted is not distinct from members_poor",
}
_POVERTY: Final[tuple[Rule, ...]] = (
    *(
        _derived(
            f"{table}_has_ratios_of_open_counts",
            table,
            sentence="H of the open zone equals poor members divided by members of the same row. M0 equals H times A,"
            " which has two decimals.",
            file="privacy/poverty_ratios_follow_from_open_counts",
            parameters={"item": item, "is_counted": is_counted},
            where="not is_suppressed",
            needs=(NOTHING_SHOWN,),
        )
        for (table, is_counted), item in zip(_IS_COUNTED.items(), ("cutoff_k", "category", "cutoff"), strict=True)
    ),
    *(
        _derived(
            f"{table}_has_deprivations_with_noise",
            table,
            sentence="M0 of the open zone is that of a sum of deprivations that follows the noise of the poor members.",
            file="privacy/deprivations_follow_the_noise",
            parameters={"keys": keys, "exact": f"exact__{table}"},
            where="adjusted_headcount_ratio is not null",
            needs=(NOTHING_SHOWN,),
        )
        for table, keys in (
            ("area_poverty", "survey_round, area_level, area_code"),
            ("area_poverty_breakdown", "survey_round, area_level, area_code, disaggregation, category"),
        )
    ),
    _derived(
        "poverty_totals_are_those_of_area_poverty",
        "area_poverty_breakdown",
        sentence="The counts of the category total in the open zone equal those of area_poverty in the open zone, but"
        " for a revised vintage.",
        file="poverty/total_is_area_poverty",
        parameters={
            "poverty": "open__area_poverty",
            "levels": levels_of("area_poverty_breakdown", OPEN),
            "of_rounds": OF_ITS_OWN_VINTAGE,
            **compared(_POVERTY_COUNTS, other="in area_poverty", absent="null"),
        },
        where=f"disaggregation = 'total' and {OF_ITS_OWN_VINTAGE}",
        needs=(OWN_BREAKDOWNS,),
    ),
    _derived(
        "contributions_follow_from_open_counts",
        "area_poverty_contribution",
        sentence="Headcount ratios and contributions of the open zone equal quotients of the weighted counts of the"
        " same row.",
        file="poverty/contribution_ratios_match_their_definitions",
        parameters=_SHOWN,
        order=_BY_INDICATOR,
        where="not is_suppressed",
        needs=(NOTHING_SHOWN,),
    ),
    _derived(
        "contributions_are_of_ordered_counts",
        "area_poverty_contribution",
        sentence="Poor members failing an indicator in the open zone number at most the poor members and at most the"
        " members failing.",
        file="poverty/contribution_counts_are_ordered",
        parameters=_SHOWN,
        order=_BY_INDICATOR,
        where="not is_suppressed",
        needs=(NOTHING_SHOWN,),
    ),
    _derived(
        "contributions_have_the_people_of_area_poverty",
        "area_poverty_contribution",
        sentence="Members and poor members beside a contribution equal those of area_poverty in the open zone, and"
        " shares are of its M0.",
        order=_BY_INDICATOR,
    ),
    _derived(
        "cutoffs_have_the_people_of_area_poverty",
        "area_poverty_sensitivity",
        sentence="Households and members at every cut-off equal those of area_poverty in the open zone.",
        order=WIDEST_FIRST,
    ),
    _derived(
        "cutoffs_find_fewer_poor_the_higher_they_are",
        "area_poverty_sensitivity",
        sentence="Poor households, poor members and M0 of the open zone do not increase with the cut-off.",
        parameters={"cutoffs": ", ".join(f"'{cutoff}'" for cutoff in POVERTY_CUTOFFS)},
        order=WIDEST_FIRST,
    ),
    _derived(
        "poverty_changes_follow_from_open_ratios",
        "area_poverty_change",
        sentence="Changes of H, A and M0 in the open zone equal differences, shares of the earlier figure and yearly"
        " means of the same row.",
        file="poverty/changes_match_their_definitions",
    ),
    _derived(
        "poverty_changes_are_of_open_figures",
        "area_poverty_change",
        sentence="Figures of both rounds in area_poverty_change of the open zone equal those of area_poverty in the"
        " open zone.",
        file="poverty/figures_are_those_published",
        parameters={"poverty": "open__area_poverty"},
    ),
    _derived(
        "profiles_have_open_figures",
        "area_profile",
        sentence="Figures of area_profile in the open zone equal those of area_poverty, area_poverty_change and"
        " area_case_progress in the open zone.",
        file="poverty/profiles_have_the_figures_published",
        parameters={
            "poverty": "open__area_poverty",
            "changes": "open__area_poverty_change",
            "progress": "open__area_case_progress",
        },
    ),
    _derived(
        "profile_ranks_follow_from_open_ratios",
        "area_profile",
        sentence="The rank of an area in the open zone equals one plus the areas of its level with a higher open"
        " headcount ratio.",
        file="poverty/profile_ranks_follow_from_the_ratios",
    ),
    _derived(
        "contribution_changes_follow_from_open_ratios",
        "area_poverty_contribution_change",
        sentence="Changes of the censored headcount ratio in the open zone equal differences, shares of the earlier"
        " ratio and yearly means of the same row.",
        file="poverty/contribution_changes_match_their_definitions",
        order=_BY_INDICATOR,
    ),
    _derived(
        "contribution_changes_are_of_open_figures",
        "area_poverty_contribution_change",
        sentence="Figures of both rounds in area_poverty_contribution_change of the open zone equal those of"
        " area_poverty_contribution in the open zone.",
        file="poverty/contribution_figures_are_those_published",
        parameters={"contributions": "open__area_poverty_contribution"},
        order=_BY_INDICATOR,
    ),
    _derived(
        "estimates_are_those_of_open_tables",
        "area_estimate_error",
        sentence="An estimate of the open zone equals the figure of its open table. Its standard error is the exact one"
        " with four decimals.",
        order=f"{WIDEST_FIRST}, measure, indicator_code",
    ),
    _derived(
        "bounds_follow_from_open_estimates",
        "area_estimate_error",
        sentence="Confidence bounds of the open zone lie 1.96 standard errors from the estimate of the same row, within"
        " 0 and 1.",
        file="poverty/bounds_follow_from_the_error",
        parameters=_SHOWN,
        order=f"{WIDEST_FIRST}, measure, indicator_code",
    ),
)


def _changes(word: str, *, table: str, figures: str, item: str) -> tuple[Rule, ...]:
    order = f"{WIDEST_FIRST}, {item}"
    return (
        _derived(
            f"{word}_changes_follow_from_open_rates",
            table,
            sentence=f"`failing_rate_change` of {table} in the open zone equals the difference of the rates of the same"
            " row.",
            file="progress/change_change_is_the_difference",
            parameters={"item": item, **_SHOWN},
            order=order,
        ),
        _derived(
            f"{word}_changes_are_of_open_figures",
            table,
            sentence=f"Failing households and failing rates of both rounds in {table} of the open zone equal those of"
            f" {figures} in the open zone. Rows of an earlier vintage are left out.",
            file="progress/change_figures_are_those_published",
            parameters={
                "figures": figures,
                "figures_table": f"open__{figures}",
                "item": item,
                "is_shown": f"not change.is_suppressed and change.{OF_OWN_FLOWS}",
            },
            order=order,
            where=OF_OWN_FLOWS,
            needs=(OWN_FLOWS,),
        ),
    )


_PROGRESS: Final[tuple[Rule, ...]] = (
    *_changes("indicator", table="area_indicator_change", figures="area_indicator", item="indicator_code"),
    *_changes("goal", table="area_goal_change", figures="area_sdg_goal", item="goal"),
    _derived(
        "goal_scores_of_two_rounds_are_open_scores",
        "area_goal_change",
        sentence="Scores of both rounds in area_goal_change of the open zone equal those of area_sdg_goal in the open"
        " zone. `score_change` is their difference. Rows of an earlier vintage are left out.",
        file="progress/change_scores_are_those_published",
        parameters={
            "figures_table": "open__area_sdg_goal",
            "is_shown": f"not change.is_suppressed and change.{OF_OWN_FLOWS}",
        },
        order=f"{WIDEST_FIRST}, goal",
        where=OF_OWN_FLOWS,
        needs=(OWN_FLOWS,),
    ),
    *(
        _derived(
            f"paths_{name}",
            "area_target_path",
            sentence=sentence,
            file=f"progress/{file}",
            parameters=parameters,
            order=_BY_INDICATOR,
        )
        for name, file, parameters, sentence in (
            (
                "start_from_open_indicators",
                "path_starts_from_the_indicators",
                _PATH,
                "Households of the latest round and of the baseline in area_target_path of the open zone equal those of"
                " area_indicator in the open zone.",
            ),
            (
                "begin_with_the_first_round_shown",
                "baseline_is_the_first_round_measured",
                _PATH,
                "The open zone shows the indicator of the area in no round before the baseline.",
            ),
            (
                "have_changes_of_open_rates",
                "path_changes_match_their_definitions",
                _SHOWN,
                "Failing rates, yearly changes and their ratio in the open zone follow from the households of the same"
                " row.",
            ),
            (
                "have_the_status_of_open_figures",
                "path_status_follows_from_the_figures",
                _SHOWN,
                "`status` of a path in the open zone follows from the figures of the same row.",
            ),
            (
                "help_as_many_as_open_counts_say",
                "path_help_reaches_every_failing_household",
                _SHOWN,
                "Households to help per year in the open zone cover the failing households of the same row, with no"
                " year to spare.",
            ),
        )
    ),
)

_CASES: Final[tuple[Rule, ...]] = (
    *(
        _derived(
            f"{of}solved_rates_follow_from_open_counts",
            table,
            sentence=f"The solved rate of {table} in the open zone equals solved divided by found cases of the same"
            " row. No case of a row exceeds those it is part of.",
            file="privacy/solved_rates_follow_from_open_counts",
            parameters={"shown_item": item},
        )
        for of, table, item in (("", "area_case_progress", ""), ("agency_", "area_case_agency", "agency,"))
    ),
    _derived(
        "agency_totals_are_those_of_their_area",
        "area_case_agency",
        sentence="Each total of area_case_agency in the open zone equals area_case_progress in the open zone.",
        file="cases/totals_of_agencies_are_those_of_their_area",
        parameters={"progress": "open__area_case_progress", "levels": levels_of("area_case_agency", OPEN)},
        where="agency = 'total'",
    ),
    _derived(
        "agencies_named_have_enough_cases",
        "area_case_agency",
        sentence=f"An agency that the open zone names has at least {AGENCY_FEWEST_CASES} cases in the country in the"
        " round.",
        order="survey_round, agency",
        where="agency <> 'total'",
    ),
    _derived(
        "priorities_have_the_cases_of_their_progress",
        "area_priority",
        sentence="area_priority of the open zone lists the areas with at least"
        f" {OPEN_FEWEST_CASES_RANKED} open cases, with the counts of area_case_progress in the open zone.",
        file="cases/areas_have_the_open_cases_of_their_progress",
        parameters={"progress": "open__area_case_progress", "fewest": str(OPEN_FEWEST_CASES_RANKED)},
        where="indicator_code = 'total'",
    ),
    _derived(
        "trends_are_against_the_open_round_before",
        "area_priority",
        sentence="`cases_found_before` of the open zone equals the cases that area_case_progress of the open zone gives"
        " for the round before.",
        file="cases/trend_is_against_the_round_before",
        parameters={"progress": "open__area_case_progress"},
        where="indicator_code = 'total'",
    ),
)

_PRACTICES: Final[tuple[Rule, ...]] = (
    _derived(
        "practices_have_the_status_of_open_figures",
        "practice_effect",
        sentence="`status` of a practice in the open zone follows from the figures of the same row.",
        file="practices/status_follows_from_the_figures",
        order="practice_id",
    ),
    _derived(
        "effects_follow_from_open_rates",
        "practice_effect",
        sentence="Change and effect of a practice in the open zone follow from the households of the same row.",
        file="practices/effects_match_their_definition",
        order="practice_id",
    ),
    _derived(
        "practices_are_compared_by_open_rates",
        "practice_effect",
        sentence="Rates and comparisons of a practice in the open zone equal the recount from the open tables.",
        file="practices/comparisons_equal_recount",
        parameters={"comparisons": "audit__open_practice_comparison"},
        order="practice_id",
    ),
)

_GAPS: Final[tuple[Rule, ...]] = (
    _derived(
        "gaps_are_ranked_among_those_shown",
        "coverage_gap",
        sentence="Areas of a level in coverage_gap of the open zone are ranked by residential houses, houses never"
        " surveyed and code, without a missing rank.",
        file="coverage/ranks_follow_the_houses",
    ),
)

DERIVED_RULES: Final = (*_GAPS, *_INDICATORS, *_POVERTY, *_PROGRESS, *_CASES, *_PRACTICES)
