"""Locks down what a published model may declare of itself: every fault is named, with its model."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from orchestration.errors import ContractError
from orchestration.names import AREA_LEVELS
from orchestration.published.table import PublishedTable
from orchestration.release.declarations import RELEASE, declared_tables, module_text, published_models

KEY = {"type": "primary_key", "columns": ["survey_round", "area_level", "area_code", "goal"]}
META = {
    "title": "A table",
    "title_th": "ตาราง",
    "description_th": "หนึ่งแถวต่อพื้นที่",
    "version": "1.0.0",
    "zones": ["open", "restricted"],
    "rounds": "every",
    "areas": "every",
}


def model(name: str = "area_x", *, constraints: list[dict[str, Any]] | None = None, **meta: Any) -> dict[str, Any]:
    return {
        "name": name,
        "resource_type": "model",
        "fqn": ["project", "marts", "goals", name],
        "columns": {column: {} for column in KEY["columns"]},
        "constraints": [KEY] if constraints is None else constraints,
        "config": {"meta": {**META, **meta}},
    }


def declared(*models: dict[str, Any]) -> dict[str, PublishedTable]:
    return declared_tables({node["name"]: node for node in models})


def test_a_model_says_once_what_is_known_of_its_table() -> None:
    table = declared(model())["area_x"]
    assert (table.subject, table.key, table.sorted_by) == ("goals", tuple(KEY["columns"]), tuple(KEY["columns"]))
    assert table.item == ("goal",)
    assert table.levels == AREA_LEVELS
    assert not table.key_may_lack_parts


def test_a_table_that_ends_at_the_district_has_local_administrations_too() -> None:
    table = declared(model(narrowest_level="district"))["area_x"]
    assert table.levels == ("nation", "region", "pilot_group", "province", "district", "local_administration")


def test_a_key_with_a_part_that_may_be_missing_is_a_unique_constraint() -> None:
    assert declared(model(constraints=[{**KEY, "type": "unique"}]))["area_x"].key_may_lack_parts


@pytest.mark.parametrize(
    ("broken", "named"),
    [
        (model(zone="open"), "area_x: zone is not known here (known: name, subject, title, "),
        (
            model(zones=["opne"]),
            "area_x: zones.0: found 'opne', expected otherwise (Input should be 'open' or 'restricted')",
        ),
        (model(rounds="last"), "area_x: rounds: found 'last', expected otherwise (Input should be 'every', 'latest'"),
        (model(version="1.0"), "area_x: version: found '1.0', expected otherwise (String should match pattern"),
        (
            model(title_th="A table"),
            "area_x: title_th: found 'A table', expected otherwise (String should match pattern",
        ),
        (model(constraints=[]), "area_x: key: found (), expected otherwise (Tuple should have at least 1 item"),
        (model(sorted_by=["gaol"]), "area_x: column gaol of its key, order, areas or open part is not described"),
    ],
)
def test_a_fault_is_named_with_its_model_and_what_to_do(broken: dict[str, Any], named: str) -> None:
    with pytest.raises(ContractError) as refused:
        declared(broken)
    assert named in str(refused.value)
    assert "correct config.meta or the key constraint in the model's yml" in str(refused.value)


def test_faults_of_all_models_are_named_at_once() -> None:
    with pytest.raises(ContractError, match=r"(?s)area_x: rounds: found 'last'.*area_y: areas: found 'all'"):
        declared(model("area_x", rounds="last"), model("area_y", areas="all"))


def test_a_table_whose_zones_are_misspelt_does_not_stay_unpublished_in_silence(tmp_path: Path) -> None:
    misspelt = model(zone=["open"])
    del misspelt["config"]["meta"]["zones"]
    manifest = tmp_path / "manifest.json"
    manifest.write_text(json.dumps({"nodes": {"0": misspelt}}))
    with pytest.raises(ContractError, match=r"(?s)area_x: zones is missing.*area_x: zone is not known here"):
        declared_tables(published_models(manifest))


def test_only_a_model_with_a_declaration_is_published_and_subjects_come_in_order(tmp_path: Path) -> None:
    coverage, private = model("area_z"), model("fct_inner")
    coverage["fqn"][-2] = "coverage"
    private["config"]["meta"] = {"column_per_indicator": {}}
    manifest = tmp_path / "manifest.json"
    manifest.write_text(json.dumps({"nodes": {str(at): node for at, node in enumerate([model(), private, coverage])}}))
    assert list(published_models(manifest)) == ["area_z", "area_x"]


def test_the_written_module_gives_back_what_was_declared() -> None:
    tables = declared(model(sorted_by=[]))
    namespace: dict[str, Any] = {}
    exec(module_text(tables.values()), namespace)
    assert namespace["TABLES"] == tables
    assert namespace["TABLES"]["release"] == RELEASE
