"""Defects to plant in the progress of pledges, each the only fault of its kind.

What is not here: the tools they are made of (plant.py), the tests (test_*.py).
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

from tests.unit.expectations.plant import Defect, change, drop_rows

PLEDGES: Final = "pledge_progress"
MEASURED: Final = "latest_value is not null and baseline_value <> target_value"


def one(condition: str, *, which: str = "min") -> str:
    return f"province_code = (select {which}(province_code) from rows where {condition})"


def a_province_without_a_pledge_left_out(candidate: Path) -> None:
    drop_rows(candidate, PLEDGES, where="pledge_id is null")


def a_value_that_is_not_published(candidate: Path) -> None:
    """A little better than the survey says, with the share that follows from it."""
    change(
        candidate,
        PLEDGES,
        where=one(f"{MEASURED} and status = 'worsening'"),
        latest_value="latest_value + (target_value - baseline_value) * 1e-6",
        progress_share="progress_share + 1e-6",
    )


def a_share_of_the_target_alone(candidate: Path) -> None:
    where = one(f"{MEASURED} and status = 'worsening'", which="max")
    change(candidate, PLEDGES, where=where, progress_share="progress_share - 1")


def a_pledge_said_to_be_on_track(candidate: Path) -> None:
    change(candidate, PLEDGES, where="status in ('missed', 'progress too slow')", status="'on track'")


def a_pledge_of_two_measures(candidate: Path) -> None:
    """No reader is misled by the figures; the province is asked what it meant."""
    change(candidate, PLEDGES, where=one("status = 'not measured'"), indicator_code="'TQ01'", goal="1")


# Defect -> the rule that must name it; the last one warns.
NAMED_BY: Final[dict[Defect, str]] = {
    a_province_without_a_pledge_left_out: "pledges__every_province_is_seen",
    a_value_that_is_not_published: "pledges__latest_value_is_the_published_one",
    a_share_of_the_target_alone: "pledges__shares_match_their_definitions",
    a_pledge_said_to_be_on_track: "pledges__status_follows_from_the_figures",
    a_pledge_of_two_measures: "pledges__aim_at_an_improvement",
}
DEFECTS: Final = tuple(NAMED_BY)
