"""Locks down a register with former codes: houses of Bueng Kan and Galyani Vadhana count where they lie today.

Counted again from the inbox, with the way from a former code to today's written once more in Python.
"""

from __future__ import annotations

import csv
from collections import Counter
from datetime import date
from pathlib import Path

import pandas
import pytest

from tests.conftest import PublishedRun

pytestmark = pytest.mark.slow


def read_inbox(run: PublishedRun, feed: str) -> list[dict[str, str]]:
    return [
        row
        for path in sorted((run.settings.inbox / feed).rglob("*.csv"))
        for row in csv.DictReader(path.read_text(encoding="utf-8").splitlines())
    ]


def read_table(release: Path, table: str, zone: str = "open") -> pandas.DataFrame:
    return pandas.read_parquet(release / zone / f"{table}.parquet")


def of_today(code: str, changes: dict[str, str]) -> str:
    former = next((code[:digits] for digits in (8, 6, 4, 2) if code[:digits] in changes), None)
    return code if former is None else of_today(changes[former] + code[len(former) :], changes)


@pytest.fixture(scope="module")
def changes(published_run: PublishedRun) -> dict[str, str]:
    rows = read_inbox(published_run, "area_changes")
    return {row["former_area_code"]: row["area_code"] for row in rows if row["former_area_code"] != "-"}


@pytest.fixture(scope="module")
def delivered(published_run: PublishedRun) -> dict[str, str]:
    """House code -> the village that the register says, former codes as they are."""
    register = read_inbox(published_run, "house_registry")
    return {row["house_code"]: row["village_code"] for row in register if row["register_type"] != "central"}


def test_the_register_has_both_codes_of_a_village(delivered: dict[str, str], changes: dict[str, str]) -> None:
    moved = {code: of_today(code, changes) for code in delivered.values() if of_today(code, changes) != code}
    assert {(code[:2], today[:2]) for code, today in moved.items()} == {("43", "38"), ("50", "50")}
    assert {today[:4] for code, today in moved.items() if code[:2] == "50"} == {"5025"}
    assert set(moved.values()) & set(delivered.values())


@pytest.mark.parametrize("digits", [2, 4, 6, 8])
def test_houses_count_where_their_code_leads_today(
    published_run: PublishedRun, delivered: dict[str, str], changes: dict[str, str], digits: int
) -> None:
    coverage = read_table(published_run.release, "area_coverage", "restricted")
    level = {2: "province", 4: "district", 6: "subdistrict", 8: "village"}[digits]
    rows = coverage[(coverage["area_level"] == level) & (coverage["survey_round"] == "2567-1")]
    published = rows.set_index("area_code")["houses_registered"]
    expected = Counter(of_today(code, changes)[:digits] for code in delivered.values())
    assert published[published > 0].to_dict() == dict(expected)


@pytest.mark.parametrize("survey_round", ["2566-1", "2567-1"])
def test_a_round_under_former_codes_is_comparable(
    published_run: PublishedRun, delivered: dict[str, str], changes: dict[str, str], survey_round: str
) -> None:
    survey = read_inbox(published_run, "household_survey")
    places = [delivered.get(row["house_code"]) for row in survey if row["survey_round"] == survey_round]
    expected = Counter(of_today(place, changes)[:4] for place in places if place is not None)
    coverage = read_table(published_run.release, "area_coverage")
    rows = coverage[(coverage["area_level"] == "district") & (coverage["survey_round"] == survey_round)]
    surveyed = rows.set_index("area_code")["households_surveyed"]
    assert surveyed[surveyed > 0].to_dict() == dict(expected)


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
    published_run: PublishedRun, delivered: dict[str, str], changes: dict[str, str]
) -> None:
    crosswalk = read_table(published_run.release, "area_crosswalk")
    moved = {code: of_today(code, changes) for code in delivered.values() if of_today(code, changes) != code}
    led = crosswalk.set_index("former_area_code")["area_code"].to_dict()
    assert led == moved | {former: of_today(former, changes) for former in changes}
    names = read_table(published_run.release, "dim_area").set_index(["area_level", "area_code"])["name_th"]
    rows = crosswalk[crosswalk["area_level"] == "district"]
    assert rows["name_th"].tolist() == [names["district", code] for code in rows["area_code"]]
