"""Builds the Definitions that Dagster loads. Importing it reads dbt's prebuilt manifest and nothing else.

Not here: assets, jobs and schedules (defs/).
"""

import dagster as dg

from orchestration.defs.automation import jobs, schedules
from orchestration.defs.ingest.landing_assets import inbox_specs, landing_assets
from orchestration.defs.ingest.synthetic_job import synthetic_job
from orchestration.defs.progress import progress_logger
from orchestration.defs.publish.release_assets import candidate, published, rollback_job
from orchestration.defs.quality.audit_asset import verdict
from orchestration.defs.resources import WarehouseSettings
from orchestration.defs.transform.dbt_models import dbt_resource, warehouse_assets


@dg.definitions
def defs() -> dg.Definitions:
    return dg.Definitions(
        assets=[*inbox_specs(), *landing_assets(), warehouse_assets(), candidate, verdict, published],
        jobs=[*jobs(), rollback_job, synthetic_job],
        schedules=schedules(),
        loggers={"progress": progress_logger},
        resources={"settings": WarehouseSettings(), "dbt": dbt_resource()},
        # One process per run: a step in its own process pays for its imports again.
        executor=dg.in_process_executor,
    )
