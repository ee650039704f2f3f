"""Locks down that a defect that readers would suffer from stops the release alone, and that its rule names it.

That every rule can fail is in test_every_gate.py.
"""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from expectations import all_rules
from expectations.needs import PREVIOUS_RELEASE
from orchestration.release.verdict import Check, Verdict
from tests.unit.expectations import plant
from tests.unit.expectations.conftest import Judge
from tests.unit.expectations.country import build_candidate

# The defects that publication must never let through, each planted alone.
ALONE = (
    plant.children_do_not_sum,
    plant.houses_of_an_unlisted_batch,
    plant.a_household_lost_before_the_sums,
    plant.coverage_above_one,
    plant.a_lost_province,
    plant.a_province_not_listed,
    plant.an_indicator_missing,
    plant.rate_over_all_households,
    plant.an_unknown_goal,
    plant.a_house_code_in_open,
    plant.a_household_id_in_open,
    plant.a_house_code_as_a_number,
    plant.a_forbidden_column_in_open,
    plant.goal_14_scored_zero,
    plant.a_wrong_goal_score,
    plant.a_wrong_target_score,
    plant.m0_is_not_h_times_a,
    plant.an_area_twice,
    plant.villages_in_open,
    plant.open_differs_from_restricted,
    plant.an_answer_changed_after_the_sums,
    plant.a_file_missing,
    plant.another_database,
)


def named(verdict: Verdict, rule: str) -> Check:
    """The failed check of that name; the test fails with what was found instead."""
    failed = {check.name: check for check in verdict.critical_failures}
    assert rule in failed, f"{rule} did not fail, but {sorted(failed)} did"
    assert not failed[rule].observed.startswith("could not be examined"), failed[rule].observed
    return failed[rule]


@pytest.mark.parametrize("defect", ALONE, ids=lambda defect: defect.__name__)
def test_a_planted_defect_stops_the_release_and_is_named(defect: plant.Defect, candidate: Path, judge: Judge) -> None:
    defect(candidate)
    verdict = judge(candidate, only={plant.NAMED_BY[defect]})
    assert not verdict.passed
    named(verdict, plant.NAMED_BY[defect])


def test_a_volume_that_dropped_since_the_last_release_stops_the_release(
    candidate: Path, tmp_path: Path, judge: Judge
) -> None:
    """A whole pipeline's candidate, true in itself, made from half of the register."""
    half = build_candidate(tmp_path / "half", release_id="20241201T000000Z-half", houses=0.5)
    assert judge(half).passed
    verdict = judge(half, previous=candidate, only={"coverage__houses_did_not_drop"})
    assert not verdict.passed
    check = named(verdict, "coverage__houses_did_not_drop")
    assert "nation TH in 2567-1: houses_registered 462, in the last release 924" in check.observed


SINCE_THE_LAST_RELEASE = frozenset(
    rule.name for rule in all_rules() if rule.subject == "coverage" and PREVIOUS_RELEASE in rule.needs
)


def test_a_register_that_grew_is_no_fall_of_the_survey(candidate: Path, faultless: Path, judge: Judge) -> None:
    """A closed round with the same houses surveyed: its coverage rate falls by more points than the limit."""
    plant.a_register_that_grew(candidate, 0.1)
    verdict = judge(candidate, previous=faultless, only=SINCE_THE_LAST_RELEASE)
    assert [check.standing for check in verdict.checks] == ["passed"] * len(SINCE_THE_LAST_RELEASE)


def test_a_register_that_grew_beyond_the_limit_may_be_waived(candidate: Path, faultless: Path, judge: Judge) -> None:
    rule = "coverage__register_growth_is_plausible"
    plant.a_register_that_grew(candidate, 0.3)
    assert (
        "for example nation TH in 2567-1: houses_registered"
        in named(judge(candidate, previous=faultless, only={rule}), rule).observed
    )
    plant.waive(candidate, (rule, ("TH",)))
    assert [check.name for check in judge(candidate, previous=faultless, only={rule}).waived] == [rule]


