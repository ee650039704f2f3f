"""Searches every file of the data folder for texts that must be nowhere: the proof of an erasure.

Cells of Parquet and DuckDB files are read, because their pages are compressed. Every other file is searched byte by
byte. The inbox belongs to the operators, and its files are named apart. Not here: the erasure (erase.py).
"""

from __future__ import annotations

import mmap
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import duckdb

from orchestration.errors import LandingError
from orchestration.landing.blanks import without_blanks_sql
from orchestration.landing.contract import contract_in_force
from orchestration.landing.contract_file import feed_contracts
from orchestration.landing.land import key_in_force
from orchestration.landing.pseudonym import bind_pseudonym_key, pseudonym_sql
from orchestration.landing.read.inbox import look_into_feed
from orchestration.landing.read.readers import RAW_TABLE, header_of, read_raw
from orchestration.landing.tombstones import HOUSEHOLD_KEY
from orchestration.settings import Settings
from orchestration.warehouse import open_memory, parquet_rows, sql_name, sql_text

# Values that are digests by themselves: a short identifier in one of them is there by chance.
_DIGEST: Final = "[0-9a-f]{16}|[0-9a-f]{32}"
# A shorter identifier may be the code of an area, or part of any number.
_SHORTEST: Final = 9


@dataclass(frozen=True)
class Found:
    """How many files were searched, and the names of those that hold one of the texts or cannot be read."""

    files: int
    holding: tuple[str, ...]
    inbox: tuple[str, ...]

    def __str__(self) -> str:
        lines = [f"{len(self.holding)} of {self.files:,} files that the product wrote hold one of them"]
        lines += [f"  {name} holds one of them, or cannot be read" for name in self.holding]
        lines += [f"inbox/{name}: the delivery still holds one of them; take the rows out" for name in self.inbox]
        return "\n".join(lines)


def search(settings: Settings, *, keys: Sequence[str], identifiers: Sequence[str]) -> Found:
    """Search for pseudonyms and identifiers in every file but the inbox, and for the households in the inbox.

    An identifier of fewer than 9 characters is not searched, because any file has such texts by chance.
    """
    identifiers = [text for text in identifiers if len(text) >= _SHORTEST]
    texts = [*keys, *identifiers]
    connection = open_memory(settings)
    try:
        connection.execute("create temp table searched as select unnest(?) as text", [texts])
        files = list(_files(settings))
        holding = [name for name, path in files if _holds(connection, path, texts)]
        bind_pseudonym_key(connection, key_in_force(settings))
        inbox = tuple(_inbox(connection, settings, identifiers))
    finally:
        connection.close()
    return Found(len(files), tuple(holding), inbox)


def _files(settings: Settings) -> Iterator[tuple[str, Path]]:
    """Name and path of each file of the data folder, and of the home of Dagster, wherever that is."""
    home = settings.dagster_home
    places = [settings.data_dir]
    if home and not home.is_relative_to(settings.data_dir):
        places.append(home)
    for place in places:
        for folder, folders, names in os.walk(place):
            folders[:] = [name for name in folders if Path(folder, name) != settings.inbox]
            for path in (Path(folder, name) for name in names):
                if path.is_file() and not path.is_symlink():
                    yield path.relative_to(place.parent if place == home else place).as_posix(), path


def _holds(connection: duckdb.DuckDBPyConnection, path: Path, texts: Sequence[str]) -> bool:
    """A file that cannot be read as what it is counts as one that holds a text: nobody knows that it does not."""
    if path.suffix in (".parquet", ".duckdb"):
        try:
            return any(_in_cells(connection, rows) for rows in _tables(connection, path))
        except duckdb.Error:
            return True
    return _in_bytes(path, texts)


def _tables(connection: duckdb.DuckDBPyConnection, path: Path) -> Iterator[str]:
    if path.suffix == ".parquet":
        yield parquet_rows(path)
        return
    connection.execute(f"attach {sql_text(path)} as examined (read_only)")
    try:
        found = "select schema_name, table_name from duckdb_tables() where database_name = 'examined'"
        for schema, table in connection.execute(found).fetchall():
            yield f"examined.{sql_name(schema)}.{sql_name(table)}"
    finally:
        connection.execute("detach examined")


def _in_cells(connection: duckdb.DuckDBPyConnection, rows: str) -> bool:
    relation = connection.sql(f"select * from {rows}")
    types = zip(relation.columns, map(str, relation.types), strict=True)
    columns = [sql_name(name) for name, kind in types if any(word in kind for word in ("VARCHAR", "JSON", "STRUCT"))]
    if not columns:
        return False
    whole = " or ".join(f"cast({column} as varchar) in (from searched)" for column in columns)
    if connection.execute(f"select 1 from {rows} where {whole} limit 1").fetchone():
        return True
    cells = f"select unnest([{', '.join(f'cast({column} as varchar)' for column in columns)}]) as cell from {rows}"
    within = f"length(cell) > length(text) and not regexp_full_match(cell, '{_DIGEST}') and contains(cell, text)"
    return connection.execute(f"select 1 from ({cells}) join searched on {within} limit 1").fetchone() is not None


def _in_bytes(path: Path, texts: Sequence[str]) -> bool:
    if not path.stat().st_size:
        return False
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as content:
        return any(content.find(text.encode()) >= 0 for text in texts)


def _inbox(connection: duckdb.DuckDBPyConnection, settings: Settings, identifiers: Sequence[str]) -> Iterator[str]:
    """Deliveries with a row of the households, by path in the inbox."""
    for feed in (each.name for each in feed_contracts() if each.is_personal):
        contract = contract_in_force(settings, feed)
        for path in look_into_feed(settings.inbox, feed, allowed=settings.linked_folders).files:
            entity = contract.entity_of(path)
            names = {column.name for column in entity.columns if column.pseudonym == HOUSEHOLD_KEY} if entity else set()
            if names and _in_delivery(connection, path, names, identifiers):
                yield path.relative_to(settings.inbox).as_posix()


def _in_delivery(
    connection: duckdb.DuckDBPyConnection, path: Path, names: set[str], identifiers: Sequence[str]
) -> bool:
    try:
        written = header_of(connection, path)
        read_raw(connection, path, columns=written)
        columns = [sql_name(name) for name in written if name.strip() in names]
        keys = (pseudonym_sql(without_blanks_sql(f"raw.{column}")) for column in columns)
        condition = " or ".join(f"{key} in (from searched)" for key in keys)
        query = f"select 1 from {RAW_TABLE} as raw where {condition or 'false'} limit 1"
        if connection.execute(query).fetchone():
            return True
    except (duckdb.Error, LandingError):
        pass
    return _in_bytes(path, identifiers)
