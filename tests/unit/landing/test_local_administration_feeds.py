"""Locks down how the two optional feeds of local administrations land, and which rows are set aside."""

from __future__ import annotations

import pytest

from orchestration import names
from tests.unit.landing.by_hand import Inbox, Row

LIST = f"{names.LOCAL_ADMINISTRATIONS}/list.csv"
LINKS = f"{names.VILLAGE_LOCAL_ADMINISTRATION}/links.csv"


def administration(**other: str) -> Row:
    row = {"lao_code": "6500101", "lao_type": "subdistrict_administration", "name": "ก", "province_code": "50"}
    return row | other


def link(**other: str) -> Row:
    return {"village_code": "50010101", "lao_code": "6500101", "valid_from": "1999-05-25", "valid_to": ""} | other


def test_the_list_lands_with_its_name_as_the_thai_one(inbox: Inbox) -> None:
    inbox.put(LIST, [administration(), administration(lao_code="1100101", lao_type="bangkok", province_code="10")])
    inbox.land(names.LOCAL_ADMINISTRATIONS)
    landed = inbox.landed(names.LOCAL_ADMINISTRATIONS)
    assert [(row["lao_code"], row["lao_type"], row["name_th"]) for row in landed] == [
        ("6500101", "subdistrict_administration", "ก"),
        ("1100101", "bangkok", "ก"),
    ]


@pytest.mark.parametrize(
    ("column", "value"),
    [("lao_code", "0500000"), ("lao_code", "650010"), ("lao_type", "SAO"), ("name", ""), ("province_code", "5")],
)
def test_a_list_with_a_row_that_breaks_its_contract_is_refused(inbox: Inbox, column: str, value: str) -> None:
    inbox.put(LIST, [administration(), administration(**{"lao_code": "6500102", column: value})])
    assert f"row 2 column {column}: found {value or 'nothing'}" in inbox.refusal(names.LOCAL_ADMINISTRATIONS)


def test_a_village_may_have_several_and_one_of_them_twice(inbox: Inbox) -> None:
    again = link(valid_from="2024-01-01")
    inbox.put(LINKS, [link(valid_to="2001-01-01"), again, link(lao_code="2500101")])
    assert inbox.land(names.VILLAGE_LOCAL_ADMINISTRATION).total("rows_landed") == 3


def test_a_village_outside_the_code_list_is_not_linked(inbox: Inbox) -> None:
    inbox.put(LINKS, [link(), link(village_code="50990101")])
    message = inbox.refusal(names.VILLAGE_LOCAL_ADMINISTRATION)
    assert "expected a village of a subdistrict that the geography feed lists" in message
