"""Locks down landing for any small table of good and bad cells: no row is lost, no bad row lands, every good row lands.
The expected result is computed here in plain Python, without the contract and without SQL.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from orchestration import names
from tests.unit.landing.by_hand import HOUSE_COLUMNS, Inbox, Made, Row, csv_text, house, settings_of

# Numbers and dates are written plainly or not at all; other ways of writing them have tests of their own.
KINDS = [
    "residential",
    "government",
    "temple",
    "mosque",
    "other_religious",
    "health_station",
    "school",
    "business",
    "other",
]
CELLS = {
    "house_code": (["50010000001", "50010000002", "50010000003", "00000000000"], ["", "1234", "5001000000x", "๕" * 11]),
    "house_number": (["", "1", "1/1", 'the "old" house', "a, b", "a\nb", "บ้าน"], []),
    "village_code": (["50010101", "50010299"], ["", "5001", "99999999", "50010301"]),
    "house_kind": (KINDS, ["", "castle", "Temple"]),
    "register_type": (["tr14", "tr13", "central"], ["", "tr15"]),
    "registered_on": (
        ["2001-02-03", "1850-01-01", "2099-12-31"],
        ["", "2567-02-03", "31/02/2001", "2001-02-30", "soon"],
    ),
    "longitude": (["", "97.3", "105.7", "98.985312"], ["97.2", "105.71", "east", "98,5"]),
    "latitude": (["", "5.6", "20.5", "18.7877"], ["5.5", "20.51", "north", "-"]),
}


def is_sound(row: Row) -> bool:
    """The contract of the house register once more."""

    def is_date(text: str) -> bool:
        try:
            return (
                bool(re.fullmatch(r"\d{4}-\d\d-\d\d", text, re.ASCII)) and 1850 <= date.fromisoformat(text).year <= 2099
            )
        except ValueError:
            return False

    return (
        bool(re.fullmatch(r"\d{11}", row["house_code"], re.ASCII))
        and bool(re.fullmatch(r"\d{8}", row["village_code"], re.ASCII))
        and row["village_code"][:6] in ("500101", "500102")
        and row["house_kind"] in KINDS
        and row["register_type"] in ("tr14", "tr13", "central")
        and is_date(row["registered_on"])
    )


def as_landed(row: Row) -> Row:
    """A row whose bad coordinates are blank, as they land."""

    def is_between(text: str, low: float, high: float) -> bool:
        return bool(re.fullmatch(r"\d+(\.\d+)?", text, re.ASCII)) and low <= float(text) <= high

    bounds = {"longitude": (97.3, 105.7), "latitude": (5.6, 20.5)}
    return row | {column: "" for column, between in bounds.items() if not is_between(row[column], *between)}


def judged(rows: list[Row]) -> tuple[set[int], set[int], int]:
    """Numbers of the rows that land and of those to quarantine, and how many repeat another."""
    sound = {number: as_landed(row) for number, row in enumerate(rows, start=1) if is_sound(row)}
    versions = {
        code: {tuple(row.values()) for row in sound.values() if row["house_code"] == code} for code in codes(sound)
    }
    contradicting = {number for number, row in sound.items() if len(versions[row["house_code"]]) > 1}
    first: dict[str, int] = {}
    for number, row in sound.items():
        if number not in contradicting:
            first.setdefault(row["house_code"], number)
    landed = set(first.values())
    bad = set(range(1, len(rows) + 1)) - set(sound) | contradicting
    return landed, bad, len(rows) - len(landed) - len(bad)


def codes(rows: dict[int, Row]) -> set[str]:
    return {row["house_code"] for row in rows.values()}


def cells(column: str) -> st.SearchStrategy[str]:
    good, bad = CELLS[column]
    mostly_good = [*good] * max(1, 3 * len(bad) // len(good)) + bad
    return st.sampled_from(mostly_good)


TABLES = st.lists(st.fixed_dictionaries({column: cells(column) for column in HOUSE_COLUMNS}), min_size=1, max_size=12)
QUICK = settings(
    max_examples=50,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)


@pytest.fixture(scope="module")
def inbox(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Inbox]:
    inbox = Inbox(settings_of(tmp_path_factory.mktemp("properties")))
    inbox.put_geography()
    inbox.land(names.GEOGRAPHY)
    yield inbox


def refuse_other_than_judged(made: Made, rows: list[Row]) -> None:
    landed, bad, repeated = judged(rows)
    receipt = made.receipt
    assert receipt.rows_read == len(rows)
    assert receipt.rows_read == receipt.rows_landed + receipt.rows_quarantined + receipt.rows_duplicate
    assert {row["source_row"] for row in made.landed} == landed
    assert made.faulty_rows == bad
    assert receipt.rows_quarantined == len(bad)
    assert receipt.rows_duplicate == repeated
    assert len(made.landed) == len(landed)
    for row in made.landed:
        expected = as_landed(rows[row["source_row"] - 1])
        for column in ("longitude", "latitude"):
            assert (row[column] is None) == (expected[column] == "")


@QUICK
@given(rows=TABLES)
@example(rows=[house(1), house(1), house(1, house_kind="castle")])
@example(rows=[house(1), house(1), house(1, house_kind="temple"), house(2)])
def test_of_any_csv_table_the_good_rows_land_and_the_bad_ones_are_quarantined(inbox: Inbox, rows: list[Row]) -> None:
    made = inbox.make(inbox.put("house_registry/any.csv", csv_text(rows, HOUSE_COLUMNS)))
    refuse_other_than_judged(made, rows)


@settings(QUICK, max_examples=20)
@given(rows=TABLES)
def test_of_any_parquet_table_the_same_rows_land(inbox: Inbox, rows: list[Row]) -> None:
    path = inbox.put_parquet("house_registry/any.parquet", [{c: row[c] or None for c in HOUSE_COLUMNS} for row in rows])
    refuse_other_than_judged(inbox.make(path), rows)


@settings(QUICK, max_examples=20)
@given(rows=TABLES, extra=st.lists(st.sampled_from(["x", "x,y", ",", "a,b,c,d,e,f,g,h,i", '"a"b,c']), max_size=3))
def test_rows_that_cannot_be_read_are_counted_and_move_no_other_row(
    inbox: Inbox, rows: list[Row], extra: list[str]
) -> None:
    """The unreadable rows come before the last one, so that every other row keeps its number."""
    lines = csv_text([{**row, "house_number": "1"} for row in rows], HOUSE_COLUMNS).splitlines()
    path: Path = inbox.put("house_registry/any.csv", "\n".join([*lines[:-1], *extra, lines[-1]]) + "\n")
    made = inbox.make(path)
    counted = Counter(row["column_name"] for row in made.quarantined)
    assert made.receipt.rows_read == len(rows) + len(extra)
    assert counted["(row)"] == len(extra)
    unreadable = {row["source_row"] for row in made.quarantined if row["column_name"] == "(row)"}
    assert unreadable == set(range(len(rows), len(rows) + len(extra)))
    assert made.receipt.balances
