"""The only place that opens a DuckDB database of the warehouse, and the lock of the one run at work.

Only dbt opens the working file elsewhere, by its own profile. Not here: SQL of any feed or table.
"""

from __future__ import annotations

import fcntl
import importlib.util
import os
import re
import shutil
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Final, TextIO

import duckdb

from orchestration.errors import WarehouseError
from orchestration.settings import Settings
from orchestration.storage import refuse_unusable, said
from orchestration.zones import close_zones, private, private_files, private_zone, readers_folder

# Seconds to wait for a reader that is about to close the working file, such as the dbt of a run that was killed.
_PATIENCE: Final = 10.0
_HOLDER: Final = re.compile(r"held in (?P<program>.*) \(PID (?P<pid>\d+)\)")
# What DuckDB says of a block or a file that is not as it was written.
_DAMAGE: Final = re.compile("Corrupt database file|Could not read enough bytes")
# Locks that this process holds.
_HELD: Final[set[Path]] = set()


def open_memory(settings: Settings, *, share: int = 1) -> duckdb.DuckDBPyConnection:
    """A private in-memory database that spills to scratch. `share`: how many such databases run side by side."""
    return _open(":memory:", settings, share=share)


def open_reader(settings: Settings) -> duckdb.DuckDBPyConnection:
    """The working file, read-only. Raises WarehouseError if nothing was built yet."""
    if not settings.warehouse_file.exists():
        raise WarehouseError(f"{settings.warehouse_file.name}: not built yet; build it first: `make run`")
    try:
        return _open(str(settings.warehouse_file), settings, read_only=True)
    except duckdb.Error as fault:
        name = settings.warehouse_file.name
        if holder := _HOLDER.search(str(fault)):
            raise WarehouseError(
                f"{name}: process {holder['pid']} ({holder['program']}) writes it, expected nobody; close it there, or "
                "end that process, and start again"
            ) from None
        raise WarehouseError(f"{name}: cannot be read ({_first_line(fault)}); run the job build_warehouse") from None


@contextmanager
def warehouse_reader(settings: Settings) -> Iterator[duckdb.DuckDBPyConnection]:
    """`open_reader` for a block. Raises WarehouseError too where a part of the file turns out to be damaged."""
    connection = open_reader(settings)
    try:
        yield connection
    except duckdb.Error as fault:
        if not _DAMAGE.search(str(fault)):
            raise
        raise WarehouseError(
            f"{settings.warehouse_file.name}: a part of it is damaged ({_first_line(fault)}); remove the file, and the "
            "job build_warehouse makes it anew"
        ) from None
    finally:
        connection.close()


def has_warehouse(settings: Settings) -> bool:
    """Whether there is a working file, usable or not."""
    return settings.warehouse_file.exists()


def last_invocation(settings: Settings) -> str:
    """Identifier of the dbt invocation that wrote the working file last, `none` if the file does not say."""
    with warehouse_reader(settings) as connection:
        try:
            row = connection.execute("select invocation_id from main.dbt_invocation").fetchone()
        except duckdb.CatalogException:
            row = None
    return str(row[0]) if row else "none"


def open_database(path: Path, settings: Settings) -> duckdb.DuckDBPyConnection:
    """A database file outside the warehouse, such as that of a release. A missing file is created."""
    return _open(str(path), settings)


def prepare_for_writing(
    settings: Settings, *, log: Callable[[str], None] = lambda _: None, other_code: str | None = None
) -> None:
    """Make sure that dbt can write the working file. A file that cannot be used is set aside, and dbt makes a new one.

    `other_code`: the version of the code that built the file, if that is not today's. Raises WarehouseError if another
    process has the file open, or if this user may not write the file.
    """
    file = settings.warehouse_file
    if not file.exists():
        return
    if not os.access(file, os.R_OK | os.W_OK):
        raise WarehouseError(f"{file}: this user may not read and write it; give it back to its owner, or remove it")
    fault = f"it was built by code {other_code}" if other_code else _fault_of_opening(file)
    if fault:
        remove_set_aside(settings)
        aside = _aside(settings)
        file.rename(aside)
        file.with_name(f"{file.name}.wal").unlink(missing_ok=True)
        log(f"{file.name} is set aside as {aside.name} and built anew: {fault}")


