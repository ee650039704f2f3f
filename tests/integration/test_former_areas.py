"""Locks down a register with former codes: houses of Bueng Kan and Galyani Vadhana count where they lie today."""

from __future__ import annotations

from datetime import date

import pandas
import pytest

from tests.conftest import PublishedRun, read_table
from tests.integration.delivered import of_today, read_changes, read_houses, read_inbox

pytestmark = pytest.mark.slow

LEVELS = {"province": 2, "district": 4, "subdistrict": 6, "village": 8}


@pytest.fixture(scope="module")
def changes(published_run: PublishedRun) -> dict[str, str]:
    return read_changes(published_run)


@pytest.fixture(scope="module")
def houses(published_run: PublishedRun) -> pandas.DataFrame:
    return read_houses(published_run)


def test_the_register_has_both_codes_of_a_district(houses: pandas.DataFrame) -> None:
    moved = houses[houses["delivered_code"] != houses["village_code"]]
    assert set(zip(moved["delivered_code"].str[:2], moved["village_code"].str[:2], strict=True)) == {
        ("43", "38"),
        ("50", "50"),
    }
    assert set(moved["village_code"].str[:4]) & set(houses["delivered_code"].str[:4])


@pytest.mark.parametrize("level", LEVELS)
def test_houses_count_where_their_code_leads_today(
    published_run: PublishedRun, houses: pandas.DataFrame, level: str
) -> None:
    coverage = read_table(published_run.release, "area_coverage", "restricted")
    rows = coverage.query("area_level == @level and survey_round == '2567-1'")
    published = rows.set_index("area_code")["houses_registered"]
    expected = houses["village_code"].str[: LEVELS[level]].value_counts()
    assert published[published > 0].to_dict() == expected.to_dict()


@pytest.mark.parametrize("survey_round", ["2566-1", "2567-1"])
def test_a_round_under_former_codes_is_comparable(
    published_run: PublishedRun, houses: pandas.DataFrame, survey_round: str
) -> None:
    households = read_inbox(published_run, "household_survey").query("survey_round == @survey_round")
    villages = households["house_code"].map(houses.set_index("house_code")["village_code"]).dropna()
    coverage = read_table(published_run.release, "area_coverage")
    rows = coverage.query("area_level == 'district' and survey_round == @survey_round")
    surveyed = rows.set_index("area_code")["households_surveyed"]
    assert surveyed[surveyed > 0].to_dict() == villages.str[:4].value_counts().to_dict()


def test_former_areas_are_listed_without_figures(published_run: PublishedRun, changes: dict[str, str]) -> None:
    areas = read_table(published_run.release, "dim_area")
    former = areas[areas["valid_to"].notna()].set_index("area_code")
    assert former["successor_area_code"].to_dict() == changes
    bueng_kan = former[former["successor_area_code"].str[:2] == "38"]
    assert set(pandas.to_datetime(bueng_kan["valid_to"]).dt.date) == {date(2011, 3, 22)}
    begun = areas[areas["valid_from"].notna()].set_index("area_code")["valid_from"]
    assert pandas.to_datetime(begun["38"]).date() == date(2011, 3, 23)
    assert pandas.to_datetime(begun["5025"]).date() == date(2009, 12, 26)
    assert set(changes.values()) <= set(begun.index)
    coverage = read_table(published_run.release, "area_coverage", "restricted")
    assert set(coverage["area_code"]) & set(former.index) == set()


def test_the_crosswalk_has_every_code_that_was_delivered(
    published_run: PublishedRun, houses: pandas.DataFrame, changes: dict[str, str]
) -> None:
    crosswalk = read_table(published_run.release, "area_crosswalk")
    moved = houses[houses["delivered_code"] != houses["village_code"]]
    villages = dict(zip(moved["delivered_code"], moved["village_code"], strict=True))
    led = crosswalk.set_index("former_area_code")["area_code"].to_dict()
    assert led == villages | {former: of_today(former, changes) for former in changes}
    names = read_table(published_run.release, "dim_area").set_index(["area_level", "area_code"])["name_th"]
    rows = crosswalk.query("area_level == 'district'")
    assert rows["name_th"].tolist() == [names["district", code] for code in rows["area_code"]]
