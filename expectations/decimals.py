"""The decimals that a release's doubles were made of, so that the audit's sums are the same in any order.

A release has doubles in place of decimals (with_doubles in orchestration/warehouse.py). A double of up to 15 digits is
one decimal, and the audit's views have it. A sum of deprivation scores may have more digits: rules compare such sums
by `is_same_sum` (definitions.sql). What is not here: the queries (exact.py).
"""

from __future__ import annotations

import re
from typing import Final

# Name of a column -> the type that its model has, where the first pattern that fits the whole name decides.
DECIMALS: Final = {
    "deprivation_sum_weighted": "decimal(38, 15)",
    "deprivation_sum|severity_sum|priority_score": "decimal(38, 9)",
    "deprivation_score": "decimal(10, 9)",
    "sampling_weight": "decimal(12, 6)",
    ".*_weighted": "decimal(18, 6)",
}


def decimal_of(column: str) -> str | None:
    """The type of the decimal that a column of doubles was made of; None for a column that never was a decimal."""
    return next((kind for pattern, kind in DECIMALS.items() if re.fullmatch(pattern, column)), None)


def is_sum_of_scores(column: str) -> bool:
    """Whether the column may have more digits than a double, so that rules compare it by `is_same_sum`."""
    return str(decimal_of(column)).startswith("decimal(38")
