"""The waivers of a data folder: which failures of a rule a person has accepted, where, why and until when.

Not here: which rules and areas there are, and which rules are never waived (expectations/waiving.py).
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Annotated, Any, Final
from zoneinfo import ZoneInfo

import yaml
from pydantic import AfterValidator, BeforeValidator, PlainSerializer, ValidationError

from orchestration.errors import WaiverError
from orchestration.names import REFRESH_JOB, TIME_ZONE
from orchestration.record import Many, Record, faults_of
from orchestration.settings import Settings

ALL: Final = "all"
# A waiver is for a jump that is known and will be over. Years of the Buddhist era lie beyond this too.
LONGEST: Final = timedelta(days=366)
_SHAPE: Final = "each waiver has rule, areas, why, who and until"


def _areas(value: object) -> object:
    return (value,) if isinstance(value, str) else value


def _code(value: object) -> object:
    if not isinstance(value, str) or not value.strip():
        raise ValueError(f"the code of an area in quotation marks, or {ALL}")
    return value


def _named(value: tuple[str, ...]) -> tuple[str, ...]:
    if not value or (ALL in value and len(value) > 1):
        raise ValueError(f"codes of areas, or {ALL} alone")
    return value


def _words(value: str) -> str:
    if not any(letter.isalpha() for letter in value):
        raise ValueError("words")
    return value


def gregorian_day(value: object) -> object:
    """A date of YAML, or a text that is one. Raises ValueError with what was expected."""
    expected = "a Gregorian date such as 2027-03-31"
    if isinstance(value, str):
        try:
            return date.fromisoformat(value)
        except ValueError:
            raise ValueError(expected) from None
    if isinstance(value, datetime) or not isinstance(value, date):
        raise ValueError(expected)
    return value


class Waiver(Record):
    """One accepted failure. `areas` are codes of areas, or `all` alone; `who` is a role."""

    rule: str
    areas: Annotated[Many[Annotated[str, BeforeValidator(_code)]], BeforeValidator(_areas), AfterValidator(_named)]
    why: Annotated[str, AfterValidator(_words)]
    who: Annotated[str, AfterValidator(_words)]
    until: Annotated[date, BeforeValidator(gregorian_day), PlainSerializer(date.isoformat, return_type=str)]

    @property
    def is_for_all(self) -> bool:
        return self.areas == (ALL,)

    def covers(self, area_code: str) -> bool:
        return self.is_for_all or area_code in self.areas

    def __str__(self) -> str:
        areas = "all areas" if self.is_for_all else f"area {', '.join(self.areas)}"
        return f"{areas} until {self.until.isoformat()}: {self.why} ({self.who})"


class Waivers(Record):
    """The whole file."""

    waivers: Many[Waiver]


def read_waivers(settings: Settings, *, today: date | None = None) -> tuple[Waiver, ...]:
    """The waivers of the data folder, none without the file. `today` is the day in Thailand, unless given.

    Raises WaiverError with every fault of the file, expired waivers among them.
    """
    path = settings.waivers_file
    faults = list(_misspelt(path))
    waivers = _read(path) if path.exists() else ()
    today = today or datetime.now(ZoneInfo(TIME_ZONE)).date()
    faults += (f"{path.name}: {fault}" for fault in _faults_of_dates(waivers, today=today))
    if faults:
        raise WaiverError("\n".join(faults))
    return waivers


def refuse_waivers_at_the_start(settings: Settings, *, job: str) -> None:
    """Raise WaiverError before a whole job, which would refuse the waivers only after it has landed and built."""
    if job == REFRESH_JOB:
        read_waivers(settings)


def _misspelt(path: Path) -> Iterator[str]:
    """A file that nobody reads would waive nothing, in silence. An editor keeps what the file was under its name~."""
    for found in sorted(path.parent.glob("*")):
        if found.name.casefold().startswith("waiver") and found.name not in (path.name, f"{path.name}~"):
            yield f"{found.name}: found a file that is not read, expected {path.name}; rename it or take it away"


def _read(path: Path) -> tuple[Waiver, ...]:
    content: Any = None
    try:
        text = path.read_text(encoding="utf-8")
        if repeated := [f"  {fault}" for fault in repeated_keys(yaml.compose(text, Loader=yaml.SafeLoader))]:
            raise WaiverError("\n".join((f"{path.name}: not usable", *repeated, f"Correct it: {_SHAPE}.")))
        content = yaml.safe_load(text)
        return Waivers.model_validate(content).waivers
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as fault:
        raise WaiverError(f"{path.name}: cannot be read ({fault}); correct it: {_SHAPE}") from None
    except ValidationError as refusal:
        faults = "\n".join(f"  {fault}" for fault in faults_of(refusal, Waivers, content))
        raise WaiverError(f"{path.name}: not usable\n{faults}\nCorrect it: {_SHAPE}.") from None


def repeated_keys(node: yaml.Node | None) -> Iterator[str]:
    """Of a key that is there twice YAML keeps the last, and what a person wrote before it would be gone."""
    if isinstance(node, yaml.SequenceNode):
        for each in node.value:
            yield from repeated_keys(each)
    if isinstance(node, yaml.MappingNode):
        first: dict[str, int] = {}
        for key, value in node.value:
            name, line = str(key.value), key.start_mark.line + 1
            if name in first:
                yield f"line {line}: found {name} again (first in line {first[name]}), expected it once; take one away"
            first.setdefault(name, line)
            yield from repeated_keys(value)


def _faults_of_dates(waivers: tuple[Waiver, ...], *, today: date) -> Iterator[str]:
    for number, waiver in enumerate(waivers, start=1):
        place = f"waivers {number} ({waiver.rule})"
        if waiver.until < today:
            yield f"{place}: expired on {waiver.until}, today is {today}; take it away, or decide anew and set until"
        if waiver.until > today + LONGEST:
            yield (
                f"{place}: until {waiver.until}, expected at most {LONGEST.days} days from today ({today}) in Gregorian"
                " years; set an earlier date"
            )
