"""A short name and a sentence for every dbt test, as Dagster shows them.

dbt names a generic test after its model and all its arguments. Not here: the tests (dbt_project/), running them
(defs/transform), the rows of a failed test (defs/transform/broken_tests.py).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final

from orchestration.errors import WarehouseError

_REFERENCE: Final = re.compile(r"ref\('(\w+)'\)")
# Generic test -> its short name, where the yml gives it none.
_NAMES: Final[dict[str, Callable[[Mapping[str, Any]], str]]] = {
    "unique_key": lambda _: "key_is_unique",
    "unique": lambda given: f"{given['column_name']}_is_unique",
    "not_null": lambda given: f"{given['column_name']}_is_never_absent",
    "accepted_values": lambda given: f"{given['column_name']}_is_a_known_value",
    "relationships": lambda given: f"{given['column_name']}_is_in_{_referred(given)}",
    "children_sum_to_parent": lambda _: "children_sum_to_parent",
    "weights_sum_to_one": lambda given: f"{given['column']}_sums_to_one",
}
# Generic test -> its sentence.
_SENTENCES: Final[dict[str, Callable[[Mapping[str, Any]], str]]] = {
    "unique_key": lambda given: f"No two rows have the same {_listed(given['columns'])}.",
    "unique": lambda given: f"No two rows have the same {given['column_name']}.",
    "not_null": lambda given: f"Every row has {given['column_name']}.",
    "accepted_values": lambda given: f"{given['column_name']} is one of {_listed(given['values'])}, or absent.",
    "relationships": lambda given: f"Every {given['column_name']} is a {given['field']} of {_referred(given)}.",
    "children_sum_to_parent": lambda given: (
        f"The counts of an area equal the sums over its children: {_listed(given['measures'])}."
    ),
    "weights_sum_to_one": lambda given: f"The {given['column']} of the rows of a {given['within']} sums to 1.",
    "expression_holds": lambda given: f"Every row has: {given['expression']}.",
}


def with_short_names(manifest: Mapping[str, Any]) -> dict[str, Any]:
    """dbt's manifest, in which every test has a short name and a description.

    dbt selects tests by other names of the manifest, which stay. Raises WarehouseError naming a test that needs a name
    in its yml, such as one of an expression.
    """
    nodes = manifest["nodes"]
    named = {
        key: _named(node, nodes.get(node.get("attached_node"))) if node["resource_type"] == "test" else node
        for key, node in nodes.items()
    }
    return {**manifest, "nodes": named}


def leading_comment(sql: str) -> str:
    """The comment at the beginning of a test across models: its sentence."""
    return " ".join(_comment_lines(sql))


def _named(test: Mapping[str, Any], model: Mapping[str, Any] | None) -> dict[str, Any]:
    generic = test.get("test_metadata")
    if not generic:
        name, sentence = test["name"], leading_comment(test["raw_code"])
    else:
        kind, given = generic["name"], _given(generic["kwargs"], model or {})
        has_own_name = not test["name"].startswith(f"{kind}_")
        name = test["name"] if has_own_name else _short_name(test, kind, given)
        sentence = _SENTENCES[kind](given)
    description = test.get("description") or sentence
    return {**test, "name": name, "meta": {**test.get("meta", {}), "description": description}}


def _short_name(test: Mapping[str, Any], kind: str, given: Mapping[str, Any]) -> str:
    if kind not in _NAMES:
        raise WarehouseError(
            f"dbt test {test['name']}: found no name, expected one; write `name:` at the test in the model's yml "
            f"(only {', '.join(_NAMES)} have a name of their own)"
        )
    return _NAMES[kind](given)


def _given(arguments: Mapping[str, Any], model: Mapping[str, Any]) -> dict[str, Any]:
    """The arguments of the test. A key that is not among them is the one that the model's constraint declares."""
    keys = [constraint["columns"] for constraint in model.get("constraints", ()) if constraint["columns"]]
    return {"columns": keys[0] if keys else [], **arguments}


def _referred(given: Mapping[str, Any]) -> str:
    found = _REFERENCE.search(given["to"])
    return found[1] if found else str(given["to"])


def _listed(names: list[str]) -> str:
    return ", ".join(map(str, names))


def _comment_lines(sql: str) -> Iterator[str]:
    for line in sql.splitlines():
        if not line.startswith("-- "):
            return
        yield line.removeprefix("-- ")
