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
    assert [check.name for check in verdict.checks if check.is_failed] == []
    assert next(check for check in verdict.checks if check.name == "coverage__rate_did_not_drop").standing == "passed"


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
    counts = judge(candidate, previous=before, only=rules).counts
    assert counts.startswith("3 rules: 2 passed, 0 critical failures, 0 warnings")


def test_a_closed_round_delivered_twice_stops_the_release_and_may_be_waived(
    candidate: Path, faultless: Path, judge: Judge
) -> None:
    rules = {rule.name for rule in all_rules() if rule.name.endswith("closed_rounds_did_not_grow")}
    plant.a_round_delivered_twice(candidate)
    verdict = judge(candidate, previous=faultless, only=rules)
    households = named(verdict, "coverage__households_of_closed_rounds_did_not_grow").observed
    assert re.search(
        r"^1 of 1 area, for example nation TH in 2567-1: households_surveyed [\d,]+, in the last release [\d,]+$",
        households,
    )
    assert len(verdict.critical_failures) == len(verdict.warnings) == 2
    plant.waive(candidate, *((rule, ("all",)) for rule in rules))
    assert judge(candidate, previous=faultless, only=rules).passed


def test_the_latest_round_and_provinces_that_come_later_may_grow(
    candidate: Path, faultless: Path, tmp_path: Path, judge: Judge
) -> None:
    rules = {rule.name for rule in all_rules() if rule.name.endswith("closed_rounds_did_not_grow")}
    before = Path(shutil.copytree(faultless, tmp_path / "before"))
    figures = {"households_surveyed": "0", "members_surveyed": "0"}
    plant.change(before, "area_coverage", where="area_level = 'province' and area_code >= '50'", **figures)
    halved = {figure: f"{figure} // 2" for figure in figures}
    plant.change(before, "area_coverage", where="survey_round = '2567-2'", **halved)
    counts = judge(candidate, previous=before, only=rules).counts
    assert counts.startswith("6 rules: 4 passed, 0 critical failures, 0 warnings")


def test_many_households_of_the_same_houses_stop_the_release(candidate: Path, judge: Judge) -> None:
    """Without a release before, and in one province."""
    rule = "coverage__households_of_a_house_are_plausible"
    province = "area_level = 'province' and area_code = '{}' and survey_round = '2567-1'"
    plant.change(candidate, "area_coverage", where=province.format(20), houses_surveyed="25", households_surveyed="37")
    plant.change(candidate, "area_coverage", where=province.format(21), houses_surveyed="24", households_surveyed="48")
    assert judge(candidate, only={rule}).passed
    plant.change(candidate, "area_coverage", where=province.format(22), houses_surveyed="25", households_surveyed="38")
    assert (
        named(judge(candidate, only={rule}), rule).observed == "1 of 2 provinces, for example province 22 in 2567-1:"
        " households_surveyed 38, houses_surveyed 25, households a house 1.52"
    )


def test_a_few_corrections_of_the_code_list_pass_in_a_small_level(
    candidate: Path, faultless: Path, judge: Judge
) -> None:
    """Of 77 districts one is more than 1 %."""
    rules = {f"hierarchy__{rule}" for rule in ("areas_were_not_lost", "areas_kept_their_names", "new_areas_are_few")}
    corrected = "area_code in ('3201', '3301', '3401')"
    plant.change(candidate, "dim_area", where=corrected, name_th="concat(name_th, 'ก')")
    added = "area_level = 'district' and area_code between '3301' and '3501'"
    copied = f"select * replace (left(area_code, 2) || '02' as area_code) from rows where {added}"
    plant.add_rows(candidate, "dim_area", rows=copied)
    assert judge(candidate, previous=faultless, only=rules).counts.startswith("3 rules: 3 passed")


def test_names_of_two_areas_that_were_swapped_stop_the_release(candidate: Path, faultless: Path, judge: Judge) -> None:
    rule = "hierarchy__areas_kept_their_names"
    swapped = "case area_code when '3201' then 'พื้นที่ 3301' else 'พื้นที่ 3201' end"
    plant.change(candidate, "dim_area", where="area_code in ('3201', '3301')", name_th=swapped)
    assert "district 3201" in named(judge(candidate, previous=faultless, only={rule}), rule).observed


def test_an_area_that_had_houses_is_no_correction(
    candidate: Path, faultless: Path, tmp_path: Path, judge: Judge
) -> None:
    rule = "hierarchy__areas_were_not_lost"
    before = Path(shutil.copytree(faultless, tmp_path / "before"))
    none = {"houses_registered": "0", "households_surveyed": "0"}
    plant.change(before, "area_coverage", where="area_code = '310101'", **none)
    plant.drop_rows(candidate, "dim_area", where="area_code = '310101'")
    assert judge(candidate, previous=before, only={rule}).passed
    assert "subdistrict 310101" in named(judge(candidate, previous=faultless, only={rule}), rule).observed


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


def test_a_cutoff_just_above_the_score_of_one_household_is_warned_of(candidate: Path, judge: Judge) -> None:
    """Of 1 % of the members nobody knew how many of the poor they are."""
    rule = "poverty__cutoff_is_not_just_above_a_score"
    household = "household_key = (select min(household_key) from rows where is_poor)"
    plant.change(candidate, "fct_household", where=household, deprivation_score="0.3333", is_poor="false")
    plant.change(candidate, "dim_indicator", where="true", cutoff_k="0.3334")
    (check,) = judge(candidate, only={rule}).warnings
    assert "cutoff_k 0.3334, deprivation_score 0.3333, households that have the score 1, " in check.observed
    assert re.search(r"per cent of all members 0\.\d+, per cent of the poor members 0\.\d$", check.observed)


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
            r"cutoff_k 0.4009, deprivation_score 0.4, households that have the score \d+, per cent of all members"
            r" \d+\.\d+, per cent of the poor members \d+\.\d$",
            found[0],
        )
