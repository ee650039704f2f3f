"""Rules on progress: flows between rounds, the path of each indicator to 2030, pledges of the provinces.

What is not here: the failing of each round (indicators, goals).
"""

from __future__ import annotations

from typing import Final

from expectations.limits import (
    FOUND_AGAIN_LIMIT,
    FOUND_AGAIN_WARNING,
    ON_TRACK_SHARE,
    PATH_FEWEST_HOUSEHOLDS,
    UNMATCHED_LIMIT,
    WORSENING_SHARE,
)
from expectations.rule import Rule, query_rule, rows_of
from expectations.suites.shared import EVERY_ROW, WIDEST_FIRST, children_sum_to_parent, national
from orchestration.release.verdict import CRITICAL, WARNING, Severity

_PATH: Final = "restricted__area_target_path"
_PLEDGES: Final = "open__pledge_progress"
_BY_INDICATOR: Final = f"{WIDEST_FIRST}, indicator_code"
_BY_PLEDGE: Final = "province_code, pledge_id"
# Word of the rules' names -> table of changes, table of the figures of each round, what a row of an area is about.
_CHANGES: Final = {
    "indicator": ("area_indicator_change", "area_indicator", "indicator_code"),
    "goal": ("area_goal_change", "area_sdg_goal", "goal"),
}
_FLOWS: Final = (
    *("in_both", "entered", "left", "stayed_failing", "escaped", "fell", "stayed_passing", "became_applicable"),
    *("became_applicable_failing", "no_longer_applicable", "no_longer_applicable_failing", "entered_failing"),
    *("left_failing", "moved_in_failing", "moved_away_failing", "boundary_failing"),
)
# End of a rule's name, which is also its file's -> sentence.
_OF_BOTH: Final = {
    "flows_make_the_later_failing": "Households that stayed failing, fell, entered failing or became applicable and"
    " failing sum to the failing households of the round.",
    "flows_make_the_earlier_failing": "Households that stayed failing, escaped, left, moved or ceased to be applicable"
    " explain the failing households of the round before.",
    "flows_are_parts": "No flow is negative, and no household of both rounds is in two flows.",
    "change_is_the_difference": "`failing_rate_change` equals the failing rate less that of the round before, and is"
    " absent where either is.",
    "figures_are_those_published": "Failing households and failing rates of both rounds equal those of {figures}.",
    "rounds_follow_one_another": "`previous_survey_round` is the round right before `survey_round` in"
    " dim_survey_round.",
    "says_whether_the_list_is_the_same": "`is_same_framework` agrees with the versions that dim_survey_round gives for"
    " the two rounds.",
}


def _changes(word: str) -> tuple[Rule, ...]:
    """The rules that both tables of changes keep."""
    table, figures, item = _CHANGES[word]
    summed = children_sum_to_parent(
        f"change__{word}_children_sum_to_parent",
        table=table,
        sentence="Households of every flow in the child areas sum to those of their parent, from village to nation.",
        measures=tuple(f"households_{flow}" for flow in _FLOWS),
        item=item,
    )
    return summed, *(
        query_rule(
            f"change__{word}_{name}",
            table=f"restricted__{table}",
            sentence=sentence.format(figures=figures),
            file=f"progress/change_{name}",
            parameters={"figures": figures, "figures_table": f"restricted__{figures}", "item": item} | EVERY_ROW,
            order=f"{WIDEST_FIRST}, {item}",
        )
        for name, sentence in _OF_BOTH.items()
    )


_SCORES: Final = query_rule(
    "change__goal_scores_are_those_published",
    table="restricted__area_goal_change",
    sentence="Scores of both rounds equal those of area_sdg_goal, and `score_change` is their difference. The change is"
    " absent where either score is.",
    file="progress/change_scores_are_those_published",
    parameters={"figures_table": "restricted__area_sdg_goal"} | EVERY_ROW,
    order=f"{WIDEST_FIRST}, goal",
)
_NATION_RECOUNTED: Final = query_rule(
    "change__nation_equals_recount",
    table="restricted__fct_household",
    sentence="The nation's households in both rounds, and those that entered, equal the recount from fct_household.",
    noun="indicator of a round",
    examined=national("restricted__area_indicator_change"),
)


def _found_again(name: str, *, limit: float, severity: Severity) -> Rule:
    return query_rule(
        name,
        table="restricted__fct_household",
        severity=severity,
        sentence=f"At least {limit:.0%} of the households of houses surveyed in two rounds are in both rounds, for each"
        " year between.",
        expected=f"at least {limit:.0%} for each year",
        file="progress/found_again",
        parameters={"limit": repr(limit)},
        noun="area of a round",
        examined=rows_of("audit__household_followed", where="is_revisited"),
        order=WIDEST_FIRST,
    )


