"""Rules on the goals and targets: known ones alone, scores by their definition, no score without a measurement.

What is not here: the indicators behind the scores (indicators), the KPIs (kpi).
"""

from __future__ import annotations

from typing import Final

from expectations.rule import Rule, distinct, native_rule, query_rule, rows_of
from expectations.suites.shared import EVERY_ROW, WIDEST_FIRST, children_sum_to_parent, households_match_coverage

_GOALS: Final = "restricted__area_sdg_goal"
_TARGETS: Final = "restricted__area_sdg_target"
_COUNTS: Final = ("households_applicable", "households_failing")
_MEASUREMENTS: Final = ("measured", "proxy", "not_measured")
# Word of the rules' names -> table, and what its rows are about besides a round and an area.
_BOTH: Final = {"goal": (_GOALS, "goal"), "target": (_TARGETS, "sdg_target")}
_BY_GOAL: Final = f"{WIDEST_FIRST}, goal"
_BY_TARGET: Final = f"{WIDEST_FIRST}, sdg_target"


def _rules_of(word: str) -> tuple[Rule, ...]:
    """The rules that the tables of goals and of targets both keep."""
    table, item = _BOTH[word]
    return (
        *_rows_of(word, table, item),
        children_sum_to_parent(
            "goals__children_sum_to_parent" if word == "goal" else f"goals__{word}_children_sum_to_parent",
            table=table.removeprefix("restricted__"),
            sentence=f"The households of each {word} in the child areas sum to those of their parent.",
            measures=("households_surveyed", *_COUNTS, *(f"{count}_weighted" for count in _COUNTS)),
            item=item,
        ),
        households_match_coverage(f"goals__{word}_surveyed_matches_coverage", table=table.removeprefix("restricted__")),
    )


def _rows_of(word: str, table: str, item: str) -> tuple[Rule, ...]:
    """Rules on a row, whatever the rows of other areas are, and on its rank."""
    order = f"{WIDEST_FIRST}, {item}"
    return (
        native_rule(
            f"goals__{word}_measurement_is_a_known_word",
            table=table,
            sentence=f"Every {word} is measured, measured by a proxy, or not measured.",
            expected=", ".join(_MEASUREMENTS),
            expectation="ExpectColumnValuesToBeInSet",
            column="measurement",
            value_set=list(_MEASUREMENTS),
        ),
        query_rule(
            f"goals__{word}_has_no_score_unless_measured",
            table=table,
            sentence=f"A {word} has a score and a failing rate exactly where the {word} is measured.",
            file="goals/has_no_score_unless_measured",
            parameters={"item": item} | EVERY_ROW,
            order=order,
        ),
        query_rule(
            f"goals__{word}_rate_is_failing_over_applicable",
            table=table,
            sentence=f"The failing rate of a {word} equals weighted failing households divided by weighted applicable"
            " households.",
            file="goals/rate_is_failing_over_applicable",
            parameters={"item": item} | EVERY_ROW,
            order=order,
        ),
        query_rule(
            f"goals__{word}_ranks_follow_from_the_scores",
            table=table,
            sentence=f"The rank of an area for a {word} equals one plus the number of areas of its level with a higher"
            " score.",
            file="goals/ranks_follow_from_the_scores",
            parameters={"item": item} | EVERY_ROW,
            order=order,
        ),
    )


RULES: Final[tuple[Rule, ...]] = (
    query_rule(
        "goals__list_is_1_to_17",
        table="open__dim_sdg_goal",
        sentence="dim_sdg_goal lists the goals 1 to 17 and no other.",
        expected="1 to 17",
        noun="goal",
        examined=rows_of("(select goal from open__dim_sdg_goal union select * from range(1, 18))"),
    ),
    query_rule(
        "goals__every_goal_is_known",
        table=_GOALS,
        sentence="Every goal that a table of the release names is in dim_sdg_goal.",
        noun="goal of a table",
        examined="select count(*) from (select 1 from audit__item_rows_area_sdg_goal group by item"
        " union all select 2 from restricted__area_sdg_target group by goal"
        " union all select 3 from open__indicator_sdg_map group by goal"
        " union all select 4 from open__dim_sdg_target group by goal"
        " union all select 5 from open__dim_sdg_indicator group by goal)",
        order='goal, "table"',
    ),
    query_rule(
        "goals__links_are_known",
        table="open__indicator_sdg_map",
        sentence="Every link names a known indicator, a target of its goal, an SDG indicator or none, and a fit.",
    ),
    query_rule(
        "goals__targets_stand_under_their_goal",
        table=_TARGETS,
        sentence="`goal` of every target in area_sdg_target equals the goal that dim_sdg_target gives for the target.",
        noun="target",
        examined=distinct("sdg_target", "goal", table=_TARGETS),
    ),
    query_rule(
        "goals__goals_without_links_are_never_scored",
        table=_GOALS,
        sentence="A goal without linked indicators (14 and 15 in the present list) is not measured in any area.",
        order=_BY_GOAL,
    ),
    *_rules_of("goal"),
    *_rules_of("target"),
    query_rule(
        "goals__target_score_is_mean_of_its_indicators",
        table=_TARGETS,
        sentence="The score of a target equals the mean passing share, in per cent, over its indicators with a rate.",
        file="goals/target_score_is_mean_of_its_indicators",
        parameters={"scores": "audit__target_score"},
        order=_BY_TARGET,
    ),
    query_rule(
        "goals__goal_score_is_mean_of_its_targets",
        table=_GOALS,
        sentence="The score of a goal equals the mean of the scores of its measured targets.",
        file="goals/goal_score_is_mean_of_its_targets",
        parameters={"scores": "audit__goal_score"},
        order=_BY_GOAL,
    ),
    query_rule(
        "goals__goal_failing_lies_between_its_targets",
        table=_GOALS,
        sentence="Households failing a goal number at least those failing any one of its targets, and at most the sum"
        " over its targets.",
        order=_BY_GOAL,
    ),
)
