"""Watches the inbox for new files, and waits while files are still being written.

Not here: which run follows (defs/automation.py), landing a file (land.py).
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from pydantic import ValidationError

from orchestration.errors import ArrivingError
from orchestration.landing.contract_file import feed_names, last_to_land
from orchestration.landing.read.deliveries import FileState, state_of
from orchestration.landing.read.inbox import look_beside_feeds, look_into_feed
from orchestration.landing.receipt import Receipt, read_receipts
from orchestration.record import Record
from orchestration.settings import Settings

_SHOWN: Final = 5


class Watch(Record):
    """What the watch remembers between two looks: digests of the inbox, and seconds since the epoch.

    `settled` is the inbox for which nothing is left to do, `seen` that of the last look, unchanged `since` then.
    """

    settled: str = ""
    seen: str = ""
    since: float = 0.0


@dataclass(frozen=True)
class Look:
    """What a look has found. `run_key` is that of the run to start, None where none is due; `reason` says why."""

    watch: Watch
    run_key: str | None
    reason: str


def read_watch(text: str | None) -> Watch:
    """The memory as it was written. Another form of it counts as none: then the inbox is looked at anew."""
    try:
        return Watch.model_validate_json(text or "{}")
    except ValidationError:
        return Watch()


def look(settings: Settings, watch: Watch, *, now: float) -> Look:
    """Compare the inbox with the last look, and with what has landed.

    A file is whole when it stays unchanged between two looks, by the clock of this machine. The time of the file itself
    decides nothing: a copy may have the time of its original. What lies in a wrong place is due too: the run refuses it
    by name, where the watch alone would pass over it in silence.
    """
    files, misplaced = dict(_files(settings)), sorted(_misplaced(settings))
    digest = hashlib.sha256(repr((sorted(files.items()), misplaced)).encode()).hexdigest()[:16]
    if not files and not misplaced:
        return Look(Watch(), None, "the inbox is empty")
    if digest == watch.settled:
        return Look(watch, None, f"no new file since the last run; the inbox has {len(files):,} files")
    if digest != watch.seen:
        watch = Watch(settled=watch.settled, seen=digest, since=now)
    new = [*sorted(_new(settings, files)), *misplaced]
    if not new:
        settled = Watch(settled=digest, seen=digest, since=watch.since)
        return Look(settled, None, f"every file has landed; the inbox has {len(files):,} files")
    quiet = settings.inbox_quiet_seconds
    if now - watch.since < quiet:
        latest = max(new, key=lambda name: files[name].ctime_ns if name in files else 0)
        return Look(watch, None, f"files are still being written, {latest} last; waits for {quiet} s without a change")
    more = f" and {len(new) - _SHOWN:,} more" if len(new) > _SHOWN else ""
    settled = Watch(settled=digest, seen=digest, since=watch.since)
    return Look(settled, digest, f"new in the inbox: {', '.join(new[:_SHOWN])}{more}")


def _files(settings: Settings) -> Iterator[tuple[str, FileState]]:
    for feed in feed_names():
        for path in look_into_feed(settings.inbox, feed, allowed=settings.linked_folders).files:
            try:
                yield path.relative_to(settings.inbox).as_posix(), state_of(path)
            except ArrivingError:  # It went away while the folder was read: the next look does not see it.
                continue


def _misplaced(settings: Settings) -> Iterator[str]:
    """Names in the inbox beside the feeds' folders, where nothing is landed from."""
    for seen in look_beside_feeds(settings.inbox, feed_names(), last=last_to_land()).values():
        yield from (fault.partition(": ")[0] for fault in seen.faults)


def _new(settings: Settings, files: Mapping[str, FileState]) -> Iterator[str]:
    """Files that no batch in force is of: of another size, or changed since the batch landed."""
    landed: dict[str, Receipt] = {
        receipt.source_file: receipt
        for feed in feed_names()
        for receipt in read_receipts(settings.landing, feed).values()
    }
    for name, state in files.items():
        receipt = landed.get(name)
        if receipt is None or receipt.source_bytes != state.bytes or _changed(state) > _moment(receipt):
            yield name


def _changed(state: FileState) -> datetime:
    return datetime.fromtimestamp(state.mtime_ns // 10**9, UTC)


def _moment(receipt: Receipt) -> datetime:
    return datetime.fromisoformat(receipt.landed_at)
