"""The record of the warehouse's last build: its batches, variables and code, and whether models and tests succeeded.

The record is `warehouse/build.json`. dbt writes the identifier of each invocation into the warehouse itself, so that a
build by other means than this module is noticed. Not here: dbt's arguments (dbt_command.py), the release that is made
from the warehouse (release/candidate.py).
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any, ClassVar, Final

from orchestration.code_version import code_version
from orchestration.dbt_command import RUN_RESULTS, dbt_target
from orchestration.errors import ReleaseError, WarehouseError
from orchestration.landing.contract_file import feed_names
from orchestration.landing.receipt import Receipt, read_receipts
from orchestration.landing.variables import build_variables
from orchestration.record import Many, Record, SealedRecord, read_sealed, write_sealed
from orchestration.settings import PROJECT_ROOT, SPARK, Settings
from orchestration.spark import prepare_spark, write_views
from orchestration.storage import says_storage_faults, text_in_words
from orchestration.warehouse import has_warehouse, last_invocation, prepare_for_writing, remove_set_aside
from orchestration.zones import private_zone

RECORD_FILE: Final = "build.json"
_REMEDY: Final = "run the job build_warehouse, or `make run`"
_NOT_RUN: Final = ("error", "runtime error")
_BROKEN: Final = ("fail", *_NOT_RUN)
_SHOWN: Final = 5
_BATCH_FIELDS: Final = (
    "feed",
    "entity",
    "batch_id",
    "source_file",
    "source_sha256",
    "contract_version",
    "key_id",
    "is_synthetic",
    "rows_read",
    "rows_landed",
    "rows_quarantined",
    "rows_duplicate",
    "rows_erased",
)


class Source(Record):
    """What decides the content of the warehouse. A batch is described by the fields of its receipt."""

    code_version: str
    variables: dict[str, Any]
    batches: Many[dict[str, Any]]

    @property
    def is_synthetic(self) -> bool:
        return any(batch["is_synthetic"] for batch in self.batches)

    @property
    def ids(self) -> dict[str, dict[str, Any]]:
        return {batch["batch_id"]: batch for batch in self.batches}


class Build(SealedRecord):
    """One build. `is_whole`: every table of the warehouse is of this source. `ended_at` is None while dbt is at work.

    `broken` names the models and tests that failed, `skipped` counts the models and tests that did not run after them.
    """

    SEAL: ClassVar[str] = "build_sha256"

    source: Source
    is_whole: bool
    started_at: str
    ended_at: str | None = None
    invocation_id: str | None = None
    broken: Many[str] = ()
    skipped: int = 0
    build_sha256: str | None = None
    """Of the rest of the record; None in records of earlier versions."""

    @property
    def is_success(self) -> bool:
        return self.is_whole and self.invocation_id is not None and not self.broken and not self.skipped


@says_storage_faults
def begin_build(settings: Settings, *, is_whole: bool, log: Callable[[str], None] = lambda _: None) -> Build:
    """Record that dbt starts, from what is in landing now. `is_whole`: every model is built and tested.

    A build of some models keeps the others. They must then be of the same source, or the warehouse stays unusable until
    a whole build. Raises WarehouseError if the warehouse cannot be written.
    """
    before, source = _last_build(settings), source_of(settings)
    is_same = before is not None and before.is_success and before.source == source
    code = before.source.code_version if before is not None and is_whole else source.code_version
    other_code = code if code != source.code_version else None
    if settings.engine == SPARK:
        prepare_spark(settings, log=log, other_code=other_code)
    else:
        prepare_for_writing(settings, log=log, other_code=other_code)
    build = Build(source=source, is_whole=is_whole or is_same, started_at=_now())
    (dbt_target(settings) / RUN_RESULTS).unlink(missing_ok=True)
    _write(settings, build)
    return build


@says_storage_faults
def end_build(settings: Settings, build: Build) -> Build:
    """Record how dbt ended. Without whole results of dbt the build stays one that has not ended."""
    if settings.engine == SPARK:
        write_views(settings)
    content = _results(settings)
    # Where the disk was full, dbt counts what it could not run among the failed.
    if not content or any(text_in_words(said, settings.data_dir) for said in messages_of_dbt(settings)):
        return build
    statuses = {result["unique_id"]: result["status"] for result in content["results"]}
    ended = build.model_copy(
        update={
            "ended_at": _now(),
            "invocation_id": content["metadata"]["invocation_id"],
            "broken": tuple(name.split(".")[2] for name, status in statuses.items() if status in _BROKEN),
            "skipped": Counter(statuses.values())["skipped"],
        }
    )
    _write(settings, ended)
    if ended.is_success:
        remove_set_aside(settings)
    return ended


def messages_of_dbt(settings: Settings) -> list[str]:
    """What dbt said of the models and tests that it could not run."""
    results = _results(settings).get("results", [])
    return [str(result.get("message")) for result in results if result["status"] in _NOT_RUN]


def _results(settings: Settings) -> dict[str, Any]:
    """What dbt left of its last invocation. Nothing where dbt was stopped before it had written it whole."""
    path = dbt_target(settings) / RUN_RESULTS
    try:
        content: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    except (FileNotFoundError, ValueError):
        return {}
    return content


def read_build(settings: Settings) -> Build:
    """The last build, if the warehouse holds it whole and it is of today's landing, variables and code.

    Raises ReleaseError that says what is otherwise, and what to run.
    """
    build = read_whole_build(settings)
    if faults := list(differences(build.source, source_of(settings))):
        raise ReleaseError(f"warehouse: {'; '.join(faults)}; {_REMEDY}")
    return build


def read_whole_build(settings: Settings) -> Build:
    """The last build, if the warehouse holds it whole. Landing and code may have changed since.

    Raises ReleaseError that says what is otherwise, and what to run.
    """
    build = _last_build(settings)
    if build is None:
        raise ReleaseError(f"warehouse: no build was recorded, expected one; {_REMEDY}")
    if fault := _fault_of(build) or _fault_of_file(settings, build):
        raise ReleaseError(f"warehouse: {fault}; {_REMEDY}")
    return build


def source_of(settings: Settings) -> Source:
    """What a build of this moment would be made from. Raises ReleaseError if nothing has landed."""
    feeds = feed_names()
    receipts = [receipt for feed in feeds for receipt in read_receipts(settings.landing, feed).values()]
    if not receipts:
        raise ReleaseError("landing: found no batch, expected the batches of the feeds; land the feeds first")
    batches = sorted(
        map(_described, receipts),
        key=lambda batch: (feeds.index(batch["feed"]), batch["entity"], batch["source_file"]),
    )
    return Source(code_version=code_version(PROJECT_ROOT), variables=build_variables(settings), batches=tuple(batches))


def differences(built: Source, now: Source) -> Iterator[str]:
    """How today's landing, variables and code differ from those of a build, in words."""
    for feed in feed_names():
        old = {name: batch for name, batch in built.ids.items() if batch["feed"] == feed}
        new = {name: batch for name, batch in now.ids.items() if batch["feed"] == feed}
        if gone := old.keys() - new.keys():
            yield f"it was built from {_named(old[name] for name in sorted(gone))}, which landing has no more"
        if come := new.keys() - old.keys():
            yield f"it was built without {_named(new[name] for name in sorted(come))}, which landing has now"
    for name in sorted(built.variables.keys() | now.variables.keys()):
        then, today = built.variables.get(name), now.variables.get(name)
        if then != today:
            yield f"it was built with {name} = {then}, which is {today} now"
    if built.code_version != now.code_version:
        yield f"it was built by code {built.code_version}, this is code {now.code_version}"


