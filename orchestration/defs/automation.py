"""Jobs and the schedule: one job from inbox to release, and one job per operation on a release."""

from typing import Any

import dagster as dg

from orchestration import names
from orchestration.defs.ingest.landing_assets import landing_key
from orchestration.defs.publish.release_assets import CANDIDATE_KEY, PUBLISHED_KEY
from orchestration.defs.quality.audit_asset import VERDICT_KEY
from orchestration.landing.contract_file import feed_names


@dg.definitions
def defs() -> dg.Definitions:
    return dg.Definitions(jobs=jobs(), schedules=schedules())


def jobs() -> list[Any]:
    """Jobs not bound to assets yet. Dagster does not export the type of such a job."""
    landing = dg.AssetSelection.assets(*(landing_key(feed) for feed in feed_names()))
    transform = dg.AssetSelection.key_prefixes("warehouse", "reference")
    release = dg.AssetSelection.assets(CANDIDATE_KEY, VERDICT_KEY, PUBLISHED_KEY)
    return [
        _job(names.REFRESH_JOB, landing | transform | release, "From the inbox to a published release."),
        _job("land_feeds", landing, "Land what is new in the inbox; nothing else."),
        _job("build_warehouse", transform, "Build and test the warehouse from landing; nothing is published."),
        _job("publish_release", release, "Propose, audit and publish what the warehouse holds."),
    ]


def schedules() -> list[dg.ScheduleDefinition]:
    return [
        dg.ScheduleDefinition(
            name=names.DAILY_SCHEDULE,
            job_name=names.REFRESH_JOB,
            cron_schedule="0 2 * * *",
            execution_timezone=names.TIME_ZONE,
            description="Every night at two: land what is new, rebuild, audit, publish.",
        )
    ]


def _job(name: str, selection: dg.AssetSelection, description: str) -> Any:
    return dg.define_asset_job(name, selection=selection, description=description)
