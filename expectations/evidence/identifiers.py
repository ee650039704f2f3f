"""Recount of raw numbers: the columns of tables with values that could be a house code or a citizen's number.

The recount keeps how many different numbers there are, never a number. Not here: forbidden column names
(suites/privacy), the keys of houses and households (facts.py).
"""

from __future__ import annotations

from collections.abc import Iterator

import duckdb

from expectations.evidence.files import attached, insert
from expectations.evidence.recount import Candidate, Recount, columns, name, text, views
from orchestration.published.lists import FACT_TABLES

DATABASE_PLACE = "open database"
# Types that cannot hold a number of eleven or thirteen digits as an identifier. Columns of other types are examined.
_HARMLESS = ("BOOLEAN", "TINYINT", "SMALLINT", "INTEGER", "UTINYINT", "USMALLINT", "FLOAT", "DATE", "TIME", "DECIMAL")
_NUMERIC = ("BIGINT", "UBIGINT", "UINTEGER", "HUGEINT", "UHUGEINT", "DOUBLE")
_ELEVEN_DIGITS = "10000000000"

# Digests (16 hexadecimal digits or more), UUIDs, decimal fractions and the name of the pseudonym key (12 hexadecimal
# digits in the record of a batch) hold such runs by chance: taken out first. Underscores are blanks by then.
_UUID = "[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}"
_KEY_NAME = r'"key id": "[0-9a-f]{12}"'
_BY_CHANCE = rf"({_UUID}|\b[0-9a-fA-F]{{16,}}\b|\b[0-9]\.[0-9]+|{_KEY_NAME})"
# Eleven digits (house code) or thirteen (citizen), bare or with the dashes they are printed with.
_RAW = "(^|[^0-9])([0-9]{11}|[0-9]{13}|[0-9]{4}-[0-9]{6}-[0-9]|[0-9]-[0-9]{4}-[0-9]{5}-[0-9]{2}-[0-9])([^0-9]|$)"


def _identifiers(connection: duckdb.DuckDBPyConnection, candidate: Candidate) -> None:
    connection.execute(
        'create table audit__identifier (place varchar, table_name varchar, column_name varchar, "values" bigint)'
    )
    rows: list[tuple[object, ...]] = []
    for table in views(connection):
        place, published = table.split("__", maxsplit=1)
        rows += _found_in(connection, place=place, published=published, table=name(table))
    insert(connection, "audit__identifier", rows)


def _database_identifiers(connection: duckdb.DuckDBPyConnection, candidate: Candidate) -> None:
    connection.execute("create table audit__database_identifier as from audit__identifier limit 0")
    with attached(connection, candidate):
        held = connection.execute("select distinct table_name from audit__database_column").fetchall()
        rows: list[tuple[object, ...]] = []
        for (table,) in held:
            rows += _found_in(connection, place=DATABASE_PLACE, published=table, table=f"open_database.{name(table)}")
    insert(connection, "audit__database_identifier", rows)


def _found_in(
    connection: duckdb.DuckDBPyConnection, *, place: str, published: str, table: str
) -> Iterator[tuple[str, str, str, int]]:
    for column, kind in columns(connection, table).items():
        suspects = _suspects(name(column), kind, table)
        if suspects is None or (published in FACT_TABLES and column.endswith("_key")):
            continue
        # Materialized, or the optimizer would hold the pattern against every row instead of every suspect.
        row = connection.execute(
            f"with suspect as materialized ({suspects}) select count(*) from suspect where {holds_raw_number('number')}"
        ).fetchone()
        yield place, published, column, row[0] if row else 0


def _suspects(cell: str, kind: str, table: str) -> str | None:
    """The query for the different values of a column that are long enough, as text; None if none can be."""
    base = kind.split("(", maxsplit=1)[0].split(" ", maxsplit=1)[0]
    if base in _HARMLESS or base.startswith("TIMESTAMP"):
        return None
    if base in _NUMERIC:
        long = f"{cell} >= {_ELEVEN_DIGITS} and {cell} = floor({cell})"
        return f"select distinct cast(cast({cell} as hugeint) as varchar) as number from {table} where {long}"
    value = cell if kind == "VARCHAR" else f"cast({cell} as varchar)"
    return f"select distinct {value} as number from {table} where length({value}) >= 11"


def holds_raw_number(value: str) -> str:
    """The condition that a text holds a raw number, in Arabic or Thai digits."""
    plain = f"translate({value}, '๐๑๒๓๔๕๖๗๘๙_', '0123456789 ')"
    return f"regexp_matches(regexp_replace({plain}, {text(_BY_CHANCE)}, ' ', 'g'), {text(_RAW)})"


RECOUNTS: dict[str, Recount] = {
    "audit__identifier": _identifiers,
    "audit__database_identifier": _database_identifiers,
}
