"""Locks down waivers in the audit: each waives the areas that it names and no other, or is refused by name."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from expectations.audit import in_plain_words
from orchestration.errors import WaiverError
from tests.unit.expectations import plant
from tests.unit.expectations.conftest import Judge

RULE = "coverage__no_province_was_lost"
GOALS = "goals__list_is_1_to_17"
NAMES = "hierarchy__areas_have_a_thai_name"
PAGE = "coverage-restricted__area_coverage-with-a-waiver.html"


# Rules to which the waivers that are refused belong, and the one whose name is the nearest to a wrong one.
NAMED = {
    RULE,
    NAMES,
    "coverage__no_round_was_lost",
    "privacy__open_has_no_forbidden_column",
    "release__synthetic_never_follows_real",
    "release__files_are_as_listed",
}


def lose_provinces(candidate: Path, *codes: str) -> None:
    for code in codes:
        where = f"area_level = 'province' and area_code = '{code}'"
        plant.change(candidate, "area_coverage", where=where, houses_registered="0", households_surveyed="0")


def test_a_waived_failure_is_counted_apart_and_does_not_stop_the_release(
    candidate: Path, faultless: Path, judge: Judge
) -> None:
    lose_provinces(candidate, "24")
    plant.waive(candidate, (RULE, ("24",)))
    verdict = judge(candidate, previous=faultless, only={RULE, "coverage__no_round_was_lost"}, has_pages=True)
    assert verdict.passed
    assert verdict.counts == "2 rules: 1 passed, 0 critical failures, 0 warnings, 1 waived, 0 not examined"
    (check,) = verdict.waived
    assert (check.name, check.passed) == (RULE, False)
    assert check.observed.startswith("2 of 154 provinces, for example province 24 in 2567-1")
    assert check.waived == "area 24 until 2027-03-31: two provinces merged (statistician)"
    written = json.loads((candidate / "verdict.json").read_text(encoding="utf-8"))
    assert (written["passed"], written["critical_failures"], written["waived"]) == (True, [], [RULE])
    assert "WAIVED coverage__no_province_was_lost" in in_plain_words(verdict)
    page = candidate / "restricted" / "quality" / "data_docs" / PAGE
    text = page.read_text(encoding="utf-8")
    assert "fa-hand-paper" in text
    assert "Waived for area 24 until 2027-03-31: two provinces merged (statistician)" in text
    assert "Failed" not in text
    assert "Expectations with a waiver" in text


def test_a_failure_outside_the_named_areas_stops_the_release_and_is_the_example(
    candidate: Path, faultless: Path, judge: Judge
) -> None:
    lose_provinces(candidate, "24", "38")
    plant.waive(candidate, (RULE, ("24",)))
    verdict = judge(candidate, previous=faultless, only={RULE}, has_pages=True)
    page = candidate / "restricted" / "quality" / "data_docs" / PAGE
    assert "Failed" in page.read_text(encoding="utf-8")
    assert not verdict.passed
    (check,) = verdict.critical_failures
    assert check.observed.startswith("4 of 154 provinces, 2 of them not waived, for example province 38 in 2567-1")
    assert verdict.waived == ()
    plant.waive(candidate, (RULE, ("24",)), (RULE, ("38",)))
    assert judge(candidate, previous=faultless, only={RULE}).passed


def test_a_waiver_for_all_covers_findings_without_an_area_and_rules_of_the_library(
    candidate: Path, faultless: Path, judge: Judge
) -> None:
    plant.change(candidate, "dim_area", where="area_code = '24'", name_th="null")
    plant.drop_rows(candidate, "dim_sdg_goal", where="goal = 17")
    plant.waive(candidate, (GOALS, ("all",)), (NAMES, ("all",)), (RULE, ("all",)))
    verdict = judge(candidate, previous=faultless, only={GOALS, NAMES, RULE})
    assert {check.name for check in verdict.waived} == {GOALS, NAMES}
    assert [check.name for check in verdict.checks if check.passed] == [RULE]


def test_a_rule_that_could_not_be_examined_is_not_waived(candidate: Path, judge: Judge) -> None:
    rule = "indicators__nation_equals_recount"
    plant.rewrite(candidate, "fct_household", query="select * exclude (TQ03) from rows")
    plant.waive(candidate, (rule, ("all",)))
    (check,) = judge(candidate, only={rule}).critical_failures
    assert check.observed.startswith("could not be examined")


@pytest.mark.parametrize(
    ("rule", "areas", "fault"),
    [
        ("coverage__no_provinces_was_lost", "24", f"found no rule of this name, the nearest is {RULE}"),
        ("privacy__open_has_no_forbidden_column", "all", "rules of privacy and release are never waived"),
        ("release__synthetic_never_follows_real", "all", "rules of privacy and release are never waived"),
        ("release__files_are_as_listed", "all", "rules of privacy and release are never waived"),
        (RULE, "99", "found 99, expected codes of this release or the previous one"),
        ("coverage__no_round_was_lost", "24", "found areas, but what this rule finds is no area; write areas: all"),
        (NAMES, "24", "found areas, but what this rule finds is no area; write areas: all"),
    ],
)
def test_a_waiver_that_cannot_be_used_is_refused_by_name(
    candidate: Path, judge: Judge, rule: str, areas: str, fault: str
) -> None:
    plant.waive(candidate, (rule, (areas,)))
    with pytest.raises(WaiverError, match="propose the candidate again") as refused:
        judge(candidate, only=NAMED)
    assert f"waivers 1 ({rule}): {fault}" in str(refused.value)
    assert not (candidate / "verdict.json").exists()


def test_an_area_that_a_waiver_of_the_previous_release_names_is_known_though_it_is_gone(
    candidate: Path, faultless: Path, tmp_path: Path, judge: Judge
) -> None:
    before = Path(shutil.copytree(faultless, tmp_path / "before"))
    plant.waive(before, (RULE, ("99",)))
    plant.waive(candidate, (RULE, ("99",)))
    assert judge(candidate, previous=before, only={RULE}).passed