def _fault_of_opening(file: Path) -> str | None:
    """Why the file is no usable database. Raises WarehouseError naming the process that has the file open."""
    deadline = time.monotonic() + _PATIENCE
    while True:
        try:
            duckdb.connect(str(file)).close()
            return None
        except duckdb.IOException as fault:
            holder = _HOLDER.search(str(fault))
            if holder is None:
                return _first_line(fault)
            if time.monotonic() > deadline:
                raise WarehouseError(
                    f"{file.name}: process {holder['pid']} ({holder['program']}) has it open, expected nobody; "
                    "close it there, or end that process, and start again"
                ) from None
            time.sleep(0.5)
        except duckdb.Error as fault:
            return _first_line(fault)


def _first_line(fault: duckdb.Error) -> str:
    return re.sub(r'"[^"]*/', '"', str(fault).partition("\n")[0])


def remove_working_file(settings: Settings) -> None:
    """Remove the working file of an engine that keeps its tables elsewhere, before those change."""
    file = settings.warehouse_file
    for path in (file, file.with_name(f"{file.name}.wal")):
        path.unlink(missing_ok=True)


def write_working_views(settings: Settings, tables: Mapping[tuple[str, str], list[Path]]) -> None:
    """Make the working file anew, with a view for each table: schema and name -> the Parquet files of its rows."""
    remove_working_file(settings)
    connection = _open(str(settings.warehouse_file), settings)
    try:
        for (schema, table), files in tables.items():
            connection.execute(f"create schema if not exists {sql_name(schema)}")
            connection.execute(
                f"create view {sql_name(schema)}.{sql_name(table)} as select * from {parquet_rows(*files)}"
            )
    finally:
        connection.close()


def remove_set_aside(settings: Settings) -> None:
    """Remove the file that was set aside, once its successor is built."""
    aside = _aside(settings)
    if aside.is_dir():
        shutil.rmtree(aside)
    else:
        aside.unlink(missing_ok=True)


def _aside(settings: Settings) -> Path:
    file = settings.warehouse_file
    return file.with_name(f"{file.stem}.aside{file.suffix}")


@contextmanager
def single_run(
    settings: Settings, *, wait: Callable[[str], None] | None = None, log: Callable[[str], None] = lambda _: None
) -> Iterator[bool]:
    """Hold the data folder for one run, from its first step to its last. Nobody else writes between two steps.

    Every zone gets its mode, and what the run writes is private until it is published (zones.py).

    Yields whether the lock was taken now. A process that holds the lock already goes on. The system releases the lock
    at every end of the process. With `wait`, the run waits for the lock, and `wait` is called once with the reason.
    Without it, raises WarehouseError naming the process that holds the lock.
    """
    lock = settings.data_dir / ".run.lock"
    if lock in _HELD:
        yield False
        return
    refuse_unusable(settings)
    with private_files(), _opened(lock, settings.data_dir) as file:
        _take(file, lock, wait=wait)
        _HELD.add(lock)
        try:
            for closed in close_zones(settings):
                log(closed)
            yield True
        finally:
            _HELD.discard(lock)


def _opened(lock: Path, data_dir: Path) -> TextIO:
    with said(data_dir):
        readers_folder(lock.parent)
        return lock.open("a+", encoding="ascii")


def _take(file: TextIO, lock: Path, *, wait: Callable[[str], None] | None) -> None:
    """The file is private, because whoever may open it may hold the lock."""
    private(lock)
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        file.seek(0)
        found = f"{lock.parent.name}: process {file.read().strip() or 'unknown'} is at work here"
        if wait is None:
            raise WarehouseError(f"{found}, expected one run at a time; wait for it to end and start again") from None
        wait(f"{found}; this run waits for it to end")
        fcntl.flock(file, fcntl.LOCK_EX)
    file.truncate(0)
    file.write(str(os.getpid()))
    file.flush()


