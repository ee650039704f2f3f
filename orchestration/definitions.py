"""What Dagster loads: everything that the modules of the folder defs/ define, and what all jobs share.

Importing this module reads nothing. Not here: assets, jobs and schedules (defs/).
"""

from pathlib import Path

import dagster as dg

from orchestration.defs.progress import progress_logger
from orchestration.defs.resources import WarehouseSettings


@dg.definitions
def defs() -> dg.Definitions:
    shared = dg.Definitions(
        loggers={"progress": progress_logger},
        resources={"settings": WarehouseSettings()},
        # One process per run: a step in its own process pays for its imports again.
        executor=dg.in_process_executor,
    )
    return dg.Definitions.merge(dg.load_from_defs_folder(path_within_project=Path(__file__).parent), shared)
