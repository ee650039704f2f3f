"""Compares the open tables of two releases: rounds and areas that came or went, rates and scores that moved.

Each is of a round that both releases have under the same list of indicators. Not here: manifests and verdicts
(changes.py).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, Final

import duckdb

from orchestration.names import AREA_LEVELS, OPEN
from orchestration.record import Many, Record
from orchestration.release.manifest import Manifest
from orchestration.warehouse import parquet_rows

_AREAS_LISTED: Final = 50
_RATES_LISTED: Final = 50
# A rate is a double: less than this is its last digits.
_STILL: Final = 1e-9
# Table -> its measures that are rates, and the column that tells its rows of one area and round apart.
_RATES: Final = {
    "area_indicator": (("failing_rate",), "indicator_code"),
    "area_poverty": (("headcount_ratio", "adjusted_headcount_ratio"), ""),
    "area_coverage": (("coverage_rate",), ""),
}
_AREA_COLUMNS: Final = ("area_level", "area_code", "name_th", "name_en", "valid_to", "successor_area_code")
Side = tuple[Path, Manifest]


class Area(Record):
    """One area, under its code of today or its last one. `former_` names are those of the release before."""

    area_code: str
    what: str
    name_th: str
    name_en: str
    former_name_th: str = ""
    former_name_en: str = ""
    successor_area_code: str = ""


class Areas(Record):
    """The areas of one level that came, went or were renamed, and the first of them."""

    area_level: str
    came: int
    went: int
    renamed: int
    listed: Many[Area]


class Rate(Record):
    """One rate that moved. `before` and `now` are fractions of one, `change_points` their difference times 100."""

    measure: str
    survey_round: str
    area_code: str
    area_name_th: str = ""
    area_name_en: str = ""
    indicator_code: str = ""
    indicator_name_th: str = ""
    indicator_name_en: str = ""
    before: float
    now: float
    change_points: float


class Rates(Record):
    """How many rates both releases have, how many moved, and those that moved most, the largest first."""

    compared: int = 0
    moved: int = 0
    largest: Many[Rate] = ()


class Score(Record):
    """One score of a goal that moved. `before`, `now` and `change`, their difference, are of 100."""

    survey_round: str
    area_code: str
    area_name_th: str = ""
    area_name_en: str = ""
    goal: int
    goal_name_th: str = ""
    goal_name_en: str = ""
    before: float
    now: float
    change: float


class Scores(Record):
    """How many scores both releases have, how many moved, and those that moved most, the largest first."""

    compared: int = 0
    moved: int = 0
    largest: Many[Score] = ()


def compared(connection: duckdb.DuckDBPyConnection, now: Side, before: Side) -> dict[str, Any]:
    """The parts of the record that follow from tables. What only one of the releases has is not compared."""
    for name, side in (("now", now), ("before", before)):
        connection.execute(f"create schema {name}_")
        for table in _tables(side):
            files = (side[0] / file.path for file in side[1].table(OPEN, table).files)
            connection.execute(f'create view {name}_."{table}" as from {parquet_rows(*files)}')
    both = _Both(connection, now[1], before[1])
    return {
        "rounds_came": both.rounds("now_", "before_"),
        "rounds_went": both.rounds("before_", "now_"),
        "areas": tuple(both.areas()),
        "national_rates": both.rates("nation"),
        "provincial_rates": both.rates("province"),
        "national_scores": both.scores("nation"),
        "provincial_scores": both.scores("province"),
    }


def _tables(side: Side) -> Iterator[str]:
    return (table.table for table in side[1].tables if table.zone == OPEN)


class _Both:
    """The tables of both releases in one database, as schemas `now_` and `before_`."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, now: Manifest, before: Manifest) -> None:
        self._connection = connection
        self._columns = [
            {table.table: set(table.columns) for table in manifest.tables if table.zone == OPEN}
            for manifest in (now, before)
        ]

    def rounds(self, there: str, not_there: str) -> tuple[str, ...]:
        if not self._have("dim_survey_round", ["survey_round"]):
            return ()
        of_round = "select survey_round from {}.dim_survey_round"
        query = f"{of_round.format(there)} except {of_round.format(not_there)}"
        return tuple(sorted(row[0] for row in self._rows(query)))

    def areas(self) -> Iterator[Areas]:
        """Areas in force: one that is over has gone, although its row stays."""
        if not self._have("dim_area", _AREA_COLUMNS):
            return
        found: dict[str, list[Area]] = {}
        for level, *parts in self._rows(_AREAS):
            values = (value or "" for value in parts)
            area = Area(**dict(zip(_PARTS, values, strict=True)))
            found.setdefault(level, []).append(area)
        for level in sorted(found, key=AREA_LEVELS.index):
            counts = {word: sum(area.what == word for area in found[level]) for word in ("came", "went", "renamed")}
            yield Areas(area_level=level, **counts, listed=tuple(found[level][:_AREAS_LISTED]))

    def rates(self, level: str) -> Rates:
        rows = [row for table in _RATES for row in self._rates_of(table, level)]
        moved = [rate for rate in rows if abs(rate.change_points) > 100 * _STILL]
        # Equal moves are in the order of measure, round, area and indicator.
        moved.sort(key=lambda rate: (rate.measure, rate.survey_round, rate.area_code, rate.indicator_code))
        moved.sort(key=lambda rate: -abs(rate.change_points))
        return Rates(compared=len(rows), moved=len(moved), largest=tuple(moved[:_RATES_LISTED]))

    def scores(self, level: str) -> Scores:
        if not self._have("area_sdg_goal", ["survey_round", "area_level", "area_code", "goal", "score"]):
            return Scores()
        lists = (("dim_area", _AREA_COLUMNS), ("dim_sdg_goal", ["goal", "name_th", "name_en"]))
        areas, goals = (self._have(table, columns) for table, columns in lists)
        same_list = self._have("dim_survey_round", ["survey_round", "framework_version"])
        rows = self._rows(_score_query(names=areas, goals=goals, same_list=same_list), level)
        moved = [_score(row) for row in rows if abs(row[-1] - row[-2]) > 100 * _STILL]
        # Equal moves are in the order of round, area and goal.
        moved.sort(key=lambda score: (score.survey_round, score.area_code, score.goal))
        moved.sort(key=lambda score: -abs(score.change))
        return Scores(compared=len(rows), moved=len(moved), largest=tuple(moved[:_RATES_LISTED]))

    def _rates_of(self, table: str, level: str) -> Iterator[Rate]:
        measures, item = _RATES[table]
        keys = ["survey_round", "area_level", "area_code", *([item] if item else [])]
        names = self._have("dim_area", _AREA_COLUMNS)
        of_list = bool(item) and self._have("dim_indicator", ["framework_version", item, "name_th", "name_en"])
        same_list = self._have("dim_survey_round", ["survey_round", "framework_version"])
        for measure in measures:
            if self._have(table, [*keys, measure]):
                query = _rate_query(table, measure, item=item, names=names, of_list=of_list, same_list=same_list)
                for row in self._rows(query, level):
                    yield _rate(measure, row)

    def _have(self, table: str, columns: Iterable[str]) -> bool:
        """Whether both releases have the columns."""
        wanted = set(columns)
        return all(wanted <= tables.get(table, set()) for tables in self._columns)

    def _rows(self, query: str, *values: str) -> list[tuple[Any, ...]]:
        return self._connection.execute(query, list(values)).fetchall()


