"""The vintages of the survey rounds, as data: provisional, final, revised, each at most once in a round.

The noise of a figure depends on its vintage. Who could compare more than three of them would know what is behind the
noise, so a fourth is refused. Not here: what a release shows of a vintage (release/carry.py), the command that declares
one (release/vintage.py).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Annotated, Any, Final, Literal
from zoneinfo import ZoneInfo

import yaml
from pydantic import AfterValidator, BeforeValidator, ValidationError

from orchestration.errors import VintageError
from orchestration.names import AREA_LEVELS, TIME_ZONE
from orchestration.record import Many, Record, faults_of
from orchestration.settings import Settings
from orchestration.waivers import gregorian_day, repeated_keys

PROVISIONAL: Final = "provisional"
FINAL: Final = "final"
REVISED: Final = "revised"
# In the order in which a round has them.
KINDS: Final = (PROVISIONAL, FINAL, REVISED)
# In place of a kind: readers have no figures by kind of household of the round.
WITHHELD: Final = "withheld"
# Flows that were drawn with an earlier vintage of a round.
EARLIER: Final = "earlier"
# A provisional round is shown down to the district: its last households are still to come.
PROVISIONAL_LEVELS: Final = AREA_LEVELS[: AREA_LEVELS.index("district") + 1]
_SHAPE: Final = "each vintage has round, kind (provisional, final or revised) and on"


def _round(value: str) -> str:
    if not value.strip():
        raise ValueError("a survey round such as 2567-1")
    return value


class Declaration(Record):
    """One declared vintage. `on` is the day on which it was declared, in Thailand."""

    round: Annotated[str, AfterValidator(_round)]
    kind: Literal["provisional", "final", "revised"]
    on: Annotated[date, BeforeValidator(gregorian_day)]

    def __str__(self) -> str:
        return f"{self.round} {self.kind} {self.on.isoformat()}"


class Vintages(Record):
    """The whole file."""

    vintages: Many[Declaration]


@dataclass(frozen=True)
class Vintage:
    """The vintage of a round. `on` is None where nobody declared the vintage."""

    round: str
    kind: str
    on: date | None = None

    @property
    def text(self) -> str:
        """What the noise depends on."""
        return " ".join((self.round, self.kind, *([self.on.isoformat()] if self.on else [])))

    @property
    def is_provisional(self) -> bool:
        return self.kind == PROVISIONAL


def vintages_in_force(settings: Settings, rounds: Mapping[str, bool]) -> tuple[Vintage, ...]:
    """The latest vintage of each round. `rounds`: round -> whether it has synthetic households.

    An undeclared round is provisional. The synthetic country cannot harm anybody and its delivery is whole, so an
    undeclared round of it is final. Raises VintageError with every fault of the file.
    """
    latest = {each.round: Vintage(each.round, each.kind, each.on) for each in read_declarations(settings)}
    return tuple(
        latest.get(name, Vintage(name, FINAL if is_synthetic else PROVISIONAL))
        for name, is_synthetic in sorted(rounds.items())
    )


def read_declarations(settings: Settings, *, today: date | None = None) -> tuple[Declaration, ...]:
    """The declarations of the data folder, or else of the project. `today` is the day in Thailand, unless given.

    Those of a round are in the order of their dates. Raises VintageError with every fault of the file.
    """
    path = file_of(settings)
    faults = list(_misspelt(settings.vintages_file))
    declared = _read(path)
    faults += (f"{path.name}: {fault}" for fault in _faults(declared, today=today or today_in_thailand()))
    if faults:
        raise VintageError("\n".join(faults))
    return declared


def file_of(settings: Settings) -> Path:
    """The file that is read: an operator's own takes the place of the project's."""
    own = settings.vintages_file
    return own if own.exists() else settings.contracts / own.name


def today_in_thailand() -> date:
    return datetime.now(ZoneInfo(TIME_ZONE)).date()


def text_of(declared: tuple[Declaration, ...], *, before: str) -> str:
    """The text of a file with these declarations. `before` is its present text, whose comments stay.

    Only a last line is added where that gives these declarations. Otherwise the list is written anew, below the
    comments.
    """
    lines = [f"  - {{round: {each.round}, kind: {each.kind}, on: {each.on.isoformat()}}}" for each in declared]
    longer = f"{before.rstrip()}\n{lines[-1]}\n"
    try:
        if Vintages.model_validate(_loaded(longer)).vintages == declared:
            return longer
    except (yaml.YAMLError, ValidationError):
        pass
    comments = [line for line in before.splitlines() if line.startswith("#")]
    return "\n".join((*comments, "vintages:", *lines, ""))


def _misspelt(path: Path) -> Iterator[str]:
    """A file that nobody reads would declare nothing, in silence. An editor keeps what the file was under its name~."""
    for found in sorted(path.parent.glob("*")):
        if found.name.casefold().startswith("vintage") and found.name not in (path.name, f"{path.name}~"):
            yield f"{found.name}: found a file that is not read, expected {path.name}; rename it or take it away"


def _read(path: Path) -> tuple[Declaration, ...]:
    content: Any = None
    try:
        text = path.read_text(encoding="utf-8")
        if repeated := [f"  {fault}" for fault in repeated_keys(yaml.compose(text, Loader=yaml.SafeLoader))]:
            raise VintageError("\n".join((f"{path.name}: not usable", *repeated, f"Correct it: {_SHAPE}.")))
        content = _loaded(text)
        return Vintages.model_validate(content).vintages
    except ValidationError as refusal:
        faults = "\n".join(f"  {fault}" for fault in faults_of(refusal, Vintages, content))
        raise VintageError(f"{path.name}: not usable\n{faults}\nCorrect it: {_SHAPE}.") from None
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as fault:
        raise VintageError(f"{path.name}: cannot be read ({fault}); correct it: {_SHAPE}") from None


def _loaded(text: str) -> Any:
    """Every value as a text: of a month 13, YAML would say neither line nor entry."""
    return yaml.load(text, Loader=yaml.BaseLoader)  # noqa: S506 - it makes texts, lists and maps alone


def _faults(declared: tuple[Declaration, ...], *, today: date) -> Iterator[str]:
    earlier: dict[str, list[tuple[int, Declaration]]] = {}
    for number, each in enumerate(declared, start=1):
        place = f"vintages {number} ({each.round} {each.kind})"
        before = earlier.setdefault(each.round, [])
        yield from (f"{place}: {fault}" for fault in _faults_after(each, before))
        before.append((number, each))
        if each.on > today:
            yield f"{place}: on {each.on}, today is {today}, expected a Gregorian day that has been; correct it"


def _faults_after(each: Declaration, before: list[tuple[int, Declaration]]) -> Iterator[str]:
    """What keeps the declaration from following on the earlier ones of its round."""
    if len(before) == len(KINDS):
        yield f"found a fourth vintage of the round, expected at most three ({', '.join(KINDS)}); take it away"
        return
    if same := [number for number, other in before if other.kind == each.kind]:
        yield f"found again (first in vintages {same[0]}), expected each kind once in a round; take one away"
        return
    if not before:
        return
    number, last = before[-1]
    if KINDS.index(each.kind) < KINDS.index(last.kind):
        yield f"found after {last.kind} (vintages {number}), expected the order {', '.join(KINDS)}; correct the order"
    elif each.on < last.on:
        yield (
            f"on {each.on}, which is before that of {last.kind} ({last.on}, vintages {number}), expected the same day "
            "or a later one; correct the dates"
        )
