"""The candidate and the published release: two assets around the audit, and the rollback.

Not here: how a candidate is built or published (orchestration.release), the audit (defs/quality).
"""

import dagster as dg

from orchestration import names
from orchestration.defs.quality.audit_asset import VERDICT_KEY
from orchestration.defs.resources import WarehouseSettings
from orchestration.defs.transform.dbt_models import warehouse_key
from orchestration.headline import headline
from orchestration.published.lists import PUBLISHED_TABLES
from orchestration.release.candidate import propose_release
from orchestration.release.manifest import read_manifest
from orchestration.release.publish import publish_release, rollback_release

CANDIDATE_KEY = dg.AssetKey(["release", "candidate"])
PUBLISHED_KEY = dg.AssetKey(["published", "current"])


@dg.asset(
    key=CANDIDATE_KEY,
    deps=[warehouse_key(table) for table in PUBLISHED_TABLES if table != names.RELEASE_TABLE],
    group_name=names.GROUP_RELEASE,
    description="A release as it would be published: Parquet in both zones, one database, manifest. No reader sees it.",
    kinds={"parquet", "duckdb"},
    owners=[names.OWNER],
    pool=names.WAREHOUSE_POOL,
)
def candidate(context: dg.AssetExecutionContext, settings: WarehouseSettings) -> dg.MaterializeResult[None]:
    loaded = settings.load()
    folder = propose_release(loaded, log=context.log.info)
    manifest = read_manifest(folder)
    rows = {f"{table.zone}/{table.table}": table.rows for table in manifest.tables}
    return dg.MaterializeResult(
        metadata={
            "release_id": manifest.release_id,
            "code_version": manifest.code_version,
            "dagster/row_count": sum(rows.values()),
            "rows": dg.MetadataValue.json(rows),
            "folder": dg.MetadataValue.path(str(folder)),
        }
    )


@dg.asset(
    key=PUBLISHED_KEY,
    deps=[VERDICT_KEY, CANDIDATE_KEY],
    group_name=names.GROUP_RELEASE,
    description="The release that BI tools open through published/current. Switched in one step, or left as it was.",
    kinds={"parquet", "duckdb"},
    owners=[names.OWNER],
    pool=names.WAREHOUSE_POOL,
)
def published(context: dg.AssetExecutionContext, settings: WarehouseSettings) -> dg.MaterializeResult[None]:
    loaded = settings.load()
    publication = publish_release(loaded, log=context.log.info)
    return dg.MaterializeResult(
        metadata={
            "release_id": publication.release_id,
            "is_new": publication.is_new,
            "headline": dg.MetadataValue.md(f"```\n{headline(loaded)}\n```"),
            "folder": dg.MetadataValue.path(str(loaded.current)),
        }
    )


class RollbackConfig(dg.Config):
    """Which release to go back to."""

    to: str = ""
    """Identifier of the release; empty for the one before the current."""


@dg.op(pool=names.WAREHOUSE_POOL)
def switch_back(context: dg.OpExecutionContext, config: RollbackConfig, settings: WarehouseSettings) -> None:
    loaded = settings.load()
    publication = rollback_release(loaded, to=config.to or None)
    context.log.info(f"release {publication.release_id} is current again, after {publication.previous_release_id}")


@dg.job(name="rollback_release", description="Switch readers back to an earlier release, by default the one before.")
def rollback_job() -> None:
    switch_back()
