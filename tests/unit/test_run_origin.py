"""Locks down that a run of a command is recorded as the UI's own: with the origin of its job.

A failure is reported once, by the command that ran it.
"""

from __future__ import annotations

import os
import shutil
import socket
import uuid
from pathlib import Path

import dagster as dg
import pytest

from orchestration import execute
from orchestration.alerts import COMMAND_RUN_TAG, FailedRun
from orchestration.definitions import defs
from orchestration.defs.failures import failed_run, failure_sensor
from orchestration.errors import WarehouseError
from orchestration.execute import execute_job
from orchestration.release.publish import publish_release
from orchestration.settings import PROJECT_ROOT, AlertSettings, Settings
from tests.unit.release.by_hand_release import settings_of, waiting

OLDER, NEWER = "20240101T000000Z-aaaaaaaa", "20240102T000000Z-aaaaaaaa"
JOB = "rollback_release"


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """Two releases, of which the newer is current, and a place where Dagster records runs."""
    settings = settings_of(tmp_path / "data")
    for rows, name in enumerate((OLDER, NEWER), start=5):
        waiting(settings, name, rows=rows)
        publish_release(settings)
    home = tmp_path / "dagster"
    home.mkdir()
    shutil.copy(PROJECT_ROOT / ".dagster" / "dagster.yaml", home)
    monkeypatch.setenv("SDG_DATA_DIR", str(settings.data_dir))
    monkeypatch.setenv("DAGSTER_HOME", str(home))
    return settings


def runs() -> list[dg.DagsterRun]:
    with dg.DagsterInstance.from_config(os.environ["DAGSTER_HOME"]) as instance:
        return list(instance.get_runs())


def test_a_run_of_a_command_has_the_origin_of_the_location_that_the_ui_loads(settings: Settings) -> None:
    """Timeline and Jobs look a run up by repository and location, and launch it again from them."""
    execute_job(JOB, settings=settings)
    (run,) = runs()
    origin = run.remote_job_origin
    assert origin is not None
    assert origin.repository_origin.get_label() == "__repository__@sdg_household_warehouse"
    assert origin.job_name == JOB
    assert run.tags["dagster/code_location"] == "sdg_household_warehouse"
    target = origin.repository_origin.code_location_origin.loadable_target_origin
    assert target.module_name == "orchestration.definitions"


def fail(settings: Settings) -> None:
    with pytest.raises(WarehouseError, match="failed"):
        execute_job(JOB, settings=settings, config={"switch_back": {"config": {"to": "20200101T000000Z-aaaaaaaa"}}})


def test_a_command_reports_its_failure_without_the_message(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    reported: list[FailedRun] = []

    def report(failed: FailedRun, _: AlertSettings) -> list[str]:
        reported.append(failed)
        return ["the webhook was not reached"]

    monkeypatch.setattr(execute, "report", report)
    fail(settings)
    (run,) = runs()
    assert reported == [
        FailedRun(
            job=JOB,
            run_id=run.run_id,
            place=f"{settings.data_dir} on {socket.gethostname()}",
            steps=("switch_back",),
            rules=(),
            readers_see="what readers see is as it was",
        )
    ]


def test_who_was_not_reached_is_said(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(execute, "report", lambda *_: ["the webhook was not reached"])
    fail(settings)
    assert "the webhook was not reached" in capsys.readouterr().err


def test_the_sensor_leaves_runs_of_commands_to_them_and_reports_the_others(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    fail(settings)
    monkeypatch.setenv("SDG_ALERT_WEBHOOK", "http://127.0.0.1:9/t0ken")
    with dg.DagsterInstance.from_config(os.environ["DAGSTER_HOME"]) as instance:
        (run,) = instance.get_runs()
        entries = instance.all_logs(run.run_id, dg.DagsterEventType.RUN_FAILURE)
        event = entries[0].dagster_event
        assert event

        def evaluate(of: dg.DagsterRun) -> object:
            context = dg.build_run_status_sensor_context(
                sensor_name="made", dagster_event=event, dagster_instance=instance, dagster_run=of
            ).for_run_failure()
            return failure_sensor()(context)

        skipped = evaluate(run)
        assert isinstance(skipped, dg.SkipReason)
        assert skipped.skip_message == "a command started the run, and reports it"
        # As the UI starts a run again: with its tags, under another identifier.
        other = run._replace(run_id=str(uuid.uuid4()), parent_run_id=run.run_id)
        with pytest.raises(WarehouseError, match=r"the webhook at 127\.0\.0\.1 was not reached"):
            evaluate(other)
        assert failed_run(instance, run.run_id, data_dir=settings.data_dir, readers_see="").steps == ("switch_back",)


def test_the_run_of_a_killed_command_is_ended_and_one_that_the_ui_started_again_goes_on(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A run that the UI starts again has the tags of the command's run. It waits for the folder, and is not dead."""
    execute_job(JOB, settings=settings)
    (ended,) = runs()
    dead, again = str(uuid.uuid4()), str(uuid.uuid4())
    with dg.DagsterInstance.from_config(os.environ["DAGSTER_HOME"]) as instance:
        for run_id in (dead, again):
            instance.create_run_for_job(
                defs().resolve_job_def(JOB),
                run_id=run_id,
                status=dg.DagsterRunStatus.STARTED,
                tags={**ended.tags, COMMAND_RUN_TAG: dead},
            )
    monkeypatch.setattr(execute, "report", lambda *_: ["the webhook was not reached"])
    execute_job(JOB, settings=settings, config={"switch_back": {"config": {"to": NEWER}}})
    found = {run.run_id: run.status for run in runs()}
    assert (found[dead], found[again]) == (dg.DagsterRunStatus.FAILURE, dg.DagsterRunStatus.STARTED)
    assert capsys.readouterr().err.count("the webhook was not reached") == 1
