"""Locks down that each defect of local administrations is named, and that a release without any of them passes.

That every rule can fail is in test_every_gate.py.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from orchestration.release.verdict import Verdict
from tests.unit.expectations import plant
from tests.unit.expectations import plant_local_administrations as local
from tests.unit.expectations.conftest import Judge
from tests.unit.expectations.country import Country, build_candidate


def found_by(verdict: Verdict, rule: str) -> str:
    """What the failed rule observed; the test fails with what failed instead."""
    failed = {check.name: check.observed for check in (*verdict.critical_failures, *verdict.warnings)}
    assert rule in failed, f"{rule} did not fail, but {sorted(failed)} did"
    assert not failed[rule].startswith("could not be examined"), failed[rule]
    return failed[rule]


@pytest.mark.parametrize("defect", local.NAMED_BY, ids=lambda defect: defect.__name__)
def test_a_planted_defect_is_named(defect: plant.Defect, candidate: Path, judge: Judge) -> None:
    defect(candidate)
    verdict = judge(candidate, only={local.NAMED_BY[defect]})
    found_by(verdict, local.NAMED_BY[defect])
    only_warns = local.NAMED_BY[defect] in {check.name for check in verdict.warnings}
    assert only_warns or not verdict.passed
    assert only_warns == (defect is local.most_households_have_none)


def test_a_province_that_its_local_administrations_do_not_sum_to_is_named(
    candidate: Path, faultless: Path, judge: Judge
) -> None:
    local.local_administrations_do_not_sum(candidate)
    observed = found_by(judge(candidate, unlike=faultless), "coverage__children_sum_to_parent")
    assert re.match(r"1 of \d+ sums, for example province 86", observed), observed
    assert "province 86 in 2567-1: houses_registered 12, sum of children 13 (local_administration)" in observed


def test_a_release_without_local_administrations_passes(tmp_path: Path, judge: Judge) -> None:
    none = build_candidate(tmp_path / "none", country=Country(has_local_administrations=False))
    verdict = judge(none)
    assert verdict.passed
    assert verdict.warnings == ()


def test_a_list_whose_areas_were_all_lost_is_named(candidate: Path, judge: Judge) -> None:
    """The level as a whole must not vanish behind the leave to have none."""
    plant.drop_rows(candidate, "dim_area", where="area_level = 'local_administration'")
    for table in ("area_coverage", "area_indicator", "area_sdg_target", "area_sdg_goal", "area_poverty"):
        plant.drop_rows(candidate, table, where="area_level = 'local_administration'")
    rules = ("administrations__figures_stand_where_they_say", "coverage__children_sum_to_parent")
    verdict = judge(candidate, only=rules)
    for rule in rules:
        found_by(verdict, rule)
