"""Two at once: commands beside commands, readers beside switches, somebody who has the warehouse open.

Not here: faults of a command that is alone (steps.py, damage.py).
"""

from __future__ import annotations

import multiprocessing
import os
import shutil
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path

from orchestration.names import RESTRICTED
from tests.faults.inject import Ended, carry_out, start
from tests.faults.outcome import (
    LOST,
    REFUSED,
    SURVIVED,
    WRONG,
    Outcome,
    in_words,
    lost_in,
    of_endings,
    plain,
    unfinished,
    wrong_for_readers,
)
from tests.faults.place import CANDIDATE, NEXT_CANDIDATE, RELEASES, settings_of

BESIDE = "beside another command"
AFTER = "after a command that was killed while it held the lock"
BOTH = "two commands started at once"
OPEN = "while a reader has the warehouse open"
WRITTEN = "while another program writes the warehouse"
READING = "while a reader opens the release again and again"
PINNED = "while a reader keeps a file of an old release open"
COMMANDS = ("land", "build", "propose", "publish", "roll back", "prune", "verify")

# Runs in a process of its own, says when it holds what it is for, and waits.
Holder = Callable[[Path, Connection], None]


@dataclass(frozen=True)
class Race:
    kind: str
    command: str
    beside: str = ""


def races() -> Iterator[Race]:
    yield from (Race(kind, command) for kind in (BESIDE, AFTER) for command in COMMANDS)
    yield from (Race(BOTH, first, second) for first in COMMANDS for second in ("publish", "roll back", "prune"))
    yield from (Race(kind, command) for kind in (OPEN, WRITTEN) for command in ("build", "propose", "verify"))
    yield from (Race(kind, command) for kind in (READING, PINNED) for command in ("publish", "roll back", "prune"))


def put_in(place: Path, folder: Path, *, race: Race) -> Outcome:
    shutil.copytree(place, folder, symlinks=True)
    outcome = _RUNS[race.kind](folder, race)
    dropped = RELEASES[:-1] if "prune" in (race.command, race.beside) else ()
    if lost := list(lost_in(place, folder, dropped=dropped)):
        return Outcome(LOST, outcome.message, detail="; ".join(lost))
    if wrong := wrong_for_readers(folder, may_see={*RELEASES, CANDIDATE, NEXT_CANDIDATE}):
        return Outcome(WRONG, outcome.message, detail=wrong)
    return outcome


def _beside(folder: Path, race: Race) -> Outcome:
    with _held(_hold_lock, folder):
        ended = carry_out(folder, race.command)
    if bad := of_endings(ended):
        return bad
    if not ended.error:
        return Outcome(WRONG, detail="both are at work")
    return _then(folder, race.command, ended.error)


def _after(folder: Path, race: Race) -> Outcome:
    with _held(_hold_lock, folder, killed=True):
        ended = carry_out(folder, race.command)
    if bad := of_endings(ended):
        return bad
    return Outcome(WRONG, detail=ended.error) if ended.error else Outcome(SURVIVED)


def _both(folder: Path, race: Race) -> Outcome:
    """One waits for nobody: it goes first, or it is refused."""
    other = start(folder, race.beside)
    ended = carry_out(folder, race.command)
    beside = other()
    if bad := of_endings(ended, beside):
        return bad
    if not (ended.error or beside.error):
        return Outcome(SURVIVED)
    if ended.error and beside.error:
        return Outcome(WRONG, detail=f"{ended.error}; {beside.error}")
    return Outcome(REFUSED, in_words(ended if ended.error else beside, folder))


def _open(folder: Path, race: Race) -> Outcome:
    with _held(_read_warehouse, folder):
        ended = carry_out(folder, race.command)
    return _settled(folder, race.command, ended)


def _written(folder: Path, race: Race) -> Outcome:
    with _held(_write_warehouse, folder):
        ended = carry_out(folder, race.command)
    return _settled(folder, race.command, ended)


