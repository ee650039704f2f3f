"""The list of indicators in force: what the feed indicator_framework delivered or, where none came, the project's own.

What is not here: the rules of a single row (data/contracts/feeds/indicator_framework.yaml), weights where none are
given (dbt, dim_indicator).
"""

from __future__ import annotations

from orchestration.errors import LandingError
from orchestration.landing.contract import read_seed_codes
from orchestration.landing.receipt import landed_files, read_receipts
from orchestration.names import INDICATOR_FRAMEWORK, INDICATOR_SDG_MAP
from orchestration.settings import Settings
from orchestration.warehouse import open_memory, parquet_rows

# The rule of our own list: in poverty, a missing answer is none that fails.
NOT_DEPRIVED = "not_deprived"

# What keeps rows from being one list -> the condition under which it does. Weights are delivered with nine decimals at
# most, so a list of hundreds may miss 1 by their rounding; dim_indicator divides by their sum.
_FAULTS = {
    "framework_version is not the same in every row": "count(distinct framework_version) > 1",
    "an indicator_number stands more than once": "count(distinct indicator_number) < count(*)",
    "weight is given in some rows and blank in others": "count(weight) not in (0, count(*))",
    "a weight is 0": "min(weight) <= 0",
    "the weights do not add up to 1": "abs(sum(weight) - 1) > 1e-6",
    "cutoff_k is not the same in every row": "count(cutoff_k) not in (0, count(*)) or count(distinct cutoff_k) > 1",
    "cutoff_k is 0": "min(cutoff_k) <= 0",
    "missing_answer_rule is not the same in every row": "count(distinct missing_answer_rule) > 1",
}


def framework_codes(settings: Settings) -> tuple[str, ...]:
    """Codes of the indicators in force, in their order; the survey has an answer column of each name."""
    files = landed_files(settings.landing, INDICATOR_FRAMEWORK)
    if not files:
        return read_seed_codes(settings.seeds / "indicators.csv", column="indicator_code")
    connection = open_memory(settings)
    try:
        rows = connection.execute(
            f"select indicator_code from {parquet_rows(*files)} order by indicator_number, indicator_code"
        ).fetchall()
    finally:
        connection.close()
    return tuple(code for (code,) in rows)


def poverty_variables(settings: Settings) -> dict[str, float | str]:
    """dbt's variables of how poverty is measured under the list in force.

    A list that names no k leaves it to SDG_POVERTY_CUTOFF.
    """
    own: dict[str, float | str] = {"cutoff_k": settings.poverty_cutoff, "missing_answer_rule": NOT_DEPRIVED}
    files = landed_files(settings.landing, INDICATOR_FRAMEWORK)
    if not files:
        return own
    connection = open_memory(settings)
    try:
        row = connection.execute(
            f"select max(cutoff_k)::double, max(missing_answer_rule) from {parquet_rows(*files)}"
        ).fetchone()
    finally:
        connection.close()
    named = dict(zip(own, row or (), strict=False))
    return own | {name: value for name, value in named.items() if value is not None}


def refuse_unusable_framework(settings: Settings) -> None:
    """Raise LandingError with everything that keeps the landed rows from being one list of indicators."""
    files = landed_files(settings.landing, INDICATOR_FRAMEWORK)
    if not files:
        return
    conditions = ", ".join(f"coalesce({condition}, false)" for condition in _FAULTS.values())
    connection = open_memory(settings)
    try:
        found = connection.execute(f"select {conditions} from {parquet_rows(*files)}").fetchone() or ()
    finally:
        connection.close()
    if faults := [fault for fault, is_found in zip(_FAULTS, found, strict=True) if is_found]:
        receipts = read_receipts(settings.landing, INDICATOR_FRAMEWORK).values()
        sources = ", ".join(receipt.source_file for receipt in receipts)
        raise LandingError(
            f"{sources}: found rows that are not one list of indicators: {'; '.join(faults)}; expected one version"
            " whose weights add up to 1 or are all blank; correct the file and deliver it again under its name"
        )


def refuse_framework_without_links(settings: Settings) -> None:
    """Raise LandingError if indicators were delivered and nothing that links them to goals: no goal could be scored."""
    if landed_files(settings.landing, INDICATOR_FRAMEWORK) and not read_receipts(settings.landing, INDICATOR_SDG_MAP):
        raise LandingError(
            f"{INDICATOR_SDG_MAP}: found no file beside the delivered {INDICATOR_FRAMEWORK}, expected the links of its"
            f" indicators to targets; put them into inbox/{INDICATOR_SDG_MAP}"
        )
