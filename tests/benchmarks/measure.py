"""Runs one command as a process of its own and says what it cost: wall time, processor time, memory.

What is not here: which commands are worth it (__main__.py).
"""

from __future__ import annotations

import os
import resource
import subprocess
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from orchestration.errors import WarehouseError
from tests.benchmarks.memory import watch_memory

_SECONDS_TO_END = 5
_SHOWN_LINES = 30


class BenchmarkError(WarehouseError):
    """A benchmark cannot be measured; the message is meant for the person who started it."""


@dataclass(frozen=True)
class Cost:
    """What a command took. Processor seconds and memory are of the process and all its descendants."""

    seconds: float
    processor_seconds: float
    peak_largest_process_bytes: int
    peak_all_processes_bytes: int


def run_measured(command: Sequence[str], *, folder: Path, environment: Mapping[str, str], log: Path) -> Cost:
    """Run the command in the folder, everything it prints in the log.

    Raises BenchmarkError with the end of the log if it fails.
    """
    processor_before, started = _processor_seconds_of_children(), time.perf_counter()
    with log.open("wb") as printed:
        process = subprocess.Popen(command, cwd=folder, env=environment, stdout=printed, stderr=subprocess.STDOUT)
        try:
            with watch_memory(process.pid) as peak:
                process.wait()
                seconds = time.perf_counter() - started
        finally:
            _end(process)
    if process.returncode != 0:
        raise BenchmarkError(
            f"{' '.join(command[1:])}: ended with {process.returncode}, expected 0; the end of {log.name}, "
            f"which says what to do:\n{_last_lines(log)}"
        )
    return Cost(
        seconds=seconds,
        # Nobody waits for the Java of a Spark session, so that only the samples know its time.
        processor_seconds=max(
            _processor_seconds_of_children() - processor_before, sum(peak.processor_seconds.values())
        ),
        peak_largest_process_bytes=peak.largest_process_bytes,
        peak_all_processes_bytes=peak.all_processes_bytes,
    )


def read_through(folder: Path) -> None:
    """Read every file once, so that whoever is measured next finds them in the system's memory, as far as they fit."""
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            with path.open("rb", buffering=0) as file:
                while file.read(1 << 24):
                    pass


def _end(process: subprocess.Popen[bytes]) -> None:
    """Leave no process behind when the benchmark is interrupted. A process that ignores the request is killed."""
    if process.poll() is None:
        process.terminate()
        try:
            process.wait(timeout=_SECONDS_TO_END)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _processor_seconds_of_children() -> float:
    """Of every descendant that has ended and was waited for by its parent."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _last_lines(log: Path) -> str:
    return os.linesep.join(log.read_text(encoding="utf-8", errors="replace").splitlines()[-_SHOWN_LINES:])