def _settled(folder: Path, command: str, ended: Ended) -> Outcome:
    if bad := of_endings(ended):
        return bad
    faults = [line for line in ended.lines if line.startswith("FAULT")]
    if ended.error or faults:
        return _then(folder, command, ended.error or "; ".join(faults))
    return Outcome(WRONG, detail=wrong) if (wrong := unfinished(folder, command)) else Outcome(SURVIVED)


def _then(folder: Path, command: str, refusal: str) -> Outcome:
    """The same command must end well once it is alone."""
    again = carry_out(folder, command)
    if bad := of_endings(again):
        return bad
    if wrong := again.error or unfinished(folder, command):
        return Outcome(WRONG, refusal, detail=wrong)
    return Outcome(REFUSED, plain(refusal, folder))


def _reading(folder: Path, race: Race) -> Outcome:
    """A reader who follows the link once has one whole release, whatever is switched meanwhile."""
    with _held(_read_on, folder) as failures:
        ended = carry_out(folder, race.command)
        carry_out(folder, "roll back")
        found = failures()
    if bad := of_endings(ended):
        return bad
    return Outcome(WRONG, detail=found) if found else Outcome(SURVIVED)


def _pinned(folder: Path, race: Race) -> Outcome:
    path = folder / "releases" / RELEASES[0] / RESTRICTED / "household.parquet"
    content = path.read_bytes()
    with path.open("rb") as file:
        ended = carry_out(folder, race.command)
        read = file.read()
    if bad := of_endings(ended):
        return bad
    return Outcome(SURVIVED) if read == content else Outcome(WRONG, detail="the reader has other bytes")


@contextmanager
def _held(holder: Holder, folder: Path, *, killed: bool = False) -> Iterator[Callable[[], str]]:
    """Another process that holds something until the block ends. `killed`: it is killed before the block begins.

    Yields a function that ends the process and gives what it has to report.
    """
    context = multiprocessing.get_context("forkserver")
    here, there = context.Pipe()
    process = context.Process(target=_begin, args=(holder, folder, there), daemon=True)
    process.start()
    here.recv()
    if killed and process.pid:
        os.kill(process.pid, signal.SIGKILL)
        process.join()

    def end() -> str:
        here.send("end")
        return str(here.recv())

    try:
        yield end
    finally:
        process.kill()
        process.join()


def _begin(holder: Holder, folder: Path, line: Connection) -> None:
    os.umask(0o022)
    holder(folder, line)


def _hold_lock(folder: Path, line: Connection) -> None:
    from orchestration.recover import at_work

    with at_work(settings_of(folder), log=print):
        line.send("held")
        line.recv()


def _read_warehouse(folder: Path, line: Connection) -> None:
    from orchestration.warehouse import open_reader

    connection = open_reader(settings_of(folder))
    line.send("held")
    line.recv()
    connection.close()


def _write_warehouse(folder: Path, line: Connection) -> None:
    from orchestration.warehouse import open_database

    connection = open_database(settings_of(folder).warehouse_file, settings_of(folder))
    line.send("held")
    line.recv()
    connection.close()


def _read_on(folder: Path, line: Connection) -> None:
    """Follow the link once, read the manifest and each of its files, and begin again."""
    from orchestration.release.manifest import read_manifest

    current, failures, passes = settings_of(folder).current, list[str](), 0
    line.send("held")
    while not (passes and line.poll()):
        try:
            release = current.resolve(strict=True)
            for file in read_manifest(release).files():
                if len((release / file.path).read_bytes()) != file.bytes:
                    failures.append(f"{file.path} is not whole")
        except Exception as fault:
            failures.append(repr(fault))
        passes += 1
    line.recv()
    line.send("; ".join(failures[:3]))


_RUNS: dict[str, Callable[[Path, Race], Outcome]] = {
    BESIDE: _beside,
    AFTER: _after,
    BOTH: _both,
    OPEN: _open,
    WRITTEN: _written,
    READING: _reading,
    PINNED: _pinned,
}
