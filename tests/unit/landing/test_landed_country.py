"""Locks down the country as data: what the feed country must say, and which provinces may be in the code list. The
bounds of the country are those of the coordinates of its houses.
"""

from __future__ import annotations

from typing import Any

import pytest

from orchestration import names
from orchestration.landing.country import country_in_force
from tests.unit.landing.by_hand import PROVINCES, THAILAND, Inbox, Row, houses

NATION = {
    "area_level": "nation",
    "area_code": "XX",
    "parent_area_code": "",
    "name_th": "ที่อื่น",
    "name_en": "Elsewhere",
    "is_sdg_pilot": "",
    "un_area_code": "900",
    "longitude_from": "10",
    "longitude_to": "20",
    "latitude_from": "-5.5",
    "latitude_to": "5",
}
NONE = dict.fromkeys(NATION, "")
REGION = NONE | {
    "area_level": "region",
    "area_code": "ALL",
    "parent_area_code": "XX",
    "name_th": "ภาค",
    "name_en": "All",
}
PROVINCE = NONE | {"area_level": "province", "area_code": "50", "parent_area_code": "ALL", "is_sdg_pilot": "true"}


def deliver(inbox: Inbox, *rows: Row) -> None:
    inbox.put("country/country.csv", list(rows))


def test_without_a_delivery_the_country_is_thailand(inbox: Inbox) -> None:
    country = country_in_force(inbox.settings)
    assert country == THAILAND
    assert country.code == "TH"
    assert country.provinces["50"] == "Chiang Mai"


def test_a_delivered_country_takes_the_place_of_thailand_and_sets_the_bounds(inbox: Inbox) -> None:
    deliver(inbox, NATION, REGION, PROVINCE)
    inbox.land(names.COUNTRY)
    assert country_in_force(inbox.settings).bounds == {"longitude": (10, 20), "latitude": (-5.5, 5)}
    here = {"longitude": "15.5", "latitude": "-5.25"}
    inbox.put("house_registry/houses.csv", houses(3, row_1=here, row_2=here))
    (receipt,) = inbox.land().receipts
    assert receipt.values_dropped == {"longitude": 1, "latitude": 1}
    assert "row 3 column longitude: found 98.9853, expected a number from 10.0 to 20.0" in receipt.dropped_examples


def test_houses_land_anew_when_the_bounds_change(inbox: Inbox) -> None:
    inbox.put("house_registry/houses.csv", houses(1))
    before = inbox.land().new_batches
    deliver(inbox, NATION | {"longitude_to": "110", "latitude_to": "30"}, REGION, PROVINCE)
    inbox.land(names.COUNTRY)
    assert inbox.land().new_batches != before
    assert len(inbox.batches()) == 1


@pytest.mark.parametrize(
    ("rows", "fault"),
    [
        ([REGION, PROVINCE], "0 nations"),
        ([NATION, NATION | {"area_code": "YY"}, REGION, PROVINCE], "2 nations"),
        ([NATION | {"latitude_to": ""}, REGION, PROVINCE], "nation XX lacks a bound"),
        ([NATION | {"longitude_to": "9"}, REGION, PROVINCE], "nation XX has bounds that do not ascend"),
        ([NATION, REGION | {"parent_area_code": "TH"}, PROVINCE], "region ALL is of nation TH, which is not listed"),
        ([NATION, REGION, PROVINCE | {"parent_area_code": ""}], "province 50 is of region (none), which is not listed"),
        ([NATION, REGION, PROVINCE | {"is_sdg_pilot": ""}], "province 50 is not marked as pilot or not"),
        ([NATION, REGION | {"name_th": " "}, PROVINCE], "region ALL lacks a name"),
        ([NATION, REGION], "no province"),
    ],
)
def test_rows_that_are_not_one_country_are_refused(inbox: Inbox, rows: list[Row], fault: str) -> None:
    deliver(inbox, *rows)
    message = inbox.refusal(names.COUNTRY)
    assert f"country/country.csv: found rows that are not one country: {fault}" in message
    assert "correct the file and deliver it again under its name" in message


def test_an_unusable_country_is_corrected_by_its_next_delivery(inbox: Inbox) -> None:
    deliver(inbox, REGION, PROVINCE)
    inbox.refusal(names.COUNTRY)
    assert "not one country" in inbox.refusal(names.HOUSE_REGISTRY)
    deliver(inbox, NATION, REGION, PROVINCE)
    inbox.land(names.COUNTRY)
    assert country_in_force(inbox.settings).code == "XX"


def test_a_province_that_the_country_lacks_is_refused_by_name(empty_inbox: Inbox) -> None:
    empty_inbox.put_geography()
    other: dict[str, Any] = {"id": 2, "provinceCode": 99, "provinceNameEn": "Atlantis", "provinceNameTh": "จ"}
    empty_inbox.put("geography/provinces.json", [*PROVINCES, other])
    message = empty_inbox.refusal(names.GEOGRAPHY)
    assert "found 99 Atlantis, which country TH lacks" in message
    assert "deliver the regions of the provinces to inbox/country" in message


def test_a_list_of_a_few_provinces_lands_and_says_which_take_no_part(empty_inbox: Inbox) -> None:
    empty_inbox.put_geography()
    log: list[str] = []
    landing = empty_inbox.land(names.GEOGRAPHY, log=log.append)
    (note,) = landing.notes
    assert log[-1] == f"geography: {note}"
    assert note.startswith("1 of 77 provinces of country TH take part; not in the list: 10 Bangkok, 11 Samut Prakan, ")
    assert note.endswith(" and 66 more")


def test_a_whole_list_has_no_note(empty_inbox: Inbox) -> None:
    deliver(empty_inbox, NATION, REGION, PROVINCE)
    empty_inbox.land(names.COUNTRY)
    empty_inbox.put_geography()
    assert empty_inbox.land(names.GEOGRAPHY).notes == ()
