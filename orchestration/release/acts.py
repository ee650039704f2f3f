"""The record of acts: who did what to the releases, when and why, in `releases/log.jsonl`.

Lines are only added, and each names the SHA-256 of the line before. A seal beside the file has the number and SHA-256
of the last line, so a line that was taken off the end is missed. Not here: what the acts mean for readers
(history.py), lines that an earlier version wrote (earlier_history.py).
"""

from __future__ import annotations

import hashlib
import json
import os
import pwd
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any, Final, Literal

from pydantic import ConfigDict, ValidationError

from orchestration.errors import ReleaseError
from orchestration.record import Record, read_bytes, write_whole
from orchestration.release.earlier_history import HISTORY_FILE, converted
from orchestration.settings import Settings
from orchestration.zones import readers_folder

LOG_FILE: Final = "log.jsonl"
SEAL_FILE: Final = "log.seal.json"

PUBLISH: Final = "publish"
ROLLBACK: Final = "rollback"
FOUND: Final = "found"
LOST: Final = "lost"
REFUSE: Final = "refuse"
WAIVE: Final = "waive"
PRUNE: Final = "prune"
TAG: Final = "tag"
UNTAG: Final = "untag"
VINTAGE: Final = "vintage"
EXTRACT: Final = "extract"
ERASE: Final = "erase"
REKEY: Final = "re-key"
SERVE: Final = "serve"
REPAIR: Final = "repair"
CONTINUE: Final = "continue"

# Every act, and what took place. An act of another kind gets its word here, its fields in Act.
ACTS: Final = {
    PUBLISH: "readers were switched to a new release",
    ROLLBACK: "readers were switched back to an earlier release",
    FOUND: "readers saw a release that no command had switched to",
    LOST: "the release of the readers was gone, and they have the one before",
    REFUSE: "a candidate was not published",
    WAIVE: "a release was published in spite of a failed rule, which a person had accepted",
    PRUNE: "a release was removed, because others are kept in its place",
    TAG: "a release got a name, under which it is kept",
    UNTAG: "the name was taken from the release",
    VINTAGE: "a vintage of a survey round was declared",
    EXTRACT: "the restricted rows of an area were taken out of a release",
    ERASE: "rows of households were erased; with a release, from that release",
    REKEY: "landing got pseudonyms under a further key",
    SERVE: "a release was copied into the schemas of a server",
    REPAIR: "the end of this file was not as it had been written",
    CONTINUE: "this file went on where the history of an earlier version ended",
}
# Acts that change what readers see. Only these have a state other than done.
SWITCHES: Final = (PUBLISH, ROLLBACK, FOUND, LOST)

INTENDED: Final = "intended"
DONE: Final = "done"
# No command ended the switch: a later command recorded that it took place.
SETTLED: Final = "settled"
# No command ended the switch: a later command recorded that it did not take place.
UNDONE: Final = "undone"

_REMEDY: Final = "bring the file back from a backup"


class Act(Record):
    """One line. `at` is a moment in UTC, `who` an account, `why` a reason or a run; a secret is in none of them.

    `manifest_sha256` and `audit_sha256` bind a switch or an erasure to its release: the second covers what the manifest
    does not name. A part that is not known here was written by a later version, and stays in the file.
    """

    model_config = ConfigDict(extra="ignore", frozen=True, strict=True)

    number: int = 0
    previous_sha256: str = ""
    act: str
    state: Literal["intended", "done", "settled", "undone"] = DONE
    release_id: str = ""
    at: str
    who: str = ""
    why: str = ""
    tag: str = ""
    vintage: str = ""
    area: str = ""
    place: str = ""
    households: int = 0
    rows: int = 0
    key_id: str = ""
    former_key_id: str = ""
    manifest_sha256: str = ""
    audit_sha256: str = ""


class Seal(Record):
    """The number and the SHA-256 of the last line."""

    number: int
    sha256: str


@dataclass(frozen=True)
class By:
    """Who acts, and why."""

    who: str
    why: str = ""


