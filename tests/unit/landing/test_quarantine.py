"""Locks down the quarantine: a row that breaks its contract is kept whole, counted and worded without an identifier.
Such rows stop their file only above the limit of the contract.
"""

from __future__ import annotations

import json
import os
import stat
from pathlib import Path

import pytest

from orchestration import names
from orchestration.landing.read.wording import shown_name, shown_value
from tests.unit.landing.by_hand import (
    INDICATORS,
    ROWS_FOR_ONE_FAULT,
    Inbox,
    csv_text,
    house,
    household,
    houses,
    replace_line,
)


def mode_of(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


# The limit, from both sides


@pytest.mark.parametrize(("rows", "faulty"), [(1000, 1), (2000, 2), (3000, 3)])
def test_as_many_faulty_rows_as_the_limit_pass(inbox: Inbox, rows: int, faulty: int) -> None:
    spoilt = {f"row_{number}": {"house_kind": "castle"} for number in range(1, faulty + 1)}
    inbox.put("house_registry/houses.csv", houses(rows, **spoilt))
    (receipt,) = inbox.land().receipts
    assert (receipt.rows_read, receipt.rows_landed, receipt.rows_quarantined) == (rows, rows - faulty, faulty)


@pytest.mark.parametrize(("rows", "faulty"), [(999, 1), (1000, 2), (1999, 2)])
def test_one_faulty_row_more_than_the_limit_stops_the_file(inbox: Inbox, rows: int, faulty: int) -> None:
    spoilt = {f"row_{number}": {"house_kind": "castle"} for number in range(1, faulty + 1)}
    inbox.put("house_registry/houses.csv", houses(rows, **spoilt))
    assert f"break{'s' if faulty == 1 else ''} the contract (limit 0.1% of {rows:,} rows)" in inbox.refusal()
    assert inbox.batches() == []
    assert len(inbox.quarantined()) == faulty, "the faulty rows are kept although the file was refused"


def test_a_row_of_several_faults_counts_once(inbox: Inbox) -> None:
    spoilt = {"house_code": "12", "house_kind": "castle", "register_type": "deed"}
    inbox.put("house_registry/houses.csv", houses(ROWS_FOR_ONE_FAULT, row_7=spoilt))
    assert inbox.land().total("rows_quarantined") == 1
    assert [row["column_name"] for row in inbox.quarantined()] == ["house_code", "house_kind", "register_type"]


# What is kept


def test_a_faulty_row_is_kept_whole_with_its_place_and_its_reason(inbox: Inbox) -> None:
    inbox.put("house_registry/50/houses.csv", houses(ROWS_FOR_ONE_FAULT, row_17={"registered_on": "31/02/2567"}))
    inbox.land()
    (kept,) = inbox.quarantined()
    assert json.loads(kept.pop("row")) == house(17, registered_on="31/02/2567")
    assert kept == {
        "source_file": "house_registry/50/houses.csv",
        "source_row": 17,
        "column_name": "registered_on",
        "found": "31/02/2567",
        "expected": "a Gregorian date YYYY-MM-DD from 1850-01-01 to 2099-12-31",
    }
    assert 17 not in {row["source_row"] for row in inbox.landed()}


def test_the_quarantine_keeps_an_identifier_as_the_source_wrote_it(inbox: Inbox) -> None:
    inbox.put("house_registry/houses.csv", houses(ROWS_FOR_ONE_FAULT, row_2={"house_code": "5001-000000-2"}))
    inbox.land()
    (kept,) = inbox.quarantined()
    assert kept["found"] == "5001-000000-2"


@pytest.mark.skipif(os.name != "posix", reason="modes are POSIX")
def test_the_quarantine_is_for_its_owner_only(inbox: Inbox) -> None:
    inbox.put("house_registry/houses.csv", houses(ROWS_FOR_ONE_FAULT, row_2={"house_code": "x"}))
    inbox.land()
    folder = inbox.settings.quarantine / names.HOUSE_REGISTRY
    assert mode_of(folder) == 0o700
    assert [mode_of(path) for path in folder.iterdir()] == [0o600]


def test_quarantine_leaves_no_half_written_file(inbox: Inbox) -> None:
    inbox.put("house_registry/houses.csv", houses(ROWS_FOR_ONE_FAULT, row_2={"house_code": "x"}))
    inbox.land()
    (path,) = (inbox.settings.quarantine / names.HOUSE_REGISTRY).iterdir()
    assert path.suffix == ".parquet"


def test_the_refusal_names_the_file_in_quarantine_and_what_to_do(inbox: Inbox) -> None:
    inbox.put("house_registry/houses.csv", houses(3, row_1={"house_kind": "castle"}))
    message = inbox.refusal()
    (path,) = (inbox.settings.quarantine / names.HOUSE_REGISTRY).iterdir()
    assert f"All of them are in quarantine/house_registry/{path.name}" in message
    assert "correct the file and deliver it again under the same name" in message
    assert "raise maxQuarantinedShare in data/contracts/feeds/house_registry.yaml" in message


# What is said


def test_the_first_five_faults_are_told_in_the_order_of_the_file(inbox: Inbox) -> None:
    spoilt = {f"row_{number}": {"house_kind": f"kind {number}"} for number in range(1, 9)}
    inbox.put("house_registry/houses.csv", houses(9, **spoilt))
    lines = inbox.refusal().splitlines()
    assert "8 rows break the contract" in lines[0]
    assert [line.split(",")[0].strip() for line in lines[1:6]] == [
        f"row {number} column house_kind: found kind {number}" for number in range(1, 6)
    ]
    assert "All of them" in lines[6]


def test_an_empty_value_is_told_as_nothing(inbox: Inbox) -> None:
    inbox.put("house_registry/houses.csv", [house(1, village_code="")])
    assert "row 1 column village_code: found nothing, expected 8 digits" in inbox.refusal()


@pytest.mark.parametrize("house_code", ["5001000000", "500100000012", "5001000000๑", "5001-000000-1"])
def test_a_refusal_hides_the_digits_of_an_identifier(inbox: Inbox, house_code: str) -> None:
    inbox.put("house_registry/houses.csv", [house(1, house_code=house_code)])
    message = inbox.refusal()
    assert "column house_code: found " in message
    assert "(digits hidden), expected 11 digits" in message
    assert house_code not in message


def test_a_refusal_about_another_column_does_not_print_the_identifiers_of_the_row(inbox: Inbox) -> None:
    row = household(1, member_count="many")
    inbox.put("household_survey/round.csv", [row])
    message = inbox.refusal(names.HOUSEHOLD_SURVEY)
    assert "row 1 column member_count: found many, expected a whole number from 1 to 99" in message
    assert row["household_id"] not in message
    assert row["house_code"] not in message


@pytest.mark.parametrize("found", ["50010000001", "5001-000000-1", "3 1001 00000 01 1"])
def test_a_refusal_hides_an_identifier_in_a_column_it_does_not_belong_in(inbox: Inbox, found: str) -> None:
    inbox.put("household_survey/round.csv", [household(1, member_count=found)])
    message = inbox.refusal(names.HOUSEHOLD_SURVEY)
    assert "column member_count: found 9" in message
    assert "(digits hidden), expected a whole number from 1 to 99" in message
    assert found not in message


@pytest.mark.parametrize(
    ("found", "shown"),
    [
        ("1234", "9999 (digits hidden)"),
        ("HH-๑๒", "HH-๙๙ with Thai digits (digits hidden)"),
        ("١٢", "٩٩ with digits of another script than 0 to 9 (digits hidden)"),
        ("50\u200b1", "99<U+200B>9 (digits hidden)"),
        ("", "an empty text"),
        (None, "nothing"),
    ],
)
def test_hidden_digits_keep_the_shape_and_the_script(found: str | None, shown: str) -> None:
    assert shown_value(found, is_identifier=True) == shown


@pytest.mark.parametrize(
    ("found", "shown"),
    [
        ("50\u200b", "50<U+200B>"),
        ("\ufeff50", "<U+FEFF>50"),
        ("5\xa00", "5<U+00A0>0"),
        ("a\tb\x1b[2J\u202e", "a<U+0009>b<U+001B>[2J<U+202E>"),
        ("ซอย 9", "ซอย 9"),
        ("๓", "๓ with Thai digits"),
        (" \u200b", "blanks alone"),
        ("x" * 250, "x" * 200 + "... (250 characters)"),
        ("5001\u200b000\u00a00001", "9999<U+200B>999<U+00A0>9999 (digits hidden)"),
    ],
    ids=ascii,
)
def test_a_message_shows_what_cannot_be_seen_and_has_an_end(found: str, shown: str) -> None:
    assert shown_value(found) == shown


def test_the_faults_of_one_row_are_one_line(inbox: Inbox) -> None:
    spoilt = {"registered_on": "today", "register_type": "deed", "village_code": "x"}
    inbox.put("house_registry/houses.csv", houses(3, row_2=spoilt))
    assert inbox.refusal().splitlines()[1] == (
        "  row 2 column register_type: found deed, expected tr14, tr13 or central; "
        "column registered_on: found today, expected a Gregorian date YYYY-MM-DD from 1850-01-01 to 2099-12-31; "
        "column village_code: found x, expected 8 digits"
    )


def test_a_row_of_many_faults_is_a_line_with_an_end(inbox: Inbox) -> None:
    inbox.put("household_survey/round.csv", [household(1, **dict.fromkeys(INDICATORS, "x" * 5000)), household(2)])
    message = inbox.refusal(names.HOUSEHOLD_SURVEY)
    assert message.count("; column ") == 19
    assert f"; {len(INDICATORS) - 20} more faults in this row" in message
    assert len(message) < 10_000


def test_a_fault_of_every_row_is_one_line_beside_the_faults_of_single_rows(inbox: Inbox) -> None:
    rows = [house(number, house_code=f"{number}") for number in (1, 2, 3)]
    rows[1]["house_kind"] = "castle"
    inbox.put("house_registry/houses.csv", rows)
    message = inbox.refusal()
    first, second = message.splitlines()[1:-1]
    assert first == "  every row column house_code: found 9 (digits hidden) and other values, expected 11 digits"
    assert second.startswith("  row 2 column house_kind: found castle, expected ")
    assert "maxQuarantinedShare" not in message


def test_a_higher_limit_is_no_remedy_where_every_value_is_bad(inbox: Inbox) -> None:
    inbox.put("house_registry/houses.csv", [house(number, longitude="east") for number in (1, 2, 3)])
    message = inbox.refusal()
    assert "3 of 3 values of longitude break the contract" in message
    assert "maxDroppedShare" not in message
    assert message.count("column longitude: found east") == 1


def test_names_of_columns_have_no_digits_and_no_end() -> None:
    assert shown_name("50010000001") == "99999999999 (digits hidden)"
    assert shown_name("name\u200b") == "name<U+200B>"


# Rows that cannot be read


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("50010000003,3/1,50010101", "Expected Number of Columns: 8 Found: 3"),
        (
            "50010000003,3/1,50010101,residential,tr14,2001-02-03,98.9,18.7,x,y",
            "Expected Number of Columns: 8 Found: 9",
        ),
        ('50010000003,"3"1,50010101,residential,tr14,2001-02-03,98.9,18.7', "unterminated quote"),
    ],
    ids=["too few values", "too many values", "a quote inside a quoted value"],
)
def test_a_ragged_row_is_quarantined_under_its_number(inbox: Inbox, line: str, found: str) -> None:
    inbox.put("house_registry/houses.csv", replace_line(csv_text(houses(ROWS_FOR_ONE_FAULT)), 3, line))
    (receipt,) = inbox.land().receipts
    assert (receipt.rows_read, receipt.rows_landed, receipt.rows_quarantined) == (1000, 999, 1)
    (kept,) = inbox.quarantined()
    assert (kept["source_row"], kept["column_name"], kept["expected"]) == (3, "(row)", "a row that can be read")
    assert found in kept["found"]