def load_spatial(connection: duckdb.DuckDBPyConnection) -> None:
    """Let the connection know geometries. The extension is read from its package: nothing is installed or fetched."""
    package = importlib.util.find_spec("duckdb_extension_spatial")
    if package is None or package.origin is None:
        raise WarehouseError(
            "duckdb_extension_spatial: not found, expected the package of requirements.lock; run `make setup`"
        )
    folder = Path(package.origin).with_name("extensions") / f"v{duckdb.__version__}"
    connection.execute(f"load {sql_text(folder / 'spatial.duckdb_extension')}")


def sql_text(value: str | Path) -> str:
    """A SQL string literal, for the places where DuckDB takes no parameter."""
    return "'" + str(value).replace("'", "''") + "'"


def sql_name(name: str) -> str:
    """A SQL name for a column of a foreign file, whatever characters it has."""
    return '"' + name.replace('"', '""') + '"'


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


def with_doubles(connection: duckdb.DuckDBPyConnection, query: str) -> str:
    """The query with a double in place of each decimal: programs read doubles as numbers, and decimals as objects.

    It is the nearest double. DuckDB makes that of 18 digits; of more digits it makes one beside it, but for their text.
    """
    relation = connection.sql(query)
    doubles = []
    for column, kind in zip(relation.columns, relation.types, strict=True):
        if kind.id == "decimal":
            name, digits = sql_name(column), int(str(dict(kind.children)["precision"]))
            doubles.append(f"cast({name if digits <= 18 else f'cast({name} as varchar)'} as double) as {name}")
    return f"select * replace ({', '.join(doubles)}) from ({query})" if doubles else query


def with_date_of_round(connection: duckdb.DuckDBPyConnection, query: str, *, rounds: str) -> str:
    """The query with `first_surveyed_on` after its `survey_round`, if it has none. `rounds`: a table with both."""
    names = connection.sql(query).columns
    if "first_surveyed_on" in names:
        return query
    columns = [f"figures.{sql_name(name)}" for name in names]
    columns.insert(columns.index('figures."survey_round"') + 1, "rounds.first_surveyed_on")
    return (
        f"select {', '.join(columns)} from ({query}) as figures"
        f" left join {rounds} as rounds on rounds.survey_round = figures.survey_round"
    )


def count_and_digest(connection: duckdb.DuckDBPyConnection, rows: str) -> tuple[int, str]:
    """Number of rows, and a digest of every cell: the sum of row hashes, which does not depend on the order of rows.

    `rows` is the text of a FROM clause. Statistics of a file cannot answer this: every page of every column is read.
    """
    row = connection.execute(f"select count(*), coalesce(sum(hash(*columns(*))), 0) from {rows}").fetchone()
    return (int(row[0]), f"{int(row[1]):032x}") if row else (0, "")


def _open(database: str, settings: Settings, *, read_only: bool = False, share: int = 1) -> duckdb.DuckDBPyConnection:
    private_zone(settings.scratch)
    connection = duckdb.connect(database, read_only=read_only)
    # Not bound as values: DuckDB imports pandas to bind one, which takes longer than landing a small file.
    connection.execute(f"set temp_directory = {sql_text(settings.scratch)}")
    connection.execute(f"set threads = {max(1, settings.threads // share)}")
    connection.execute(f"set memory_limit = {sql_text(settings.memory_limit)}")
    if share > 1:
        limit = "select current_setting('memory_limit')"
        row = connection.execute(limit).fetchone()
        divided = _divided(row[0] if row else settings.memory_limit, share)
        connection.execute(f"set memory_limit = {sql_text(divided)}")
    return connection


def bytes_of(limit: str) -> int:
    """A memory limit of the settings, such as 4GB or 500 MiB, in bytes."""
    text = limit.upper().removesuffix("B")
    thousand = 1024 if text.endswith("I") else 1000
    text = text.removesuffix("I")
    return int(float(text[:-1]) * thousand ** (1 + "KMGT".index(text[-1])))


def _divided(limit: str, share: int) -> str:
    amount, unit = limit.split()
    return f"{float(amount) / share:.2f} {unit}"
