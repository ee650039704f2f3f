"""Locks down that houses in another country are named by their province or subdistrict, however they lie in the box."""

from __future__ import annotations

from pathlib import Path

from tests.unit.expectations import plant_places
from tests.unit.expectations.conftest import Judge
from tests.unit.expectations.plant import drop_rows


def test_houses_in_another_country_are_named_by_their_area(candidate: Path, judge: Judge) -> None:
    for defect in plant_places.NAMED_BY:
        defect(candidate)
    verdict = judge(candidate, only=set(plant_places.NAMED_BY.values()))
    found = {check.name: check.observed for check in (*verdict.critical_failures, *verdict.warnings)}
    assert not verdict.passed
    assert found["hierarchy__provinces_lie_near_their_region"].startswith("1 of 77 provinces, for example province 27")
    assert "kilometres" in found["hierarchy__provinces_lie_near_their_region"]
    assert "for example subdistrict 280301" in found["hierarchy__subdistricts_lie_near_their_province"]
    assert "for example province 2" in found["hierarchy__houses_lie_near_their_subdistrict"]


def test_a_register_without_coordinates_is_not_refused(candidate: Path, judge: Judge) -> None:
    drop_rows(candidate, "fct_house_location", where="true")
    verdict = judge(candidate, only=set(plant_places.NAMED_BY.values()))
    assert verdict.passed
    assert {check.observed for check in verdict.checks} == {"not examined: no house with coordinates"}
