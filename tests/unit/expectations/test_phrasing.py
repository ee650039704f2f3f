"""Locks down how figures read, and that neither machine paths nor raw numbers get into a text."""

from __future__ import annotations

from decimal import Decimal

import pytest

from expectations import phrasing


def test_a_finding_names_its_place_and_its_figures() -> None:
    row = {
        "survey_round": "2567-1",
        "area_level": "province",
        "area_code": "50",
        "houses_registered": 12,
        "sum of children": 11,
        "findings_": 3,
    }
    assert phrasing.findings(row, noun="area", examined=612) == (
        "3 of 612 areas, for example province 50 in 2567-1: houses_registered 12, sum of children 11"
    )


def test_one_thing_is_in_the_singular_and_a_detail_is_shown_without_its_name() -> None:
    row = {"survey_round": "2567-1", "detail": "members 4, of them poor 5", "findings_": 1}
    assert phrasing.findings(row, noun="sum", examined=1) == (
        "1 of 1 sum, for example round 2567-1: members 4, of them poor 5"
    )


def test_a_waiver_that_covers_nothing_of_what_was_found_is_said_to() -> None:
    row = {"area_level": "province", "area_code": "50", "findings_": 3, "outside_": 3}
    assert phrasing.findings(row, noun="area", examined=77) == (
        "3 of 77 areas, of which the waiver of this rule covers none, for example province 50"
    )
    assert "3 of 77 areas, 2 of them not waived, for" in phrasing.findings(
        row | {"outside_": 2}, noun="area", examined=77
    )


@pytest.mark.parametrize(
    ("examined", "noun", "observed"),
    [
        (32_601, "area", "0 of 32,601 areas"),
        (1, "area", "0 of 1 area"),
        (0, "area", "0 of 0 areas"),
        (2, "pair of versions", "0 of 2 pairs of versions"),
        (17, "category", "0 of 17 categories"),
    ],
)
def test_a_rule_that_holds_says_how_much_it_examined(examined: int, noun: str, observed: str) -> None:
    assert phrasing.findings(None, noun=noun, examined=examined) == observed


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, "absent"),
        (True, "true"),
        (9999, "9999"),
        (12345678, "12,345,678"),
        (0.1 + 0.2, "0.3"),
        (Decimal("0.250000000"), "0.25"),
        ("TQ01", "TQ01"),
    ],
)
def test_a_figure_is_short_and_exact_enough(value: object, text: str) -> None:
    assert phrasing.figure(value) == text


def test_a_fault_is_shown_without_the_query_and_the_stack() -> None:
    text = "(_duckdb.BinderException) Binder Error: no column goal\nLINE 1: select goal\n[SQL: select goal]"
    assert phrasing.fault(text) == "could not be examined: (_duckdb.BinderException) Binder Error: no column goal"


def test_machine_paths_and_raw_numbers_are_taken_out() -> None:
    text = 'IO Error: "/data/a/candidate/open/x.parquet", value 50019912345 of 1509912345678, 123456789012 stays'
    assert phrasing.withheld(text, roots=("/data/a", "/data/a/candidate")) == (
        'IO Error: "open/x.parquet", value [number withheld] of [number withheld], 123456789012 stays'
    )
    assert phrasing.withheld('File "/opt/v/lib/python3.11/site-packages/sa/base.py"', roots=()) == 'File "sa/base.py"'
