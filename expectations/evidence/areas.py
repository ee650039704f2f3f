"""Recounts of the area tables: who is whose parent, how many rows each area has, where the two zones differ.

What is not here: sums and ratios (the rules compute them themselves), the households behind the areas (facts.py).
"""

from __future__ import annotations

from functools import partial
from typing import Final

import duckdb

from expectations.evidence.recount import Candidate, Recount, columns, name, query, text
from expectations.limits import MOST_NOISE, OPEN_FEWEST_CASES_RANKED, OPEN_FEWEST_HOUSES, OPEN_FEWEST_SURVEYED
from expectations.noisy import SHOWN_WHATEVER_THE_NOISE
from expectations.rule import EXACT, view
from orchestration.names import OPEN, POVERTY_CUTOFFS, ZONES
from orchestration.published.lists import AREA_TABLES, COMPARED_TABLES, FULL_AREA_TABLES
from orchestration.published.table import OpenPart
from orchestration.published.tables import TABLES

# Level of the children -> level of their parents. Provinces have a second parent, their pilot group.
PARENT_LEVELS: Final = {
    "region": "nation",
    "pilot_group": "nation",
    "province": "region",
    "district": "province",
    "subdistrict": "district",
    "village": "subdistrict",
    "local_administration": "province",
}
_OF_THE_ROUND = "select survey_round, indicator_code as item from audit__round_indicator"
_OF_BOTH_ROUNDS = """
    select now.survey_round, now.indicator_code as item
    from audit__round_indicator as now
    join (
        select survey_round, lag(survey_round) over (order by year_be, round) as before from open__dim_survey_round
    ) as pair using (survey_round)
    semi join audit__round_indicator as earlier
      on earlier.survey_round = pair.before and earlier.indicator_code = now.indicator_code
"""
# What an area must have one row of in every round, by the column that tells rows of the area apart. Lists of indicators
# may differ from round to round; of what compares two rounds, by the indicators of both.
_ITEM_LISTS: Final = {
    (): "select cast('' as varchar) as item",
    ("indicator_code",): _OF_THE_ROUND,
    ("sdg_target",): "select distinct sdg_target as item from open__indicator_sdg_map",
    ("goal",): "select cast(goal as varchar) as item from open__dim_sdg_goal",
    ("cutoff",): "select item from (values "
    + ", ".join(f"('{cutoff}')" for cutoff in POVERTY_CUTOFFS)
    + ") as cutoff (item)",
}

_LEVELS = ", ".join(f"('{child}', '{parent}')" for child, parent in PARENT_LEVELS.items())
_EDGE_LEVELS = f"""
    create table audit__edge_level as
    select * from (values {_LEVELS}, ('province', 'pilot_group')) as pair (child_level, parent_level)
    -- Local administrations are an optional feed: where none is listed, no province has any for parts.
    where child_level <> 'local_administration'
       or exists (select 1 from open__dim_area where area_level = 'local_administration')
       or exists (select 1 from open__dim_local_administration)
"""
_EDGES = f"""
    create table audit__edge as
    select area.area_level as child_level, area.area_code as child_code, pair.parent_level,
           area.parent_area_code as parent_code
    from audit__area_of_today as area
    join (values {_LEVELS}) as pair (child_level, parent_level) on pair.child_level = area.area_level
    union all
    select area_level, area_code, 'pilot_group', case when is_sdg_pilot then 'PILOT' else 'NON_PILOT' end
    from audit__area_of_today as area where area_level = 'province'
"""


def _items(connection: duckdb.DuckDBPyConnection, candidate: Candidate) -> None:
    """What each area must hold of each table in each round: one row of each item."""
    rounds = "(select survey_round from open__dim_survey_round)"
    listed = " union all ".join(
        f"select '{table}' as table_name, survey_round, item from ({items})"
        + ("" if items in (_OF_THE_ROUND, _OF_BOTH_ROUNDS) else f" cross join {rounds}")
        for table, items in ((table, item_list(table)) for table in FULL_AREA_TABLES)
    )
    connection.execute(f"create table audit__item as {listed}")


def item_list(table: str) -> str:
    item = TABLES[table].item
    if item not in _ITEM_LISTS:
        known = "; ".join(", ".join(columns) or "none" for columns in _ITEM_LISTS)
        raise KeyError(
            f"{table}: no list says which {', '.join(item)} every area must have, only for {known}; "
            "add a query to _ITEM_LISTS in expectations/evidence/areas.py"
        )
    return _OF_BOTH_ROUNDS if item == ("indicator_code",) and TABLES[table].rounds == "later" else _ITEM_LISTS[item]


def _area_rows(connection: duckdb.DuckDBPyConnection, candidate: Candidate, *, table: str) -> None:
    """One row per zone, round and area that the table names: its rows, and the fingerprint of their items."""
    item = _item(table)
    counted = " union all ".join(
        f"select '{zone}' as zone, survey_round, area_level, area_code, count(*) as rows,"
        f" bit_xor(hash({item})) as fingerprint from {view(zone, table)} group by all"
        for zone in ZONES
    )
    connection.execute(f"create table audit__rows_{table} as {counted}")


