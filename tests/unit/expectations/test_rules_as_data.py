"""Locks down that the rules are data: known, named and described in sentences without importing anything heavy."""

from __future__ import annotations

import re
import subprocess
import sys

import pytest

from expectations import Rule, all_rules, rule_names
from expectations.rule import UnexpectedRows
from orchestration.published.lists import PUBLISHED_TABLES
from orchestration.release.verdict import CRITICAL, WARNING


def test_names_are_unique_and_fit_an_asset_check() -> None:
    assert len(set(rule_names())) == len(rule_names())
    assert [name for name in rule_names() if not re.fullmatch(r"[a-z]+(_[a-z]+)*__[A-Za-z0-9_]+", name)] == []


@pytest.mark.parametrize("rule", all_rules(), ids=rule_names())
def test_a_rule_is_about_a_published_table_and_has_a_sentence(rule: Rule) -> None:
    assert rule.zone in PUBLISHED_TABLES[rule.published_table]
    assert rule.severity in (CRITICAL, WARNING)
    first = rule.sentence.split()[0]
    assert first[0].isupper() or first in PUBLISHED_TABLES or first.startswith("`"), rule.sentence
    assert rule.sentence.endswith(".")
    assert rule.expected
    assert rule.name.startswith(f"{rule.subject}__")


def test_no_query_of_a_rule_reads_a_table_of_households_itself() -> None:
    """Their values must not come near a result; the recounts give counts."""
    queries = {r.name: r.expectation.query() for r in all_rules() if isinstance(r.expectation, UnexpectedRows)}
    assert [name for name, query in queries.items() if "restricted__fct_" in query] == []


def test_knowing_the_rules_imports_neither_great_expectations_nor_a_database() -> None:
    program = (
        "import sys, expectations; expectations.all_rules(); "
        "sys.exit(str(sorted({'great_expectations', 'duckdb', 'dagster'} & set(sys.modules)) or ''))"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr.strip()) in ((0, ""), (1, "")), done.stderr


def test_importing_the_audit_does_not_import_great_expectations() -> None:
    program = "import sys, expectations.audit; sys.exit('great_expectations' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0
