"""Locks down that a job that failed says what readers see now, whether it failed before the switch or after it."""

from __future__ import annotations

import errno
from pathlib import Path

import dagster as dg
import pytest

from orchestration.definitions import defs
from orchestration.defs.publish import release_assets
from orchestration.errors import ReleaseError, WarehouseError
from orchestration.execute import execute_job
from orchestration.release.acts import By
from orchestration.release.history import current_release
from orchestration.release.publish import Publication, publish_release, rollback_release
from orchestration.settings import Settings
from tests.unit.release.by_hand_release import waiting

JOB = "rollback_release"
OLDER, NEWER = "20240101T000000Z-aaaaaaaa", "20240102T000000Z-aaaaaaaa"


@pytest.fixture
def two_releases(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Settings:
    for rows, name in enumerate((OLDER, NEWER), start=5):
        waiting(settings, name, rows=rows)
        publish_release(settings)
    monkeypatch.setenv("SDG_DATA_DIR", str(settings.data_dir))
    monkeypatch.delenv("DAGSTER_HOME", raising=False)
    return settings


def test_a_job_that_failed_before_the_switch_says_that_readers_see_what_they_saw(two_releases: Settings) -> None:
    with pytest.raises(WarehouseError, match=f"^job {JOB} failed; what readers see is as it was\n") as failed:
        execute_job(JOB, settings=two_releases, config={"switch_back": {"config": {"to": "20200101T000000Z-aaaaaaaa"}}})
    assert f"expected one of {OLDER}, {NEWER}" in str(failed.value)


def test_a_job_that_failed_after_the_switch_names_what_readers_see(
    two_releases: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    def switch_and_fail(settings: Settings, *, to: str | None, by: By, log: object) -> Publication:
        rollback_release(settings, to=to, by=by)
        raise ReleaseError("no space is left on the device")

    monkeypatch.setattr(release_assets, "rollback_release", switch_and_fail)
    with pytest.raises(WarehouseError, match=f"^job {JOB} failed; readers see release {OLDER}\n.*no space is left"):
        execute_job(JOB, settings=two_releases)
    assert current_release(two_releases) == Path(two_releases.releases / OLDER).resolve()


def test_a_disk_that_is_full_in_a_step_is_said_in_one_sentence(
    two_releases: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(settings: Settings, *, to: str | None, by: By, log: object) -> Publication:
        raise OSError(errno.ENOSPC, "No space left on device", str(settings.releases / "log.jsonl"))

    monkeypatch.setattr(release_assets, "rollback_release", fail)
    with pytest.raises(WarehouseError) as failed:
        execute_job(JOB, settings=two_releases)
    said, cause = str(failed.value).splitlines()
    assert said == f"job {JOB} failed; what readers see is as it was"
    assert cause.startswith(f"switch_back: {two_releases.releases / 'log.jsonl'}: the disk is full, ")


def test_a_failed_step_begins_with_its_sentence(two_releases: Settings, tmp_path: Path) -> None:
    """The page of a run shows the outermost error first, and the trace after its message."""
    with dg.DagsterInstance.local_temp(str(tmp_path)) as instance:
        result = (
            defs()
            .resolve_job_def(JOB)
            .execute_in_process(
                run_config={"ops": {"switch_back": {"config": {"to": "20200101T000000Z-aaaaaaaa"}}}},
                instance=instance,
                raise_on_error=False,
            )
        )
    (failed,) = [event for event in result.all_events if event.is_step_failure]
    error = failed.step_failure_data.error
    assert error is not None
    assert error.message.startswith(
        "dagster._core.definitions.events.Failure: releases: found no release 20200101T000000Z-aaaaaaaa"
    )