def _rate(measure: str, row: tuple[Any, ...]) -> Rate:
    survey_round, code, area_th, area_en, item, item_th, item_en, before, now = row
    return Rate(
        measure=measure,
        survey_round=survey_round,
        area_code=code,
        area_name_th=area_th or "",
        area_name_en=area_en or "",
        indicator_code=item or "",
        indicator_name_th=item_th or "",
        indicator_name_en=item_en or "",
        before=before,
        now=now,
        change_points=round(100 * (now - before), 7),
    )


def _score(row: tuple[Any, ...]) -> Score:
    survey_round, code, area_th, area_en, goal, goal_th, goal_en, before, now = row
    return Score(
        survey_round=survey_round,
        area_code=code,
        area_name_th=area_th or "",
        area_name_en=area_en or "",
        goal=goal,
        goal_name_th=goal_th or "",
        goal_name_en=goal_en or "",
        before=before,
        now=now,
        change=round(now - before, 7),
    )


# Rows of both releases of the same round, where the round is of the same list of indicators in both.
_SAME_LIST: Final = """
    join now_.dim_survey_round as list_now on list_now.survey_round = now.survey_round
    join before_.dim_survey_round as list_before on list_before.survey_round = now.survey_round
        and list_before.framework_version = list_now.framework_version
"""
_AREA: Final = "left join now_.dim_area as area on area.area_level = now.area_level and area.area_code = now.area_code"


