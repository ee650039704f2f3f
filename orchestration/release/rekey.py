"""Gives every pseudonym a new key: landing is written under the pseudonyms of its pseudonyms.

A pseudonym cannot be taken back to its identifier, and the inbox is emptied after landing. So the new key is applied to
the old pseudonyms, and a new delivery to the keys one after the other. Not here: the file of the keys
(landing/pseudonym.py), the change of many files as one (staged.py).
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import duckdb

from orchestration.disclosure.vintages import (
    FINAL,
    REVISED,
    Declaration,
    today_in_thailand,
    vintages_in_force,
)
from orchestration.errors import RightsError
from orchestration.landing.contract import contract_in_force
from orchestration.landing.contract_file import feed_names
from orchestration.landing.land import batch_id_under, key_in_force
from orchestration.landing.pseudonym import (
    KEY_BYTES,
    bind_pseudonym_key,
    pseudonym_key_id,
    pseudonym_key_text,
    pseudonym_sql,
)
from orchestration.landing.receipt import DAMAGED, RECEIPT_FILE, Receipt, read_receipt, write_receipt
from orchestration.landing.variables import landed_rounds
from orchestration.landing.verify import VERIFIED_FILE, verify_landing
from orchestration.release.acts import REKEY, VINTAGE, By, new_act
from orchestration.release.staged import Change, change_of
from orchestration.release.vintage import text_with
from orchestration.settings import Settings
from orchestration.storage import says_storage_faults
from orchestration.warehouse import open_memory, parquet_rows, sql_name, sql_text

# Columns of landing with a pseudonym.
PSEUDONYMS: Final = ("household_key", "house_key", "cluster_key")


@dataclass(frozen=True)
class Keys:
    """The keys before and after, and the one that is new between them."""

    before: bytes
    new: bytes

    @property
    def after(self) -> bytes:
        return self.before + self.new

    @property
    def ids(self) -> tuple[str, str]:
        return pseudonym_key_id(self.before), pseudonym_key_id(self.after)


@says_storage_faults
def rekey(settings: Settings, *, accepted: Sequence[str] = (), by: By) -> str:
    """Write landing under a new key, declare a revised vintage of every round, record both, and return a sentence.

    `accepted` are rounds whose open figures may get other noise without a vintage of their own. Raises RightsError
    without a reason, where nothing has landed, and for other rounds that have no vintage left. Raises LandingError
    where a batch is not as it landed. Nothing is changed then.
    """
    if not by.why.strip():
        raise RightsError("rekey: found no reason, expected one for the record of acts; add WHY='..'")
    batches = list(_batches(settings))
    if not batches:
        raise RightsError("rekey: nothing has landed under a key yet, expected batches; land first: `make run`")
    keys = Keys(key_in_force(settings), secrets.token_bytes(KEY_BYTES))
    verify_landing(settings, whole=True)
    declared = _revised(settings, accepted)
    connection = open_memory(settings)
    try:
        bind_pseudonym_key(connection, keys.new)
        with change_of(settings) as change:
            for folder, receipt in batches:
                _write_batch(connection, settings, change, folder, receipt, keys=keys)
            _prepare(settings, change, declared, keys=keys, by=by)
    finally:
        connection.close()
    verify_landing(settings, whole=True)
    return _sentence(keys, batches=len(batches), declared=declared)


def _sentence(keys: Keys, *, batches: int, declared: tuple[Declaration, ...]) -> str:
    vintages = f"declared are {', '.join(map(str, declared))}; " if declared else ""
    before, after = keys.ids
    return (
        f"key {before} is followed by key {after}: {batches} batches have new pseudonyms; {vintages}`make run` "
        "publishes a release under them, and removes those under the former key that nothing needs; keep a copy of the "
        "key file in a safe, and destroy the copies of the former one"
    )


def _prepare(settings: Settings, change: Change, declared: tuple[Declaration, ...], *, keys: Keys, by: By) -> None:
    before, after = keys.ids
    change.write(settings.pseudonym_key_file, pseudonym_key_text(keys.after))
    if declared:
        change.write(settings.vintages_file, text_with(settings, declared))
    change.acts += (new_act(VINTAGE, by, vintage=str(each)) for each in declared)
    change.acts.append(new_act(REKEY, by, key_id=after, former_key_id=before))
    for path in (
        *settings.data_dir.glob("warehouse*"),
        settings.candidates,
        settings.extracts,
        settings.landing / DAMAGED,
        settings.landing / VERIFIED_FILE,
    ):
        change.remove(path)


def _revised(settings: Settings, accepted: Sequence[str]) -> tuple[Declaration, ...]:
    """A revised vintage of each round that is final. Noise depends on pseudonyms: it is another with the new key."""
    rounds = landed_rounds(settings)
    if unknown := [name for name in accepted if name not in rounds]:
        raise RightsError(
            f"rekey: found no households of a round {', '.join(unknown)} in landing, expected rounds of "
            f"{', '.join(sorted(rounds))}; correct ACCEPT"
        )
    others = [each for each in vintages_in_force(settings, rounds) if each.round not in accepted]
    if without := [each.text for each in others if each.kind != FINAL]:
        raise RightsError(
            f"rekey: found {', '.join(without)}, of which no revised vintage can follow, expected final rounds: a new "
            "key changes the noise of every open figure, and who has several draws sees behind the noise; wait for the "
            "final vintage, or accept that with ACCEPT='<rounds with commas between>'"
        )
    today = today_in_thailand()
    return tuple(Declaration.model_validate({"round": each.round, "kind": REVISED, "on": today}) for each in others)


def _batches(settings: Settings) -> Iterator[tuple[Path, Receipt]]:
    """Every batch in force, and those that others replaced."""
    for path in sorted(settings.landing.rglob(RECEIPT_FILE)):
        if settings.landing / DAMAGED not in path.parents:
            yield path.parent, read_receipt(path.parent)


def _write_batch(
    connection: duckdb.DuckDBPyConnection,
    settings: Settings,
    change: Change,
    folder: Path,
    receipt: Receipt,
    *,
    keys: Keys,
) -> None:
    """Prepare the batch under its new pseudonyms and its new identifier, in place of the old one."""
    batch_id = _batch_id(settings, receipt, keys=keys)
    made = change.folder_for(folder.with_name(batch_id))
    replaced = [f"{sql_text(batch_id)} as batch_id"]
    replaced += [
        f"{pseudonym_sql(sql_name(name))} as {sql_name(name)}" for name in PSEUDONYMS if name in receipt.columns
    ]
    path = made / f"{batch_id}.parquet"
    rows = f"(select * replace ({', '.join(replaced)}) from {parquet_rows(receipt.parquet_in(folder))})"
    connection.execute(f"copy {rows} to {sql_text(path)} (format parquet, compression zstd)")
    named = {"batch_id": batch_id, "key_id": keys.ids[1]}
    write_receipt(receipt.model_copy(update=named).with_bytes_of(path), made)
    change.remove(folder)


def _batch_id(settings: Settings, receipt: Receipt, *, keys: Keys) -> str:
    """What the delivery will be called when it comes again. A batch under an earlier contract gets any free name."""
    if receipt.feed in feed_names():
        contract = contract_in_force(settings, receipt.feed)
        before, after = (
            batch_id_under(contract, entity=receipt.entity, sha256=receipt.source_sha256, pseudonym_key=key)
            for key in (keys.before, keys.after)
        )
        if receipt.batch_id == before:
            return after
    return hashlib.sha256(f"{receipt.batch_id} {keys.ids[1]}".encode()).hexdigest()[:16]
