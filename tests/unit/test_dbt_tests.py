"""Locks down the names and sentences of dbt's tests in Dagster: short, and none without a sentence."""

from __future__ import annotations

import json
from typing import Any

import pytest

from orchestration.dbt_command import DBT_MANIFEST
from orchestration.dbt_tests import leading_comment, with_short_names
from orchestration.errors import WarehouseError

LONGEST = 70


def manifest_of(kind: str, name: str, **arguments: Any) -> dict[str, Any]:
    """A manifest of one model with a declared key, and one generic test of it."""
    test = {
        "resource_type": "test",
        "name": name,
        "attached_node": "model.p.area",
        "test_metadata": {"name": kind, "kwargs": arguments},
        "raw_code": "",
        "meta": {"kept": 1},
    }
    model = {"resource_type": "model", "name": "area", "constraints": [{"columns": ["survey_round", "area_code"]}]}
    return {"nodes": {"model.p.area": model, "test.p.1": test}, "metadata": {}}


@pytest.mark.parametrize(
    ("kind", "arguments", "name", "sentence"),
    [
        ("unique_key", {}, "key_is_unique", "No two rows have the same survey_round, area_code."),
        ("unique_key", {"columns": ["a", "b"]}, "key_is_unique", "No two rows have the same a, b."),
        ("not_null", {"column_name": "a"}, "a_is_never_absent", "Every row has a."),
        (
            "relationships",
            {"column_name": "a", "field": "b", "to": "ref('dim_c')"},
            "a_is_in_dim_c",
            "Every a is a b of dim_c.",
        ),
    ],
)
def test_a_generic_test_is_named_by_what_holds(kind: str, arguments: dict[str, Any], name: str, sentence: str) -> None:
    test = with_short_names(manifest_of(kind, f"{kind}_area_and_all_its_arguments", **arguments))["nodes"]["test.p.1"]
    assert (test["name"], test["meta"]) == (name, {"kept": 1, "description": sentence})


def test_a_name_of_the_yml_stays() -> None:
    manifest = manifest_of("expression_holds", "coverage_is_a_share", expression="rate <= 1")
    test = with_short_names(manifest)["nodes"]["test.p.1"]
    assert (test["name"], test["meta"]["description"]) == ("coverage_is_a_share", "Every row has: rate <= 1.")


def test_an_expression_without_a_name_is_refused_by_its_test() -> None:
    with pytest.raises(WarehouseError, match=r"^dbt test expression_holds_area_rate: found no name.*`name:`"):
        with_short_names(manifest_of("expression_holds", "expression_holds_area_rate", expression="rate <= 1"))


def test_the_sentence_of_a_test_across_models_is_its_first_comment() -> None:
    assert (
        leading_comment("-- One house\n-- is one row.\n{{ config() }}\n-- later\nselect 1") == "One house is one row."
    )


def test_every_test_of_the_project_is_short_and_has_a_sentence() -> None:
    nodes = with_short_names(json.loads(DBT_MANIFEST.read_bytes()))["nodes"].values()
    tests = [node for node in nodes if node["resource_type"] == "test"]
    assert tests
    assert [test["name"] for test in tests if len(test["name"]) > LONGEST] == []
    assert [test["name"] for test in tests if not test["meta"]["description"].endswith(".")] == []
