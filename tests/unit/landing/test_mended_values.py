"""Locks down which values landing mends instead of refusing. Blanks at the ends of names, codes and numbers go. A bad
coordinate costs the coordinate and not the house. Every mended value is counted, and every column named.
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from orchestration import names
from orchestration.landing.blanks import without_blanks
from orchestration.landing.mend import COLUMN_NAMES
from orchestration.landing.read.wording import visible
from orchestration.landing.receipt import Receipt
from tests.unit.landing.by_hand import (
    HOUSE_COLUMNS,
    PROVINCES,
    SUBDISTRICTS,
    Inbox,
    case,
    csv_text,
    house,
    household,
    houses,
)

# A tab, a no-break space, marks of no width, the mark at the start of a file, a wide space.
BLANKS = (" ", "\t", "\u00a0", "\u200b", "\u200f", "\u2060", "\ufeff", "\u3000", " \u200b ")


def deliver_names(inbox: Inbox, name: object) -> None:
    inbox.put_geography()
    inbox.put("geography/subdistricts.json", [SUBDISTRICTS[0] | {"subdistrictNameTh": name}, SUBDISTRICTS[1]])


# Blanks


@pytest.mark.parametrize("blank", BLANKS, ids=ascii)
def test_blanks_around_values_go_and_are_counted_by_column(inbox: Inbox, blank: str) -> None:
    row = {name: f"{blank}{value}{blank}" for name, value in house(2).items()}
    made = inbox.make(inbox.put("house_registry/houses.csv", [house(1), row]))
    assert made.quarantined == []
    sound = inbox.make(inbox.put("house_registry/sound.csv", houses(2)))
    assert [{**row, "batch_id": ""} for row in made.landed] == [{**row, "batch_id": ""} for row in sound.landed]
    assert made.receipt.values_with_blanks == dict.fromkeys(set(HOUSE_COLUMNS) - {"house_number"}, 1)
    assert sound.receipt.values_with_blanks == {}


def test_a_delivery_with_a_blank_behind_every_name_and_value_lands(inbox: Inbox) -> None:
    lines = csv_text(houses(3)).splitlines()
    log: list[str] = []
    inbox.put("house_registry/register.csv", "\n".join(line.replace(",", " ,") + " " for line in lines) + "\n")
    (receipt,) = inbox.land(log=log.append).receipts
    assert receipt.rows_landed == 3
    assert receipt.values_with_blanks[COLUMN_NAMES] == len(HOUSE_COLUMNS)
    assert "house_registry/register.csv: 3 of village_code landed without the blanks around them" in log


@pytest.mark.parametrize("suffix", ["json", "parquet"])
def test_blanks_around_the_column_names_of_any_kind_of_file_go(inbox: Inbox, suffix: str) -> None:
    row, feed = (PROVINCES[0], names.GEOGRAPHY) if suffix == "json" else (house(1), names.HOUSE_REGISTRY)
    rows = [{f" {name}\u00a0": value for name, value in row.items()}]
    if suffix == "json":
        inbox.put("geography/provinces.json", rows)
    else:
        inbox.put_parquet("house_registry/houses.parquet", rows)
    landing = inbox.land(feed)
    assert landing.mended("values_with_blanks")[COLUMN_NAMES] == len(row)


def test_two_columns_that_differ_by_blanks_alone_are_the_same_column_twice(inbox: Inbox) -> None:
    header, *rows = csv_text(houses(1)).splitlines()
    inbox.put("house_registry/houses.csv", "\n".join([f"{header},latitude ", *(f"{row},18.8" for row in rows)]))
    assert "column latitude appears 2 times" in inbox.refusal()


def test_a_blank_inside_a_name_stays_and_one_inside_a_code_is_shown(empty_inbox: Inbox, inbox: Inbox) -> None:
    deliver_names(empty_inbox, "\u200bบ้าน\u200b ใหม่ ")
    empty_inbox.land(names.GEOGRAPHY)
    assert {row["name_th"] for row in empty_inbox.landed(names.GEOGRAPHY)} >= {"บ้าน\u200b ใหม่"}
    inbox.put("house_registry/houses.csv", [house(1, register_type="tr\u00a014")])
    assert "column register_type: found tr<U+00A0>14, expected tr14, tr13 or central" in inbox.refusal()


@pytest.mark.parametrize(
    ("name", "found"),
    [("  ", "blanks alone"), ("\u200b", "blanks alone"), ("\u00a0\u2060", "blanks alone"), ("", "an empty text")],
    ids=ascii,
)
def test_a_required_name_of_blanks_alone_is_a_missing_name(empty_inbox: Inbox, name: str, found: str) -> None:
    deliver_names(empty_inbox, name)
    message = empty_inbox.refusal(names.GEOGRAPHY)
    assert f"row 1 column subdistrictNameTh: found {found}, expected a value" in message


@pytest.mark.parametrize("agency", [" ", "\u200b\u00a0", ""], ids=ascii)
def test_an_optional_value_of_blanks_alone_is_none(inbox: Inbox, agency: str) -> None:
    rows = [case(1, agency=agency), case(2, agency=" DOPA")]
    made = inbox.make(inbox.put_parquet("case_follow_up/events.parquet", rows), names.CASE_FOLLOW_UP)
    assert [row["agency"] for row in made.landed] == [None, "DOPA"]
    assert made.receipt.values_with_blanks == {"agency": 2 if agency else 1}


def test_an_optional_number_of_blanks_alone_is_none(inbox: Inbox) -> None:
    made = inbox.make(inbox.put("house_registry/houses.csv", [house(1, longitude=" ", latitude="\u200b")]))
    assert [(row["longitude"], row["latitude"]) for row in made.landed] == [(None, None)]
    assert made.receipt.values_dropped == {}


@pytest.mark.parametrize("blank", ["\u200b", "\u00a0", "\ufeff"], ids=ascii)
def test_an_identifier_with_a_blank_that_nobody_sees_keeps_its_pseudonym(inbox: Inbox, blank: str) -> None:
    """Another pseudonym would make another household of it."""
    one = inbox.make(inbox.put("household_survey/one.csv", [household(1)]), names.HOUSEHOLD_SURVEY)
    other = inbox.put("household_survey/other.csv", [household(1, household_id=f"HH000001{blank}")])
    made = inbox.make(other, names.HOUSEHOLD_SURVEY)
    assert made.landed[0]["household_key"] == one.landed[0]["household_key"]
    inside = inbox.put("household_survey/inside.csv", [household(1, household_id=f"HH{blank}1")])
    assert inbox.make(inside, names.HOUSEHOLD_SURVEY).faulty_rows == {1}


def test_python_and_the_database_take_off_the_same_blanks() -> None:
    import duckdb

    from orchestration.landing.blanks import has_blanks_sql, without_blanks_sql

    texts = [f"{chr(code)}a{chr(code)}b{chr(code)}" for code in range(1, 0x3100)]
    with duckdb.connect() as connection:
        query = f"select t, {without_blanks_sql('t')}, {has_blanks_sql('t')} from (select unnest(?::varchar[]) as t)"
        for text, cut, has_blanks in connection.execute(query, [texts]).fetchall():
            assert cut == without_blanks(text), ascii(text)
            assert has_blanks == (cut != text), ascii(text)
    taken = {code for code in range(1, 0x3100) if without_blanks(chr(code)) == ""}
    assert taken >= {0x20, 0xA0, *range(0x200B, 0x2010), 0x2060}
    assert without_blanks("\ufeff") == ""
    assert not taken & {0x200D + 0x10, 0x0E33, 0x0E48}, "letters and marks of Thai are no blanks"


def test_a_blank_is_shown_by_its_code() -> None:
    assert visible("tr 14") == "tr 14"
    assert visible("tr\u200b14\t") == "tr<U+200B>14<U+0009>"
    assert visible(" \u00a0") == "blanks alone"
    assert visible("") == "an empty text"


# Coordinates


def test_a_bad_coordinate_costs_the_coordinate_and_not_the_house(inbox: Inbox) -> None:
    rows = houses(10, row_3={"longitude": "0"}, row_5={"longitude": "98,98", "latitude": "north"})
    log: list[str] = []
    inbox.put("house_registry/houses.csv", rows)
    (receipt,) = inbox.land(log=log.append).receipts
    assert (receipt.rows_landed, receipt.rows_quarantined) == (10, 0)
    assert receipt.values_dropped == {"longitude": 2, "latitude": 1}
    landed = {row["source_row"]: (row["longitude"] is None, row["latitude"] is None) for row in inbox.landed()}
    assert {number for number, (longitude, _) in landed.items() if longitude} == {3, 5}
    assert {number for number, (_, latitude) in landed.items() if latitude} == {5}
    told = [line.removeprefix("house_registry/houses.csv: ") for line in log]
    assert "2 values of longitude landed as NULL" in told
    assert "row 3 column longitude: found 0, expected a number from 97.3 to 105.7" in told


def test_a_faulty_house_with_a_bad_coordinate_is_quarantined_for_its_fault(inbox: Inbox) -> None:
    made = inbox.make(inbox.put("house_registry/h.csv", houses(3, row_2={"longitude": "0", "house_kind": "castle"})))
    assert [(row["source_row"], row["column_name"]) for row in made.quarantined] == [(2, "house_kind")]


def test_a_file_of_bad_coordinates_is_refused(inbox: Inbox) -> None:
    """Half of the values may be bad; more are of another system, or in the other column."""
    swapped = {"longitude": "18.7877", "latitude": "98.9853"}
    inbox.put("house_registry/houses.csv", [*(house(number, **swapped) for number in (1, 2)), house(3)])
    message = inbox.refusal()
    assert "2 of 3 values of longitude break the contract (limit 50% of the values)" in message
    assert "row 1 column longitude: found 18.7877, expected a number from 97.3 to 105.7" in message
    assert "maxDroppedShare" not in message, "no limit makes most of the values right"
    assert inbox.batches() == []


def test_an_identifier_among_the_coordinates_is_not_printed(inbox: Inbox) -> None:
    log: list[str] = []
    inbox.put("house_registry/houses.csv", houses(3, row_2={"longitude": "50010000002"}))
    (receipt,) = inbox.land(log=log.append).receipts
    assert "50010000002" not in "\n".join([*log, *receipt.dropped_examples])


# Whole numbers


@pytest.mark.parametrize("kind", ["csv", "parquet"])
def test_whole_numbers_of_a_program_that_keeps_gaps_land_as_whole_numbers(inbox: Inbox, kind: str) -> None:
    """pandas writes a column of whole numbers and gaps as floating point: 69.0 in CSV, a double in Parquet."""
    rows = [household(1, head_age=69.0, TQ01="1.0"), household(2, head_age=None, TQ01="0.0")]
    if kind == "csv":
        path = inbox.put("household_survey/2567-1/s.csv", rows)
    else:
        path = inbox.put_parquet("household_survey/2567-1/s.parquet", rows)
    made = inbox.make(path, names.HOUSEHOLD_SURVEY)
    assert [(row["head_age"], row["TQ01"]) for row in made.landed] == [(69, 1), (None, 0)]
    assert made.receipt.values_with_zero_fraction == {"head_age": 1, "TQ01": 2}
    assert "1 of head_age landed without the .0 behind the whole number" in list(made.receipt.mended)


@pytest.mark.parametrize("age", ["69.5", "69.", ".0", "6e1", "69.00 1", "121.0"])
def test_a_fraction_that_says_more_stays_a_fault(inbox: Inbox, age: str) -> None:
    path = inbox.put("household_survey/2567-1/s.csv", [household(1), household(2, head_age=age)])
    made = inbox.make(path, names.HOUSEHOLD_SURVEY)
    assert [row["column_name"] for row in made.quarantined] == ["head_age"]


def test_a_code_written_as_a_number_stays_a_fault(inbox: Inbox) -> None:
    made = inbox.make(inbox.put("house_registry/houses.csv", [house(1), house(2, house_code="50010000002.0")]))
    assert made.faulty_rows == {2}


# Receipts


def test_a_receipt_from_before_values_were_mended_is_read(inbox: Inbox, tmp_path: Path) -> None:
    inbox.put("house_registry/houses.csv", houses(1))
    (receipt,) = inbox.land().receipts
    content = receipt.model_dump()
    for name in ("values_with_blanks", "values_with_zero_fraction", "values_dropped", "dropped_examples"):
        del content[name]
    assert Receipt.model_validate(json.loads(json.dumps(content))) == receipt
