"""Locks down that the country is data. Three provinces go through the whole job without a change of code. Their nation
has its own code, regions and bounds of coordinates, and no pilot.
"""

from __future__ import annotations

import pytest

from orchestration.release.verdict import read_verdict
from tests.conftest import Warehouse, read_table
from tests.integration.elsewhere import PROVINCES

pytestmark = pytest.mark.slow


def test_the_audit_of_another_country_finds_nothing(elsewhere: Warehouse) -> None:
    verdict = read_verdict(elsewhere.release)
    assert verdict.passed
    assert [check.name for check in verdict.warnings] == []


def test_the_areas_are_those_of_the_country(elsewhere: Warehouse) -> None:
    areas = read_table(elsewhere.release, "dim_area")
    codes = areas.groupby("area_level")["area_code"].agg(set)
    assert codes["nation"] == {"XX"}
    assert codes["region"] == {"WEST", "EAST"}, "a region without a province has no figures"
    assert codes["pilot_group"] == {"NON_PILOT"}
    assert codes["province"] == set(PROVINCES)
    parents = areas[areas["area_level"] == "province"].set_index("area_code")["parent_area_code"]
    assert parents.to_dict() == PROVINCES
    located = areas.dropna(subset=["longitude"])
    assert located["longitude"].between(37, 46).all()
    assert set(located["area_level"]) >= {"nation", "province", "subdistrict"}


def test_the_figures_of_the_nation_are_those_of_its_provinces(elsewhere: Warehouse) -> None:
    coverage = read_table(elsewhere.release, "area_coverage").groupby(["area_level", "survey_round"])
    houses = coverage["houses_registered"].sum().unstack("survey_round")
    assert (houses.loc["nation"] > 0).all()
    assert (houses.loc["nation"] == houses.loc["province"]).all()
    network = read_table(elsewhere.release, "area_network").query("area_level == 'nation'")
    assert list(network["area_code"]) == ["XX"]
    assert (network["teams_within"] > 0).all()


def test_values_of_the_un_are_of_the_same_nation(elsewhere: Warehouse) -> None:
    """The delivered series are Thailand's."""
    assert read_table(elsewhere.release, "kpi_linkage")["un_value"].isna().all()
