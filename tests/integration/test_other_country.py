"""Locks down that the country is data. Three provinces go through the whole job without a change of code. Their nation
has its own code, regions and bounds of coordinates, and no pilot.
"""

from __future__ import annotations

import csv
import os
import subprocess
from pathlib import Path

import pandas
import pytest

from orchestration.release.verdict import read_verdict
from orchestration.settings import PROJECT_ROOT
from tests.benchmarks.compare import compare_tables
from tests.benchmarks.yardstick import yardstick_command, yardstick_environment
from tests.conftest import Warehouse, read_table

pytestmark = pytest.mark.slow

# The generator's provinces lie in Thailand; these lie as far west of it as the bounds of the country do.
PROVINCES = {"11": "WEST", "57": "WEST", "94": "EAST"}
DEGREES_WEST = 60
COUNTRY = [
    {"area_level": "nation", "area_code": "XX", "name_th": "ที่อื่น", "name_en": "Elsewhere", "un_area_code": "418"}
    | {"longitude_from": "37", "longitude_to": "46", "latitude_from": "5.6", "latitude_to": "20.5"},
    *(
        {"area_level": "region", "area_code": code, "parent_area_code": "XX", "name_th": f"ภาค {code}", "name_en": code}
        for code in ("WEST", "EAST", "EMPTY")
    ),
    *(
        {"area_level": "province", "area_code": code, "parent_area_code": region, "is_sdg_pilot": "false"}
        for code, region in PROVINCES.items()
    ),
]


def write_country_feed(inbox: Path) -> None:
    (inbox / "country").mkdir(parents=True)
    with (inbox / "country" / "country.csv").open("w", encoding="utf-8", newline="") as file:
        header = ["parent_area_code", "is_sdg_pilot", *COUNTRY[0]]
        writer = csv.DictWriter(file, fieldnames=header)
        writer.writeheader()
        writer.writerows(COUNTRY)


def move_houses(inbox: Path) -> None:
    for path in (inbox / "house_registry").rglob("*.csv"):
        houses = pandas.read_csv(path, dtype=str, keep_default_na=False)
        houses["longitude"] = [f"{float(value) - DEGREES_WEST:.6f}" if value else "" for value in houses["longitude"]]
        houses.to_csv(path, index=False)


@pytest.fixture(scope="module")
def warehouse(tmp_path_factory: pytest.TempPathFactory) -> Warehouse:
    made = Warehouse(tmp_path_factory.mktemp("elsewhere"), provinces=tuple(PROVINCES))
    made.receive_few_areas()
    write_country_feed(made.settings.inbox)
    made.receive_country()
    move_houses(made.settings.inbox)
    code, printed = made.run("run")
    assert code == 0, printed
    return made


def test_the_audit_of_another_country_finds_nothing(warehouse: Warehouse) -> None:
    verdict = read_verdict(warehouse.release)
    assert verdict.passed
    assert [check.name for check in verdict.warnings] == []


def test_the_areas_are_those_of_the_country(warehouse: Warehouse) -> None:
    areas = read_table(warehouse.release, "dim_area")
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


def test_the_figures_of_the_nation_are_those_of_its_provinces(warehouse: Warehouse) -> None:
    coverage = read_table(warehouse.release, "area_coverage").groupby(["area_level", "survey_round"])
    houses = coverage["houses_registered"].sum().unstack("survey_round")
    assert (houses.loc["nation"] > 0).all()
    assert (houses.loc["nation"] == houses.loc["province"]).all()
    network = read_table(warehouse.release, "area_network").query("area_level == 'nation'")
    assert list(network["area_code"]) == ["XX"]
    assert (network["teams_within"] > 0).all()


def test_values_of_the_un_are_of_the_same_nation(warehouse: Warehouse) -> None:
    """The delivered series are Thailand's."""
    assert read_table(warehouse.release, "kpi_linkage")["un_value"].isna().all()


def test_hand_written_sql_finds_the_same_in_every_cell(warehouse: Warehouse, tmp_path: Path) -> None:
    environment = yardstick_environment(warehouse.settings, os.environ)
    subprocess.run(yardstick_command(tmp_path), cwd=PROJECT_ROOT, env=environment, check=True)
    compared = compare_tables(warehouse.settings, release=warehouse.release, yardstick=tmp_path)
    assert [str(table) for table in compared if table.differences] == []
