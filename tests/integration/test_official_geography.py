"""Locks down that the official code list goes through the whole job as it is: every area, its code and its name."""

from __future__ import annotations

import json
from pathlib import Path

import pandas
import pytest

from tests.conftest import PublishedRun, read_table

pytestmark = pytest.mark.soak


@pytest.fixture(scope="module")
def listed_areas(official_geography: Path, whole_run: PublishedRun) -> pandas.DataFrame:
    """dim_area of a run with the official list in the inbox and a synthetic country around it."""
    return read_table(whole_run.release, "dim_area")


@pytest.fixture(scope="module")
def areas(listed_areas: pandas.DataFrame) -> pandas.DataFrame:
    """Those of today."""
    return listed_areas[listed_areas["valid_to"].isna()]


@pytest.mark.parametrize(("level", "areas_of_level"), [("province", 77), ("district", 928), ("subdistrict", 7436)])
def test_every_official_area_is_published_once(areas: pandas.DataFrame, level: str, areas_of_level: int) -> None:
    codes = areas.query("area_level == @level")["area_code"]
    assert len(codes) == codes.nunique() == areas_of_level


@pytest.mark.parametrize("level", ["province", "district", "subdistrict"])
def test_names_are_the_official_ones(areas: pandas.DataFrame, official_geography: Path, level: str) -> None:
    listed = pandas.DataFrame(json.loads((official_geography / f"{level}s.json").read_text(encoding="utf-8")))
    expected = dict(zip(listed[f"{level}Code"].astype(str), listed[f"{level}NameTh"], strict=True))
    published = areas.query("area_level == @level").set_index("area_code")["name_th"].to_dict()
    assert published == expected
    assert all("\u0e00" <= name[0] <= "\u0e7f" for name in published.values())


def test_the_pilot_areas_are_the_fifteen_provinces(areas: pandas.DataFrame) -> None:
    provinces = areas.query("area_level == 'province'")
    assert provinces["is_sdg_pilot"].sum() == 15


def test_every_area_reaches_the_nation_through_its_parents(areas: pandas.DataFrame) -> None:
    parents = areas.query("area_level in ('province', 'district', 'subdistrict', 'village')")
    known = set(areas["area_code"])
    assert set(parents["parent_area_code"]) <= known
    assert (parents.query("area_level == 'subdistrict'").eval("area_code.str[:4] == parent_area_code")).all()


@pytest.mark.parametrize(
    ("level", "left", "joined"),
    [("district", "43", "38"), ("subdistrict", "5003", "5025")],
    ids=["38", "5025"],
)
def test_who_left_has_the_numbers_that_are_missing_where_they_were(
    listed_areas: pandas.DataFrame, areas: pandas.DataFrame, level: str, left: str, joined: str
) -> None:
    former = listed_areas[listed_areas["valid_to"].notna()].query("area_level == @level")
    former = former[former["parent_area_code"] == left].set_index("area_code")
    stayed = set(areas.query("parent_area_code == @left and area_level == @level")["area_code"])
    numbers = {f"{left}{number:02}" for number in range(1, len(stayed) + len(former) + 1)}
    assert set(former.index) == numbers - stayed
    assert set(former["successor_area_code"]) == set(
        areas.query("parent_area_code == @joined and area_level == @level")["area_code"]
    )
    names = areas.query("area_level == @level").set_index("area_code")["name_th"]
    assert former["name_th"].tolist() == names[former["successor_area_code"]].tolist()