def _score_query(*, names: bool, goals: bool, same_list: bool) -> str:
    return f"""
        select now.survey_round, now.area_code,
               {"area.name_th, area.name_en" if names else "null, null"},
               now.goal, {"sdg.name_th, sdg.name_en" if goals else "null, null"},
               cast(before.score as double), cast(now.score as double)
        from now_.area_sdg_goal as now
        join before_.area_sdg_goal as before on before.survey_round = now.survey_round and before.goal = now.goal
            and before.area_level = now.area_level and before.area_code = now.area_code
        {_SAME_LIST if same_list else ""} {_AREA if names else ""}
        {"left join now_.dim_sdg_goal as sdg on sdg.goal = now.goal" if goals else ""}
        where now.area_level = ? and before.score is not null and now.score is not null
    """


def _rate_query(table: str, measure: str, *, item: str, names: bool, of_list: bool, same_list: bool) -> str:
    same_item = f" and before.{item} = now.{item}" if item else ""
    question = (
        f"left join now_.dim_indicator as question on question.{item} = now.{item}"
        " and question.framework_version = list_now.framework_version"
    )
    has_question = of_list and same_list
    return f"""
        select now.survey_round, now.area_code,
               {"area.name_th, area.name_en" if names else "null, null"},
               {f"now.{item}" if item else "null"},
               {"question.name_th, question.name_en" if has_question else "null, null"},
               cast(before.{measure} as double), cast(now.{measure} as double)
        from now_."{table}" as now
        join before_."{table}" as before on before.survey_round = now.survey_round
            and before.area_level = now.area_level and before.area_code = now.area_code{same_item}
        {_SAME_LIST if same_list else ""} {_AREA if names else ""} {question if has_question else ""}
        where now.area_level = ? and before.{measure} is not null and now.{measure} is not null
    """


_PARTS: Final = ("area_code", "what", "name_th", "name_en", "former_name_th", "former_name_en", "successor_area_code")
_AREAS: Final = """
    with present as (select * from now_.dim_area where valid_to is null),
    earlier as (select * from before_.dim_area where valid_to is null),
    paired as (
        select coalesce(present.area_level, earlier.area_level) as area_level,
               coalesce(present.area_code, earlier.area_code) as area_code,
               case when earlier.area_code is null then 'came' when present.area_code is null then 'went'
                    when present.name_th is distinct from earlier.name_th
                        or present.name_en is distinct from earlier.name_en then 'renamed' end as what,
               coalesce(present.name_th, earlier.name_th) as name_th,
               coalesce(present.name_en, earlier.name_en) as name_en,
               earlier.name_th as former_name_th, earlier.name_en as former_name_en
        from present full join earlier
            on present.area_level = earlier.area_level and present.area_code = earlier.area_code
    )
    select paired.area_level, paired.area_code, what, paired.name_th, paired.name_en,
           case when what = 'renamed' then former_name_th end, case when what = 'renamed' then former_name_en end,
           over_now.successor_area_code
    from paired left join now_.dim_area as over_now on what = 'went'
        and over_now.area_level = paired.area_level and over_now.area_code = paired.area_code
    where what is not null
    order by paired.area_level, what, paired.area_code
"""