def test_rows_after_a_ragged_one_keep_their_numbers(inbox: Inbox) -> None:
    rows = houses(2 * ROWS_FOR_ONE_FAULT, row_2={"house_number": "2\n3"}, row_11={"house_kind": "castle"})
    text = csv_text(rows).replace(",".join(map(str, rows[5].values())), "too,few")
    inbox.put("house_registry/houses.csv", text)
    inbox.land()
    assert [(row["source_row"], row["column_name"]) for row in inbox.quarantined()] == [
        (6, "(row)"),
        (11, "house_kind"),
    ]
    landed = {row["source_row"] for row in inbox.landed()}
    assert landed == set(range(1, 2 * ROWS_FOR_ONE_FAULT + 1)) - {6, 11}


def test_a_ragged_row_is_kept_as_the_source_wrote_it(inbox: Inbox) -> None:
    line = "50010000003,3/1,50010101"
    inbox.put("house_registry/houses.csv", replace_line(csv_text(houses(ROWS_FOR_ONE_FAULT)), 3, line))
    inbox.land()
    (kept,) = inbox.quarantined()
    assert "50010000003" in kept["row"]


def test_a_blank_line_moves_no_row_number(inbox: Inbox) -> None:
    text = csv_text(houses(2 * ROWS_FOR_ONE_FAULT, row_9={"house_kind": "castle"}))
    lines = replace_line(text, 5, "too,few").splitlines()
    inbox.put("house_registry/houses.csv", "\n".join([lines[0], "", *lines[1:]]) + "\n")
    inbox.land()
    first, second = (row["source_row"] for row in inbox.quarantined())
    assert second - first == 4


