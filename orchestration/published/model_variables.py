"""The variables of the dbt project, by their names there: written by `make contracts`, never by hand.

What is not here: what each means (dbt_project/dbt_project.yml).
"""

from __future__ import annotations

from typing import Final

CUTOFF_K: Final = 0.26
SAMPLING_WEIGHTS: Final = False
SAMPLING_DESIGN: Final = False
VINTAGES: Final[dict[str, str]] = {}
SENSITIVITY_CUTOFFS: Final = ("0.2", "0.26", "0.33", "0.5")
FEWEST_HOUSES_LOCATED: Final = 10
CANDIDATE_FEWEST_HOUSEHOLDS: Final = 20
CANDIDATE_FEWEST_AREAS: Final = 5
CANDIDATE_DEVIATIONS: Final = 3
SDG_DEADLINE: Final = "2030-12-31"
ON_TRACK_SHARE: Final = 0.95
WORSENING_SHARE: Final = -0.1
PATH_FEWEST_HOUSEHOLDS: Final = 25
AGENCY_FEWEST_CASES: Final = 100
AGENCIES_MOST: Final = 30
AGENCY_LONGEST_NAME: Final = 100
OPEN_FEWEST_SURVEYED: Final = 50
OPEN_FEWEST_APPLICABLE: Final = 20
OPEN_FEWEST_PASSING: Final = 5
OPEN_FEWEST_POOR: Final = 10
OPEN_FEWEST_POOR_DETAILED: Final = 20
OPEN_FEWEST_CASES: Final = 10
OPEN_FEWEST_CASES_RANKED: Final = 3
OPEN_FEWEST_HOUSES: Final = 10
