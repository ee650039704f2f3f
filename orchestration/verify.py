"""Holds everything that is kept against its own records: landing, warehouse, releases, pointer and record of acts.

Nothing is changed, but for the note of when landed bytes were last compared. Not here: whether the figures make sense
(expectations/).
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from orchestration.errors import WarehouseError
from orchestration.landing.contract_file import feed_names
from orchestration.landing.land import key_in_force
from orchestration.landing.pseudonym import key_ids, pseudonym_key_id
from orchestration.landing.receipt import read_receipts
from orchestration.landing.verify import verify_landing
from orchestration.release.acts import LOG_FILE, SEAL_FILE, Log, faults_of_chain
from orchestration.release.earlier_history import HISTORY_FILE
from orchestration.release.erase import erased_in_force
from orchestration.release.former import keys_of_release
from orchestration.release.history import (
    Recorded,
    bound,
    current_release,
    lost_releases,
    pointed,
    read_recorded,
    released,
    unpublished,
)
from orchestration.release.manifest import manifest_digest, read_manifest
from orchestration.release.publish import fault_of_audit, refuse_unfit
from orchestration.release.read_back import faults_of
from orchestration.release.staged import FOLDER, is_broken_off
from orchestration.settings import Settings
from orchestration.warehouse import has_warehouse
from orchestration.warehouse_build import differences, read_whole_build, source_of


@dataclass(frozen=True)
class Finding:
    """One sentence about one part. `is_fault`: the part is not what its record says."""

    sentence: str
    is_fault: bool = False

    def __str__(self) -> str:
        return f"{'FAULT' if self.is_fault else 'ok   '}  {self.sentence}"


def verify(settings: Settings) -> Iterator[Finding]:
    """A finding for each part, the faults among them. Every byte of landing and of the kept releases is read."""
    yield from _examined(lambda: [str(verify_landing(settings, whole=True))])
    yield from _examined(lambda: [_key(settings)])
    yield from _erased(settings)
    yield from _examined(lambda: _warehouse(settings))
    for name in released(settings):
        yield from _examined(partial(_release, settings, name))
    yield from _examined(lambda: [_pointer(settings)])
    yield from _history(settings)


def _examined(examine: Callable[[], list[str]]) -> Iterator[Finding]:
    try:
        sentences = examine()
    except WarehouseError as fault:
        sentences = str(fault).splitlines()
        yield from (Finding(line, is_fault=True) for line in sentences)
    else:
        yield from map(Finding, sentences)


def _key(settings: Settings) -> str:
    if not any(read_receipts(settings.landing, feed) for feed in feed_names()):
        return "key: nothing has landed under a pseudonym key"
    pseudonym_key = key_in_force(settings)
    further = len(key_ids(pseudonym_key)) - 1
    after = f", and follows on {further} former {'key' if further == 1 else 'keys'}" if further else ""
    return f"key: pseudonym key {pseudonym_key_id(pseudonym_key)} is that of every batch in force{after}"


def _erased(settings: Settings) -> Iterator[Finding]:
    if is_broken_off(settings):
        sentence = f"{FOLDER}: a change of many files did not end, expected none at work; the next command ends it"
        yield Finding(sentence, is_fault=True)
    yield from _examined(lambda: list(erased_in_force(settings)))


def _warehouse(settings: Settings) -> list[str]:
    """Landing may be ahead of the warehouse: that is no fault, and the next build takes what has landed."""
    if not has_warehouse(settings):
        return ["warehouse: nothing is built; the next run builds it"]
    build = read_whole_build(settings)
    sentence = f"warehouse: build {build.invocation_id} of {len(build.source.batches)} batches is whole"
    return [sentence, *(f"warehouse: {ahead}" for ahead in differences(build.source, source_of(settings)))]


def _release(settings: Settings, name: str) -> list[str]:
    release = settings.releases / name
    refuse_unfit(release)
    if faults := faults_of(release):
        raise WarehouseError("\n".join(f"release {name}: {fault}" for fault in faults))
    tables = read_manifest(release).tables
    rows = sum(table.rows for table in tables)
    return [f"release {name}: {len(tables)} tables, {rows:,} rows are as its manifest says{_former(settings, release)}"]


def _former(settings: Settings, release: Path) -> str:
    """What is to be known of a release whose pseudonyms landing does not have any more."""
    keys = keys_of_release(release)
    landed = {receipt.key_id for feed in feed_names() for receipt in read_receipts(settings.landing, feed).values()}
    return "; its pseudonyms are of a former key" if keys and landed and not keys & landed else ""


def _pointer(settings: Settings) -> str:
    current, seen = current_release(settings), pointed(settings)
    if current is None:
        if os.path.lexists(settings.current) or unpublished(settings):
            raise WarehouseError(
                f"published/current: found no release that {LOG_FILE} knows, expected what readers had; "
                f"bring {LOG_FILE} back from a backup"
            )
        return "published/current: nothing is published yet"
    if seen is None:
        found = f"a link to {settings.current.readlink().name}" if settings.current.is_symlink() else "no link"
        raise WarehouseError(
            f"published/current: found {found}, expected one to a kept release; the next run restores the link to "
            f"{current.name}"
        )
    if seen != current.name:
        raise WarehouseError(
            f"published/current: found a link to {seen}, which readers never had by the history; the next run "
            f"restores the link to {current.name}"
        )
    return f"published/current: readers see release {current.name}"


def _history(settings: Settings) -> Iterator[Finding]:
    recorded = read_recorded(settings)
    yield from _acts(recorded.log)
    if not recorded.switches and not recorded.intended:
        yield Finding(f"{LOG_FILE}: no switch was recorded", is_fault=current_release(settings) is not None)
    else:
        yield from _faults_of_switches(settings, recorded)


def _acts(log: Log) -> Iterator[Finding]:
    faults = list(faults_of_chain(log))
    yield from (Finding(f"{LOG_FILE}: {fault}", is_fault=True) for fault in faults)
    if log.lines and not log.is_earlier and log.seal is None:
        found = f"{SEAL_FILE}: not found or not readable, expected the seal of act {log.last}"
        yield Finding(f"{found}; the next command records that", is_fault=True)
    if log.is_earlier:
        yield Finding(f"{HISTORY_FILE}: the next run takes its {len(log.acts)} acts over into {LOG_FILE}")
    elif log.lines and not faults:
        yield Finding(f"{LOG_FILE}: {len(log.lines)} acts are chained, the last has SHA-256 {log.head}")


def _faults_of_switches(settings: Settings, recorded: Recorded) -> Iterator[Finding]:
    last, seen = recorded.switches[-1].release_id if recorded.switches else None, pointed(settings)
    if recorded.intended:
        name = recorded.intended.release_id
        yield Finding(f"{LOG_FILE}: the switch to {name} did not end; the next run settles it", is_fault=True)
    elif seen and seen != last:
        yield Finding(f"{LOG_FILE}: the last switch was to {last}, readers see {seen}", is_fault=True)
    for name in released(settings):
        yield from _faults_of_digests(settings, name)
    for name in lost_releases(settings):
        yield Finding(
            f"releases/{name}: not found, though no publication removed it; bring it back from a backup",
            is_fault=True,
        )
    for name in unpublished(settings):
        yield Finding(f"releases/{name}: readers never had it by the history; take it away", is_fault=True)


def _faults_of_digests(settings: Settings, name: str) -> Iterator[Finding]:
    release = settings.releases / name
    manifests = {act.manifest_sha256 for act in bound(settings, name)} - {""}
    if manifests and manifest_digest(release) not in manifests:
        yield Finding(f"{LOG_FILE}: release {name} was published with another manifest", is_fault=True)
    if fault := fault_of_audit(settings, release):
        yield Finding(fault, is_fault=True)
