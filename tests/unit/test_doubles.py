"""Locks down that readers get the nearest double of each decimal, and that the audit makes the decimal of it again."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

import duckdb
import pytest

from expectations.decimals import decimal_of
from orchestration.warehouse import with_doubles

NUMBERS = ("0", "0.000001", "12345678.123457", "66171439.999999", "98765432.1")


@pytest.fixture
def connection() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as opened:
        yield opened


@pytest.mark.parametrize("kind", ["decimal(18, 6)", "decimal(38, 15)"])
@pytest.mark.parametrize("number", [*NUMBERS, "-3.5"])
def test_a_double_is_the_nearest_to_its_decimal(connection: duckdb.DuckDBPyConnection, kind: str, number: str) -> None:
    rows = connection.sql(with_doubles(connection, f"select cast('{number}' as {kind}) as a, 1 as b, 'x' as c"))
    assert [str(each) for each in rows.types] == ["DOUBLE", "INTEGER", "VARCHAR"]
    assert rows.fetchall() == [(float(Decimal(number)), 1, "x")]


def test_a_decimal_of_many_digits_is_read_as_a_text_is(connection: duckdb.DuckDBPyConnection) -> None:
    """Cast as a number, DuckDB makes a double of it that is not the nearest one."""
    number = "19.941367809049785"
    decimal = f"cast('{number}' as decimal(38, 15))"
    assert connection.sql(with_doubles(connection, f"select {decimal} as a")).fetchall() == [(float(number),)]


def test_a_query_without_decimals_stays(connection: duckdb.DuckDBPyConnection) -> None:
    assert with_doubles(connection, "select 1 as a") == "select 1 as a"


@pytest.mark.parametrize("number", NUMBERS)
def test_the_audit_makes_the_same_decimal_of_it(connection: duckdb.DuckDBPyConnection, number: str) -> None:
    kind = decimal_of("households_weighted")
    query = with_doubles(connection, f"select cast('{number}' as {kind}) as a")
    assert connection.sql(f"select cast(a as {kind}) from ({query})").fetchall() == [(Decimal(number),)]


def test_a_column_that_never_was_a_decimal_stays_a_double() -> None:
    assert decimal_of("failing_rate") is None
