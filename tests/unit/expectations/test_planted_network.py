"""Locks down that a wrong figure of a network stops the release alone, and that its rule names it."""

from __future__ import annotations

from pathlib import Path

import pandas
import pytest

from tests.unit.expectations.conftest import Judge
from tests.unit.expectations.plant_network import A_TEAM_OF_NOWHERE, NAMED_BY, UNLOCATED_RULE


@pytest.mark.parametrize("name", NAMED_BY)
def test_a_wrong_network_stops_the_release_and_is_named(name: str, candidate: Path, judge: Judge) -> None:
    defect, rule = NAMED_BY[name]
    defect(candidate)
    failed = {check.name: check.observed for check in judge(candidate, only={rule}).critical_failures}
    assert rule in failed, f"{rule} did not fail, but {sorted(failed)} did"
    assert not failed[rule].startswith("could not be examined"), failed[rule]


def test_a_team_of_an_unknown_area_warns(candidate: Path, faultless: Path, judge: Judge) -> None:
    A_TEAM_OF_NOWHERE(candidate)
    verdict = judge(candidate, unlike=faultless)
    assert verdict.passed
    assert [check.name for check in verdict.warnings] == [UNLOCATED_RULE]


def test_the_faultless_country_has_areas_of_every_status(candidate: Path) -> None:
    network = pandas.read_parquet(candidate / "restricted" / "area_network.parquet")
    assert set(network["status"]) == {"own team", "teams inside", "no team"}
