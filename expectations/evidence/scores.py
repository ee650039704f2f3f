"""Recount of the scores: what indicators make of targets, and targets of goals, wherever that is not what is published.

Scores of each zone are compared side by side, one row per round and area with a column per indicator, target and goal.
Grouping the long tables by area and target takes five times as long. Not here: which differences matter (suites/goals).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Final

import duckdb

from expectations.evidence.recount import Candidate, Recount, name, text
from expectations.limits import SCORE_TOLERANCE
from expectations.rule import view
from orchestration.names import OPEN, RESTRICTED
from orchestration.published.table import Zone

_AREA: Final = "survey_round, area_level, area_code"
_ZONES: Final[tuple[Zone, ...]] = (OPEN, RESTRICTED)
_NO_AREA: Final = "'' as survey_round, '' as area_level, '' as area_code"


@dataclass(frozen=True)
class Links:
    """What is linked to what, from the map this release publishes."""

    indicators: dict[str, tuple[str, ...]]  # by target
    targets: dict[str, tuple[str, ...]]  # by goal, every goal of the list


def _wide(connection: duckdb.DuckDBPyConnection, candidate: Candidate, *, zone: Zone) -> None:
    """One row per round and area: every rate, score and count that the comparisons below read."""
    links = _links(connection)
    codes = sorted({code for linked in links.indicators.values() for code in linked})
    parts = (
        ("area_indicator", _cells("indicator_code", codes, ("failing_rate",))),
        (
            "area_sdg_target",
            _cells(
                "sdg_target", links.indicators, ("score", "indicators_measured", "households_failing", "is_suppressed")
            ),
        ),
        (
            "area_sdg_goal",
            _cells(
                "cast(goal as varchar)", links.targets, ("score", "households_failing", "is_suppressed"), prefix="goal "
            ),
        ),
    )
    joined = " join ".join(
        f"(select {_AREA}{cells} from {view(zone, table)} group by all) as {table}"
        + (f" using ({_AREA})" if place else "")
        for place, (table, cells) in enumerate(parts)
    )
    connection.execute(f"create table {_made(zone, 'wide')} as from {joined}")


def _cells(item: str, items: Iterable[str], measures: Sequence[str], *, prefix: str = "") -> str:
    return "".join(
        f", max(case when {item} = {text(each)} then {measure} end) as {_cell(prefix + each, measure)}"
        for each in items
        for measure in measures
    )


def _cell(item: str, measure: str) -> str:
    return name(f"{item} {measure}")


def _made(zone: Zone, what: str) -> str:
    return f"audit__{what}" if zone == RESTRICTED else f"audit__open_{what}"


def _target_scores(connection: duckdb.DuckDBPyConnection, candidate: Candidate, *, zone: Zone) -> None:
    """Targets whose score is not the mean over their indicators, or that count their indicators wrongly."""
    compared = []
    for target, codes in _links(connection).indicators.items():
        rates = ", ".join(_cell(code, "failing_rate") for code in codes)
        score, measured = _cell(target, "score"), _cell(target, "indicators_measured")
        withheld = _cell(target, "is_suppressed")
        compared.append(f"""
            select {_AREA}, {text(target)} as sdg_target, {score} as score, {measured} as indicators_measured,
                   100 * (1 - list_avg([{rates}])) as expected_score, list_count([{rates}]) as expected_measured
            from {_made(zone, "wide")}
            where {withheld} is not true
              and ({_differ("score", "expected_score")} or indicators_measured is distinct from expected_measured)
        """)
    connection.execute(f"create table {_made(zone, 'target_score')} as {_union(compared, like=_NO_TARGET)}")


def _goal_scores(connection: duckdb.DuckDBPyConnection, candidate: Candidate, *, zone: Zone) -> None:
    """Goals whose score is not the mean over their targets, or whose failing households do not fit theirs."""
    compared = []
    for goal, targets in _links(connection).targets.items():
        scores = ", ".join(_cell(target, "score") for target in targets)
        failing = ", ".join(_cell(target, "households_failing") for target in targets)
        score, households = _cell(f"goal {goal}", "score"), _cell(f"goal {goal}", "households_failing")
        withheld = _cell(f"goal {goal}", "is_suppressed")
        compared.append(f"""
            select {_AREA}, {text(goal)} as goal, {score} as score, {households} as households_failing,
                   {f"list_avg([{scores}])" if targets else "cast(null as double)"} as expected_score,
                   {f"list_max([{failing}])" if targets else "0"} as failing_most,
                   {f"list_sum([{failing}])" if targets else "0"} as failing_together
            from {_made(zone, "wide")}
            where {withheld} is not true and (
                {_differ("score", "expected_score")}
                or (households_failing between failing_most and failing_together) is not true
            )
        """)
    connection.execute(f"create table {_made(zone, 'goal_score')} as {_union(compared, like=_NO_GOAL)}")


def _differ(published: str, expected: str) -> str:
    return (
        f"(({published} is null and {expected} is null)"
        f" or abs({published} - {expected}) <= {SCORE_TOLERANCE}) is not true"
    )


_NO_TARGET: Final = f"""
    select {_NO_AREA}, '' as sdg_target, 0e0 as score, 0 as indicators_measured, 0e0 as expected_score,
           0 as expected_measured where false
"""
_NO_GOAL: Final = f"""
    select {_NO_AREA}, '' as goal, 0e0 as score, 0 as households_failing, 0e0 as expected_score, 0 as failing_most,
           0 as failing_together where false
"""


def _union(queries: Sequence[str], *, like: str) -> str:
    return " union all ".join((like, *queries))


def _links(connection: duckdb.DuckDBPyConnection) -> Links:
    indicators = connection.execute(
        "select sdg_target, list(distinct indicator_code order by indicator_code) from open__indicator_sdg_map"
        " where sdg_target is not null and indicator_code is not null group by all order by all"
    ).fetchall()
    targets = connection.execute(
        "select cast(list.goal as varchar), list(distinct link.sdg_target order by link.sdg_target)"
        " filter (where link.sdg_target is not null) from open__dim_sdg_goal as list"
        " left join open__indicator_sdg_map as link using (goal) where list.goal is not null group by all order by all"
    ).fetchall()
    return Links(
        indicators={target: tuple(codes) for target, codes in indicators},
        targets={goal: tuple(linked or ()) for goal, linked in targets},
    )


RECOUNTS: dict[str, Recount] = {
    _made(zone, what): partial(recount, zone=zone)
    for zone in _ZONES
    for what, recount in (("wide", _wide), ("target_score", _target_scores), ("goal_score", _goal_scores))
}
