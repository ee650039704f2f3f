"""Locks down that a published table which nobody wrote by hand is in the tiny country too: complete, of zeros."""

from __future__ import annotations

import duckdb
import pytest

from orchestration.published.table import PublishedTable
from orchestration.published.tables import TABLES
from tests.unit.expectations.country_left_out import left_out, statement

LISTS = """
    create table dim_survey_round as select '2566-1' as survey_round union all select '2567-1';
    create table dim_area as
    select 'nation' as area_level, 'TH' as area_code, null as valid_to
    union all select 'village', '10010101', null union all select 'province', '99', date '2000-01-01';
    create table dim_indicator as select 'TQ01' as indicator_code union all select 'TQ02';
"""


@pytest.fixture
def lists() -> duckdb.DuckDBPyConnection:
    connection = duckdb.connect()
    connection.execute(LISTS)
    return connection


def rows(connection: duckdb.DuckDBPyConnection, table: PublishedTable) -> int:
    connection.execute(statement(table))
    return len(connection.execute(f"from {table.name}").fetchall())


def test_every_area_of_today_has_a_row_for_each_round_and_item(lists: duckdb.DuckDBPyConnection) -> None:
    assert rows(lists, TABLES["area_indicator"]) == 2 * 2 * 2
    assert lists.execute("select distinct households_failing, failing_rate from area_indicator").fetchall() == [
        (0, None)
    ]


def test_a_table_has_the_rounds_and_levels_that_it_declares(lists: duckdb.DuckDBPyConnection) -> None:
    assert rows(lists, TABLES["area_network"]) == 2
    assert rows(lists, TABLES["area_indicator_change"]) == 2 * 2
    assert rows(lists, TABLES["area_priority"]) == 0


def test_only_tables_that_nobody_wrote_are_made(lists: duckdb.DuckDBPyConnection) -> None:
    made = {table.name for table in left_out(lists)}
    assert made == set(TABLES) - {"dim_area", "dim_indicator", "dim_survey_round"}


def test_an_item_without_a_list_is_named_with_what_to_do(lists: duckdb.DuckDBPyConnection) -> None:
    with pytest.raises(KeyError, match="area_poverty_sensitivity: no list of cutoff is known; add its query to _ITEMS"):
        rows(lists, TABLES["area_poverty_sensitivity"])