def test_an_unclosed_quote_does_not_lose_the_rows_after_it(inbox: Inbox) -> None:
    text = csv_text(houses(2 * ROWS_FOR_ONE_FAULT))
    line = '50010001500,"1500/1,50010101,residential,tr14,2001-02-03,98.9,18.7'
    inbox.put("house_registry/houses.csv", replace_line(text, 1500, line))
    assert "quote" in inbox.refusal()


def test_an_unclosed_quote_is_told_by_its_row_and_nothing_lands(inbox: Inbox) -> None:
    text = csv_text(houses(2 * ROWS_FOR_ONE_FAULT))
    inbox.put("house_registry/houses.csv", replace_line(text, 2000, '50010002000,"2000/1,50010101,residential'))
    inbox.land()
    line = '50010001500,"1500/1,50010101,residential,tr14,2001-02-03,98.9,18.7'
    inbox.put("house_registry/houses.csv", replace_line(text, 1500, line))
    message = inbox.refusal()
    assert "found 2,000 lines after the header, but 1,500 lines in its rows" in message
    assert "rows with a broken quote: 1500" in message
    assert "50010001500" not in message


@pytest.mark.parametrize("encoding", ["tis-620", "cp874"])
def test_a_row_in_a_thai_encoding_is_quarantined_and_the_others_land(inbox: Inbox, encoding: str) -> None:
    text = csv_text(houses(ROWS_FOR_ONE_FAULT, row_990={"house_number": "ซอย 9"}))
    inbox.put("house_registry/houses.csv", text.encode(encoding))
    assert inbox.land().total("rows_landed") == ROWS_FOR_ONE_FAULT - 1
    (kept,) = inbox.quarantined()
    assert kept["source_row"] == 990
    assert "not utf-8" in kept["found"]


