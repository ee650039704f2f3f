"""Locks down that houses in another country are named by their province or subdistrict, however they lie in the box.

So are areas whose houses moved since the last release, or lost their coordinates.
"""

from __future__ import annotations

from pathlib import Path

from tests.unit.expectations import plant_places
from tests.unit.expectations.conftest import Judge
from tests.unit.expectations.plant import change, drop_rows


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


def test_houses_that_moved_or_lost_their_coordinates_are_named_by_their_area(
    candidate: Path, faultless: Path, judge: Judge
) -> None:
    for defect in plant_places.SINCE_THE_LAST_RELEASE:
        defect(candidate)
    verdict = judge(candidate, previous=faultless, only=plant_places.NAMED_SINCE_THE_LAST_RELEASE)
    stops = {check.name: check.observed for check in verdict.critical_failures}
    warns = {check.name: check.observed for check in verdict.warnings}
    assert stops["hierarchy__provinces_stayed_in_place"].startswith("2 of 77 provinces, for example province 21")
    assert "2 of 154 areas, for example district 2001: " in warns["hierarchy__districts_stayed_in_place"]
    assert "kilometres 205" in warns["hierarchy__districts_stayed_in_place"]
    assert "1 of 154 areas, for example province 21: " in warns["hierarchy__areas_are_still_located"]


def test_an_area_that_moved_a_little_is_not_named(candidate: Path, faultless: Path, judge: Judge) -> None:
    """Part of a register was delivered later. A province with few houses may lose the middle that it had."""
    change(candidate, "dim_area", where="area_code like '20%'", longitude="longitude + 0.2")
    change(candidate, "dim_area", where="area_level = 'province' and area_code = '21'", longitude="null")
    change(candidate, "dim_area", where="area_code = '2101'", longitude="null")
    verdict = judge(candidate, previous=faultless, only=plant_places.NAMED_SINCE_THE_LAST_RELEASE)
    assert {check.standing for check in verdict.checks} == {"passed"}
