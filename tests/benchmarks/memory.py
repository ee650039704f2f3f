"""The most memory that a process and its descendants hold, and the processor time they use, sampled from /proc.

Memory is the proportional set size (PSS). A page shared by several processes is divided among them, so the sum over
processes counts the page once. Peaks between two samples are missed. Linux only. What is not here: starting what is
watched (measure.py).
"""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

import psutil

INTERVAL_SECONDS = 0.25
# The kernel walks every page to tell a PSS, 45 ms for a process that holds 4 GB: sampling is kept below 5 % of a
# processor, so that it costs what it watches next to nothing.
_REST_PER_SAMPLE = 20


@dataclass
class PeakMemory:
    """Peaks so far, in bytes: of the largest single process, and of all processes at one moment.

    `processor_seconds`: process -> its own processor time when it was last seen.
    """

    largest_process_bytes: int = 0
    all_processes_bytes: int = 0
    processor_seconds: dict[int, float] = field(default_factory=dict)

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
            peak.processor_seconds.update(processor_seconds_by_process(process_id))
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
    return [size for member in _family(process_id) if (size := _memory(member)) is not None]


def processor_seconds_by_process(process_id: int) -> dict[int, float]:
    """Process -> its own processor seconds so far, of the process and of each descendant."""
    used: dict[int, float] = {}
    for member in _family(process_id):
        with suppress(psutil.NoSuchProcess, psutil.AccessDenied):
            times = member.cpu_times()
            used[member.pid] = times.user + times.system
    return used


def _family(process_id: int) -> list[psutil.Process]:
    try:
        process = psutil.Process(process_id)
        return [process, *process.children(recursive=True)]
    except psutil.NoSuchProcess:
        return []


def _memory(process: psutil.Process) -> int | None:
    try:
        size: int = process.memory_full_info().pss
    except (psutil.NoSuchProcess, psutil.AccessDenied):  # it ended between being listed and being read
        return None
    return size
