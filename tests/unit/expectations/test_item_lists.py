"""Locks down that the audit has a list of items for every table with a row for every area."""

from __future__ import annotations

import pytest

from expectations.evidence.areas import item_list
from orchestration.published.lists import FULL_AREA_TABLES
from orchestration.published.tables import TABLES


def test_every_table_with_a_row_for_every_area_has_a_list_of_items() -> None:
    assert [table for table in FULL_AREA_TABLES if not item_list(table)] == []


def test_a_table_that_compares_two_rounds_has_the_indicators_of_both() -> None:
    assert item_list("area_indicator_change") != item_list("area_indicator")
    assert item_list("area_goal_change") == item_list("area_sdg_goal")


def test_an_item_that_no_list_has_is_named_with_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    key = (*TABLES["area_coverage"].key, "toy")
    monkeypatch.setitem(TABLES, "area_coverage", TABLES["area_coverage"].model_copy(update={"key": key}))
    with pytest.raises(KeyError, match=r"area_coverage: no list says which toy every area must have.*add a query"):
        item_list("area_coverage")
