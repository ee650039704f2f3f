"""Locks down how a rule is declared: its SQL file, the placeholders of the file, its sentence."""

from __future__ import annotations

import re

import pytest

from expectations import Rule, all_rules, rule_names
from expectations.rule import SUITES, UnexpectedRows, query_rule
from tests.conventions.english import dialect_in, too_long_in

QUERIES = {rule.name: rule.expectation for rule in all_rules() if isinstance(rule.expectation, UnexpectedRows)}


def test_every_file_of_a_suite_belongs_to_a_rule() -> None:
    used = {query.file for query in QUERIES.values()}
    assert [file.relative_to(SUITES).as_posix() for file in SUITES.rglob("*.sql") if file not in used] == []


def test_a_file_named_like_a_rule_is_that_rules_own() -> None:
    wrong = [name for name, query in QUERIES.items() if "__" in query.file.stem and query.file.stem != name]
    assert wrong == []


@pytest.mark.parametrize("name", QUERIES)
def test_every_placeholder_of_a_query_has_a_value(name: str) -> None:
    assert "${" not in QUERIES[name].query()


def test_a_rule_with_a_file_of_its_own_gives_no_parameter_that_the_file_does_not_use() -> None:
    unused = {
        name: surplus
        for name, query in QUERIES.items()
        if query.file.stem == name and (surplus := set(query.parameters) - _placeholders(query) - {"table"})
    }
    assert unused == {}


def _placeholders(query: UnexpectedRows) -> set[str]:
    return set(re.findall(r"\$\{(\w+)\}", query.file.read_text(encoding="utf-8")))


def test_a_rule_about_anything_but_rows_says_how_it_is_counted() -> None:
    with pytest.raises(ValueError, match="made__rule is about each area: say by `examined`"):
        query_rule("made__rule", table="open__dim_area", sentence="It is.", noun="area")


@pytest.mark.parametrize("rule", all_rules(), ids=rule_names())
def test_a_sentence_is_one_a_statistician_signs(rule: Rule) -> None:
    assert [*dialect_in(rule.sentence), *too_long_in(rule.sentence)] == []
