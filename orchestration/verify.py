"""Holds everything that is kept against its own records: landing, warehouse, releases, pointer and history of switches.

Nothing is changed, but for the note of when landed bytes were last compared. Not here: whether the figures make sense
(expectations/).
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any

from orchestration.errors import WarehouseError
from orchestration.landing.verify import verify_landing
from orchestration.release.manifest import manifest_digest, read_manifest
from orchestration.release.publish import HISTORY_FILE, current_release, refuse_unfit, released
from orchestration.release.read_back import faults_of
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
    return [f"release {name}: {len(tables)} tables, {rows:,} rows are as its manifest says"]


def _pointer(settings: Settings) -> str:
    current = current_release(settings)
    if current is None:
        if released(settings) or settings.current.exists():
            raise WarehouseError(
                "published/current: found no link, expected one to a release; publish again with `make run`"
            )
        return "published/current: nothing is published yet"
    if current.name not in released(settings) or current.parent != settings.releases:
        raise WarehouseError(
            f"published/current: found a link to {current.name}, expected one to a kept release; publish again with "
            "`make run`"
        )
    return f"published/current: readers see release {current.name}"


def _history(settings: Settings) -> Iterator[Finding]:
    path = settings.published / HISTORY_FILE
    if not path.exists():
        yield Finding(f"{HISTORY_FILE}: no switch was recorded", is_fault=current_release(settings) is not None)
        return
    entries: list[dict[str, Any]] = []
    for number, line in enumerate(path.read_text(encoding="utf-8", errors="replace").splitlines(), start=1):
        try:
            entries.append({"release_id": None, "manifest_sha256": None, **json.loads(line)})
        except (ValueError, TypeError):
            yield Finding(f"{HISTORY_FILE}: line {number} is no record of a switch", is_fault=True)
    yield from _faults_of_switches(settings, entries)
    yield Finding(f"{HISTORY_FILE}: {len(entries)} switches are recorded")


def _faults_of_switches(settings: Settings, entries: list[dict[str, Any]]) -> Iterator[Finding]:
    current = current_release(settings)
    last = entries[-1]["release_id"] if entries else None
    if current and current.name != last:
        yield Finding(f"{HISTORY_FILE}: the last switch was to {last}, readers see {current.name}", is_fault=True)
    for name in released(settings):
        digests = {entry["manifest_sha256"] for entry in entries if entry["release_id"] == name}
        if digests and manifest_digest(settings.releases / name) not in digests:
            yield Finding(f"{HISTORY_FILE}: release {name} was published with another manifest", is_fault=True)
