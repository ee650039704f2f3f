"""Locks down that a recount and a new household find out where noise is not as it must be, and nothing elsewhere."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from expectations import rule_names
from orchestration.names import OPEN
from orchestration.release.manifest import RoundVintage
from tests.unit.expectations import plant, plant_open
from tests.unit.expectations.conftest import Judge
from tests.unit.expectations.country import Country, build_candidate
from tests.unit.expectations.test_planted_defects import named

RECOUNTS = frozenset(rule for rule in rule_names() if rule.endswith("_equals_a_recount_with_noise"))
NEW_HOUSEHOLD = "privacy__open_vintages_tell_nothing_of_a_new_household"
OF_KINDS = {
    f"privacy__open_{table}_breakdown_equals_a_recount_with_noise" for table in ("area_indicator", "area_poverty")
}


def failed(judge: Judge, candidate: Path, rules: frozenset[str] | set[str]) -> set[str]:
    return {check.name for check in judge(candidate, only=rules).critical_failures}


def test_an_open_zone_with_its_noise_equals_the_recount(populous: Path, tmp_path: Path, judge: Judge) -> None:
    candidate = Path(shutil.copytree(populous, tmp_path / "candidate"))
    verdict = judge(candidate, only={*RECOUNTS, NEW_HOUSEHOLD})
    assert [check for check in verdict.checks if not check.passed] == []
    (observed,) = (check.observed for check in verdict.checks if check.name == NEW_HOUSEHOLD)
    assert re.search(r"0 of 2 rounds; figures all figures of its district, failures \d+, found \d+; ", observed)


def test_categories_without_a_salt_are_named(tmp_path: Path, judge: Judge) -> None:
    country = Country(houses=90, districts=4, rounds=("2567-1",), salts_categories=False)
    candidate = build_candidate(tmp_path / "candidate", country=country)
    assert failed(judge, candidate, RECOUNTS) == OF_KINDS


def test_noise_that_does_not_follow_the_vintage_is_named(populous: Path, tmp_path: Path, judge: Judge) -> None:
    candidate = Path(shutil.copytree(populous, tmp_path / "candidate"))
    plant_open.noise_of_no_vintage(candidate)
    assert failed(judge, candidate, {*RECOUNTS, NEW_HOUSEHOLD}) == {*RECOUNTS, NEW_HOUSEHOLD}


def test_noise_that_follows_a_vintage_equals_the_recount(tmp_path: Path, judge: Judge) -> None:
    country = Country(houses=90, districts=4, rounds=("2567-1",), vintage="2567-1 final")
    candidate = build_candidate(tmp_path / "candidate", country=country)
    final = RoundVintage(round="2567-1", kind="final", text="2567-1 final", release_id="r")
    plant.edit_manifest(candidate, lambda manifest: manifest.model_copy(update={"vintages": (final,)}))
    assert failed(judge, candidate, {*RECOUNTS, NEW_HOUSEHOLD}) == set()


@pytest.mark.parametrize("column", ["households_failing", "members_failing", "households_applicable"])
def test_a_count_without_its_noise_is_named(column: str, populous: Path, tmp_path: Path, judge: Judge) -> None:
    candidate = Path(shutil.copytree(populous, tmp_path / "candidate"))
    plant_open.exact_counts(candidate, "area_indicator", column=column)
    rule = "privacy__open_area_indicator_equals_a_recount_with_noise"
    assert failed(judge, candidate, {rule}) == {rule}


def test_places_of_six_decimals_are_named(candidate: Path, judge: Judge) -> None:
    where = "area_level = 'nation'"
    plant.change(candidate, "dim_area", where=where, zones=(OPEN,), longitude="longitude + 0.000123")
    rule = "privacy__open_places_are_coarse"
    assert named(judge(candidate, only={rule}), rule).is_failed


def test_an_exact_severity_in_a_reason_is_named(candidate: Path, judge: Judge) -> None:
    reason = "concat(reason, ', severity 0.37')"
    plant.change(candidate, "area_priority", where="area_level = 'nation'", zones=(OPEN,), reason=reason)
    rule = "privacy__open_reasons_name_classes"
    assert named(judge(candidate, only={rule}), rule).is_failed