@dataclass(frozen=True)
class Log:
    """The file as it lies there, without a torn last line.

    `acts` pairs each number of a line, counted from 1, with its act. `broken` are the numbers of lines that are no
    record of an act. `is_earlier`: the lines are still in the file of an earlier version.
    """

    lines: tuple[str, ...] = ()
    acts: tuple[tuple[int, Act], ...] = ()
    broken: tuple[int, ...] = ()
    is_torn: bool = False
    seal: Seal | None = None
    is_earlier: bool = False

    @property
    def last(self) -> int:
        """Number of the last act, 0 without any."""
        return self.acts[-1][1].number if self.acts else 0

    @property
    def head(self) -> str:
        """SHA-256 of the last line, and so of all lines before it."""
        return _sha256(self.lines[-1]) if self.lines else ""

    @property
    def lost_its_end(self) -> bool:
        return self.is_torn or self.missing_at_end > 0

    @property
    def is_altered(self) -> bool:
        """Whether the last line is another than the one that was sealed."""
        return bool(self.lines and self.seal and self.seal.number == self.last and self.seal.sha256 != self.head)

    @property
    def lost_its_seal(self) -> bool:
        """Whether nobody can say how many lines there were."""
        return bool(self.lines) and self.seal is None and not self.is_earlier

    @property
    def missing_at_end(self) -> int:
        """How many acts the seal has beyond the last line."""
        return max(0, self.seal.number - self.last) if self.seal else 0


def now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")


def by_account(why: str = "") -> By:
    """The account of this process, and the one that took it with sudo."""
    try:
        account = pwd.getpwuid(os.geteuid()).pw_name
    except KeyError:
        account = str(os.geteuid())
    behind = os.environ.get("SUDO_USER", "")
    is_name = re.fullmatch(r"[\w.@-]{1,64}", behind) and behind != account
    return By(f"{account} (sudo by {behind})" if is_name else account, why)


def new_act(act: str, by: By, **parts: Any) -> Act:
    """An act of this moment."""
    return Act(act=act, at=now(), who=by.who, why=by.why, **parts)


def read_log(settings: Settings) -> Log:
    """The file, or the lines of an earlier version as this one writes them. Raises ReleaseError if unreadable."""
    path = settings.releases / LOG_FILE
    if os.path.lexists(path):
        return _log_of(_texts(path), seal=_read_seal(settings))
    earlier = settings.published / HISTORY_FILE
    if os.path.lexists(earlier):
        entries, is_torn = converted(
            read_bytes(earlier, error=ReleaseError, remedy=_REMEDY), releases=settings.releases
        )
        acts = [Act(**entry) for entry in entries]
        if acts:
            reason = f"{len(acts)} acts are of {HISTORY_FILE}, which had no chain"
            acts.append(new_act(CONTINUE, By("", reason)))
        log = _log_of(_chained(Log(), acts), seal=None)
        return Log(lines=log.lines, acts=log.acts, is_torn=is_torn, is_earlier=True)
    return Log(seal=_read_seal(settings))


def append(settings: Settings, *acts: Act) -> None:
    """Add the acts to the end. What is wrong there is recorded as a repair first.

    A line may be torn, changed since it was sealed, or missing, and the seal may be gone.
    """
    log = read_log(settings)
    readers_folder(settings.releases)
    lines = [*log.lines, *_chained(log, [*_repair(log), *acts])]
    write_whole(settings.releases / LOG_FILE, "".join(f"{line}\n" for line in lines), mode=0o600)
    if lines:
        seal = Seal(number=_number(lines), sha256=_sha256(lines[-1]))
        write_whole(settings.releases / SEAL_FILE, json.dumps(seal.model_dump()) + "\n", mode=0o600)
    (settings.published / HISTORY_FILE).unlink(missing_ok=True)


def needs_repair(log: Log) -> bool:
    return log.lost_its_end or log.is_altered or log.lost_its_seal or log.is_earlier


def acts_missing(log: Log) -> str:
    return f"{log.missing_at_end} {'act' if log.missing_at_end == 1 else 'acts'}"


def faults_of_chain(log: Log) -> Iterator[str]:
    """A sentence for each line that was changed, for lines that are missing, and for those out of their order."""
    if log.is_earlier:
        return
    numbers = [act.number for _, act in log.acts]
    for place in log.broken:
        yield f"line {place} is no record of an act"
    yield from _out_of_order(log)
    for number in sorted(number for number, times in Counter(numbers).items() if times > 1):
        yield f"act {number} is there more than once, expected it once; {_REMEDY}"
    end = max([*numbers, log.seal.number if log.seal else 0], default=0)
    missing = sorted({*range(1, end + 1)} - {*numbers})
    for first, last in _runs(missing, without=len(log.broken)):
        yield f"{f'act {first} is' if first == last else f'acts {first} to {last} are'} missing; {_REMEDY}"
    yield from _changed(log)
    for place, act in log.acts:
        if act.act not in ACTS:
            yield f"line {place} has an act {act.act!r}, expected one of {', '.join(ACTS)}; a later version wrote it"


