"""The variables that dbt gets about the landed rows before a build reads the rows.

Not here: the project's own values (dbt_project.yml), turning variables into arguments (dbt_command.py).
"""

from __future__ import annotations

from orchestration.landing.indicator_lists.in_force import poverty_variables
from orchestration.landing.receipt import read_receipts
from orchestration.names import HOUSEHOLD_SURVEY
from orchestration.settings import Settings
from orchestration.warehouse import open_memory, parquet_rows


def build_variables(settings: Settings) -> dict[str, float | str]:
    """Variable -> value, for the batches in force: how poverty is measured, what is known of the sample."""
    return {
        **poverty_variables(settings),
        "sampling_weights": is_weighted(settings),
        "sampling_design": has_design(settings),
    }


def is_weighted(settings: Settings) -> bool:
    """Whether any landed household represents more or fewer households than itself."""
    return _is_any(settings, "sampling_weight", "sampling_weight <> 1")


def has_design(settings: Settings) -> bool:
    """Whether the stratum or the cluster of any landed household is known."""
    return any(_is_any(settings, column, f"{column} is not null") for column in ("stratum", "cluster_key"))


def _is_any(settings: Settings, column: str, condition: str) -> bool:
    """Whether the condition on the column holds for any landed household."""
    receipts = read_receipts(settings.landing, HOUSEHOLD_SURVEY)
    # A batch that landed before the contract had the column lacks it.
    files = [each.parquet_in(folder) for folder, each in receipts.items() if column in each.columns]
    if not files:
        return False
    # Batches under different lists of indicators have different columns.
    values = " union all ".join(f"select {column} from {parquet_rows(file)}" for file in files)
    connection = open_memory(settings)
    try:
        row = connection.execute(f"select coalesce(bool_or({condition}), false) from ({values})").fetchone()
    finally:
        connection.close()
    return bool(row and row[0])
