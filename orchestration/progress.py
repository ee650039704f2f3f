"""What a person at a terminal reads while a command works: numbered stages, their time, and a word at least every
ten seconds.

One line per event, the same in a terminal and in a log file. Not here: Dagster's records (defs/progress.py), the
summary at the end (headline.py).
"""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from textwrap import shorten
from types import MappingProxyType
from typing import Final, NamedTuple, Self, TypeVar

Item = TypeVar("Item")


class Stage(NamedTuple):
    """A part of the work: its word, and what it does. `prefix` is that of the Dagster steps it is made of."""

    word: str
    does: str
    prefix: str


FILL: Final = Stage("country", "makes a synthetic country for the empty inbox", "write_synthetic_country")
LAND: Final = Stage("land", "reads what is new in the inbox, and compares it with the contracts", "landing__")
TRANSFORM: Final = Stage("transform", "builds the warehouse with dbt, and tests every model", "warehouse")
PROPOSE: Final = Stage("propose", "writes the tables of both zones, and reads them back", "release__candidate")
AUDIT: Final = Stage("audit", "examines the candidate by every rule", "release__verdict")
PUBLISH: Final = Stage("publish", "compares the files with the manifest, and switches readers", "published__")
ROLL_BACK: Final = Stage("roll back", "switches readers to another release", "switch_back")
SERVE: Final = Stage("serve", "loads the release into PostgreSQL, compares it, and switches its readers", "served__")
REFRESH: Final = (LAND, TRANSFORM, PROPOSE, AUDIT, PUBLISH)
_STAGES: Final = (FILL, *REFRESH, ROLL_BACK, SERVE)

# Seconds without a line after which the work says that it goes on. No silence is longer than ten.
SILENCE: Final = 8.0
# Letters of a message that the heartbeat repeats.
_REPEATED: Final = 80
# What happens between two stages.
_BETWEEN: Final = "Dagster records the step, and starts the next"
# The progress that Dagster's records of this process go to.
_watched: list[Progress] = []


class Progress:
    """Numbered stages on stderr. Enter it to start the heartbeat."""

    def __init__(
        self,
        stages: Iterable[Stage] = (),
        *,
        starts: str = "starts Dagster and loads the graph",
        is_verbose: bool = False,
        silence: float = SILENCE,
        clock: Callable[[], float] = time.monotonic,
        write: Callable[[str], None] | None = None,
    ) -> None:
        self.plan(stages)
        self.is_verbose = is_verbose
        self._silence, self._clock, self._write = silence, clock, write or _to_stderr
        self._lock, self._ended = threading.RLock(), threading.Event()
        self._stage: Stage | None = None
        self._latest, self._hidden, self._is_failed = starts, 0, False
        self._started = self._stage_started = self._spoke = clock()

    def __enter__(self) -> Self:
        self.say(self._latest)
        self._beat = threading.Thread(target=self._keep_saying, name="heartbeat", daemon=True)
        self._beat.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.close()
        self._ended.set()
        self._beat.join()

    def plan(self, stages: Iterable[Stage]) -> None:
        """The stages of the whole command, in the order of the work."""
        self._places = MappingProxyType({stage: place for place, stage in enumerate(stages, start=1)})

    def step(self, step: str) -> None:
        """A Dagster step has started or speaks: its stage is the one at work."""
        stage = next((stage for stage in self._places if step.startswith(stage.prefix)), None)
        with self._lock:
            if stage and stage != self._stage:
                self.close()
                self._stage, self._stage_started = stage, self._clock()
                self._latest, self._hidden = stage.does, 0
                self.say(stage.does)

    def say(self, text: str) -> None:
        """A line now. What a stage has said is past: the heartbeat does not repeat it."""
        with self._lock:
            if not self._stage:
                self._latest = text
            self._line(text)

    def note(self, text: str) -> None:
        """A line for VERBOSE and for the heartbeat alone."""
        with self._lock:
            self._hidden += 1
            self._latest = text
            if self.is_verbose:
                self._line(text)

    def place(self, text: str) -> None:
        """A line for VERBOSE and for the heartbeat alone, that says itself how far the work is."""
        with self._lock:
            self.note(text)
            self._hidden = 0

    def fail(self) -> None:
        """A step of the stage at work has failed."""
        self._is_failed = True

    def close(self) -> None:
        """End the stage at work, with its time."""
        with self._lock:
            if self._stage:
                taken = duration(self._clock() - self._stage_started)
                self._line(f"failed after {taken}" if self._is_failed else taken)
            self._stage, self._is_failed, self._latest, self._hidden = None, False, _BETWEEN, 0
            self._stage_started = self._clock()

    def total(self) -> str:
        return f"total {duration(self._clock() - self._started)}"

    def beat(self) -> None:
        """Write that the work goes on, after a while without a line."""
        with self._lock:
            if self._clock() - self._spoke >= self._silence:
                count = f", {self._hidden} done" if self._hidden > 1 else ""
                taken = duration(self._clock() - self._stage_started)
                self._line(f"{taken} so far{count}: {shorten(self._latest, _REPEATED, placeholder=' ...')}")

    def _keep_saying(self) -> None:
        while not self._ended.wait(self._silence / 8):
            self.beat()

    def _line(self, text: str) -> None:
        self._spoke = self._clock()
        place = f"{self._places[self._stage]} of {len(self._places)}" if self._stage else ""
        self._write(f"{place:<6}  {self._stage.word if self._stage else '':<9}  {text}")


def duration(seconds: float) -> str:
    """Whole seconds, above a minute with minutes."""
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes} min {rest} s" if minutes else f"{rest} s"


def stages_of(steps: Iterable[str]) -> tuple[Stage, ...]:
    """The stages that these Dagster steps are made of, in the order of the work."""
    known = tuple(steps)
    return tuple(stage for stage in _STAGES if any(step.startswith(stage.prefix) for step in known))


@contextmanager
def watched(progress: Progress) -> Iterator[None]:
    """Let the records of Dagster's steps in this process go to this progress."""
    _watched.append(progress)
    try:
        yield
    finally:
        _watched.remove(progress)


def at_work() -> Progress | None:
    """The progress that is watched, None where Dagster runs without a command."""
    return _watched[-1] if _watched else None


def counted(items: Iterable[Item], what: str, *, name: Callable[[Item], str] = lambda _: "") -> Iterator[Item]:
    """The items, each after the heartbeat has learned its place: "12 of 59 tables: open/area_poverty"."""
    known = tuple(items)
    for number, item in enumerate(known, start=1):
        now(": ".join(filter(None, [f"{number} of {len(known)} {what}", name(item)])))
        yield item


def now(text: str) -> None:
    """Let the heartbeat know what the work does now."""
    if progress := at_work():
        progress.place(text)


def _to_stderr(line: str) -> None:
    sys.stderr.write(f"{line}\n")
    sys.stderr.flush()
