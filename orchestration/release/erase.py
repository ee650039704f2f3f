"""Erases households: their rows go from landing, quarantine and every kept release, and do not land again.

Everything changes as one (staged.py). What a run makes anew is removed whole: warehouse, candidates, extracts. Not
here: which households are meant (asked.py), what of a release is cut (cut.py), the search afterwards (search.py).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import duckdb

from orchestration.errors import RightsError
from orchestration.landing.blanks import without_blanks_sql
from orchestration.landing.contract_file import feed_contracts
from orchestration.landing.land import key_in_force
from orchestration.landing.pseudonym import bind_pseudonym_key, pseudonym_key_id, pseudonym_sql
from orchestration.landing.receipt import DAMAGED, RECEIPT_FILE, Receipt, read_receipt, write_receipt
from orchestration.landing.tombstones import HOUSEHOLD_KEY, WORD, read_tombstones, text_of, tombstone_of, tombstone_sql
from orchestration.landing.verify import VERIFIED_FILE, verify_landing
from orchestration.names import RESTRICTED
from orchestration.release.acts import ERASE, By, new_act
from orchestration.release.asked import ID, Asked, keys_of, refuse_unknown
from orchestration.release.cut import KEYS_TABLE, cut_release, rows_of_erased
from orchestration.release.former import former_pseudonyms
from orchestration.release.history import released
from orchestration.release.staged import Change, change_of
from orchestration.settings import Settings
from orchestration.storage import says_storage_faults
from orchestration.warehouse import open_memory, parquet_rows, sql_text


@dataclass(frozen=True)
class Erasure:
    """What was erased. Nothing prints `keys`, the pseudonyms, and `identifiers`, as the sources write them."""

    keys: tuple[str, ...]
    households: int
    identifiers: tuple[str, ...]
    landed: int
    quarantined: int
    released: int
    releases: tuple[str, ...]

    def __str__(self) -> str:
        if not self.landed + self.quarantined + self.released:
            was = "1 household was" if self.households == 1 else f"{self.households:,} households were"
            return f"{was} erased before: no row was left in landing, quarantine and releases"
        households = "1 household is" if self.households == 1 else f"{self.households:,} households are"
        again = "; `make run` publishes figures without them" if self.releases else ""
        return (
            f"{households} erased: {self.landed:,} rows of landing, {self.quarantined:,} of quarantine, "
            f"{self.released:,} of {len(self.releases)} releases{again}"
        )


@says_storage_faults
def erase_households(settings: Settings, asked: tuple[Asked, ...], *, by: By) -> Erasure:
    """Erase the households and record the act. A household that was erased before may be named again.

    Raises RightsError without a reason, and for a household that is found nowhere. Raises LandingError where a batch is
    not as it landed. Nothing is erased then.
    """
    if not by.why.strip():
        raise RightsError("erase: found no reason, expected one for the record of acts; add WHY='..'")
    pseudonym_key = key_in_force(settings)
    verify_landing(settings, whole=False)
    connection = open_memory(settings)
    try:
        bind_pseudonym_key(connection, pseudonym_key)
        named = keys_of(connection, settings, asked)
        today = tuple(sorted({key for found in named.values() for key in found}))
        keys = (*today, *former_pseudonyms(settings, today, pseudonym_key=pseudonym_key))
        connection.execute(f"create temp table {KEYS_TABLE} as select unnest(?) as {HOUSEHOLD_KEY}", [list(keys)])
        key_id = pseudonym_key_id(pseudonym_key)
        refuse_unknown(named, known=_known(connection, settings, keys, key_id=key_id))
        with change_of(settings) as change:
            erasure = _prepare(connection, settings, change, keys, households=len(today), by=by)
            tombstones = (*read_tombstones(settings), *(tombstone_of(key, key_id=key_id) for key in today))
            change.write(settings.erased_file, text_of(tombstones))
    finally:
        connection.close()
    verify_landing(settings, whole=True)
    identifiers = tuple(each.value for each in asked if each.kind == ID)
    return replace(erasure, identifiers=identifiers)


def erased_in_force(settings: Settings) -> Iterator[str]:
    """A sentence about the erased households. Raises RightsError where a batch holds a row of one of them."""
    tombstones = read_tombstones(settings)
    if not tombstones:
        return
    connection = open_memory(settings)
    try:
        digests = [each.digest for each in tombstones]
        connection.execute("create temp table tombstones as select unnest(?) as digest", [digests])
        holding = [
            receipt.source_file
            for folder, receipt in _batches(settings)
            if connection.execute(
                f"select 1 from {parquet_rows(receipt.parquet_in(folder))} "
                f"where {tombstone_sql(HOUSEHOLD_KEY)} in (from tombstones) limit 1"
            ).fetchone()
        ]
    finally:
        connection.close()
    if holding:
        raise RightsError(
            f"erased: found rows of erased households in the batches of {', '.join(holding)}, expected none; run "
            "`make erase` again with the same list"
        )
    yield f"erased: no landed batch has a row of an erased household (tombstones: {len(tombstones):,})"


def _prepare(
    connection: duckdb.DuckDBPyConnection,
    settings: Settings,
    change: Change,
    keys: tuple[str, ...],
    *,
    households: int,
    by: By,
) -> Erasure:
    landed = sum(_cut_batch(connection, change, folder, receipt) for folder, receipt in _batches(settings))
    quarantined = sum(_cut_quarantine(connection, change, path) for path in _quarantined(settings))
    cut = {
        name: cut_release(connection, change, settings.releases / name, keys=keys, by=by, contracts=settings.contracts)
        for name in released(settings)
    }
    releases = tuple(act.release_id for act in change.acts)
    rows = landed + quarantined + sum(cut.values())
    change.acts.append(new_act(ERASE, by, households=households, rows=rows))
    for path in _made_anew(settings):
        change.remove(path)
    return Erasure(keys, households, (), landed, quarantined, sum(cut.values()), releases)


def _made_anew(settings: Settings) -> Iterator[Path]:
    """What runs make from landing, or an operator from a release; and what lay in the place of batches."""
    yield from settings.data_dir.glob("warehouse*")
    yield from (settings.candidates, settings.extracts)
    yield settings.landing / DAMAGED
    yield settings.landing / VERIFIED_FILE


def _batches(settings: Settings) -> Iterator[tuple[Path, Receipt]]:
    """The batches in force and those that others replaced, of feeds that name households."""
    for path in sorted(settings.landing.rglob(RECEIPT_FILE)):
        if settings.landing / DAMAGED not in path.parents:
            receipt = read_receipt(path.parent)
            if HOUSEHOLD_KEY in receipt.columns:
                yield path.parent, receipt


def _cut_batch(connection: duckdb.DuckDBPyConnection, change: Change, folder: Path, receipt: Receipt) -> int:
    path = receipt.parquet_in(folder)
    rows = rows_of_erased(connection, path)
    if not rows:
        return 0
    made = change.folder_for(folder)
    kept = f"(from {parquet_rows(path)} where {HOUSEHOLD_KEY} not in (from {KEYS_TABLE}))"
    connection.execute(f"copy {kept} to {sql_text(receipt.parquet_in(made))} (format parquet, compression zstd)")
    counts = {"rows_landed": receipt.rows_landed - rows, "rows_erased": receipt.rows_erased + rows}
    write_receipt(receipt.model_copy(update=counts).with_bytes_of(receipt.parquet_in(made)), made)
    return rows


def _quarantined(settings: Settings) -> list[Path]:
    return sorted(settings.quarantine.glob("*/*.parquet"))


def _words_of(path: Path) -> str:
    """A query for the values of quarantined rows that may be an identifier: source_row and word."""
    names = sorted(
        {
            column.name
            for contract in feed_contracts()
            for entity in contract.entities
            for column in entity.properties
            if column.custom_properties.pseudonym == HOUSEHOLD_KEY
        }
    )
    values = ", ".join(f"json_extract_string(row, {sql_text(f'$.{name}')})" for name in names)
    words = f"regexp_extract_all(coalesce(json_extract_string(row, '$'), ''), '{WORD}')"
    return f"select source_row, unnest(list_concat({words}, [{values}])) as word from {parquet_rows(path)}"


def _keys_in(path: Path) -> str:
    """A query for the rows of quarantine that are of the households: source_row and pseudonym."""
    pseudonym = pseudonym_sql(without_blanks_sql("words.word"))
    found = f"select source_row, {pseudonym} as {HOUSEHOLD_KEY} from ({_words_of(path)}) as words"
    return f"select distinct * from ({found}) where {HOUSEHOLD_KEY} in (from {KEYS_TABLE})"


def _cut_quarantine(connection: duckdb.DuckDBPyConnection, change: Change, path: Path) -> int:
    found = connection.execute(f"select distinct source_row from ({_keys_in(path)})").fetchall()
    if not found:
        return 0
    erased = ", ".join(str(number) for (number,) in found)
    kept = f"(from {parquet_rows(path)} where source_row not in ({erased}))"
    connection.execute(f"copy {kept} to {sql_text(change.place(path))} (format parquet)")
    return len(found)


def _known(connection: duckdb.DuckDBPyConnection, settings: Settings, keys: Sequence[str], *, key_id: str) -> set[str]:
    """Those of the pseudonyms that are in landing, in quarantine, in a release, or erased already."""
    stones = set(read_tombstones(settings))
    known = {key for key in keys if tombstone_of(key, key_id=key_id) in stones}
    landed = [receipt.parquet_in(folder) for folder, receipt in _batches(settings)]
    rows = [parquet_rows(path) for path in (*landed, *_released(settings))]
    for query in (
        *(f"select {HOUSEHOLD_KEY} from {each}" for each in rows),
        *map(_of_quarantine, _quarantined(settings)),
    ):
        found = f"select distinct {HOUSEHOLD_KEY} from ({query}) where {HOUSEHOLD_KEY} in (from {KEYS_TABLE})"
        known |= {str(key) for (key,) in connection.execute(found).fetchall()}
    return known


def _of_quarantine(path: Path) -> str:
    return f"select {HOUSEHOLD_KEY} from ({_keys_in(path)})"


def _released(settings: Settings) -> Iterable[Path]:
    return (settings.releases / name / RESTRICTED / "fct_household.parquet" for name in released(settings))
