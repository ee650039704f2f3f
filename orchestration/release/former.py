"""Finds households again in releases whose pseudonyms are of a former key.

Not here: the change of the key (rekey.py).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

import duckdb

from orchestration.landing.pseudonym import (
    KEY_BYTES,
    bind_pseudonym_key,
    key_ids,
    load_pseudonym_key,
    pseudonym_sql,
)
from orchestration.landing.tombstones import HOUSEHOLD_KEY
from orchestration.names import RESTRICTED
from orchestration.release.history import released
from orchestration.release.manifest import Manifest, read_manifest
from orchestration.settings import Settings
from orchestration.warehouse import open_memory, parquet_rows

_HOUSEHOLDS: Final = f"{RESTRICTED}/fct_household.parquet"


def keys_of_release(release: Path) -> set[str]:
    """The names of the keys that the pseudonyms of the release are of."""
    return keys_of(read_manifest(release))


def keys_of(manifest: Manifest) -> set[str]:
    return {str(batch["key_id"]) for batch in manifest.source_batches if batch.get("key_id")}


def former_keys(settings: Settings, keys: frozenset[str]) -> frozenset[str]:
    """The names of the keys that the key of today follows on, if the key of today is one of these."""
    if not settings.pseudonym_key_file.is_file():
        return frozenset()
    *former, today = key_ids(load_pseudonym_key(settings.pseudonym_key_file, may_create=False))
    return frozenset(former) if today in keys else frozenset()


def bind_later_keys(connection: duckdb.DuckDBPyConnection, settings: Settings, release: Path) -> bool:
    """Let `pseudonym_sql` make pseudonyms of today of those in the release. False where they are of today already."""
    keys = keys_of_release(release)
    if not keys or not settings.pseudonym_key_file.is_file():
        return False
    pseudonym_key = load_pseudonym_key(settings.pseudonym_key_file, may_create=False)
    for number, key_id in enumerate(key_ids(pseudonym_key)[:-1], start=1):
        if key_id in keys:
            bind_pseudonym_key(connection, pseudonym_key[number * KEY_BYTES :])
            return True
    return False


def former_pseudonyms(settings: Settings, keys: Sequence[str], *, pseudonym_key: bytes) -> tuple[str, ...]:
    """What the households with these pseudonyms are called in kept releases under a former key."""
    found: set[str] = set()
    for number, key_id in enumerate(key_ids(pseudonym_key)[:-1], start=1):
        later = pseudonym_key[number * KEY_BYTES :]
        files = [path for path in _files(settings, key_id) if path.is_file()]
        found |= set(_leading_to(settings, keys, files, later=later)) if files else set()
    return tuple(sorted(found - {*keys}))


def _files(settings: Settings, key_id: str) -> Iterator[Path]:
    for name in released(settings):
        if key_id in keys_of_release(settings.releases / name):
            yield settings.releases / name / _HOUSEHOLDS


def _leading_to(settings: Settings, keys: Sequence[str], files: list[Path], *, later: bytes) -> Iterator[str]:
    """The former pseudonyms of which the later keys make one of the present ones."""
    connection = open_memory(settings)
    try:
        bind_pseudonym_key(connection, later)
        connection.execute(f"create temp table today as select unnest(?) as {HOUSEHOLD_KEY}", [list(keys)])
        for path in files:
            query = f"select distinct {HOUSEHOLD_KEY} from {parquet_rows(path)}"
            of_today = f"{pseudonym_sql(HOUSEHOLD_KEY)} in (from today)"
            yield from (str(key) for (key,) in connection.execute(f"{query} where {of_today}").fetchall())
    finally:
        connection.close()
