"""The only place that opens a DuckDB database of the warehouse, and the locks of its single writer.

Only dbt opens the working file elsewhere, by its own profile. Not here: SQL of any feed or table.
"""

from __future__ import annotations

import fcntl
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb

from orchestration.errors import WarehouseError
from orchestration.settings import Settings


def open_memory(settings: Settings, *, share: int = 1) -> duckdb.DuckDBPyConnection:
    """A private in-memory database that spills to scratch. `share`: how many such databases run side by side."""
    return _open(":memory:", settings, share=share)


def open_reader(settings: Settings) -> duckdb.DuckDBPyConnection:
    """The working file, read-only. Raises WarehouseError if nothing was built yet."""
    if not settings.warehouse_file.exists():
        raise WarehouseError(f"{settings.warehouse_file.name}: not built yet; run the transform assets first")
    return _open(str(settings.warehouse_file), settings, read_only=True)


def open_database(path: Path, settings: Settings) -> duckdb.DuckDBPyConnection:
    """A database file outside the warehouse, such as that of a release. A missing file is created."""
    return _open(str(path), settings)


@contextmanager
def single_writer(settings: Settings) -> Iterator[None]:
    """Hold the data folder for one writer. The system releases the lock at every end of the process.

    Raises WarehouseError naming the process that holds it.
    """
    with _held(settings.data_dir / ".writer.lock", "one writer at a time"):
        yield


@contextmanager
def single_command(settings: Settings) -> Iterator[None]:
    """Hold the data folder for one command from its first step to its last. Nobody else writes between two steps.

    Raises WarehouseError naming the process that holds it.
    """
    with _held(settings.data_dir / ".command.lock", "one command at a time"):
        yield


@contextmanager
def _held(lock: Path, expected: str) -> Iterator[None]:
    lock.parent.mkdir(parents=True, exist_ok=True)
    with lock.open("a+", encoding="ascii") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            file.seek(0)
            holder = file.read().strip() or "unknown"
            raise WarehouseError(
                f"{lock.parent.name}: process {holder} is at work here, expected {expected}; "
                "wait for it to end and start again"
            ) from None
        file.truncate(0)
        file.write(str(os.getpid()))
        file.flush()
        yield


def sql_text(value: str | Path) -> str:
    """A SQL string literal, for the places where DuckDB takes no parameter."""
    return "'" + str(value).replace("'", "''") + "'"


def literal_path(path: Path) -> str:
    """The path as a pattern that fits this one file: DuckDB takes [, * and ? in a name for wildcards.

    Only for read_parquet and similar functions. ATTACH and COPY TO take a path literally.
    """
    return re.sub(r"([\[*?])", r"[\1]", str(path.absolute()))


def parquet_rows(*paths: Path) -> str:
    """The rows of these Parquet files, for a FROM clause. The names of the folders above do not matter."""
    files = ", ".join(sql_text(literal_path(path)) for path in paths)
    # A folder named `a=b` anywhere above a file would otherwise become a column.
    return f"read_parquet([{files}], hive_partitioning = false)"


def count_and_digest(connection: duckdb.DuckDBPyConnection, rows: str) -> tuple[int, str]:
    """Number of rows, and a digest of every cell: the sum of row hashes, which does not depend on the order of rows.

    `rows` is the text of a FROM clause. Statistics of a file cannot answer this: every page of every column is read.
    """
    row = connection.execute(f"select count(*), coalesce(sum(hash(*columns(*))), 0) from {rows}").fetchone()
    return (int(row[0]), f"{int(row[1]):032x}") if row else (0, "")


def _open(database: str, settings: Settings, *, read_only: bool = False, share: int = 1) -> duckdb.DuckDBPyConnection:
    settings.scratch.mkdir(parents=True, exist_ok=True)
    connection = duckdb.connect(database, read_only=read_only)
    connection.execute("set temp_directory = ?", [str(settings.scratch)])
    connection.execute(f"set threads = {max(1, settings.threads // share)}")
    connection.execute("set memory_limit = ?", [settings.memory_limit])
    if share > 1:
        limit = "select current_setting('memory_limit')"
        row = connection.execute(limit).fetchone()
        connection.execute("set memory_limit = ?", [_divided(row[0] if row else settings.memory_limit, share)])
    return connection


def _divided(limit: str, share: int) -> str:
    amount, unit = limit.split()
    return f"{float(amount) / share:.2f} {unit}"
