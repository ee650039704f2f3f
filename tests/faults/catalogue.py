"""Every fault that is put in, by group: where it strikes, and its kind.

Not here: how a fault is put in (steps.py, damage.py, races.py), the page of a run (page.py).
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from tests.faults import damage, races, steps
from tests.faults.inject import Ended, carry_out
from tests.faults.outcome import Outcome
from tests.faults.page import Group
from tests.faults.place import COMMANDS


@dataclass(frozen=True)
class Fault:
    """`where` and `kind` are the group on the page. `name` is the fault within the group."""

    where: str
    kind: str
    name: str
    put_in: Callable[[Path], Outcome]

    @property
    def group(self) -> Group:
        return self.where, self.kind

    def __str__(self) -> str:
        return f"{self.where}, {self.kind}, {self.name}"


def ordinary_endings(place: Path, scratch: Path) -> dict[str, Ended]:
    """Command -> how it ends when nothing strikes, with the operations at which something can."""
    endings = {}
    for command in COMMANDS:
        folder = scratch / command.replace(" ", "_")
        shutil.copytree(place, folder, symlinks=True)
        endings[command] = carry_out(folder, command)
        shutil.rmtree(folder)
    return endings


def faults(place: Path, endings: dict[str, Ended]) -> Iterator[Fault]:
    """All faults, in the order of the page. `put_in` takes the folder in which a copy of the place is made."""
    for command in steps.STAGES:
        # Until the switch, a prune is a publication.
        first = len(endings["publish"].operations) if command == "prune" else 1
        for strike in steps.strikes_of(command, endings[command], first=first):
            run = partial(steps.put_in, place, command=command, strike=strike, ordinary=endings[command])
            yield Fault(f"command `{command}`", strike.kind, steps.name_of(strike, endings[command]), run)
    for case in damage.cases():
        run = partial(damage.put_in, place, case=case, ordinary=endings[case.command])
        yield Fault(f"{case.target.stage}", case.kind, f"{case.target.name}, then {case.command}", run)
    for race in races.races():
        name = f"{race.command} and {race.beside}" if race.beside else race.command
        yield Fault("two at once", race.kind, name, partial(races.put_in, place, race=race))
