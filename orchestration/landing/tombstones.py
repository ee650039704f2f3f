"""Households that were erased: what is kept of them, so that no later landing brings their rows back.

A tombstone is a digest of the household's pseudonym under the key of its time. Neither identifier nor pseudonym is in
the file, and without both nobody can compute the digest. Not here: the erasure itself (release/erase.py).
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from typing import Final

import duckdb

from orchestration.errors import LandingError
from orchestration.landing.contract import Entity
from orchestration.landing.pseudonym import key_ids, pseudonym_sql
from orchestration.landing.read.readers import RAW_TABLE, REJECT_TABLE
from orchestration.record import Many, Record, read_record
from orchestration.settings import Settings

# The pseudonym that names a household in landing and in a release.
HOUSEHOLD_KEY: Final = "household_key"
ERASED_TABLE: Final = "erased_rows"
# What may be an identifier in a line whose columns cannot be separated.
WORD: Final = r"[^\s,;|\"]+"
_MARK: Final = "erased household "
_REMEDY: Final = "bring the file back from a backup: without the file, erased households would land again"


class Tombstone(Record):
    """`key_id` names the key of the pseudonym that the digest is of."""

    key_id: str
    digest: str


class Tombstones(Record):
    """The whole file."""

    households: Many[Tombstone] = ()


def read_tombstones(settings: Settings) -> tuple[Tombstone, ...]:
    """The tombstones, none where nothing was ever erased. Raises LandingError for a file that cannot be used."""
    path = settings.erased_file
    return read_record(Tombstones, path, error=LandingError, remedy=_REMEDY).households if path.exists() else ()


def digests_under(settings: Settings, pseudonym_key: bytes) -> tuple[tuple[int, str], ...]:
    """The digests, each with the number of the keys that its pseudonym is under."""
    numbers = {key_id: number for number, key_id in enumerate(key_ids(pseudonym_key), start=1)}
    return tuple((numbers[each.key_id], each.digest) for each in read_tombstones(settings) if each.key_id in numbers)


def text_of(tombstones: Iterable[Tombstone]) -> str:
    """The text of the file: in the order of the digests, so that the file does not say who was erased with whom."""
    ordered = sorted(set(tombstones), key=lambda each: (each.key_id, each.digest))
    return json.dumps(Tombstones(households=tuple(ordered)).model_dump(), indent=2) + "\n"


def tombstone_of(household_key: str, *, key_id: str) -> Tombstone:
    digest = hashlib.sha256(f"{_MARK}{household_key}".encode()).hexdigest()[:32]
    return Tombstone(key_id=key_id, digest=digest)


def tombstone_sql(household_key: str) -> str:
    """SQL for the digest of a pseudonym; equal to that of `tombstone_of`."""
    return f"left(sha256('{_MARK}' || {household_key}), 32)"


def collect_erased(
    connection: duckdb.DuckDBPyConnection, entity: Entity, digests: tuple[tuple[int, str], ...], *, source_row: str
) -> int:
    """Fill the table of raw rows that are of erased households, and return their number."""
    connection.execute(f"create or replace temp table {ERASED_TABLE} (source_row bigint)")
    column = next((column.name for column in entity.columns if column.pseudonym == HOUSEHOLD_KEY), None)
    if column is None or not digests:
        return 0
    connection.execute(
        "create or replace temp table tombstones as select unnest(?) as number, unnest(?) as digest",
        [[number for number, _ in digests], [digest for _, digest in digests]],
    )
    numbers = sorted({number for number, _ in digests})
    of_row, of_word = (_is_erased(value, numbers) for value in (f'raw."{column}"', "words.word"))
    connection.execute(
        f"""
        insert into {ERASED_TABLE}
        select {source_row} from {RAW_TABLE} as raw where {of_row}
        union
        select source_row from (
            select source_row, unnest(regexp_extract_all(text, '{WORD}')) as word from {REJECT_TABLE}
        ) as words where {of_word}
        """
    )
    row = connection.execute(f"select count(*) from {ERASED_TABLE}").fetchone()
    return int(row[0]) if row else 0


def _is_erased(value: str, numbers: list[int]) -> str:
    """Condition on an identifier: its pseudonym under so many of the keys has a tombstone."""
    digests = "select digest from tombstones where number"
    return " or ".join(
        f"{tombstone_sql(pseudonym_sql(value, number=number))} in ({digests} = {number})" for number in numbers
    )
