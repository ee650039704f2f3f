"""Locks down that readers get the first day of a survey round beside the round, in every table of figures by round."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import duckdb
import pytest

from orchestration.published.tables import TABLES
from orchestration.release.contracts import read_contract_of
from orchestration.settings import PROJECT_ROOT
from orchestration.warehouse import with_date_of_round

DATED = [(name, zone) for name, table in TABLES.items() if table.is_dated for zone in table.zones]


@pytest.fixture
def connection() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as opened:
        opened.execute("create table rounds as select '2567-1' as survey_round, date '2024-02-01' as first_surveyed_on")
        yield opened


def test_the_day_is_beside_the_round_and_every_row_stays(connection: duckdb.DuckDBPyConnection) -> None:
    figures = "select * from (values ('TH', '2567-1', 1), ('50', null, 2)) as figures (area_code, survey_round, houses)"
    rows = connection.sql(with_date_of_round(connection, figures, rounds="rounds"))
    assert rows.columns == ["area_code", "survey_round", "first_surveyed_on", "houses"]
    assert sorted(rows.fetchall()) == [("50", None, None, 2), ("TH", "2567-1", date(2024, 2, 1), 1)]


def test_a_table_that_has_the_day_stays(connection: duckdb.DuckDBPyConnection) -> None:
    assert with_date_of_round(connection, "from rounds", rounds="rounds") == "from rounds"


@pytest.mark.parametrize(("table", "zone"), DATED, ids="/".join)
def test_the_contract_promises_the_day(table: str, zone: str) -> None:
    contract = read_contract_of(table, zone=zone, contracts=PROJECT_ROOT / "data" / "contracts")
    columns = {column["name"]: column["physicalType"] for column in contract["schema"][0]["properties"]}
    assert (columns["survey_round"], columns["first_surveyed_on"]) == ("varchar", "date")


def test_rows_of_households_have_days_of_their_own() -> None:
    assert not [name for name, _ in DATED if name.startswith(("fct_", "household_", "dim_"))]
