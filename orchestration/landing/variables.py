"""The variables that dbt gets about the landed rows before a build reads the rows.

Not here: the project's own values (dbt_project.yml), turning variables into arguments (dbt_command.py).
"""

from __future__ import annotations

from orchestration.landing.indicator_lists.in_force import poverty_variables
from orchestration.landing.receipt import read_receipts
from orchestration.names import HOUSEHOLD_SURVEY
from orchestration.settings import Settings
from orchestration.warehouse import open_memory, parquet_rows

_WEIGHT = "sampling_weight"


def build_variables(settings: Settings) -> dict[str, float | str]:
    """Variable -> value, for the batches in force: how poverty is measured, whether households are weighted."""
    return {**poverty_variables(settings), "sampling_weights": is_weighted(settings)}


def is_weighted(settings: Settings) -> bool:
    """Whether any landed household represents more or fewer households than itself."""
    receipts = read_receipts(settings.landing, HOUSEHOLD_SURVEY)
    # A batch that landed before there were weights has no column for them.
    files = [each.parquet_in(folder) for folder, each in receipts.items() if _WEIGHT in each.columns]
    if not files:
        return False
    # Batches under different lists of indicators have different columns.
    weights = " union all ".join(f"select {_WEIGHT} from {parquet_rows(file)}" for file in files)
    connection = open_memory(settings)
    try:
        row = connection.execute(f"select coalesce(bool_or({_WEIGHT} <> 1), false) from ({weights})").fetchone()
    finally:
        connection.close()
    return bool(row and row[0])