def test_a_row_in_latin_1_is_quarantined_and_the_others_land(inbox: Inbox) -> None:
    text = csv_text(houses(ROWS_FOR_ONE_FAULT, row_990={"house_number": "9 café"}))
    inbox.put("house_registry/houses.csv", text.encode("latin-1"))
    assert inbox.land().total("rows_quarantined") == 1


def test_a_file_all_in_a_thai_encoding_is_refused(inbox: Inbox) -> None:
    text = csv_text([house(number, house_number=f"ซอย {number}") for number in range(1, 500)])
    inbox.put("house_registry/houses.csv", text.encode("tis-620"))
    assert "UTF-8" in inbox.refusal()
    assert inbox.batches() == []


# Cells: what each column takes and what it does not

INVALID_DATES = [
    "2567-02-03",
    "31/02/2567",
    "03-02-2001",
    "2001-02-30",
    "2001-13-01",
    "2001-2-3",
    "20010203",
    "1849-12-31",
    "2100-01-01",
    "2001-02-03T00:00:00",
    "0000-00-00",
    "๒๐๐๑-๐๒-๐๓",
]
CELLS = {
    "house_code": (
        ["00000000000", "99999999999"],
        [
            "5001000000",
            "500100000012",
            "5001000000x",
            "5001000000 ",
            " 5001000000",
            "๕๐๐๑๐๐๐๐๐๐๑",
            "-5001000000",
            "5e10",
        ],
    ),
    "village_code": (
        ["50010100", "50010199", "50010201"],
        ["5001010", "500101010", "5001010x", "5001-101", "50010301", "10010101", "00000000", " 5001010"],
    ),
    "house_kind": (["temple", "health_station", "other", "temple "], ["Temple", "castle", "NULL", "0"]),
    "register_type": (["tr14", "tr13", "central"], ["TR14", "tr15", "ทร14"]),
    "registered_on": (["1850-01-01", "2099-12-31", "2024-02-29"], INVALID_DATES),
    "house_number": (["", "99/9 หมู่ 3", '"บ้าน, สวน"', "a\nb", "'; drop table raw; --"], []),
}


