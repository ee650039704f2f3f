"""Jobs, and what starts them: the schedule every night, and the sensor on the inbox.

Each is off until a person switches it on in the UI, or a setting does. Not here: what a look at the inbox finds
(orchestration.landing.watch), the sensor that reports failures (failures.py).
"""

import time
from typing import Any

import dagster as dg

from orchestration import names
from orchestration.defs.ingest.landing_assets import landing_key
from orchestration.defs.publish.release_assets import PUBLISHED_KEY
from orchestration.defs.quality.audit_asset import CANDIDATE_KEY, VERDICT_KEY, candidate_key
from orchestration.landing.contract_file import feed_names
from orchestration.landing.watch import look, read_watch
from orchestration.published.tables import TABLES
from orchestration.settings import Settings, load_settings


@dg.definitions
def defs() -> dg.Definitions:
    settings = load_settings()
    return dg.Definitions(jobs=jobs(), schedules=schedules(settings), sensors=[inbox_sensor(settings)])


def jobs() -> list[Any]:
    """Jobs not bound to assets yet. Dagster does not export the type of such a job."""
    landing = dg.AssetSelection.assets(*(landing_key(feed) for feed in feed_names()))
    transform = dg.AssetSelection.key_prefixes("warehouse", "reference")
    release = dg.AssetSelection.assets(CANDIDATE_KEY, VERDICT_KEY, PUBLISHED_KEY, *map(candidate_key, TABLES))
    return [
        _job(names.REFRESH_JOB, landing | transform | release, "From the inbox to a published release."),
        _job("land_feeds", landing, "Land what is new in the inbox; nothing else."),
        _job("build_warehouse", transform, "Build and test the warehouse from landing; nothing is published."),
        _job("publish_release", release, "Propose, audit and publish what the warehouse holds."),
    ]


def schedules(settings: Settings) -> list[dg.ScheduleDefinition]:
    return [
        dg.ScheduleDefinition(
            name=names.DAILY_SCHEDULE,
            job_name=names.REFRESH_JOB,
            cron_schedule="0 2 * * *",
            execution_timezone=names.TIME_ZONE,
            description="Every night at two: land what is new, rebuild, audit, publish. SDG_SCHEDULE=on starts it.",
            default_status=(
                dg.DefaultScheduleStatus.RUNNING if settings.schedule_is_on else dg.DefaultScheduleStatus.STOPPED
            ),
        )
    ]


def inbox_sensor(settings: Settings) -> dg.SensorDefinition:
    @dg.sensor(
        name=names.INBOX_SENSOR,
        job_name=names.REFRESH_JOB,
        minimum_interval_seconds=30,
        description="New files in the inbox, none of which is still being written, start the whole job. "
        "SDG_INBOX_SENSOR=on starts it.",
        default_status=(
            dg.DefaultSensorStatus.RUNNING if settings.inbox_sensor_is_on else dg.DefaultSensorStatus.STOPPED
        ),
    )
    def sensor(context: dg.SensorEvaluationContext) -> dg.SensorResult:
        found = look(load_settings(), read_watch(context.cursor), now=time.time())
        cursor = found.watch.model_dump_json()
        if found.run_key is None:
            return dg.SensorResult(skip_reason=found.reason, cursor=cursor)
        context.log.info(found.reason)
        return dg.SensorResult(
            run_requests=[dg.RunRequest(run_key=found.run_key, tags={"sdg/reason": found.reason})], cursor=cursor
        )

    return sensor


def _job(name: str, selection: dg.AssetSelection, description: str) -> Any:
    return dg.define_asset_job(name, selection=selection, description=description)
