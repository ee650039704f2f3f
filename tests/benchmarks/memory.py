"""The most memory that a process and its descendants hold, sampled from /proc by a thread.

Memory is the proportional set size (PSS). A page shared by several processes is divided among them, so the sum over
processes counts the page once. Peaks between two samples are missed. Linux only. What is not here: starting what is
watched (measure.py).
"""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import psutil

INTERVAL_SECONDS = 0.25
# The kernel walks every page to tell a PSS, 45 ms for a process that holds 4 GB: sampling is kept below 5 % of a
# processor, so that it costs what it watches next to nothing.
_REST_PER_SAMPLE = 20


@dataclass
class PeakMemory:
    """Peaks so far, in bytes: of the largest single process, and of all processes at one moment."""

    largest_process_bytes: int = 0
    all_processes_bytes: int = 0

    def add_sample(self, sizes: list[int]) -> None:
        """`sizes`: what each process holds at this moment."""
        self.largest_process_bytes = max(self.largest_process_bytes, *sizes, 0)
        self.all_processes_bytes = max(self.all_processes_bytes, sum(sizes))


@contextmanager
def watch_memory(process_id: int, *, interval_seconds: float = INTERVAL_SECONDS) -> Iterator[PeakMemory]:
    """Watch the process and its descendants until the block is left; the peaks are complete by then."""
    peak, is_over = PeakMemory(), threading.Event()

    def sample_until_over() -> None:
        while not is_over.is_set():
            started = time.perf_counter()
            peak.add_sample(memory_by_process(process_id))
            is_over.wait(max(interval_seconds, _REST_PER_SAMPLE * (time.perf_counter() - started)))

    thread = threading.Thread(target=sample_until_over, name="memory", daemon=True)
    thread.start()
    try:
        yield peak
    finally:
        is_over.set()
        thread.join()


def memory_by_process(process_id: int) -> list[int]:
    """PSS in bytes of the process and of each descendant; of those that have just ended, nothing."""
    try:
        process = psutil.Process(process_id)
        family = [process, *process.children(recursive=True)]
    except psutil.NoSuchProcess:
        return []
    return [size for member in family if (size := _memory(member)) is not None]


def _memory(process: psutil.Process) -> int | None:
    try:
        size: int = process.memory_full_info().pss
    except (psutil.NoSuchProcess, psutil.AccessDenied):  # it ended between being listed and being read
        return None
    return size
