"""Copies the current release to PostgreSQL: a schema beside the served one, compared, then renamed in one transaction.

A load that fails leaves the served schemas as they are. Not here: one table (load.py), roles (roles.py), when a copy is
made (defs/publish/serving.py).
"""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import psycopg
from psycopg import sql

from orchestration.errors import ServingError
from orchestration.presentation.serving.load import finish_table, load_table, refuse_other_rows
from orchestration.presentation.serving.roles import grant, prepare, protect
from orchestration.presentation.serving.server import Connection, connected, only_loader, place_of, run
from orchestration.presentation.serving.tables import SCHEMAS, ServedTable, served_tables
from orchestration.progress import counted
from orchestration.release.acts import SERVE, By, append, new_act
from orchestration.release.history import current_release
from orchestration.release.manifest import Manifest, manifest_digest, read_manifest
from orchestration.release.publish import refuse_unfit
from orchestration.settings import Settings
from orchestration.storage import says_storage_faults
from orchestration.warehouse import open_memory
from orchestration.zones import private_zone

# Seconds that the switch waits for statements and reports at work, and between two looks.
_COURTESY: Final = 30.0
_PAUSE: Final = 0.05
# How long the removal of a former schema waits for its readers.
_PATIENCE: Final = "5s"


@dataclass(frozen=True)
class Served:
    """What the copy holds now. `seconds` are those of the whole load, `switch_seconds` those of the renaming."""

    release_id: str
    place: str
    schemas: tuple[str, ...]
    tables: int
    rows: int
    seconds: float
    switch_seconds: float

    def __str__(self) -> str:
        return (
            f"release {self.release_id} is served by PostgreSQL at {self.place}: {self.tables} tables, {self.rows:,} "
            f"rows in {' and '.join(self.schemas)}, loaded in {self.seconds:.0f} s"
        )


@says_storage_faults
def serve_release(settings: Settings, *, by: By, log: Callable[[str], None]) -> Served:
    """Load the current release, record the act, and switch readers of the copy. Whoever calls holds the data folder.

    Without `serving.is_restricted`, the copy has no restricted schema afterwards: both are always of one release.
    Raises ReleaseError if the release is not as published. Raises ServingError if PostgreSQL refuses, or holds other
    rows than the manifest says.
    """
    release = current_release(settings)
    if release is None:
        raise ServingError("published/current: nothing is published yet; publish a release first: `make run`")
    refuse_unfit(release)
    manifest, began = read_manifest(release), time.monotonic()
    is_restricted = settings.serving.is_restricted
    tables = served_tables(manifest, contracts=settings.contracts, is_restricted=is_restricted)
    made = {table.schema: f"{table.schema}_next_{manifest.release_id}" for table in tables}
    rows = sum(table.entry.rows for table in tables)
    with connected(settings.serving.dsn) as connection, only_loader(connection):
        prepare(connection, is_restricted=is_restricted)
        _remove_left_over(connection, log=log)
        _describe(connection, made, manifest, digest=manifest_digest(release))
        _load(connection, tables, made, release=release, settings=settings)
        place = place_of(connection)
        # The act first: nobody has rows of households of which the record does not know.
        append(settings, new_act(SERVE, by, release_id=release.name, rows=rows, place=f"{place} {' '.join(made)}"))
        switch_seconds = _switch(connection, made)
        _remove_left_over(connection, log=log)
    return Served(
        release_id=release.name,
        place=place,
        schemas=tuple(made),
        tables=len(tables),
        rows=rows,
        seconds=time.monotonic() - began,
        switch_seconds=switch_seconds,
    )


def _describe(connection: Connection, made: dict[str, str], manifest: Manifest, *, digest: str) -> None:
    """Make the schemas. The comment of each says which release is in it."""
    kind = "synthetic data" if manifest.is_synthetic else "delivered data"
    text = sql.Literal(f"Release {manifest.release_id} of {kind}; SHA-256 of its manifest: {digest}")
    for schema in made.values():
        run(connection, "create schema {schema}", schema=sql.Identifier(schema))
        run(connection, "comment on schema {schema} is {text}", schema=sql.Identifier(schema), text=text)


def _load(
    connection: Connection, tables: tuple[ServedTable, ...], made: dict[str, str], *, release: Path, settings: Settings
) -> None:
    via = private_zone(settings.scratch) / "serving.csv"
    with closing(open_memory(settings)) as duck:
        for table in counted(tables, "tables", name=lambda each: f"{each.schema}.{each.name}"):
            schema = made[table.schema]
            load_table(connection, duck, table, release=release, schema=schema, via=via)
            refuse_other_rows(connection, duck, table, schema=schema, via=via)
            finish_table(connection, table, schema=schema)
            if table.province:
                protect(connection, table, schema=schema)
    for served, schema in made.items():
        grant(connection, schema=schema, of=served)


def _switch(connection: Connection, made: dict[str, str]) -> float:
    """Rename the schemas in one transaction, and return its seconds.

    While nobody may begin to read the former tables, no statement finds one table there and the next in the new schema.
    The locks do not queue, so that readers never wait for a switch that waits. The switch waits for readers at work,
    and after a while no longer: a renaming needs no lock on a table.
    """
    deadline = time.monotonic() + _COURTESY
    while True:
        began = time.monotonic()
        try:
            with connection.transaction():
                if began < deadline:
                    _lock(connection)
                _rename_all(connection, made)
            return time.monotonic() - began
        except psycopg.errors.LockNotAvailable:
            time.sleep(_PAUSE)


def _lock(connection: Connection) -> None:
    tables = connection.execute(
        "select schemaname, tablename from pg_tables where schemaname = any(%s)", [list(SCHEMAS)]
    ).fetchall()
    if tables:
        names = sql.SQL(", ").join(sql.Identifier(*table) for table in tables)
        run(connection, "lock table {names} in access exclusive mode nowait", names=names)


def _rename_all(connection: Connection, made: dict[str, str]) -> None:
    there = _schemas(connection)
    for served in SCHEMAS:
        if served in there:
            former = next(name for name in map(f"{served}_former_{{}}".format, range(1000)) if name not in there)
            _rename(connection, served, former)
        if served in made:
            _rename(connection, made[served], served)


def _rename(connection: Connection, schema: str, name: str) -> None:
    run(connection, "alter schema {schema} rename to {name}", schema=sql.Identifier(schema), name=sql.Identifier(name))


def _remove_left_over(connection: Connection, *, log: Callable[[str], None]) -> None:
    """Remove former schemas, and those of a load that failed. One with a reader at work is left to the next load."""
    beginnings = tuple(f"{served}_{kind}_" for served in SCHEMAS for kind in ("next", "former"))
    for schema in sorted(name for name in _schemas(connection) if name.startswith(beginnings)):
        try:
            with connection.transaction():
                run(connection, f"set local lock_timeout = '{_PATIENCE}'")
                run(connection, "drop schema {schema} cascade", schema=sql.Identifier(schema))
        except psycopg.errors.LockNotAvailable:
            log(f"{schema}: a reader is still at work in it; the next load removes it")


def _schemas(connection: Connection) -> set[str]:
    return {name for (name,) in connection.execute("select nspname from pg_namespace").fetchall()}