def _item_rows(connection: duckdb.DuckDBPyConnection, candidate: Candidate, *, table: str) -> None:
    """One row per zone, round and item that the table names: in how many rows."""
    counted = " union all ".join(
        f"select '{zone}' as zone, survey_round, {_item(table)} as item, count(*) as rows"
        f" from {view(zone, table)} group by all"
        for zone in ZONES
    )
    connection.execute(f"create table audit__item_rows_{table} as {counted}")


def _item(table: str) -> str:
    """The item of a row as one text, of several columns with a bar between them."""
    return " || '|' || ".join(f"cast({column} as varchar)" for column in TABLES[table].item) or "''"


# As of the round's vintage.
_IS_OF_FEW_SURVEYED: Final = (
    "(survey_round, area_level, area_code) in (select (survey_round, area_level, area_code)"
    f" from {view(EXACT, 'area_poverty')} where households + households_dropped < {OPEN_FEWEST_SURVEYED})"
)
# A row of several indicators may be withheld because none of them is shown.
_SHOWN_WHERE: Final = {
    table: f"r.indicators_mapped = 1 and {enough}" if table in ("area_sdg_target", "area_sdg_goal") else enough
    for table, enough in SHOWN_WHATEVER_THE_NOISE.items()
} | {"area_case_progress": f"not {_IS_OF_FEW_SURVEYED}"}
# Rows that the open zone may lack, as a condition on those of the restricted zone. Noise decides on few cases.
_MAY_BE_LEFT_OUT: Final = {
    "area_priority": f"r.cases_open < {OPEN_FEWEST_CASES_RANKED + MOST_NOISE} or {_IS_OF_FEW_SURVEYED}",
    "area_case_agency": f"r.cases_found <= {MOST_NOISE} or {_IS_OF_FEW_SURVEYED}",
    "coverage_gap": f"r.houses_residential < {OPEN_FEWEST_HOUSES}",
}


def _zone_differences(connection: duckdb.DuckDBPyConnection, candidate: Candidate, *, table: str) -> None:
    """Rows and cells of the open zone that are not those of the restricted zone, but for what its declaration says.

    The columns are read from the files, so that a column added later cannot escape the comparison. A row that the open
    zone withholds may have an empty cell wherever the restricted zone has a figure.
    """
    open_columns = columns(connection, view(OPEN, table))
    restricted_columns = columns(connection, view(EXACT, table))
    part = TABLES[table].open or OpenPart(version=TABLES[table].version)
    keys = ["survey_round", "area_level", "area_code", *TABLES[table].item]
    compared = [column for column in open_columns if column not in (*keys, *part.own, *part.perturbed, "is_suppressed")]
    lone = sorted(set(open_columns) ^ (set(restricted_columns) - set(part.without)))
    details = _missing_row(_MAY_BE_LEFT_OUT.get(table, "false")) + "".join(
        _differing_cell(column, absent="true" if column in part.withheld else "o.is_suppressed")
        for column in compared
        if column in restricted_columns
    )
    if table in _SHOWN_WHERE:
        details += f" when o.is_suppressed and {_SHOWN_WHERE[table]} then 'withheld, but of enough households'"
    details += f" when true then 'columns of one zone only: {', '.join(lone)}'" if lone else ""
    levels = ", ".join(map(text, TABLES[table].in_zone(OPEN).levels))
    connection.execute(f"""
        create table audit__difference_{table} as
        with restricted_part as (select * from {view(EXACT, table)} where area_level in ({levels})),
        open_part as (
            select *{"" if "is_suppressed" in open_columns else ", false as is_suppressed"} from {view(OPEN, table)}
        )
        select {", ".join(keys)}, case {details} end as detail
        from open_part as o full join restricted_part as r using ({", ".join(keys)})
        where detail is not null
    """)


def _missing_row(may_be_left_out: str) -> str:
    return (
        " when r.survey_round is null then 'only in open'"
        f" when o.survey_round is null then case when not ({may_be_left_out}) then 'only in restricted' end"
    )


def _differing_cell(column: str, *, absent: str) -> str:
    """`absent`: where the open zone may have an empty cell."""
    cell = name(column)
    return (
        f" when o.{cell} is distinct from r.{cell} and not (o.{cell} is null and {absent})"
        f" then concat('{column} open ', coalesce(cast(o.{cell} as varchar), 'absent'),"
        f" ', restricted ', coalesce(cast(r.{cell} as varchar), 'absent'))"
    )


RECOUNTS: dict[str, Recount] = {
    "audit__edge_level": query(_EDGE_LEVELS),
    "audit__edge": query(_EDGES),
    "audit__item": _items,
    **{f"audit__rows_{table}": partial(_area_rows, table=table) for table in AREA_TABLES},
    **{f"audit__item_rows_{table}": partial(_item_rows, table=table) for table in AREA_TABLES if TABLES[table].item},
    **{f"audit__difference_{table}": partial(_zone_differences, table=table) for table in COMPARED_TABLES},
}
