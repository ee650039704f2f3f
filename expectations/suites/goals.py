"""Rules on the goals and targets: only known ones, scores by their definition, and no score without a measurement.

What is not here: the indicators behind the scores (indicators.py).
"""

from __future__ import annotations

from typing import Final

from expectations.limits import RATE_TOLERANCE, SCORE_TOLERANCE
from expectations.sql import WIDEST_FIRST, as_counted, breaking, children_sums, same_ratio, same_surveyed
from expectations.vocabulary import Rule, finding_rule, value_rule

_GOALS = "restricted__area_sdg_goal"
_TARGETS = "restricted__area_sdg_target"
_COUNTS = ("households_surveyed", "households_applicable", "households_failing")
_WEIGHTED = ("households_applicable_weighted", "households_failing_weighted")
_AREA = ("survey_round", "area_level", "area_code")
# Table -> what its rows are about besides a round and an area.
_ITEMS: Final = {_GOALS: "goal", _TARGETS: "sdg_target"}

_UNKNOWN_GOALS = """
    with named as (
        select 'area_sdg_goal' as "table", item as goal from audit__item_rows_area_sdg_goal
        union select 'area_sdg_target', cast(goal as varchar) from restricted__area_sdg_target
        union select 'indicator_sdg_map', cast(goal as varchar) from open__indicator_sdg_map
        union select 'dim_sdg_target', cast(goal as varchar) from open__dim_sdg_target
        union select 'dim_sdg_indicator', cast(goal as varchar) from open__dim_sdg_indicator
    )
    select coalesce(goal, 'absent') as goal, "table" from named
    where coalesce(goal, '') not in (select cast(goal as varchar) from open__dim_sdg_goal where goal is not null)
"""

_UNKNOWN_LINKS = """
    select link.indicator_code, link.sdg_target, link.goal, link.sdg_indicator, link.fit,
           case when indicator.indicator_code is null then 'indicator'
                when target.sdg_target is null then 'target of that goal'
                when link.sdg_indicator is not null and listed.sdg_indicator is null then 'SDG indicator'
                else 'fit' end as unknown
    from open__indicator_sdg_map as link
    left join (select distinct indicator_code from open__dim_indicator) as indicator using (indicator_code)
    left join (select distinct sdg_target, goal from open__dim_sdg_target) as target using (sdg_target, goal)
    left join (select distinct sdg_indicator from open__dim_sdg_indicator) as listed using (sdg_indicator)
    where indicator.indicator_code is null or target.sdg_target is null
       or (link.sdg_indicator is not null and listed.sdg_indicator is null)
       or coalesce(link.fit, '') not in ('direct', 'proxy', 'context')
"""

_TARGET_SCORES = """
    select survey_round, area_level, area_code, sdg_target, score, expected_score as "score by its indicators",
           indicators_measured, expected_measured as "indicators with a rate"
    from audit__target_score
"""

_GOAL_SCORES = f"""
    select survey_round, area_level, area_code, goal, score, expected_score as "score by its targets"
    from audit__goal_score
    where ((score is null and expected_score is null)
           or abs(score - expected_score) <= {SCORE_TOLERANCE}) is not true
"""

_FAILING_OF_GOALS = """
    select survey_round, area_level, area_code, goal, households_failing,
           failing_most as "most of one target", failing_together as "sum of targets"
    from audit__goal_score
    where (households_failing between failing_most and failing_together) is not true
"""


def _order(table: str) -> str:
    return f"{WIDEST_FIRST}, {_ITEMS[table]}"


def _both(what: str, *, table: str) -> str:
    """`goals__goal_scores_...` and `goals__target_scores_...`: one rule for each of the two tables."""
    return f"goals__{_ITEMS[table].removeprefix('sdg_')}_{what}"


def _measurement_words(table: str) -> Rule:
    item = _ITEMS[table]
    return finding_rule(
        _both("measurement_is_a_known_word", table=table),
        table=table,
        sentence="Each is said to be measured, measured by a proxy, or not measured; nothing else is said.",
        sql=breaking(
            table,
            condition="measurement in ('measured', 'proxy', 'not_measured')",
            shows=(*_AREA, item, "measurement"),
        ),
        order=_order(table),
    )


def _no_score_unmeasured(table: str) -> Rule:
    return finding_rule(
        _both("has_no_score_unless_measured", table=table),
        table=table,
        sentence="What is not measured has no score and no rate, rather than 0 or 100; what is measured has both.",
        sql=breaking(
            table,
            condition="(measurement = 'not_measured') = (score is null)"
            " and (measurement = 'not_measured') = (failing_rate is null)"
            " and (measurement = 'not_measured') = (indicators_measured = 0)"
            " and indicators_measured between 0 and indicators_mapped",
            shows=(*_AREA, _ITEMS[table], "measurement", "score", "failing_rate", "indicators_measured"),
        ),
        order=_order(table),
    )


