"""Locks down that runs exclude each other as a whole, whoever starts them: a command, the UI or the schedule.

Two whole jobs at once are in tests/integration/test_promises.py.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from orchestration.errors import WarehouseError
from orchestration.execute import execute_job
from orchestration.release.history import current_release
from orchestration.release.publish import publish_release
from orchestration.settings import PROJECT_ROOT, Settings
from orchestration.warehouse import single_run
from tests.unit.release.by_hand_release import settings_of, waiting

OLDER, NEWER = "20240101T000000Z-aaaaaaaa", "20240102T000000Z-aaaaaaaa"
# As the UI and the schedule run a job: in a process of its own, without the command around it.
RUN = """
import sys
from pathlib import Path
import dagster as dg
from orchestration.definitions import defs
job = defs().resolve_job_def("rollback_release")
done = job.execute_in_process(instance=dg.DagsterInstance.ephemeral(), run_config={"loggers": {"progress": {}}})
sys.exit(not done.success)
"""


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """Two releases, of which the newer is current."""
    settings = settings_of(tmp_path / "data")
    for rows, name in enumerate((OLDER, NEWER), start=5):
        waiting(settings, name, rows=rows)
        publish_release(settings)
    monkeypatch.setenv("SDG_DATA_DIR", str(settings.data_dir))
    monkeypatch.delenv("DAGSTER_HOME", raising=False)
    return settings


def current(settings: Settings) -> str:
    release = current_release(settings)
    assert release is not None
    return release.name


def test_a_run_waits_for_the_run_at_work_and_says_so(settings: Settings) -> None:
    with single_run(settings):
        run = subprocess.Popen(
            [sys.executable, "-c", RUN], cwd=PROJECT_ROOT, env=os.environ, stderr=subprocess.PIPE, text=True
        )
        assert run.stderr is not None
        said = next(line for line in run.stderr if "waits for it to end" in line)
        assert f"process {os.getpid()} is at work here" in said
        assert current(settings) == NEWER
    _, rest = run.communicate(timeout=120)
    assert run.returncode == 0, rest
    assert current(settings) == OLDER


def test_a_command_is_refused_while_a_run_is_at_work(settings: Settings) -> None:
    script = (
        "from orchestration.settings import load_settings\n"
        "from orchestration.warehouse import single_run\n"
        "with single_run(load_settings()):\n"
        "    print(1, flush=True)\n"
        "    input()\n"
    )
    with subprocess.Popen(
        [sys.executable, "-c", script], cwd=PROJECT_ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "1\n"
        with pytest.raises(WarehouseError, match=f"process {holder.pid} is at work here, expected one run at a time"):
            execute_job("rollback_release", settings=settings)
        holder.communicate("\n")
    assert current(settings) == NEWER


def test_a_run_that_ended_leaves_the_folder_free(settings: Settings) -> None:
    with single_run(settings), single_run(settings):
        pass
    execute_job("rollback_release", settings=settings)
    assert current(settings) == OLDER
