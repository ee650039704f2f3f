"""Loads one table: definition, rows, key, indexes and words, and compares what PostgreSQL holds with the manifest.

Rows go through a file of scratch, as CSV, in both directions. Not here: which schema readers see (serve.py).
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

import duckdb
from psycopg import sql

from orchestration.errors import ServingError
from orchestration.presentation.serving.server import Connection, run
from orchestration.presentation.serving.tables import ServedTable
from orchestration.release.manifest import ReleasedTable
from orchestration.warehouse import count_and_digest, parquet_rows, sql_name, sql_text

_PIECE: Final = 1 << 20


def load_table(
    connection: Connection,
    duck: duckdb.DuckDBPyConnection,
    table: ServedTable,
    *,
    release: Path,
    schema: str,
    via: Path,
) -> None:
    """Make the table in the schema, with its rows. `via`: a private file, which is overwritten and removed."""
    rows = parquet_rows(*(release / file.path for file in table.entry.files))
    duck.execute(f"copy (select * from {rows}) to {sql_text(via)} (format csv, header false)")
    name = sql.Identifier(schema, table.name)
    columns = sql.SQL(", ").join(
        sql.SQL("{} " + kind).format(sql.Identifier(column)) for column, kind in table.columns.items()
    )
    try:
        # Frozen rows are visible to all at once, which index-only scans need. The table must be of the transaction.
        with connection.transaction():
            run(connection, "create table {name} ({columns})", name=name, columns=columns)
            statement = sql.SQL("copy {} from stdin (format csv, freeze)").format(name)
            with connection.cursor().copy(statement) as into, via.open("rb") as file:
                while piece := file.read(_PIECE):
                    into.write(piece)
    finally:
        via.unlink()


def refuse_other_rows(
    connection: Connection, duck: duckdb.DuckDBPyConnection, table: ServedTable, *, schema: str, via: Path
) -> None:
    """Raise ServingError unless rows and digest of what PostgreSQL holds are those of the manifest."""
    statement = sql.SQL("copy {} to stdout (format csv)").format(sql.Identifier(schema, table.name))
    try:
        with connection.cursor().copy(statement) as out, via.open("wb") as file:
            for piece in out:
                file.write(piece)
        found = count_and_digest(duck, _rows_of(via, table.entry)) if table.entry.rows or via.stat().st_size else None
    finally:
        via.unlink(missing_ok=True)
    expected = (table.entry.rows, table.entry.rows_digest)
    if found and found != expected:
        raise ServingError(
            f"{table.schema}.{table.name}: found {found[0]} rows with digest {found[1]} in PostgreSQL, the manifest "
            f"says {expected[0]} rows with digest {expected[1]}; the served schemas are as they were; run "
            "`make verify`, then `make serve-postgres` again"
        )


def finish_table(connection: Connection, table: ServedTable, *, schema: str) -> None:
    """Key, index by area and round, descriptions and statistics."""
    name = sql.Identifier(schema, table.name)
    kind = "unique nulls not distinct" if table.may_lack_parts else "primary key"
    run(connection, "alter table {name} add " + kind + " ({key})", name=name, key=_names(table.key))
    if table.by_area and table.by_area != table.key[: len(table.by_area)]:
        index = sql.Identifier(f"{table.name}_by_area")
        run(connection, "create index {index} on {name} ({key})", index=index, name=name, key=_names(table.by_area))
    run(connection, "comment on table {name} is {text}", name=name, text=sql.Literal(table.description))
    for column, words in table.words.items():
        whole = sql.Identifier(schema, table.name, column)
        run(connection, "comment on column {name} is {text}", name=whole, text=sql.Literal(words))
    run(connection, "analyze {name}", name=name)


def _names(columns: tuple[str, ...]) -> sql.Composed:
    return sql.SQL(", ").join(map(sql.Identifier, columns))


def _rows_of(file: Path, entry: ReleasedTable) -> str:
    """The rows of the CSV file in the types of the manifest. An empty text is in quotation marks, NULL is not."""
    columns = ", ".join(f"{sql_name(name)}: {sql_text(kind)}" for name, kind in entry.columns.items())
    return (
        f"read_csv({sql_text(file)}, columns = {{{columns}}}, header = false, auto_detect = false, delim = ',', "
        "quote = '\"', escape = '\"', nullstr = '', allow_quoted_nulls = false)"
    )