_FOLLOWED: Final = (
    _SCORES,
    _NATION_RECOUNTED,
    query_rule(
        "change__houses_are_found_again",
        table="restricted__fct_household",
        sentence=f"At most {UNMATCHED_LIMIT:.0%} of an area's households in two rounds, located in the earlier one,"
        " live outside the register's houses in the later one.",
        expected=f"at most {UNMATCHED_LIMIT:.0%}",
        noun="area of a round",
        examined=rows_of("audit__household_followed", where="is_followed"),
        order=WIDEST_FIRST,
    ),
    _found_again("change__households_are_found_again", limit=FOUND_AGAIN_LIMIT, severity=CRITICAL),
    _found_again("change__most_households_are_found_again", limit=FOUND_AGAIN_WARNING, severity=WARNING),
)

_TARGETS: Final[tuple[Rule, ...]] = (
    query_rule(
        "targets__path_starts_from_the_indicators",
        table=_PATH,
        sentence="Households of the latest round and of the baseline, counted and weighted, equal those of"
        " area_indicator.",
        file="progress/path_starts_from_the_indicators",
        parameters=EVERY_ROW | {"indicators": "restricted__area_indicator"},
        order=_BY_INDICATOR,
    ),
    query_rule(
        "targets__baseline_is_the_first_round_measured",
        table=_PATH,
        sentence="The indicator applied to no household of the area in any round before the baseline.",
        file="progress/baseline_is_the_first_round_measured",
        parameters=EVERY_ROW | {"indicators": "restricted__area_indicator"},
        order=_BY_INDICATOR,
    ),
    query_rule(
        "targets__years_follow_the_survey_dates",
        table=_PATH,
        sentence="Years are counted between the last survey dates of the two rounds, and from the latest one to the end"
        " of 2030.",
        order=_BY_INDICATOR,
    ),
    query_rule(
        "targets__changes_match_their_definitions",
        table=_PATH,
        sentence="Failing rates, the required and the actual yearly change and their ratio equal their definitions.",
        file="progress/path_changes_match_their_definitions",
        parameters=EVERY_ROW,
        order=_BY_INDICATOR,
    ),
    query_rule(
        "targets__status_follows_from_the_figures",
        table=_PATH,
        sentence=f"`status` follows from the progress ratio: on track from {ON_TRACK_SHARE:.0%}, worsening below"
        f" {WORSENING_SHARE:.0%}, too slow between; achieved without failing households; too few below"
        f" {PATH_FEWEST_HOUSEHOLDS}.",
        file="progress/path_status_follows_from_the_figures",
        parameters=EVERY_ROW,
        order=_BY_INDICATOR,
    ),
    query_rule(
        "targets__help_reaches_every_failing_household",
        table=_PATH,
        sentence="Households to help per year, times the years left, cover the weighted failing households with no"
        " year to spare.",
        file="progress/path_help_reaches_every_failing_household",
        parameters=EVERY_ROW,
        order=_BY_INDICATOR,
    ),
)

_PLEDGE_RULES: Final[tuple[Rule, ...]] = (
    query_rule(
        "pledges__every_province_is_seen",
        table=_PLEDGES,
        sentence="Every province has rows for its pledges or one row without a pledge, and no other area has a row.",
        expected="every province",
        noun="province",
        examined="select count(*) from (select area_code from audit__area_of_today where area_level = 'province'"
        f" union select province_code from {_PLEDGES})",
    ),
    query_rule(
        "pledges__latest_value_is_the_published_one",
        table=_PLEDGES,
        sentence="The latest value of a pledge equals the latest failing rate or score that the province has in the"
        " tables of areas.",
        order=_BY_PLEDGE,
    ),
    query_rule(
        "pledges__shares_match_their_definitions",
        table=_PLEDGES,
        sentence="`progress_share` equals progress over the distance to the target; `expected_share` equals the elapsed"
        " share of the time.",
        order=_BY_PLEDGE,
    ),
    query_rule(
        "pledges__status_follows_from_the_figures",
        table=_PLEDGES,
        sentence="`status` follows from progress over expected progress: on track from"
        f" {ON_TRACK_SHARE:.0%}, worsening below {WORSENING_SHARE:.0%}; achieved at the target, missed when overdue.",
        order=_BY_PLEDGE,
    ),
    query_rule(
        "pledges__aim_at_an_improvement",
        table=_PLEDGES,
        severity=WARNING,
        sentence="A pledge names one measure, aims at a better value than its baseline, and is due after the baseline.",
        order=_BY_PLEDGE,
    ),
)

RULES: Final = (*_changes("indicator"), *_changes("goal"), *_FOLLOWED, *_TARGETS, *_PLEDGE_RULES)