@pytest.mark.parametrize("column", CELLS)
def test_a_house_lands_or_is_quarantined_by_its_cell(inbox: Inbox, column: str) -> None:
    valid, invalid = CELLS[column]
    rows = [house(number, **{column: cell}) for number, cell in enumerate([*valid, *invalid], start=1)]
    made = inbox.make(inbox.put("house_registry/houses.csv", rows))
    assert {rows[number - 1][column] for number in made.faulty_rows} == set(invalid)
    assert [row["column_name"] for row in made.quarantined] == [column] * len(invalid)
    assert len(made.landed) == len(valid)


@pytest.mark.parametrize("cell", ["2001/02/03", "2001 02 03", "2001\\02\\03", " 2001-2-03", "2001-2-03 ", "2001-02-3 "])
def test_a_date_that_is_not_written_in_iso_is_quarantined(inbox: Inbox, cell: str) -> None:
    made = inbox.make(inbox.put("house_registry/houses.csv", [house(1), house(2, registered_on=cell)]))
    assert made.faulty_rows == {2}


COORDINATES = {
    "longitude": (
        ["97.3", "105.7", "98", "98.123456", "", " 100 ", "100\n"],
        [
            "97.2999",
            "105.8",
            "east",
            "98,5",
            "NaN",
            "inf",
            "0x62",
            "1_00",
            "1e2",
            "+98",
            "98.",
            ".98e2",
            "๙๘",
            "100_000e-3",
        ],
    ),
    "latitude": (["5.6", "20.5", ""], ["5.5999", "20.51", "-18.7", "north"]),
}


@pytest.mark.parametrize("column", COORDINATES)
def test_a_coordinate_lands_or_is_dropped_by_its_cell(inbox: Inbox, column: str) -> None:
    valid, invalid = COORDINATES[column]
    rows = [house(number, **{column: cell}) for number, cell in enumerate([*valid, *invalid], start=1)]
    made = inbox.make(inbox.put("house_registry/houses.csv", rows))
    assert made.quarantined == []
    landed = {row["source_row"] for row in made.landed if row[column] is not None}
    assert {rows[number - 1][column] for number in landed} == set(valid) - {""}
    assert made.receipt.values_dropped == {column: len(invalid)}


