"""What a dbt invocation of this project needs: environment, arguments, and the place of its results.

Not here: starting a build (defs/transform).
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

from orchestration.errors import WarehouseError
from orchestration.published.model_variables import CUTOFF_K, SAMPLING_DESIGN, SAMPLING_WEIGHTS, VINTAGES
from orchestration.settings import PROJECT_ROOT, SPARK, Settings
from orchestration.spark import spark_environment

DBT_PROJECT = PROJECT_ROOT / "dbt_project"
DBT_MANIFEST = DBT_PROJECT / "target" / "manifest.json"
# The dbt of the environment that runs us, whether or not that environment is activated.
DBT_EXECUTABLE = str(Path(sys.executable).parent / "dbt")
# What dbt leaves in the target folder about its last invocation.
RUN_RESULTS = "run_results.json"
_OWN_VARIABLES: Mapping[str, object] = {
    "cutoff_k": CUTOFF_K,
    "sampling_weights": SAMPLING_WEIGHTS,
    "sampling_design": SAMPLING_DESIGN,
    "vintages": VINTAGES,
}


def refuse_missing_manifest() -> None:
    """Raise WarehouseError if dbt's manifest was not written at build time. Dagster loads the models from it."""
    if not DBT_MANIFEST.exists():
        raise WarehouseError(
            "dbt_project/target/manifest.json: not found; run `make manifest` (`make run` does it by itself)"
        )


def dbt_target(settings: Settings) -> Path:
    """Folder of the last invocation's artifacts; its parse cache makes the next one start faster."""
    return settings.warehouse_dir / "dbt"


def dbt_environment(settings: Settings) -> dict[str, str]:
    """Variables that dbt_project/profiles.yml and the sources read."""
    return {
        "SDG_DBT_TARGET": settings.engine,
        **(spark_environment(settings) if settings.engine == SPARK else {}),
        "SDG_DBT_WAREHOUSE_FILE": str(settings.warehouse_file),
        "SDG_DBT_LANDED": str(settings.landed),
        "SDG_DBT_SCRATCH": str(settings.scratch),
        "SDG_DBT_MEMORY_LIMIT": settings.memory_limit,
        "SDG_DBT_THREADS": str(settings.threads),
        "DBT_PROFILES_DIR": str(DBT_PROJECT),
        "DBT_SEND_ANONYMOUS_USAGE_STATS": "false",
    }


def dbt_build_arguments(variables: Mapping[str, object]) -> list[str]:
    """`dbt build` with these variables.

    Unit tests are of the code, not of the data: they run in the test suite, and their rows name our own indicators.
    """
    return ["build", "--exclude-resource-type", "unit_test", *variable_arguments(variables)]


def variable_arguments(variables: Mapping[str, object]) -> list[str]:
    """The variables that differ from the project's own: another value costs a full parse."""
    others = {name: value for name, value in variables.items() if value != _OWN_VARIABLES[name]}
    return ["--vars", json.dumps(others)] if others else []


def write_docs(settings: Settings, variables: Mapping[str, object]) -> Path:
    """Let dbt describe every model and column on one page, and return the page.

    The page has the SQL that dbt builds with these variables. No table is built or changed.

    Raises WarehouseError if nothing was built yet, or with the message of dbt.
    """
    if not settings.warehouse_file.exists():
        raise WarehouseError(f"{settings.warehouse_file.name}: not built yet; build it first: `make run`")
    target = settings.docs_page.parent
    result = subprocess.run(
        [
            *(DBT_EXECUTABLE, "--quiet", "docs", "generate", "--static", "--target-path", str(target)),
            *variable_arguments(variables),
        ],
        cwd=DBT_PROJECT,
        env={**os.environ, **dbt_environment(settings)},
        capture_output=True,
        text=True,
        check=False,
    )
    if result.returncode != 0:
        raise WarehouseError(f"dbt docs generate failed:\n{result.stdout}{result.stderr}".rstrip())
    return settings.docs_page
