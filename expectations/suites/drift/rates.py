"""Rules on rates since the last release: failing rates of indicators, ratios of poverty, scores of goals.

What is not here: counts (counts.py), changes between survey rounds (indicators, progress).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from expectations.drift import Drift, Limit
from expectations.needs import SAME_INDICATOR, SAME_LIST
from expectations.rule import Rule, query_rule, rows_of
from expectations.suites.drift.levels import IN_A, OF, enough, nobody, without_few
from expectations.suites.shared import WIDEST_FIRST

_INDICATORS: Final = "restricted__area_indicator"
_POVERTY: Final = "restricted__area_poverty"
_GOALS: Final = "restricted__area_sdg_goal"
_SAME_LIST: Final = "survey_round in (select survey_round from audit__round_of_the_same_list)"


def rate_rules(drift: Drift) -> Iterator[Rule]:
    yield _indicator("rate_was_not_turned_over", "nation", drift.indicator_rate_turned_over.nation)
    for level, limit in drift.indicator_rate_moved.levels():
        yield _indicator(f"rate{OF[level]}_is_near_the_last_release", level, limit)
    for level, limit in drift.poverty_moved.levels():
        yield _poverty(level, limit)
    for level, limit in drift.goal_score_moved.levels():
        yield _goal(level, limit)


def _indicator(name: str, level: str, limit: Limit) -> Rule:
    rates = "Every national failing rate" if level == "nation" else f"Every failing rate in {IN_A[level]}"
    return query_rule(
        f"indicators__{name}",
        table=_INDICATORS,
        severity=limit.severity,
        sentence=f"{rates} moved by at most {_points(limit)} since the last release, in the same round."
        f"{without_few(level, limit, 'applicable households', in_both=True)}",
        expected=f"at most {_points(limit)}",
        file="drift/indicator_rate_moved",
        parameters=_judged(level, limit),
        noun="indicator of a round" if level == "nation" else "indicator of an area",
        examined=rows_of(
            _both(_INDICATORS, "indicator_code"),
            where=f"area_level = '{level}'{enough(limit, 'households_applicable', in_both=True)}",
        ),
        order=f"{WIDEST_FIRST}, indicator_code",
        needs=(SAME_INDICATOR, *nobody(limit, "applicable households")),
    )


def _poverty(level: str, limit: Limit) -> Rule:
    return query_rule(
        f"poverty__ratios{OF[level]}_are_near_the_last_release",
        table=_POVERTY,
        severity=limit.severity,
        sentence=f"H and M0 in {IN_A[level]} moved by at most {_points(limit)} since the last release, in the same"
        f" round under the same list."
        f"{without_few(level, limit, 'households', in_both=True)}",
        expected=f"at most {_points(limit)}",
        file="drift/poverty_moved",
        parameters=_judged(level, limit),
        noun="area",
        examined=rows_of(
            _both(_POVERTY), where=f"area_level = '{level}'{enough(limit, 'households', in_both=True)} and {_SAME_LIST}"
        ),
        order=f"{WIDEST_FIRST}, ratio desc",
        needs=(SAME_LIST, *nobody(limit, "households")),
    )


def _goal(level: str, limit: Limit) -> Rule:
    return query_rule(
        f"goals__scores{OF[level]}_are_near_the_last_release",
        table=_GOALS,
        severity=limit.severity,
        sentence=f"Every goal's score in {IN_A[level]} moved by at most {_points(limit)} since the last release, in"
        f" the same round under the same list."
        f"{without_few(level, limit, 'applicable households', in_both=True)}",
        expected=f"at most {_points(limit)} of 100",
        file="drift/goal_score_moved",
        parameters=_judged(level, limit),
        noun="goal of an area",
        examined=rows_of(
            _both(_GOALS, "goal"),
            where=f"area_level = '{level}'{enough(limit, 'households_applicable', in_both=True)} and {_SAME_LIST}",
        ),
        order=f"{WIDEST_FIRST}, goal",
        needs=(SAME_LIST, *nobody(limit, "applicable households")),
    )


def _points(limit: Limit) -> str:
    return f"{limit.value * 100:.0f} points"


def _both(table: str, *item: str) -> str:
    keys = ", ".join(("survey_round", "area_level", "area_code", *item))
    return f"{table} as now join previous_{table} as before using ({keys})"


def _judged(level: str, limit: Limit) -> dict[str, str]:
    return {"level": level, "limit": repr(limit.value), "fewest": str(limit.fewest)}
