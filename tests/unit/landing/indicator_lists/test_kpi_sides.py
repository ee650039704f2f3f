"""Locks down that the links of an SDG indicator name one side, and that a link need not name any."""

from __future__ import annotations

import csv
from typing import Any

import duckdb
import pytest

from orchestration import names
from orchestration.landing.receipt import read_receipt, write_receipt
from orchestration.settings import PROJECT_ROOT
from tests.unit.landing.by_hand import Inbox, Row

FILE = "indicator_sdg_map/links.csv"


def link(code: str, sdg_indicator: str, **other: Any) -> Row:
    target = sdg_indicator.rsplit(".", maxsplit=1)[0]
    return {"indicator_code": code, "sdg_target": target, "sdg_indicator": sdg_indicator, "fit": "proxy"} | other


def test_a_link_may_name_a_side_or_leave_it_blank(inbox: Inbox) -> None:
    inbox.put(FILE, [link("TQ22", "6.1.1", kpi_counts="passing"), link("TQ18", "6.1.1", kpi_counts="")])
    inbox.land(names.INDICATOR_SDG_MAP)
    assert [row["kpi_counts"] for row in inbox.landed(names.INDICATOR_SDG_MAP)] == ["passing", None]


def test_a_file_without_sides_lands_as_before(inbox: Inbox) -> None:
    inbox.put(FILE, [link("TQ22", "6.1.1")])
    inbox.land(names.INDICATOR_SDG_MAP)
    assert [row["kpi_counts"] for row in inbox.landed(names.INDICATOR_SDG_MAP)] == [None]


def test_a_word_that_is_no_side_is_refused(inbox: Inbox) -> None:
    inbox.put(FILE, [link("TQ22", "6.1.1", kpi_counts="with")])
    assert "row 1 column kpi_counts: found with, expected passing or failing" in inbox.refusal(names.INDICATOR_SDG_MAP)


@pytest.mark.parametrize("other_place", ["1.5.4", "11.b.2"])
def test_links_of_both_sides_are_refused_also_at_two_places_of_an_sdg_indicator(inbox: Inbox, other_place: str) -> None:
    rows = [
        link("TQ20", "1.5.4", kpi_counts="passing"),
        link("TQ21", other_place, kpi_counts="failing"),
        link("TQ22", "6.1.1", kpi_counts="failing"),
    ]
    inbox.put(FILE, rows)
    message = inbox.refusal(names.INDICATOR_SDG_MAP)
    assert message == (
        f"{FILE}: found kpi_counts of both sides: 1.5.4 has passing (TQ20), failing (TQ21); expected"
        " passing or failing, the same in all links of an SDG indicator; correct the file and deliver it again under"
        " its name"
    )


def test_links_that_landed_before_they_could_name_a_side_are_to_be_delivered_again(inbox: Inbox) -> None:
    inbox.put(FILE, [link("TQ22", "6.1.1")])
    inbox.land(names.INDICATOR_SDG_MAP)
    (batch,) = inbox.batches(names.INDICATOR_SDG_MAP)
    with duckdb.connect() as connection:
        connection.execute(f"create table rows as select * exclude (kpi_counts) from '{batch}'")
        connection.execute(f"copy rows to '{batch}' (format parquet)")
    receipt = read_receipt(batch.parent)
    kept = {name: kind for name, kind in receipt.columns.items() if name != "kpi_counts"}
    write_receipt(receipt.model_copy(update={"columns": kept}).with_bytes_of(batch), batch.parent)
    message = inbox.refusal(names.INDICATOR_SDG_MAP)
    assert message.startswith(f"{FILE}: landed under an earlier contract, without kpi_counts")


# The side of the names of the SDG indicators that our own indicators are linked to, as the UN words them.
FAILING = {"1.2.1", "2.1.2", "3.4.1", "3.9.1", "5.2.1", "8.5.2", "10.2.1", "11.1.1", "11.6.2", "16.2.1"}
PASSING = {
    *("1.3.1", "1.4.1", "1.4.2", "1.5.4", "3.1.2", "3.8.1", "3.b.1", "4.1.2", "4.2.1", "4.3.1", "4.6.1", "5.b.1"),
    *("6.1.1", "6.2.1", "7.1.1", "8.10.2", "9.c.1", "10.1.1", "11.2.1", "12.5.1", "16.1.4", "17.8.1"),
}


def seed(name: str) -> list[dict[str, str]]:
    with (PROJECT_ROOT / "dbt_project" / "seeds" / f"{name}.csv").open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def test_every_sdg_indicator_has_the_side_of_its_name() -> None:
    sides = {row["sdg_indicator"]: row["kpi_counts"] for row in seed("sdg_indicators")}
    places = {row["sdg_indicator"]: row["canonical_indicator"] for row in seed("sdg_indicators")}
    assert set(sides.values()) == {"passing", "failing", "neither"}
    assert [place for place, canonical in places.items() if sides[place] != sides[canonical]] == []
    linked = {places[row["sdg_indicator"]] for row in seed("indicator_sdg_links") if row["sdg_indicator"]}
    assert linked == FAILING | PASSING
    assert {place for place in linked if sides[place] == "failing"} == FAILING
    assert {place for place in linked if sides[place] == "passing"} == PASSING