def _out_of_order(log: Log) -> Iterator[str]:
    found = [(place, act.number) for place, act in log.acts]
    right = sorted(number for _, number in found)
    wrong = [(place, number) for (place, number), expected in zip(found, right, strict=True) if number != expected]
    if wrong:
        numbers = ", ".join(str(number) for _, number in wrong[:8]) + (", .." if len(wrong) > 8 else "")
        yield (
            f"lines {wrong[0][0]} to {wrong[-1][0]} are out of their order, found acts {numbers}, expected them in the "
            f"order of their numbers; {_REMEDY}"
        )


def _runs(numbers: list[int], *, without: int) -> Iterator[tuple[int, int]]:
    """First and last of each run of numbers. Lines that cannot be read are so many of the missing ones."""
    if len(numbers) <= without:
        return
    known = set(numbers)
    starts = [number for number in numbers if number - 1 not in known]
    ends = [number for number in numbers if number + 1 not in known]
    yield from zip(starts, ends, strict=True)


def _changed(log: Log) -> Iterator[str]:
    """An act is as it was written where the next act, or the seal, names its SHA-256."""
    ordered = sorted(log.acts, key=lambda each: each[1].number)
    named = {act.number - 1: act.previous_sha256 for _, act in ordered}
    if log.seal:
        named.setdefault(log.seal.number, log.seal.sha256)
    for place, act in ordered:
        if act.number in named and named[act.number] != _sha256(log.lines[place - 1]):
            yield f"line {place} (act {act.number}, {act.act}) was changed after it was written; {_REMEDY}"


def _texts(path: Path) -> list[str]:
    text = read_bytes(path, error=ReleaseError, remedy=_REMEDY).decode("utf-8", errors="replace")
    return [line for line in text.split("\n") if line.strip()]


def _log_of(lines: list[str], *, seal: Seal | None) -> Log:
    entries = [(place, _act_of(line)) for place, line in enumerate(lines, start=1)]
    is_torn = bool(entries) and entries[-1][1] is None
    return Log(
        lines=tuple(lines[:-1] if is_torn else lines),
        acts=tuple((place, act) for place, act in entries if act),
        broken=tuple(place for place, act in entries if act is None),
        is_torn=is_torn,
        seal=seal,
    )


# Each command reads the record many times, and its lines do not change.
@lru_cache(maxsize=100_000)
def _act_of(line: str) -> Act | None:
    try:
        return Act.model_validate_json(line)
    except ValidationError:
        return None


def _read_seal(settings: Settings) -> Seal | None:
    """None where there is no seal, or none that can be read: the chain itself is whole without it."""
    try:
        return Seal.model_validate_json((settings.releases / SEAL_FILE).read_bytes())
    except (OSError, ValidationError):
        return None


def _chained(log: Log, acts: list[Act]) -> list[str]:
    """The acts as lines that follow on those of the log."""
    lines: list[str] = []
    previous = log.lines[-1] if log.lines else ""
    for number, act in enumerate(acts, start=log.last + 1):
        digest = _sha256(previous) if previous else ""
        numbered = act.model_copy(update={"number": number, "previous_sha256": digest})
        previous = json.dumps(numbered.model_dump(exclude_defaults=True), ensure_ascii=False)
        lines.append(previous)
    return lines


def _repair(log: Log) -> list[Act]:
    seal = f" SHA-256 {log.seal.sha256}" if log.seal else ""
    torn = "the last line was torn" if log.is_torn else ""
    gone = (
        f"{acts_missing(log)} after act {log.last} {'was' if log.missing_at_end == 1 else 'were'} missing"
        if log.missing_at_end
        else ""
    )
    last = f"the last of them had{seal}" if log.missing_at_end else ""
    altered = f"act {log.last} was changed after it was written, when it had{seal}" if log.is_altered else ""
    unsealed = f"the seal was gone, and acts after act {log.last} may be missing" if log.lost_its_seal else ""
    reasons = "; ".join(filter(None, (torn, gone, last, altered, unsealed)))
    return [new_act(REPAIR, by_account(reasons))] if reasons else []


def _number(lines: list[str]) -> int:
    return next((act.number for act in map(_act_of, reversed(lines)) if act), 0)


def _sha256(line: str) -> str:
    return hashlib.sha256(line.encode()).hexdigest()
