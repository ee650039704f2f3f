"""What a build is told about the landed rows before it reads them: dbt's variables.

What is not here: the project's own values (dbt_project.yml), turning variables into arguments (dbt_command.py).
"""

from __future__ import annotations

from orchestration.landing.framework import poverty_variables
from orchestration.landing.receipt import landed_files
from orchestration.names import HOUSEHOLD_SURVEY
from orchestration.settings import Settings
from orchestration.warehouse import open_memory, parquet_rows


def build_variables(settings: Settings) -> dict[str, float | str]:
    """Variable -> value, for the batches in force: how poverty is measured, whether households are weighted."""
    return {**poverty_variables(settings), "sampling_weights": is_weighted(settings)}


def is_weighted(settings: Settings) -> bool:
    """Whether any landed household stands for more or fewer households than itself."""
    files = landed_files(settings.landing, HOUSEHOLD_SURVEY)
    if not files:
        return False
    connection = open_memory(settings)
    try:
        row = connection.execute(
            f"select coalesce(bool_or(sampling_weight <> 1), false) from {parquet_rows(*files)}"
        ).fetchone()
    finally:
        connection.close()
    return bool(row and row[0])