def _score_range(table: str) -> Rule:
    return value_rule(
        _both("score_is_between_0_and_100", table=table),
        table=table,
        sentence="A score lies between 0 and 100.",
        expected="between 0 and 100",
        expectation="ExpectColumnValuesToBeBetween",
        column="score",
        min_value=0,
        max_value=100,
    )


def _rate(table: str) -> Rule:
    ratio = same_ratio(
        "failing_rate",
        part="households_failing_weighted",
        whole="households_applicable_weighted",
        tolerance=RATE_TOLERANCE,
    )
    return finding_rule(
        _both("rate_is_failing_over_applicable", table=table),
        table=table,
        sentence="The failing rate is the failing households divided by the applicable ones, both weighted, and the"
        " failing are among the applicable, these among the surveyed.",
        sql=breaking(
            table,
            condition=f"households_failing >= 0 and households_failing <= households_applicable"
            f" and households_applicable <= households_surveyed and {ratio}"
            f" and {as_counted('households_applicable', 'households_failing')}",
            shows=(*_AREA, _ITEMS[table], "failing_rate", *_WEIGHTED, *reversed(_COUNTS)),
        ),
        order=_order(table),
    )


def _children(table: str) -> Rule:
    name = "goals__children_sum_to_parent" if table == _GOALS else "goals__target_children_sum_to_parent"
    return finding_rule(
        name,
        table=table,
        sentence="At every level, from village to nation, the households of the parts add up to the whole's.",
        sql=children_sums(table, measures=(*_COUNTS, *_WEIGHTED), item=_ITEMS[table]),
        noun="sum",
        order=_order(table),
    )


def _surveyed(table: str) -> Rule:
    return finding_rule(
        _both("surveyed_matches_coverage", table=table),
        table=table,
        sentence="Households surveyed are the same as in the table of coverage.",
        sql=same_surveyed(table),
        noun="area",
        order=WIDEST_FIRST,
    )


RULES: Final[tuple[Rule, ...]] = (
    value_rule(
        "goals__list_is_1_to_17",
        table="open__dim_sdg_goal",
        sentence="The list of goals holds the seventeen goals and no other.",
        expected="1 to 17",
        expectation="ExpectColumnDistinctValuesToEqualSet",
        column="goal",
        value_set=list(range(1, 18)),
    ),
    finding_rule(
        "goals__every_goal_is_known",
        table=_GOALS,
        sentence="Every goal named anywhere in the release is in the list of goals.",
        sql=_UNKNOWN_GOALS,
        noun="goal",
        order='goal, "table"',
    ),
    finding_rule(
        "goals__links_are_known",
        table="open__indicator_sdg_map",
        sentence="Every link names a known indicator, a target of its goal, an SDG indicator (or none) and a fit.",
        sql=_UNKNOWN_LINKS,
        order="indicator_code, sdg_target",
    ),
    finding_rule(
        "goals__targets_stand_under_their_goal",
        table=_TARGETS,
        sentence="Every target of an area is counted under the goal that the list of targets names for it.",
        sql=f"select sdg_target, goal, count(*) as rows from {_TARGETS} where (sdg_target, goal) not in"
        " (select (sdg_target, goal) from open__dim_sdg_target where sdg_target is not null) group by all",
        noun="target",
        order="sdg_target, goal",
    ),
    finding_rule(
        "goals__goals_without_links_are_never_scored",
        table=_GOALS,
        sentence="A goal that no indicator is linked to (14 and 15, as the list stands) is not measured in any area.",
        sql=breaking(
            _GOALS,
            condition="goal in (select goal from open__indicator_sdg_map where goal is not null)"
            " or (measurement = 'not_measured' and score is null and failing_rate is null)",
            shows=(*_AREA, "goal", "measurement", "score", "failing_rate"),
        ),
        order=_order(_GOALS),
    ),
    *(_measurement_words(table) for table in _ITEMS),
    *(_no_score_unmeasured(table) for table in _ITEMS),
    *(_score_range(table) for table in _ITEMS),
    *(_rate(table) for table in _ITEMS),
    *(_children(table) for table in _ITEMS),
    *(_surveyed(table) for table in _ITEMS),
    finding_rule(
        "goals__target_score_is_mean_of_its_indicators",
        table=_TARGETS,
        sentence="The score of a target is the mean, over its indicators with a rate, of 100 times the share passing.",
        sql=_TARGET_SCORES,
        order=_order(_TARGETS),
    ),
    finding_rule(
        "goals__goal_score_is_mean_of_its_targets",
        table=_GOALS,
        sentence="The score of a goal is the mean of the scores of its measured targets.",
        sql=_GOAL_SCORES,
        order=_order(_GOALS),
    ),
    finding_rule(
        "goals__goal_failing_lies_between_its_targets",
        table=_GOALS,
        sentence="Households failing a goal are at least those failing any one of its targets,"
        " and at most those of all its targets together.",
        sql=_FAILING_OF_GOALS,
        order=_order(_GOALS),
    ),
)
