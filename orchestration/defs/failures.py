"""The sensor that reports failed runs of the UI, the schedule and the inbox sensor.

Dagster's daemon evaluates it, so it sees a run that was killed too. Not here: e-mail and webhook
(orchestration.alerts), runs that a command started (orchestration.execute reports them).
"""

from collections.abc import Iterator
from pathlib import Path

import dagster as dg

from orchestration import names
from orchestration.alerts import FailedRun, is_of_command, place_of, report
from orchestration.errors import WarehouseError
from orchestration.release.history import current_release
from orchestration.settings import load_settings


@dg.definitions
def defs() -> dg.Definitions:
    return dg.Definitions(sensors=[failure_sensor()])


def failure_sensor() -> dg.SensorDefinition:
    is_on = load_settings().alerts.is_on

    @dg.run_failure_sensor(
        name=names.FAILURE_SENSOR,
        description="Reports a failed run by e-mail and JSON POST, as SDG_ALERT_EMAIL_TO and SDG_ALERT_WEBHOOK say.",
        default_status=dg.DefaultSensorStatus.RUNNING if is_on else dg.DefaultSensorStatus.STOPPED,
    )
    def sensor(context: dg.RunFailureSensorContext) -> dg.SkipReason | None:
        settings, run = load_settings(), context.dagster_run
        if is_of_command(run.run_id, run.tags):
            return dg.SkipReason("a command started the run, and reports it")
        if not settings.alerts.is_on:
            return dg.SkipReason("neither SDG_ALERT_EMAIL_TO nor SDG_ALERT_WEBHOOK is set")
        current = current_release(settings)
        seen = f"release {current.name}" if current else "no release"
        failed = failed_run(context.instance, run.run_id, data_dir=settings.data_dir, readers_see=seen)
        if faults := report(failed, settings.alerts):
            raise WarehouseError("; ".join(faults))
        return None

    return sensor


def failed_run(instance: dg.DagsterInstance, run_id: str, *, data_dir: Path, readers_see: str) -> FailedRun:
    """What the instance recorded of a failed run, without the words of its messages."""
    run = instance.get_run_by_id(run_id)
    entries = instance.all_logs(run_id, {dg.DagsterEventType.STEP_FAILURE, dg.DagsterEventType.ASSET_CHECK_EVALUATION})
    events = [entry.dagster_event for entry in entries if entry.dagster_event]
    return FailedRun(
        job=run.job_name if run else "a job that Dagster does not know",
        run_id=run_id,
        place=place_of(data_dir),
        steps=tuple((event.step_key or "").replace("__", "/") for event in events if event.is_step_failure),
        rules=tuple(_rules(events)),
        readers_see=readers_see,
    )


def _rules(events: list[dg.DagsterEvent]) -> Iterator[str]:
    for event in events:
        if event.event_type is dg.DagsterEventType.ASSET_CHECK_EVALUATION:
            check = event.asset_check_evaluation_data
            if not check.passed and check.severity is dg.AssetCheckSeverity.ERROR:
                yield check.check_name
