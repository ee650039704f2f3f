"""The candidate and the published release: two assets around the audit, and the rollback.

Not here: how a candidate is built or published (orchestration.release), the audit (defs/quality).
"""

from datetime import timedelta

import dagster as dg

from orchestration import names
from orchestration.defs.actor import by_run
from orchestration.defs.links import release_links
from orchestration.defs.quality.audit_asset import CANDIDATE_KEY, VERDICT_KEY
from orchestration.defs.resources import WarehouseSettings
from orchestration.defs.tags import zone_tags
from orchestration.defs.transform.dbt_models import warehouse_key
from orchestration.headline import headline
from orchestration.published.lists import OPEN_MODELS, PUBLISHED_TABLES
from orchestration.release.candidate import propose_release
from orchestration.release.manifest import Manifest, read_manifest
from orchestration.release.publish import publish_release, rollback_release
from orchestration.settings import Settings, load_settings

PUBLISHED_KEY = dg.AssetKey(["published", "current"])


@dg.asset(
    key=CANDIDATE_KEY,
    deps=[warehouse_key(table) for table in (*PUBLISHED_TABLES, *OPEN_MODELS) if table != names.RELEASE_TABLE],
    group_name=names.GROUP_RELEASE,
    description="A release as it would be published: Parquet in both zones, one database, manifest. No reader sees it.",
    kinds={"parquet", "duckdb"},
    owners=[names.OWNER],
    tags=zone_tags(names.ZONES, is_personal=True),
    pool=names.WAREHOUSE_POOL,
)
def candidate(context: dg.AssetExecutionContext, settings: WarehouseSettings) -> dg.MaterializeResult[None]:
    with settings.in_use() as loaded:
        folder = propose_release(loaded, log=context.log.info)
        manifest = read_manifest(folder)
        rows = {f"{table.zone}/{table.table}": table.rows for table in manifest.tables}
        return dg.MaterializeResult(
            metadata={
                "release_id": manifest.release_id,
                "code_version": manifest.code_version,
                "dagster/row_count": sum(rows.values()),
                "dagster/column_schema": _columns(manifest),
                "rows": dg.MetadataValue.json(rows),
                "folder": dg.MetadataValue.path(str(folder)),
            }
        )


@dg.definitions
def defs() -> dg.Definitions:
    return dg.Definitions(assets=[candidate, published_asset(load_settings())], jobs=[rollback_job])


def published_asset(settings: Settings) -> dg.AssetsDefinition:
    stale = timedelta(days=settings.fresh_days)

    @dg.asset(
        key=PUBLISHED_KEY,
        deps=[VERDICT_KEY, CANDIDATE_KEY],
        group_name=names.GROUP_RELEASE,
        description="The release that BI tools open through published/current. The switch is one step.",
        kinds={"parquet", "duckdb"},
        owners=[names.OWNER],
        tags=zone_tags(names.ZONES, is_personal=True),
        pool=names.WAREHOUSE_POOL,
        freshness_policy=dg.FreshnessPolicy.time_window(fail_window=stale, warn_window=stale * 3 / 4),
    )
    def published(context: dg.AssetExecutionContext, settings: WarehouseSettings) -> dg.MaterializeResult[None]:
        with settings.in_use() as loaded:
            publication = publish_release(loaded, by=by_run(context.run), log=context.log.info)
            return dg.MaterializeResult(
                metadata={
                    **release_links(loaded, loaded.releases / publication.release_id),
                    "is_new": publication.is_new,
                    "headline": dg.MetadataValue.md(f"```\n{headline(loaded)}\n```"),
                    "readers_open": dg.MetadataValue.path(str(loaded.current)),
                    "dagster/column_schema": _columns(read_manifest(loaded.current)),
                }
            )

    return published


def _columns(manifest: Manifest) -> dg.TableSchema:
    """Every column of every table in every zone, as it lies in the files."""
    return dg.TableSchema(
        [
            dg.TableColumn(f"{table.zone}/{table.table}.{name}", kind)
            for table in manifest.tables
            for name, kind in table.columns.items()
        ]
    )


class RollbackConfig(dg.Config):
    """Which release to go back to."""

    to: str = ""
    """Identifier of the release; empty for the one before the current."""
    why: str = ""
    """The reason, for the record of acts."""


@dg.op(pool=names.WAREHOUSE_POOL)
def switch_back(context: dg.OpExecutionContext, config: RollbackConfig, settings: WarehouseSettings) -> None:
    with settings.in_use() as loaded:
        by = by_run(context.run, why=config.why)
        publication = rollback_release(loaded, to=config.to or None, by=by, log=context.log.warning)
        context.log.info(f"release {publication.release_id} is current again, after {publication.previous_release_id}")


@dg.job(name="rollback_release", description="Switch readers back to an earlier release, by default the one before.")
def rollback_job() -> None:
    switch_back()
