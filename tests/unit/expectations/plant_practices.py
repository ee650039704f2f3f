"""Defects of practices to plant in a candidate release, and the rule that names each.

What is not here: the tools they are made of (plant.py), the tests.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

from tests.unit.expectations.plant import BOTH, Defect, add_rows, change

PRACTICES: Final = "practice_effect"
CANDIDATES: Final = "practice_candidate"


def _one(condition: str) -> str:
    return f"practice_id = (select min(practice_id) from rows where {condition})"


def an_effect_before_the_survey(candidate: Path) -> None:
    change(candidate, PRACTICES, where="status in ('not yet surveyed', 'no baseline')", status="'no comparable area'")


def the_change_taken_for_the_effect(candidate: Path) -> None:
    change(candidate, PRACTICES, where="status = 'compared'", effect="failing_rate_change")


def a_comparison_with_the_best_alone(candidate: Path) -> None:
    """The effect follows; only who was compared does not hold."""
    change(
        candidate,
        PRACTICES,
        where="areas_compared > 1",
        areas_compared="cast(1 as bigint)",
    )


def a_median_that_flatters(candidate: Path) -> None:
    change(
        candidate,
        PRACTICES,
        where="status = 'compared'",
        median_failing_rate_change="median_failing_rate_change + 0.01",
        effect="effect - 0.01",
    )


def rates_of_another_area(candidate: Path) -> None:
    """Both rates a little higher: change and effect stay."""
    change(
        candidate,
        PRACTICES,
        where="households_applicable = baseline_households_applicable"
        " and greatest(households_failing, baseline_households_failing) < households_applicable",
        households_failing="households_failing + 1",
        baseline_households_failing="baseline_households_failing + 1",
        failing_rate="(households_failing + 1) / cast(households_applicable as double)",
        baseline_failing_rate="(baseline_households_failing + 1) / cast(households_applicable as double)",
    )


def a_practice_of_nowhere(candidate: Path) -> None:
    """No figure is wrong; whoever registered it is asked where it is."""
    unknown = {"area_code": "'99'", "status": "'area not known'"}
    change(candidate, PRACTICES, where=_one("status = 'no baseline'"), zones=BOTH, **unknown)


def a_candidate_invented(candidate: Path) -> None:
    rows = """
        select survey_round, area_level, area_code, 'TQ01' as indicator_code, start_round as baseline_round,
               0 as baseline_decile, 20 as households_applicable, 0 as households_failing,
               20 as baseline_households_applicable, 9 as baseline_households_failing, 9 as areas_compared,
               2 as candidate_rank, 0 as failing_rate, 0.45 as baseline_failing_rate, -0.45 as failing_rate_change,
               0 as median_failing_rate_change, -0.45 as effect, -4 as deviations, false as is_suppressed
    """
    effects = candidate / "restricted" / f"{PRACTICES}.parquet"
    add_rows(candidate, CANDIDATES, rows=f"{rows} from (from read_parquet('{effects}') limit 1)")


# Defect -> the rule that must name it; a practice of nowhere is warned of.
NAMED_BY: Final[dict[Defect, str]] = {
    a_practice_of_nowhere: "practices__can_be_measured",
    an_effect_before_the_survey: "practices__status_follows_from_the_figures",
    the_change_taken_for_the_effect: "practices__effects_match_their_definition",
    a_comparison_with_the_best_alone: "practices__comparisons_equal_recount",
    a_median_that_flatters: "practices__comparisons_equal_recount",
    rates_of_another_area: "practices__comparisons_equal_recount",
    a_candidate_invented: "practices__candidates_equal_recount",
}
DEFECTS: Final = tuple(NAMED_BY)
RULES: Final = (*dict.fromkeys(NAMED_BY.values()), "practices__candidates_are_ranked_by_effect")
