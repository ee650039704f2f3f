"""Locks down that each way in which noise can be left out of the open zone is found alone, by the rule for it."""

from __future__ import annotations

import shutil
from pathlib import Path

from expectations import rule_names
from tests.unit.expectations import plant_open
from tests.unit.expectations.conftest import Judge
from tests.unit.expectations.plant import a_sum_of_scores_in_open
from tests.unit.expectations.test_planted_defects import named

OPEN_RULES = frozenset(rule for rule in rule_names() if rule.startswith("privacy__open_"))


def of_table(table: str) -> set[str]:
    """The rules on the noise of the table."""
    return {rule for rule in OPEN_RULES if rule.startswith(f"privacy__open_{table}_has_no")}


def test_an_open_zone_that_shows_every_area_has_noise_everywhere(populous: Path, tmp_path: Path, judge: Judge) -> None:
    candidate = Path(shutil.copytree(populous, tmp_path / "candidate"))
    verdict = judge(candidate, only=OPEN_RULES)
    assert [check for check in verdict.checks if check.is_failed] == []


def test_a_table_without_noise_is_named(populous: Path, tmp_path: Path, judge: Judge) -> None:
    candidate = Path(shutil.copytree(populous, tmp_path / "candidate"))
    plant_open.exact_counts(candidate, "area_sdg_goal")
    verdict = judge(candidate, only=of_table("area_sdg_goal") | of_table("area_sdg_target"))
    assert {check.name for check in verdict.critical_failures} == {
        "privacy__open_area_sdg_goal_has_no_exact_column",
        "privacy__open_area_sdg_goal_has_noise_around_zero",
        # Counts of 1 and 2 are there too.
        "privacy__open_area_sdg_goal_has_noise_within_bounds",
    }


def test_exact_members_beside_households_with_noise_are_named(populous: Path, tmp_path: Path, judge: Judge) -> None:
    candidate = Path(shutil.copytree(populous, tmp_path / "candidate"))
    plant_open.exact_counts(candidate, "area_indicator", column="members_failing")
    rule = "privacy__open_area_indicator_has_no_exact_column"
    assert "1 of 4 columns, for example column members_failing" in named(judge(candidate, only={rule}), rule).observed


def test_a_rate_of_exact_counts_is_named(candidate: Path, judge: Judge) -> None:
    plant_open.a_rate_of_exact_counts(candidate)
    rule = "privacy__open_rates_follow_from_open_counts"
    assert named(judge(candidate, only={rule}), rule).is_failed


def test_a_median_of_three_cases_is_named(candidate: Path, judge: Judge) -> None:
    plant_open.a_median_of_three_cases(candidate)
    rule = "privacy__open_area_case_progress_solution_withholds_few"
    assert "solved cases 3" in named(judge(candidate, only={rule}), rule).observed


def test_a_figure_on_19_applicable_households_is_named(candidate: Path, judge: Judge) -> None:
    plant_open.a_figure_on_19_households(candidate, "area_indicator")
    rule = "privacy__open_area_indicator_withholds_rows_of_few"
    assert "applicable households 19" in named(judge(candidate, only={rule}), rule).observed


def test_a_row_withheld_without_need_is_named(candidate: Path, judge: Judge) -> None:
    plant_open.a_row_withheld_without_need(candidate)
    rule = "hierarchy__open_agrees_with_restricted_area_indicator"
    assert "withheld, but of enough households" in named(judge(candidate, only={rule}), rule).observed


def test_a_nation_of_more_households_than_its_regions_is_named(candidate: Path, judge: Judge) -> None:
    plant_open.a_sum_far_off(candidate, "area_poverty")
    rule = "privacy__open_area_poverty_has_children_near_their_parent"
    assert "nation TH" in named(judge(candidate, only={rule}), rule).observed


def test_a_sum_of_deprivations_in_the_open_zone_is_named(candidate: Path, judge: Judge) -> None:
    a_sum_of_scores_in_open(candidate)
    rule = "privacy__open_has_no_forbidden_column"
    assert "deprivation_sum" in named(judge(candidate, only={rule}), rule).observed
