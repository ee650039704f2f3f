"""Locks down that every promise of docs/trust.md names a test that exists."""

from __future__ import annotations

import ast
import re

from orchestration.settings import PROJECT_ROOT

PAGE = PROJECT_ROOT / "docs" / "trust.md"
NAMED = re.compile(r"`(tests/[\w/]+\.py)::(test_\w+)`")


def promises(page: str) -> dict[str, list[tuple[str, str]]]:
    """Promise -> the files and tests that it names."""
    table = page.split("\n## Promises\n")[1].split("\n## ")[0]
    rows = [line.strip("|").split("|") for line in table.splitlines() if line.startswith("| ")][2:]
    return {promise.strip(): NAMED.findall(tests) for promise, tests in rows}


def without_a_test(page: str) -> list[str]:
    """Promises that name no test, or one that is not there."""
    wrong = [promise for promise, tests in promises(page).items() if not tests]
    for promise, tests in promises(page).items():
        wrong += [f"{promise} {file}::{name}" for file, name in tests if name not in names_in(file)]
    return wrong


def names_in(file: str) -> set[str]:
    path = PROJECT_ROOT / file
    tree = ast.parse(path.read_text(encoding="utf-8")) if path.is_file() else ast.Module(body=[], type_ignores=[])
    return {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}


def test_every_promise_names_a_test_that_exists() -> None:
    page = PAGE.read_text(encoding="utf-8")
    assert len(promises(page)) >= 20
    assert without_a_test(page) == [], "name the test that locks the promise down in docs/trust.md"


def test_a_promise_without_its_test_is_named() -> None:
    head = "\n## Promises\n\n| promise | test |\n| --- | --- |\n"
    good = "| Kept. | `tests/conventions/test_trust.py::test_a_promise_without_its_test_is_named` |\n"
    bad = "| Forgotten. | `tests/conventions/test_trust.py::test_of_another_day` |\n| Empty. | later |\n"
    assert without_a_test(head + good) == []
    assert without_a_test(head + good + bad) == [
        "Empty.",
        "Forgotten. tests/conventions/test_trust.py::test_of_another_day",
    ]
