"""Faults in the middle of a command: a kill, or a full disk, at each of its operations on files.

Not here: damage to files between two commands (damage.py).
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

from orchestration.release.acts import DONE, ROLLBACK
from orchestration.release.history import read_recorded
from tests.faults.disk import small_disk
from tests.faults.inject import FULL, KILLED, SMALL_DISK, TORN, Ended, Strike, carry_out
from tests.faults.outcome import (
    LOST,
    RECOVERED,
    REFUSED,
    SURVIVED,
    WRONG,
    Outcome,
    in_words,
    left_over,
    lost_in,
    of_endings,
    unfinished,
    wrong_for_readers,
)
from tests.faults.place import CANDIDATE, NEXT_CANDIDATE, RELEASES, settings_of

STAGES = ("land", "propose", "publish", "roll back", "prune")
# Operations that need no room on a disk.
_NO_ROOM = ("os.chmod", "os.remove", "os.rmdir")
# Commands that write tables.
_WRITERS = ("land", "propose")
# Releases that readers may see afterwards.
_NEW = {"publish": {CANDIDATE, NEXT_CANDIDATE}, "prune": {CANDIDATE, NEXT_CANDIDATE}, "roll back": {RELEASES[-2]}}
# Releases that the command removes when nothing strikes.
_DROPPED = {"prune": RELEASES[:-1]}


# Bytes that are left on a disk with little room.
_ROOM = (0, 4096, 16_384, 65_536, 262_144, 524_288)


def strikes_of(command: str, ordinary: Ended, *, first: int = 1) -> Iterator[Strike]:
    """Every strike that can be put into the command: one or more at each of its operations from `first` on."""
    for number, operation in enumerate(ordinary.operations[first - 1 :], start=first):
        yield Strike(KILLED, number)
        if not operation.name.startswith(_NO_ROOM):
            yield Strike(FULL, number)
        if operation.path:
            yield Strike(TORN, number)
    if command in _WRITERS:
        yield from (Strike(SMALL_DISK, room) for room in _ROOM)


def name_of(strike: Strike, ordinary: Ended) -> str:
    if strike.kind == SMALL_DISK:
        return f"{strike.at} bytes"
    return f"operation {strike.at}, {ordinary.operations[strike.at - 1].name}"


def _has_ended(folder: Path) -> bool:
    """The history says that the rollback is done: the same command once more would be a second rollback."""
    last = read_recorded(settings_of(folder)).switches[-1]
    return (last.act, last.state) == (ROLLBACK, DONE)


def put_in(place: Path, folder: Path, *, command: str, strike: Strike, ordinary: Ended) -> Outcome:
    """Let the strike fall in a copy of the place, then run the same command again."""
    if strike.kind == SMALL_DISK:
        # A candidate that waits makes room: it is removed before the next is written.
        without = CANDIDATE if command == "propose" else ""
        with small_disk(place, folder, room=strike.at, without=without) as give_room:
            hit = carry_out(folder, command, strike=None if give_room else strike)
            if give_room:
                give_room()
            return _judged(place, folder, command, hit, ordinary=ordinary)
    shutil.copytree(place, folder, symlinks=True)
    hit = carry_out(folder, command, strike=strike)
    return _judged(place, folder, command, hit, ordinary=ordinary)


def _judged(place: Path, folder: Path, command: str, hit: Ended, *, ordinary: Ended) -> Outcome:
    if seen := wrong_for_readers(folder, may_see=_may_see(command)):
        return Outcome(WRONG, detail=f"at once: {seen}")
    # A rollback is short, and a person may look before the next command.
    looked = carry_out(folder, "verify") if command == "roll back" else Ended()
    if bad := of_endings(hit, looked):
        return bad
    if command == "roll back" and _has_ended(folder):
        return Outcome(SURVIVED)
    again = carry_out(folder, command)
    after = carry_out(folder, "verify")
    if bad := of_endings(again, after) or _bad_state(place, folder, command):
        return bad
    said = in_words(again, folder, ordinary=ordinary)
    if again.error:
        return Outcome(REFUSED, said)
    if wrong := _unsettled(folder, command, after):
        return Outcome(WRONG, said, detail="; ".join(wrong))
    if hit.is_well:
        return Outcome(SURVIVED)
    first = f"{in_words(hit, folder)}; then: " if hit.error else ""
    return Outcome(RECOVERED, f"{first}{said or 'the same command ends well'}")


def _may_see(command: str) -> set[str]:
    return {RELEASES[-1], *_NEW.get(command, ())}


def _bad_state(place: Path, folder: Path, command: str) -> Outcome | None:
    if lost := list(lost_in(place, folder, dropped=_DROPPED.get(command, ()))):
        return Outcome(LOST, detail="; ".join(lost))
    seen = wrong_for_readers(folder, may_see=_may_see(command))
    return Outcome(WRONG, detail=seen) if seen else None


def _unsettled(folder: Path, command: str, after: Ended) -> list[str]:
    """What the repeated command has not brought to its end, what `verify` finds, what is left over."""
    faults = [line for line in after.lines if line.startswith("FAULT")]
    left = [f"{name} is left" for name in left_over(folder)]
    return [*filter(None, [unfinished(folder, command)]), *faults, *left]
