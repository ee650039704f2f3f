"""The variables that dbt gets about the landed rows before a build reads the rows.

Not here: the project's own values (dbt_project.yml), turning variables into arguments (dbt_command.py).
"""

from __future__ import annotations

from orchestration.disclosure.vintages import Vintage, vintages_in_force
from orchestration.landing.indicator_lists.in_force import poverty_variables
from orchestration.landing.receipt import read_receipts
from orchestration.names import HOUSEHOLD_SURVEY
from orchestration.settings import Settings
from orchestration.warehouse import open_memory, parquet_rows


def build_variables(settings: Settings) -> dict[str, object]:
    """Variable -> value, for the batches in force: how poverty is measured, what is known of the sample, the vintages.

    Raises VintageError with every fault of the file of vintages.
    """
    return {
        **poverty_variables(settings),
        "sampling_weights": is_weighted(settings),
        "sampling_design": has_design(settings),
        "vintages": {vintage.round: vintage.text for vintage in landed_vintages(settings)},
    }


def landed_vintages(settings: Settings) -> tuple[Vintage, ...]:
    """The vintage of each landed round."""
    return vintages_in_force(settings, landed_rounds(settings))


def landed_rounds(settings: Settings) -> dict[str, bool]:
    """Survey round -> whether any batch with households of the round is of the synthetic country."""
    receipts = read_receipts(settings.landing, HOUSEHOLD_SURVEY)
    if not receipts:
        return {}
    batches = " union all ".join(
        f"select survey_round, {each.is_synthetic} as is_synthetic from {parquet_rows(each.parquet_in(folder))}"
        for folder, each in receipts.items()
    )
    connection = open_memory(settings)
    try:
        rows = connection.execute(
            f"select survey_round, bool_or(is_synthetic) from ({batches}) group by survey_round order by survey_round"
        ).fetchall()
    finally:
        connection.close()
    return {str(name): bool(is_synthetic) for name, is_synthetic in rows}


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
