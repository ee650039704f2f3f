"""Locks down that peak memory covers every process below the one watched, and what was held only for a while."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

from tests.benchmarks.memory import PeakMemory, memory_by_process, watch_memory

MEGABYTE = 1_000_000
# A Python process holds some 10 MB by itself.
OWN = 40 * MEGABYTE

HOLD = "import time; held = b'x' * {size}; print(flush=True); time.sleep({seconds})"
# Two processes of the same size at one moment, and nothing in the process that starts them.
TWO_CHILDREN = f"""
import subprocess, sys
children = [subprocess.Popen([sys.executable, "-c", {HOLD.format(size=100 * MEGABYTE, seconds=1.5)!r}]) for _ in "ab"]
for child in children:
    child.wait()
"""


def peak_of(code: str, *, interval_seconds: float = 0.05) -> PeakMemory:
    process = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.DEVNULL)
    with watch_memory(process.pid, interval_seconds=interval_seconds) as peak:
        assert process.wait() == 0
    return peak


def test_what_was_held_for_a_while_counts_though_it_was_given_back() -> None:
    code = f"{HOLD.format(size=200 * MEGABYTE, seconds=0.6)}; del held; time.sleep(0.3)"
    peak = peak_of(code)
    assert 200 * MEGABYTE < peak.largest_process_bytes < 200 * MEGABYTE + OWN
    assert peak.all_processes_bytes == peak.largest_process_bytes


def test_processes_below_the_one_watched_count_together_and_the_largest_alone() -> None:
    peak = peak_of(TWO_CHILDREN)
    assert 100 * MEGABYTE < peak.largest_process_bytes < 100 * MEGABYTE + OWN
    assert 200 * MEGABYTE < peak.all_processes_bytes < 200 * MEGABYTE + 3 * OWN


def test_the_peak_of_all_is_of_one_moment_and_no_sum_of_peaks() -> None:
    peak = PeakMemory()
    peak.add_sample([30, 5])
    peak.add_sample([10, 20])
    peak.add_sample([])
    assert (peak.largest_process_bytes, peak.all_processes_bytes) == (30, 35)


def test_a_process_that_has_ended_holds_nothing_and_disturbs_nobody() -> None:
    process = subprocess.Popen([sys.executable, "-c", ""])
    process.wait()
    assert memory_by_process(process.pid) == []
    with watch_memory(process.pid, interval_seconds=0.01) as peak:
        time.sleep(0.05)
    assert peak == PeakMemory()


def test_a_process_that_nobody_waited_for_yet_holds_nothing() -> None:
    process = subprocess.Popen([sys.executable, "-c", ""])
    try:
        while memory_by_process(process.pid) not in ([], [0]):  # at last it is a zombie
            time.sleep(0.01)
        assert sum(memory_by_process(process.pid)) == 0
    finally:
        process.wait()


def test_the_processor_time_of_a_process_that_nobody_waits_for_is_known(tmp_path: Path) -> None:
    work = "import time\nwhile time.process_time() < 0.6: pass\n"
    start = f"import subprocess, sys, time; subprocess.Popen([sys.executable, '-c', {work!r}]); time.sleep(1.5)"
    process = subprocess.Popen([sys.executable, "-c", start], cwd=tmp_path)
    with watch_memory(process.pid, interval_seconds=0.05) as peak:
        process.wait()
    assert max(peak.processor_seconds.values()) >= 0.4
