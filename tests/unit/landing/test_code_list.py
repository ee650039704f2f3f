"""Locks down that a new code list is compared with the last release and with the landed houses, area by area."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from orchestration import names
from tests.unit.landing.by_hand import SUBDISTRICTS, Inbox, house, houses

LISTED = [
    ("province", "50", "เชียงใหม่", "Chiang Mai"),
    ("district", "5001", "เมือง", "Mueang"),
    ("subdistrict", "500101", "ตำบล 1", "Subdistrict 1"),
    ("subdistrict", "500102", "ตำบล 2", "Subdistrict 2"),
]

WITHOUT_HOUSE = "subdistricts of the code list without a house, 1 in all:"


def publish(inbox: Inbox, areas: list[tuple[str, str, str, str]]) -> None:
    """A release whose list of areas is this one."""
    release: Path = inbox.settings.releases / "20241101T000000Z-made"
    (release / "open").mkdir(parents=True)
    columns = ("area_level", "area_code", "name_th", "name_en")
    rows = [dict(zip(columns, area, strict=True)) | {"valid_to": None} for area in areas]
    schema = pa.schema([*((column, pa.string()) for column in columns), ("valid_to", pa.date32())])
    pq.write_table(pa.Table.from_pylist(rows, schema=schema), release / "open" / "dim_area.parquet")
    inbox.settings.published.mkdir()
    inbox.settings.current.symlink_to(release)


def land_changes(inbox: Inbox) -> tuple[str, ...]:
    return inbox.land(names.AREA_CHANGES).notes


def test_a_list_that_did_not_change_is_not_spoken_of(inbox: Inbox) -> None:
    assert land_changes(inbox) == (), "there is no release to compare with"
    publish(inbox, LISTED)
    assert land_changes(inbox) == ()


def test_lost_new_and_renamed_areas_are_named(inbox: Inbox) -> None:
    before = [*LISTED[:2], ("subdistrict", "500101", "ตำบล 1", "Old"), ("district", "5009", "ก", "Gone")]
    publish(inbox, before)
    assert land_changes(inbox) == (
        "the code list differs from that of release 20241101T000000Z-made: 1 lost: district 5009 Gone; "
        "1 new: subdistrict 500102 Subdistrict 2; "
        "1 renamed: subdistrict 500101 ตำบล 1 / Old to ตำบล 1 / Subdistrict 1",
    )


def test_an_area_under_a_former_code_is_not_lost(inbox: Inbox) -> None:
    publish(inbox, [*LISTED, ("district", "5009", "ก", "Gone"), ("subdistrict", "500903", "ข", "Inside")])
    change = {"area_level": "district", "former_area_code": "5009", "area_code": "5001", "changed_on": "2024-01-01"}
    inbox.put("area_changes/changes.csv", [change | {"is_new_area": "false", "name_th": "", "name_en": ""}])
    assert land_changes(inbox) == ()


@pytest.mark.parametrize("register_type", ["tr14", "central"])
def test_houses_of_an_area_that_the_list_lost_are_refused_by_its_code(inbox: Inbox, register_type: str) -> None:
    lost = {"village_code": "50010201", "register_type": register_type}
    inbox.put("house_registry/houses.csv", houses(5, row_4=lost, row_5=lost))
    inbox.land()
    inbox.put("geography/subdistricts.json", SUBDISTRICTS[:1])
    inbox.land(names.GEOGRAPHY)
    if register_type == "central":
        assert inbox.land().notes == (), "an entry of the central register is no house"
        return
    message = inbox.refusal()
    assert "found houses in subdistricts that the code list lacks: 500102 with 2 houses" in message
    assert "deliver the list or the changes again" in message


def test_areas_without_a_house_are_named(inbox: Inbox) -> None:
    inbox.put("house_registry/houses.csv", [house(1)])
    assert inbox.land().notes == (f"{WITHOUT_HOUSE} 500102 Subdistrict 2",)


def test_a_name_of_an_area_is_shown_with_an_end_and_without_invisible_characters(inbox: Inbox) -> None:
    publish(inbox, [*LISTED, ("district", "5009", "ก", "Go\u200bne" + "x" * 500)])
    (note,) = land_changes(inbox)
    assert "1 lost: district 5009 Go<U+200B>ne" in note
    assert note.endswith("... (519 characters)")
