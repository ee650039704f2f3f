"""The limits that rules hold figures to: tolerances, shares and changes as fractions of one, and counts that are known.

Each fills the placeholder of its name in the rules' SQL: RATE_TOLERANCE is `${rate_tolerance}`. What is not here: the
limits of the models themselves (variables of dbt).
"""

from __future__ import annotations

from typing import Final

# Ratios are DOUBLE quotients of exact counts; scores are means of such quotients times 100.
RATE_TOLERANCE: Final = 1e-9
SCORE_TOLERANCE: Final = 1e-6
WEIGHT_TOLERANCE: Final = 1e-6

UNMATCHED_WARNING: Final = 0.05
UNMATCHED_LIMIT: Final = 0.20
VOLUME_DROP_LIMIT: Final = 0.10
COVERAGE_DROP_LIMIT: Final = 0.05
PROVINCE_COVERAGE_DROP_WARNING: Final = 0.10
# New houses of a year are a few per cent; a register that was delivered twice has twice the houses.
REGISTER_GROWTH_LIMIT: Final = 0.10
PROVINCE_REGISTER_GROWTH_WARNING: Final = 0.20
RELEASE_SHIFT_WARNING: Final = 0.20
ROUND_SHIFT_WARNING: Final = 0.30
# Households do not change this fast: answers were swapped, or an item was read from another column.
SHIFT_LIMIT: Final = 0.50
MISDATED_LIMIT: Final = 0.01
IMPOSSIBLE_EVENTS_WARNING: Final = 0.01
# A larger share is no news of villages: the links of a whole delivery are missing.
WITHOUT_ADMINISTRATION_WARNING: Final = 0.05

# A cut-off so little above a score was meant to be that score; of fewer people than the share nobody need hear.
CUTOFF_ABOVE_SCORE: Final = 0.001
CUTOFF_ABOVE_SCORE_SHARE: Final = 0.01
# Weights with this mean, or one as far from 1, sum to the sample instead of the households that it represents.
RELATIVE_WEIGHT_TOLERANCE: Final = 0.01

# Of the progress that is required or expected: from here on track, below here worsening.
ON_TRACK: Final = 0.95
WORSENING: Final = -0.1

PROVINCES: Final = 77
PILOT_PROVINCES: Final = 15
BUDDHIST_ERA_OFFSET: Final = 543
# The mean of fewer houses would say where they are.
FEWEST_LOCATED_HOUSES: Final = 10


def placeholders() -> dict[str, str]:
    """Name of a limit in small letters -> the limit as SQL writes it."""
    return {name.lower(): repr(value) for name, value in globals().items() if name.isupper()}
