"""Says of work elsewhere that it is silent for long. Not here: what a person reads meanwhile (progress.py)."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Iterator
from typing import TypeVar

Event = TypeVar("Event")


def pauses_told(events: Iterable[Event], *, seconds: float, tell: Callable[[], object]) -> Iterator[Event]:
    """The events. `tell` is called, from another thread, once in each pause that is longer than `seconds`."""
    remaining = iter(events)
    while True:
        timer = threading.Timer(seconds, tell)
        timer.daemon = True
        timer.start()
        try:
            event = next(remaining)
        except StopIteration:
            return
        finally:
            timer.cancel()
        yield event