def _last_build(settings: Settings) -> Build | None:
    path = settings.warehouse_dir / RECORD_FILE
    if not path.exists() or not has_warehouse(settings):
        return None
    try:
        return read_sealed(Build, path, error=WarehouseError, remedy=_REMEDY)
    except WarehouseError:  # The record of other code, or a damaged one: the next build writes a new one.
        return None


def _fault_of(build: Build) -> str | None:
    if build.ended_at is None:
        return f"the build that started at {build.started_at} did not end"
    if build.broken:
        names = ", ".join(build.broken[:_SHOWN]) + (", ..." if len(build.broken) > _SHOWN else "")
        what = "model or test" if len(build.broken) == 1 else "models or tests"
        failed = f"{len(build.broken)} {what} failed ({names})"
        return f"{failed}, {build.skipped} were skipped in build {build.invocation_id}"
    if not build.is_success:
        return f"build {build.invocation_id} made some of the models, the others are of another source"
    return None


def _fault_of_file(settings: Settings, build: Build) -> str | None:
    found = last_invocation(settings)
    if found == build.invocation_id:
        return None
    return f"dbt invocation {found} was the last to write it, expected the recorded build {build.invocation_id}"


def _described(receipt: Receipt) -> dict[str, Any]:
    return {field: getattr(receipt, field) for field in _BATCH_FIELDS}


def _named(batches: Iterator[dict[str, Any]]) -> str:
    named = [f"batch {batch['batch_id']} of {batch['feed']} ({batch['source_file']})" for batch in batches]
    more = f" and {len(named) - _SHOWN} more" if len(named) > _SHOWN else ""
    return " and ".join(named[:_SHOWN]) + more


def _write(settings: Settings, build: Build) -> None:
    write_sealed(private_zone(settings.warehouse_dir) / RECORD_FILE, build)


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
