"""The counts of a round that an attacker of the open zone looks at, as arrays, each beside the exact one.

What is not here: what an attacker makes of the open ones (guesses.py, pinned.py).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import duckdb
import numpy as np

from expectations.attack.noise import Integers
from expectations.evidence.recount import text

_COUNTS: Final = ("shown", "members", "applicable", "truth")
_COUNTED: Final = """
    select {level} as level, area_code, {category} as category, {item} as item, o.{failing} as shown,
           o.{members} as members, o.{applicable} as applicable, r.{failing} as truth, {surveyed} as surveyed
    from open__{table} as o join exact__{table} as r using (survey_round, area_level, area_code{keys})
    where survey_round = {survey_round} and {where}
"""
_INDICATOR: Final = {
    "item": "indicator_code",
    "failing": "households_failing",
    "members": "members_failing",
    "applicable": "households_applicable",
    "surveyed": "r.households_surveyed",
}
_POOR: Final = {
    "item": "'poor'",
    "failing": "households_poor",
    "members": "members_poor",
    "applicable": "households",
    "surveyed": "r.households + r.households_dropped",
}
_AREAS: Final = {"level": "area_level", "category": "''", "where": "true"}
_KINDS: Final = {
    "level": "disaggregation",
    "category": "category",
    "where": "area_level = 'province' and disaggregation <> 'total'"
    " and survey_round not in (select survey_round from audit__other_breakdowns)",
}
# Table -> its other keys, and what is read of it.
_TABLES: Final = {
    "area_indicator": (", indicator_code", _INDICATOR | _AREAS),
    "area_poverty": ("", _POOR | _AREAS),
    "area_indicator_breakdown": (", indicator_code, disaggregation, category", _INDICATOR | _KINDS),
    "area_poverty_breakdown": (", disaggregation, category", _POOR | _KINDS),
}
# Every count of a level of areas, and of a kind of households of a province. -1 is a count that is withheld.
_FIGURES: Final = """
    create or replace temp table figure as
    with counted as ({counted})
    select level, dense_rank() over (partition by level order by counted.area_code, category) - 1 as cell,
           dense_rank() over (order by item) - 1 as item, item as name, counted.area_code, area.province_code,
           coalesce(edge.parent_code, counted.area_code) as whole, coalesce(shown, -1) as shown,
           coalesce(members, -1) as members, coalesce(applicable, 0) as applicable, truth, surveyed
    from counted
    join open__dim_area as area
      on area.area_code = counted.area_code
     and area.area_level = case when category = '' then level else 'province' end
    left join audit__edge as edge
      on edge.child_level = level and edge.child_code = counted.area_code and edge.parent_level <> 'pilot_group'
"""


# Goals and targets that several indicators serve. What one indicator serves has the counts of the indicator.
_GROUPS: Final = """
    create or replace temp table served as
    with link as (
        select indicator_code, unnest(['goal', 'target']) as kind,
               unnest([cast(goal as varchar), cast(sdg_target as varchar)]) as code
        from open__indicator_sdg_map
        where indicator_code in (select indicator_code from open__area_indicator where survey_round = {survey_round})
    )
    select kind, code, list(distinct indicator_code) as indicators
    from link group by all having len(indicators) > 1
"""
_OF_GROUPS: Final = """
    select area_level as level, area_code, '' as category, '{kind} ' || o.{column} as item,
           o.households_failing as shown, null as members, o.households_applicable as applicable,
           r.households_failing as truth, r.households_surveyed as surveyed
    from open__{table} as o join exact__{table} as r using (survey_round, area_level, area_code, {column})
    where survey_round = {survey_round}
      and cast(o.{column} as varchar) in (select code from served where kind = '{kind}')
"""
_GROUP_TABLES: Final = {"goal": ("area_sdg_goal", "goal"), "target": ("area_sdg_target", "sdg_target")}


@dataclass(frozen=True)
class Level:
    """Counts of the cells of a level: one row per item, one column per cell. Codes are of areas. -1 is not shown."""

    codes: list[str]
    wholes: list[str]
    provinces: list[str]
    surveyed: Integers
    counts: dict[str, Integers]


@dataclass(frozen=True)
class Figures:
    """`items` are indicators, "poor", and groups of indicators; `groups`: number of a group -> those of its indicators.

    A group is a goal or target. Who fails one of its indicators fails it.
    """

    items: list[str]
    groups: dict[int, list[int]]
    levels: dict[str, Level]


def read_figures(connection: duckdb.DuckDBPyConnection, survey_round: str) -> Figures:
    """Raises duckdb.Error where a table cannot be read."""
    of_round = {"survey_round": text(survey_round)}
    connection.execute(_GROUPS.format(**of_round))
    counted = [
        _COUNTED.format(table=table, keys=keys, **columns, **of_round) for table, (keys, columns) in _TABLES.items()
    ]
    counted += [
        _OF_GROUPS.format(kind=kind, table=table, column=column, **of_round)
        for kind, (table, column) in _GROUP_TABLES.items()
    ]
    connection.execute(_FIGURES.format(counted=" union all ".join(counted)))
    items = [str(row[0]) for row in connection.execute("select distinct name from figure order by item").fetchall()]
    groups = connection.execute("select kind || ' ' || code, indicators from served").fetchall()
    number = {item: place for place, item in enumerate(items)}
    return Figures(
        items=items,
        groups={number[group]: [number[code] for code in codes] for group, codes in groups if group in number},
        levels=_levels(connection, len(items)),
    )


def _levels(connection: duckdb.DuckDBPyConnection, items: int) -> dict[str, Level]:
    return {
        level: _level(connection, f"from figure where level = {text(level)}", items)
        for (level,) in connection.execute("select distinct level from figure order by all").fetchall()
    }


def _level(connection: duckdb.DuckDBPyConnection, rows: str, items: int) -> Level:
    codes = "any_value(area_code), any_value(whole), any_value(province_code), any_value(surveyed)"
    named = connection.execute(f"select {codes} {rows} group by cell order by cell").fetchall()
    figures = connection.execute(f"select item, cell, {', '.join(_COUNTS)} {rows}").fetchnumpy()
    counts = {name: np.full((items, len(named)), -1, dtype=np.int64) for name in _COUNTS}
    for name, table in counts.items():
        table[figures["item"], figures["cell"]] = figures[name]
    areas, wholes, provinces, surveyed = (list(each) for each in zip(*named, strict=True))
    return Level(areas, wholes, provinces, np.array(surveyed, dtype=np.int64), counts)