def test_a_province_that_is_delivered_later_is_no_growth_of_the_others(
    candidate: Path, faultless: Path, tmp_path: Path, judge: Judge
) -> None:
    """A register that comes province by province, in the first release of half of them."""
    before = Path(shutil.copytree(faultless, tmp_path / "before"))
    later = "area_level = 'province' and area_code >= '50'"
    plant.change(before, "area_coverage", where=later, houses_registered="0", houses_residential="0")
    rules = {rule for rule in SINCE_THE_LAST_RELEASE if "growth" in rule}
    assert judge(candidate, previous=before, only=rules).counts.startswith("2 rules: 2 passed")


def test_the_example_names_the_place_and_the_figures(candidate: Path, faultless: Path, judge: Judge) -> None:
    plant.children_do_not_sum(candidate)
    plant.coverage_above_one(candidate)
    plant.an_indicator_missing(candidate)
    plant.a_lost_province(candidate, "area_sdg_goal")
    plant.rate_over_all_households(candidate)
    verdict = judge(candidate, unlike=faultless)
    observed = {check.name: check.observed for check in verdict.critical_failures}
    assert (
        "2 of 628 sums, for example province 10 in 2567-1: houses_registered 12, sum of children 13 (district)"
        in (observed["coverage__children_sum_to_parent"])
    )
    assert "for example 1.2" in observed["coverage__rate_is_between_0_and_1"]
    assert "indicator TQ05" in observed["completeness__area_indicator_has_every_indicator"]
    assert "for example province 10 in 2567-1" in observed["completeness__area_sdg_goal_has_every_area"]
    assert (
        "for example nation TH in 2567-1: indicator_code TQ01"
        in (observed["indicators__rate_is_failing_over_applicable"])
    )


def test_a_release_of_synthetic_data_does_not_follow_one_of_real_data(
    candidate: Path, faultless: Path, tmp_path: Path, judge: Judge
) -> None:
    before = Path(shutil.copytree(faultless, tmp_path / "before"))
    plant.real_data(before)
    plant.synthetic_data(candidate)
    rule = "release__synthetic_never_follows_real"
    named(judge(candidate, previous=before, only={rule}), rule)
    assert judge(before, previous=candidate, only={rule}).passed


def test_no_household_is_told_in_the_verdict_or_the_data_docs(candidate: Path, judge: Judge) -> None:
    plant.a_house_code_in_open(candidate)
    plant.a_household_id_in_open(candidate)
    plant.a_household_id_in_restricted(candidate)
    plant.raw_house_codes_as_keys(candidate)
    judge(candidate)
    verdicts = (candidate / "verdict.json", candidate / "restricted" / "verdict.json")
    pages = [*verdicts, *candidate.rglob("*.html")]
    assert len(pages) > 1
    for page in pages:
        text = page.read_text(encoding="utf-8")
        assert plant.HOUSE_CODE not in text, page
        assert plant.HOUSEHOLD_ID not in text, page


def test_a_cutoff_just_above_a_score_is_warned_of_with_the_share_of_the_people(
    faultless: Path, tmp_path: Path, judge: Judge
) -> None:
    """The hand-made indicators weigh a fifth each, and a household is poor from its score being k."""
    rule = "poverty__cutoff_is_not_just_above_a_score"
    for number, (cutoff, is_warned_of) in enumerate({"0.4": False, "0.4009": True, "0.4011": False}.items()):
        spoilt = Path(shutil.copytree(faultless, tmp_path / f"{number}"))
        plant.change(spoilt, "dim_indicator", where="true", cutoff_k=cutoff)
        verdict = judge(spoilt, only={rule})
        assert verdict.passed
        found = [check.observed for check in verdict.warnings]
        assert len(found) == is_warned_of
        assert not found or re.search(
            r"cutoff_k 0.4009, deprivation_score 0.4, per cent of the members who have the score \d+\.\d$", found[0]
        )
