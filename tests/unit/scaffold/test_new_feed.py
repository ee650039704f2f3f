"""Locks down `make new-feed`: the contract of the skeleton is usable, and its staging model reads the feed."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest
import yaml

from orchestration.errors import WarehouseError
from orchestration.landing.checks import fault_sql
from orchestration.landing.contract import load_contract
from orchestration.landing.contract_file import feed_names, read_contracts
from orchestration.landing.country import own_country
from orchestration.scaffold.feed import new_feed
from orchestration.scaffold.skeleton import MARK


def test_the_new_feed_has_a_usable_contract_and_lands_after_all_others(copy: Path) -> None:
    written = new_feed(copy, "wells", domain="coverage")
    contracts = read_contracts(copy / "data" / "contracts")
    assert [contract.name for contract in contracts] == [*feed_names(), "wells"]
    assert len(written) == 4
    assert all(MARK in (copy / name).read_text(encoding="utf-8") for name in written if "sources" not in name)


def test_the_staging_model_selects_columns_of_the_contract_from_the_source_of_the_feed(copy: Path) -> None:
    new_feed(copy, "wells", domain="coverage")
    staging = copy / "dbt_project" / "models" / "staging" / "wells"
    (source,) = yaml.safe_load((staging / "_wells__sources.yml").read_text(encoding="utf-8"))["sources"]
    (entity,) = read_contracts(copy / "data" / "contracts")[-1].entities
    model = (staging / "stg_wells__rows.sql").read_text(encoding="utf-8")
    assert [table["name"] for table in source["tables"]] == [entity.name]
    assert f"source('{source['name']}', '{entity.name}')" in model
    assert [column.name for column in entity.properties if column.name not in model] == []


def test_a_feed_that_is_there_is_not_written_over(copy: Path) -> None:
    with pytest.raises(WarehouseError, match=r"pledges\.yaml: found a file, expected none"):
        new_feed(copy, "pledges", domain="targets")


def test_the_checks_of_the_skeleton_can_be_asked_of_any_text(copy: Path) -> None:
    new_feed(copy, "wells", domain="coverage")
    contract = load_contract(
        copy / "data" / "contracts", "wells", lists=(), country=own_country(copy / "dbt_project" / "seeds")
    )
    with duckdb.connect() as connection:
        for column in contract.entities[0].columns:
            texts = f"(select unnest(['', '1', '99', '-1', 'x', null]) as {column.name})"
            asked = connection.execute(f"select {fault_sql(column)} as is_fault from {texts}").fetchall()
            assert {fault for (fault,) in asked} == {True, False}
