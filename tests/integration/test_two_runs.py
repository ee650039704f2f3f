"""Locks down two whole runs at once: the run of the schedule waits until the command has published."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from orchestration.release.manifest import read_manifest
from orchestration.settings import PROJECT_ROOT
from tests.conftest import PublishedRun
from tests.integration.test_promises import late_delivery

pytestmark = pytest.mark.soak

# As the schedule runs the job: in a process of its own, without the command around it.
JOB = """
import sys
import dagster as dg
from orchestration.definitions import defs
job = defs().resolve_job_def("refresh_warehouse")
done = job.execute_in_process(instance=dg.DagsterInstance.ephemeral(), run_config={"loggers": {"progress": {}}})
sys.exit(not done.success)
"""


def test_a_file_that_comes_during_a_run_is_of_the_next_run_alone(small_run: PublishedRun, tmp_path: Path) -> None:
    warehouse = small_run.warehouse.copy_to(tmp_path / "copy")
    command = warehouse.start("run")
    assert command.stdout is not None
    next(line for line in command.stdout if "built fct_household" in line)
    late_delivery(warehouse)
    job = subprocess.Popen(
        [sys.executable, "-c", JOB],
        cwd=PROJECT_ROOT,
        env=warehouse.environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert job.stderr is not None
    next(line for line in job.stderr if f"process {command.pid} is at work here; this run waits" in line)
    printed, _ = command.communicate(timeout=600)
    assert command.returncode == 0, printed
    first = warehouse.release
    _, printed = job.communicate(timeout=600)
    assert job.returncode == 0, printed
    late = "household_survey/2567-1/late[1].csv"
    assert late not in {batch["source_file"] for batch in read_manifest(first).source_batches}
    assert late in {batch["source_file"] for batch in read_manifest(warehouse.release).source_batches}
