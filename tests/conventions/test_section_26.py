"""Locks down that columns about health or disability are marked: in the contracts of feeds and of published tables.

Section 26 of the Personal Data Protection Act asks for a ground of its own for such data.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest

from orchestration.dbt_command import DBT_MANIFEST
from orchestration.landing.contract_file import Contract, feed_contracts, read_contract
from orchestration.names import RESTRICTED
from orchestration.published.lists import FACT_TABLES
from orchestration.release.contracts import read_contract_of
from orchestration.settings import CONTRACTS, PROJECT_ROOT

INDICATORS = PROJECT_ROOT / "dbt_project" / "seeds" / "indicators.csv"
# Words of the Act's kinds of data, as names of indicators have them in English and Thai.
WORDS = ("health", "disab", "illness", "bed-ridden", "vaccin", "สุขภาพ", "พิการ", "ป่วย", "วัคซีน")
ADVICE = "add {property: section26, value: true} to the column of the feed, section_26: true to that of the model"


def read_list() -> list[dict[str, str]]:
    with INDICATORS.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def asks_about_health(indicator: dict[str, str]) -> bool:
    names = f"{indicator['name_en']} {indicator['name_th']}".lower()
    return indicator["dimension"] == "health" or any(word in names for word in WORDS)


def unmarked(contracts: Iterable[Contract], indicators: list[dict[str, str]]) -> list[str]:
    """Columns of feeds about households that say how a household answers, or what was found there, without the mark."""
    if not any(map(asks_about_health, indicators)):
        return []
    return [
        f"{contract.name}.{column.name}"
        for contract in contracts
        if contract.is_personal
        for entity in contract.entities
        for column in entity.properties
        if "indicators" in (column.custom_properties.column_per_code_of, column.custom_properties.code_of)
        and not column.custom_properties.section26
    ]


def test_the_list_of_indicators_asks_about_health_and_disability() -> None:
    found = {each["indicator_code"] for each in read_list() if asks_about_health(each)}
    assert found == {*(f"TQ{number:02}" for number in range(1, 12)), "TQ26", "TQ34"}


def test_a_column_of_a_feed_about_health_is_marked() -> None:
    assert unmarked(feed_contracts(), read_list()) == [], ADVICE


@pytest.mark.parametrize(("feed", "column"), [("household_survey", "answers"), ("case_follow_up", "indicator_code")])
def test_a_feed_without_the_mark_is_named(feed: str, column: str, tmp_path: Path) -> None:
    text = (CONTRACTS / "feeds" / f"{feed}.yaml").read_text(encoding="utf-8")
    path = tmp_path / f"{feed}.yaml"
    path.write_text(text.replace("          - {property: section26, value: true}\n", ""), encoding="utf-8")
    contract = read_contract(path)
    assert unmarked([contract], read_list()) == [f"{feed}.{column}"]
    others = [each for each in read_list() if not asks_about_health(each)]
    assert unmarked([contract], others) == []


def about_indicators(table: str) -> dict[str, dict[str, Any]]:
    """Columns of a restricted table of households that name an indicator, or hold the answers to each."""
    (schema,) = read_contract_of(table, zone=RESTRICTED, contracts=CONTRACTS)["schema"]
    return {
        column["name"]: {each["property"]: each["value"] for each in column.get("customProperties", ())}
        for column in schema["properties"]
        if column["name"].endswith("indicator_code") or column["name"] in ("answers", "reason")
    }


def test_a_published_column_about_health_is_marked_in_its_contract_and_on_the_page() -> None:
    found = {f"{table}.{name}": stated for table in FACT_TABLES for name, stated in about_indicators(table).items()}
    assert set(found) == {
        "fct_case.indicator_code",
        "fct_household.answers",
        "household_priority.longest_open_indicator_code",
        "household_priority.reason",
    }
    assert [name for name, stated in found.items() if not stated.get("section26")] == [], ADVICE
    page = (PROJECT_ROOT / "docs" / "tables.md").read_text(encoding="utf-8")
    assert page.count("| Section 26. ") == len(found)


def test_no_column_of_the_open_zone_is_about_the_health_of_single_people() -> None:
    models = json.loads(DBT_MANIFEST.read_text(encoding="utf-8"))["nodes"].values()
    marked = {
        node["name"]
        for node in models
        if node["resource_type"] == "model"
        for column in node["columns"].values()
        if column["config"]["meta"].get("section_26")
    }
    assert marked
    assert marked <= set(FACT_TABLES)
