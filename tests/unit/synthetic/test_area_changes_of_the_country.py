"""Locks down the former codes of the synthetic country: which areas have one, and who is still delivered under it."""

from __future__ import annotations

import csv
import json
from datetime import date
from pathlib import Path

import pytest

from orchestration.settings import PROJECT_ROOT
from orchestration.synthetic.area_changes import MOVES, area_changes, late_register_changes
from orchestration.synthetic.country import Country, write_country

SUBDISTRICTS = (380101, 380102, 380205, 430101, 430301, 500301, 500305, 502501, 502502)


def read(inbox: Path, feed: str) -> list[dict[str, str]]:
    return [
        row
        for path in sorted((inbox / feed).rglob("*.csv"))
        for row in csv.DictReader(path.read_text(encoding="utf-8").splitlines())
    ]


@pytest.fixture(scope="module")
def inbox(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("country")
    write_country(folder, Country(rounds=("2567-1",)), seeds=PROJECT_ROOT / "dbt_project" / "seeds")
    return folder


def test_parts_get_the_free_numbers_of_where_they_came_from() -> None:
    moved = {(change.level, change.former): change.code for change in area_changes(SUBDISTRICTS)}
    assert moved == {
        ("province", None): 38,
        ("district", 4302): 3801,
        ("subdistrict", 430201): 380101,
        ("subdistrict", 430202): 380102,
        ("district", 4304): 3802,
        ("subdistrict", 430405): 380205,
        ("district", None): 5025,
        ("subdistrict", 500302): 502501,
        ("subdistrict", 500303): 502502,
    }


def test_the_register_is_late_with_the_last_part_of_each() -> None:
    assert [(change.former, change.code) for change in late_register_changes(SUBDISTRICTS)] == [
        (4304, 3802),
        (500303, 502502),
    ]


def test_a_country_without_those_areas_has_no_changes() -> None:
    assert area_changes((100101, 430101, 500301)) == ()
    assert late_register_changes((100101,)) == ()


def test_former_codes_are_of_no_area_of_today(inbox: Path) -> None:
    listed = json.loads((inbox / "geography" / "subdistricts.json").read_text(encoding="utf-8"))
    today = {str(area[f"{level}Code"]) for area in listed for level in ("province", "district", "subdistrict")}
    changes = read(inbox, "area_changes")
    assert {change["area_code"] for change in changes} <= today
    assert {change["former_area_code"] for change in changes} & today == set()
    assert {change["changed_on"] for change in changes} == {str(move.moved_on) for move in MOVES}


def test_older_houses_of_two_areas_are_delivered_under_the_former_code(inbox: Path) -> None:
    former = {row["former_area_code"]: row for row in read(inbox, "area_changes") if row["former_area_code"] != "-"}
    houses = [row for row in read(inbox, "house_registry") if row["register_type"] != "central"]
    late = [
        (row, former.get(row["village_code"][:4]) or former.get(row["village_code"][:6]))
        for row in houses
        if row["village_code"][:4] in former or row["village_code"][:6] in former
    ]
    assert {change["area_code"][:2] for _, change in late if change} == {"38", "50"}
    assert all(change and row["registered_on"] < change["changed_on"] for row, change in late)
    today = {change["area_code"] for _, change in late if change}
    newer = [row for row in houses if row["village_code"][:4] in today or row["village_code"][:6] in today]
    assert newer
    assert all(date.fromisoformat(row["registered_on"]) >= date(2009, 12, 26) for row in newer)
