"""Defects to plant in the gaps of the survey, each the only fault of its kind.

What is not here: the tools they are made of (plant.py), the tests (test_*.py).
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

from orchestration.names import OPEN, RESTRICTED
from tests.unit.expectations.plant import SOME_DISTRICT, Defect, add_rows, change, drop_rows

GAP: Final = "coverage_gap"


def a_gap_left_out(candidate: Path) -> None:
    drop_rows(candidate, GAP, where=SOME_DISTRICT)


def a_gap_named_twice(candidate: Path) -> None:
    add_rows(candidate, GAP, rows=f"select * from rows where {SOME_DISTRICT}")


def the_smallest_gap_first(candidate: Path) -> None:
    """Everywhere alike."""
    change(candidate, GAP, where="true", gap_rank="ranked_among + 1 - gap_rank")


def a_gap_of_houses_never_surveyed_alone(candidate: Path) -> None:
    change(candidate, GAP, where="true", houses_residential="houses_never_surveyed")


def gaps_of_few_houses_in_open(candidate: Path) -> None:
    """Under another rank too: the open zone of the country has no gap, because every gap has few houses."""
    rows = f"select * replace (gap_rank + 1 as gap_rank) from read_parquet('{candidate / RESTRICTED / GAP}.parquet')"
    add_rows(candidate, GAP, rows=f"{rows} where area_level <> 'village'", zones=(OPEN,))


# What the defect of the open zone breaks.
OF_OPEN: Final = (
    "privacy__open_coverage_gap_withholds_few",
    "privacy__open_gaps_are_ranked_among_those_shown",
    "hierarchy__open_agrees_with_restricted_coverage_gap",
)
# Defect -> the rule that must name it.
NAMED_BY: Final[dict[Defect, str]] = {
    a_gap_left_out: "gaps__are_the_areas_without_a_survey",
    a_gap_named_twice: "gaps__ranks_follow_the_houses",
    the_smallest_gap_first: "gaps__ranks_follow_the_houses",
    a_gap_of_houses_never_surveyed_alone: "gaps__are_the_areas_without_a_survey",
}
# Those that can lie in one candidate, in this order.
TOGETHER: Final = (a_gap_named_twice, the_smallest_gap_first, a_gap_of_houses_never_surveyed_alone)
