"""The published tables that no module of the country writes by hand: rows made from their contracts.

Such a table has a row for every area and item, zero in every count and nothing elsewhere. A rule about its figures
needs rows written by hand. Not here: tables written by hand (country.py and its neighbours).
"""

from __future__ import annotations

import duckdb

from orchestration.published.table import PLACE, PublishedTable
from orchestration.published.tables import TABLES
from orchestration.release.contracts import read_contract_of
from orchestration.settings import PROJECT_ROOT

CONTRACTS = PROJECT_ROOT / "data" / "contracts"
# Column of an item -> the list that it comes from.
_ITEMS = {
    "indicator_code": "select distinct indicator_code from dim_indicator",
    "goal": "select goal from dim_sdg_goal",
    "sdg_target": "select distinct sdg_target from indicator_sdg_map",
}
_ROUNDS = {
    "every": "true",
    "latest": "survey_round = (select max(survey_round) from dim_survey_round)",
    "later": "survey_round > (select min(survey_round) from dim_survey_round)",
}


def left_out(connection: duckdb.DuckDBPyConnection) -> list[PublishedTable]:
    """The published tables that the connection lacks."""
    written = {name for (name,) in connection.execute("select table_name from duckdb_tables()").fetchall()}
    return [table for name, table in TABLES.items() if name not in written]


def statement(table: PublishedTable) -> str:
    """`create table`, with rows for every area if the table promises them, otherwise none."""
    contract = read_contract_of(table.name, zone=table.zones[-1], contracts=CONTRACTS)
    kinds = {column["name"]: column["physicalType"] for column in contract["schema"][0]["properties"]}
    columns = ", ".join(f"cast({_value(table, name, kind)} as {kind}) as {name}" for name, kind in kinds.items())
    if table.areas != "every":
        return f"create table {table.name} as select {columns} from (values (null)) as none where false"
    if unknown := set(table.item) - set(_ITEMS):
        raise KeyError(
            f"{table.name}: no list of {', '.join(unknown)} is known; add its query to _ITEMS in {__name__}, or write "
            "the table by hand in a module beside it"
        )
    joins = "".join(f" cross join ({_ITEMS[item]})" for item in table.item)
    return f"""
        create table {table.name} as select {columns} from dim_survey_round cross join (
            select area_level, area_code from dim_area where valid_to is null and area_level in {table.levels}
        ){joins} where {_ROUNDS[table.rounds or "every"]}
    """


def _value(table: PublishedTable, name: str, kind: str) -> str:
    if table.areas == "every" and name in (*PLACE, *table.item):
        return name
    if kind == "boolean":
        return "false"
    return "0" if kind == "bigint" else "null"
