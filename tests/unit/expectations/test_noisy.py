"""Locks down that every count of hardship in the open zone has noise, or says why it needs none."""

from __future__ import annotations

from typing import Final

import pytest

from expectations.noisy import ADDED, CAPPED, COPIED, EXACT, NOISY_TABLES, noisy
from orchestration.names import OPEN
from orchestration.published.tables import TABLES
from orchestration.release.contracts import read_contract_of
from orchestration.settings import PROJECT_ROOT

_COUNTS: Final = ("households", "members", "cases", "events", "previous_households", "previous_members", "baseline_")
HARDSHIP: Final = [name for name, table in TABLES.items() if table.open and table.open.perturbed]


@pytest.mark.parametrize("table", HARDSHIP)
def test_every_count_of_a_table_of_hardship_has_noise_or_a_reason(table: str) -> None:
    contract = read_contract_of(table, zone=OPEN, contracts=PROJECT_ROOT / "data" / "contracts")
    columns = {column["name"]: column["physicalType"] for column in contract["schema"][0]["properties"]}
    counts = {name for name, kind in columns.items() if kind == "bigint" and name.startswith(_COUNTS)}
    part = TABLES[table].open
    assert part
    assert sorted(counts - set(part.perturbed) - set(EXACT)) == []
    assert sorted(set(part.perturbed) - set(columns)) == []


def test_what_is_said_of_a_count_is_said_of_one_with_noise() -> None:
    perturbed = {name: table.open.perturbed for name, table in TABLES.items() if table.open}
    for said in (COPIED, CAPPED, ADDED):
        unknown = {name: set(columns) - set(perturbed[name]) for name, columns in said.items()}
        assert {name: columns for name, columns in unknown.items() if columns} == {}


def test_a_table_has_noise_of_its_own_unless_every_count_is_another_tables() -> None:
    assert set(HARDSHIP) - set(NOISY_TABLES) == {
        "area_poverty_change",
        "area_poverty_contribution_change",
        "area_profile",
        "area_target_path",
        "practice_effect",
    }
    assert noisy("area_poverty_change") == ()
