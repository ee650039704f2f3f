"""The copy of the release in PostgreSQL: its asset, its job, and the sensor that starts the job.

The copy is a job of its own: where the server refuses, the run of the publication has succeeded, and this run is
reported. Not here: how the copy is made (orchestration/presentation/serving).
"""

from typing import Any

import dagster as dg

from orchestration import names
from orchestration.defs.actor import by_run
from orchestration.defs.publish.release_assets import PUBLISHED_KEY
from orchestration.defs.resources import WarehouseSettings
from orchestration.defs.tags import zone_tags
from orchestration.release.history import current_release
from orchestration.release.manifest import manifest_digest
from orchestration.settings import Settings, load_settings

SERVED_KEY = dg.AssetKey(["served", "postgres"])


@dg.asset(
    key=SERVED_KEY,
    deps=[PUBLISHED_KEY],
    group_name=names.GROUP_RELEASE,
    description="The current release in the PostgreSQL of SDG_POSTGRES_DSN, for BI tools. The switch is one step.",
    kinds={"postgres"},
    owners=[names.OWNER],
    tags=zone_tags(names.ZONES, is_personal=True),
    pool=names.WAREHOUSE_POOL,
)
def served(context: dg.AssetExecutionContext, settings: WarehouseSettings) -> dg.MaterializeResult[None]:
    from orchestration.presentation.serving.serve import serve_release

    with settings.in_use() as loaded:
        copy = serve_release(loaded, by=by_run(context.run), log=context.log.warning)
        context.log.info(str(copy))
        return dg.MaterializeResult(
            metadata={
                "release_id": copy.release_id,
                "place": copy.place,
                "schemas": dg.MetadataValue.json(list(copy.schemas)),
                "tables": copy.tables,
                "dagster/row_count": copy.rows,
                "seconds": copy.seconds,
                "switch_seconds": copy.switch_seconds,
            }
        )


@dg.definitions
def defs() -> dg.Definitions:
    return dg.Definitions(assets=[served], jobs=[serve_job()], sensors=[serve_sensor(load_settings())])


def serve_job() -> Any:
    """The type of a job that is not bound to assets yet is not exported."""
    return dg.define_asset_job(
        names.SERVE_JOB,
        selection=dg.AssetSelection.assets(SERVED_KEY),
        description="Copy the current release to PostgreSQL, compare it with the manifest, and switch its readers.",
    )


def serve_sensor(settings: Settings) -> dg.SensorDefinition:
    """Publication, rollback and erasure change what `published/current` leads to, or its manifest."""

    @dg.sensor(
        name=names.SERVE_SENSOR,
        job_name=names.SERVE_JOB,
        minimum_interval_seconds=30,
        description="Another current release, or another manifest of it, is copied to PostgreSQL. SDG_POSTGRES_DSN "
        "starts it.",
        default_status=(dg.DefaultSensorStatus.RUNNING if settings.serving.dsn else dg.DefaultSensorStatus.STOPPED),
    )
    def sensor(context: dg.SensorEvaluationContext) -> dg.SensorResult:
        now = load_settings()
        if not now.serving.dsn:
            return dg.SensorResult(skip_reason="SDG_POSTGRES_DSN is not set")
        release = current_release(now)
        if release is None:
            return dg.SensorResult(skip_reason="nothing is published yet")
        seen = f"{release.name} {manifest_digest(release)}"
        if seen == context.cursor:
            return dg.SensorResult(skip_reason=f"a run has begun for release {release.name}", cursor=seen)
        return dg.SensorResult(
            run_requests=[dg.RunRequest(tags={"sdg/reason": f"release {release.name}"})], cursor=seen
        )

    return sensor
