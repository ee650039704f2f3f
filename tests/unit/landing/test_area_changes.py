"""Locks down which area changes land, and that rows under a former code do too."""

from __future__ import annotations

import shutil

import pytest

from orchestration import names
from tests.unit.landing.by_hand import ROWS_FOR_ONE_FAULT, Inbox, Row, house, houses

CHANGES = f"{names.AREA_CHANGES}/changes.csv"


def change(**other: str) -> Row:
    row = {
        "area_level": "subdistrict",
        "former_area_code": "500399",
        "area_code": "500101",
        "changed_on": "2009-12-26",
        "is_new_area": "true",
        "name_th": "",
        "name_en": "",
    }
    return row | other


BEGUN = change(area_level="district", former_area_code="-", area_code="5001")
CHAIN = (
    change(former_area_code="500398", area_code="500399", changed_on="2001-01-01"),
    change(),
)


# The village's successor has no row of its own: it went along with its district.
VILLAGE_WITHIN_A_DISTRICT = (
    change(area_level="village", former_area_code="50990101", area_code="50980103", changed_on="2005-01-01"),
    change(area_level="district", former_area_code="5098", area_code="5001", changed_on="2011-03-23"),
)


def test_a_successor_that_went_along_with_its_district_lands(inbox: Inbox) -> None:
    inbox.put(CHANGES, list(VILLAGE_WITHIN_A_DISTRICT))
    inbox.land(names.AREA_CHANGES)
    assert len(inbox.landed(names.AREA_CHANGES)) == 2


def test_changes_land_with_their_types(inbox: Inbox) -> None:
    inbox.put(CHANGES, [BEGUN, *CHAIN, change(former_area_code="500397", area_code="500102", is_new_area="false")])
    inbox.land(names.AREA_CHANGES)
    landed = inbox.landed(names.AREA_CHANGES)
    assert [(row["former_area_code"], row["area_code"], row["is_new_area"]) for row in landed] == [
        (None, "5001", True),
        ("500398", "500399", True),
        ("500399", "500101", True),
        ("500397", "500102", False),
    ]
    assert {str(row["changed_on"]) for row in landed} == {"2009-12-26", "2001-01-01"}


@pytest.mark.parametrize(
    ("rows", "fault"),
    [
        ([change(), change(area_code="500102")], "500399 has 2 successors"),
        ([change(area_code="5001")], "subdistrict 500399 to 5001 is not of 6 digits"),
        ([change(former_area_code="5003")], "subdistrict 5003 to 500101 is not of 6 digits"),
        ([change(former_area_code="500102")], "500102 to 500101, though 500102 is on today's list"),
        ([change(area_code="500188")], "500399 to 500188, which no list knows"),
        ([change(area_level="village", former_area_code="50039901", area_code="50018801")], "which no list knows"),
        (
            [change(former_area_code="500398", area_code="500399", changed_on="2010-01-01"), change()],
            "500398 to 500399 on 2010-01-01, though 500399 ended by then",
        ),
        (
            [
                change(area_level="village", former_area_code="50010101", area_code="50010102"),
                change(area_level="village", former_area_code="50010102", area_code="50010101"),
            ],
            "though 50010101 ended by then",
        ),
        (
            [VILLAGE_WITHIN_A_DISTRICT[0] | {"changed_on": "2011-03-23"}, VILLAGE_WITHIN_A_DISTRICT[1]],
            "though 5098 ended by then",
        ),
        ([change(area_level="province", former_area_code="-", area_code="51")], "province (none) to 51, which no list"),
    ],
)
def test_changes_that_lead_nowhere_are_refused(inbox: Inbox, rows: list[Row], fault: str) -> None:
    inbox.put(CHANGES, rows)
    message = inbox.refusal(names.AREA_CHANGES)
    assert fault in message
    assert message.startswith(f"{CHANGES}: found changes that do not lead to an area of today: ")


@pytest.mark.parametrize(
    ("column", "value"),
    [("area_level", "region"), ("former_area_code", "5003 99"), ("changed_on", "2552-12-26"), ("is_new_area", "yes")],
)
def test_a_row_that_breaks_its_contract_is_refused(inbox: Inbox, column: str, value: str) -> None:
    inbox.put(CHANGES, [change(), change(former_area_code="500398", area_code="500102") | {column: value}])
    assert f"row 2 column {column}: found {value}" in inbox.refusal(names.AREA_CHANGES)


@pytest.mark.parametrize(
    "changed",
    [
        change(),
        change(area_level="district", former_area_code="5003", area_code="5001"),
        change(area_level="province", former_area_code="49", area_code="50"),
        change(area_level="village", former_area_code="50039905", area_code="50010105"),
    ],
    ids=lambda changed: changed["area_level"],
)
def test_a_house_under_a_former_code_lands_as_it_was_delivered(inbox: Inbox, changed: Row) -> None:
    inbox.put(CHANGES, [changed])
    inbox.land(names.AREA_CHANGES)
    code = (changed["former_area_code"] + "019905"[len(changed["former_area_code"]) - 2 :])[:8]
    inbox.put("house_registry/houses.csv", [house(1), house(2, village_code=code)])
    assert inbox.land(names.HOUSE_REGISTRY).total("rows_landed") == 2
    assert [row["village_code"] for row in inbox.landed(names.HOUSE_REGISTRY)] == ["50010101", code]


def test_a_house_under_no_code_of_either_list_is_set_aside(inbox: Inbox) -> None:
    inbox.put(CHANGES, [change()])
    inbox.land(names.AREA_CHANGES)
    inbox.put("house_registry/houses.csv", houses(ROWS_FOR_ONE_FAULT, row_7={"village_code": "50039801"}))
    landing = inbox.land(names.HOUSE_REGISTRY)
    assert (landing.total("rows_landed"), landing.total("rows_quarantined")) == (ROWS_FOR_ONE_FAULT - 1, 1)


def test_changes_before_any_geography_are_refused_in_words(inbox: Inbox) -> None:
    shutil.rmtree(inbox.settings.landing / names.GEOGRAPHY)
    inbox.put(CHANGES, [change()])
    assert "no province has landed to check the area changes against; land geography first" in inbox.refusal(
        names.AREA_CHANGES
    )