@pytest.mark.parametrize(
    ("column", "valid", "invalid"),
    [
        ("household_id", ["HH1", "ก" * 64, "a-b/c"], ["", "x" * 65, "HH 1", "HH\t1"]),
        ("house_code", ["00000000000"], ["", "1234"]),
        ("survey_round", ["2567-1", "2500-9"], ["2024-1", "2567-0", "2567-10", "2567", "2567/1", ""]),
        ("surveyed_on", ["2000-01-01", "2099-12-31"], ["1999-12-31", "2100-01-01", "2567-03-01", "01/03/2567", ""]),
        ("member_count", ["1", "99", "3.0"], ["0", "100", "-1", "3.5", "three", "", "1e1", "๓"]),
        ("head_sex", ["female", "male", ""], ["Female", "f", "2", "-"]),
        ("head_age", ["0", "120", "", "61.0"], ["-1", "121", "61.5", "old"]),
        ("sampling_weight", ["1", "0.000001", "999999", ""], ["0", "-1", "1e3", "1,5", "1000000", "-"]),
        ("stratum", ["1", "north-rural", "x" * 64, "1" * 10, "1-1234567890", ""], ["north rural", "x" * 65, "1" * 11]),
        ("cluster", ["1", "EA/0001", "x" * 64, ""], ["EA 1", "x" * 65]),
        (INDICATORS[0], ["1", "0", "-", " 1", "1.0"], ["2", "yes", "", "NULL", "0.5", "true", "1 0"]),
        (INDICATORS[-1], ["1", "0", "-"], ["2", "--"]),
    ],
)
def test_a_household_lands_or_is_quarantined_by_its_cell(
    inbox: Inbox, column: str, valid: list[str], invalid: list[str]
) -> None:
    rows = [household(number, **{column: cell}) for number, cell in enumerate([*valid, *invalid], start=1)]
    made = inbox.make(inbox.put("household_survey/round.csv", rows), names.HOUSEHOLD_SURVEY)
    assert {rows[number - 1][column] for number in made.faulty_rows} == set(invalid)
    assert len(made.landed) == len(valid)


def test_every_indicator_is_checked(inbox: Inbox) -> None:
    rows = [household(number, **{code: "7"}) for number, code in enumerate(INDICATORS, start=1)]
    made = inbox.make(inbox.put("household_survey/round.csv", rows), names.HOUSEHOLD_SURVEY)
    assert [row["column_name"] for row in made.quarantined] == list(INDICATORS)


def test_a_dash_lands_as_null_and_not_as_a_failure(inbox: Inbox) -> None:
    row = household(1, **{INDICATORS[0]: "-", INDICATORS[1]: "0"})
    made = inbox.make(inbox.put("household_survey/round.csv", [row]), names.HOUSEHOLD_SURVEY)
    assert [made.landed[0][code] for code in INDICATORS[:3]] == [None, 0, 1]


def test_a_household_whose_house_is_not_in_the_register_lands(inbox: Inbox) -> None:
    inbox.put("house_registry/houses.csv", houses(2))
    inbox.put("household_survey/round.csv", [household(1), household(999)])
    inbox.land()
    assert inbox.land(names.HOUSEHOLD_SURVEY).total("rows_landed") == 2


@pytest.mark.parametrize(
    ("column", "invalid"), [("indicator_code", "TQ99"), ("status", "forgotten"), ("status_on", "2567-05-06")]
)
def test_an_event_is_quarantined_by_its_cell(inbox: Inbox, column: str, invalid: str) -> None:
    from tests.unit.landing.by_hand import case

    path = inbox.put("case_follow_up/events.csv", [case(1), case(2, **{column: invalid})])
    made = inbox.make(path, names.CASE_FOLLOW_UP)
    assert [(row["source_row"], row["column_name"]) for row in made.quarantined] == [(2, column)]
