"""Locks down what a measured command costs, and that one that fails is no measurement."""

from __future__ import annotations

import os
import sys
import threading
from pathlib import Path

import psutil
import pytest

from tests.benchmarks import measure
from tests.benchmarks.measure import BenchmarkError, Cost, run_measured

WORK = "import time\nwhile time.process_time() < 0.5: pass\n"


def run(code: str, folder: Path) -> Cost:
    return run_measured([sys.executable, "-c", code], folder=folder, environment=os.environ, log=folder / "log")


def test_time_of_processes_below_the_command_counts(tmp_path: Path) -> None:
    cost = run(f"import subprocess, sys\nsubprocess.run([sys.executable, '-c', {WORK!r}])", tmp_path)
    assert 0.5 <= cost.processor_seconds < 2
    assert cost.seconds >= 0.5
    assert cost.peak_largest_process_bytes > 0


def test_waiting_takes_wall_time_and_no_processor_time(tmp_path: Path) -> None:
    cost = run("import time; time.sleep(0.6)", tmp_path)
    assert cost.seconds >= 0.6
    assert cost.processor_seconds < 0.5


def test_what_the_command_prints_is_in_the_log(tmp_path: Path) -> None:
    run("import sys; print('said'); print('complained', file=sys.stderr)", tmp_path)
    assert set((tmp_path / "log").read_text().split()) == {"said", "complained"}


def test_a_command_that_fails_is_named_with_the_end_of_what_it_said(tmp_path: Path) -> None:
    with pytest.raises(BenchmarkError, match=r"ended with 1, expected 0(?s:.)*ValueError: the reason"):
        run("raise ValueError('the reason')", tmp_path)


def test_an_interrupted_benchmark_leaves_no_process_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    started = threading.Event()

    def interrupt(process: object) -> None:
        started.set()
        raise KeyboardInterrupt

    before = {child.pid for child in psutil.Process().children()}
    monkeypatch.setattr(measure, "watch_memory", interrupt)
    monkeypatch.setattr(measure, "_SECONDS_TO_END", 0.5)
    with pytest.raises(KeyboardInterrupt):
        run("import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); time.sleep(60)", tmp_path)
    assert started.is_set()
    assert {child.pid for child in psutil.Process().children()} <= before
