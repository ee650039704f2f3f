"""Locks down `make new-rule`: the rule is in its suite and its query beside it, and it still needs a planted defect."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from orchestration.errors import WarehouseError
from orchestration.scaffold.rule import new_rule

RULE = "reach__toys_are_counted"
PROGRAM = f"""
from expectations.suites import all_rules
(rule,) = [rule for rule in all_rules() if rule.name == {RULE!r}]
print(rule.table, rule.sentence, rule.expectation.query().split()[-1], sorted(rule.relations()))
"""


def test_the_new_rule_is_one_of_the_audit_with_its_query_beside_the_suite(copy: Path) -> None:
    written = new_rule(copy, RULE, table="restricted__area_coverage")
    assert written == [
        "expectations/suites/coverage/reach__toys_are_counted.sql",
        "expectations/suites/coverage/__init__.py",
    ]
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM],
        cwd=copy,
        env={**os.environ, "PYTHONPATH": str(copy)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stdout.strip() == ("restricted__area_coverage Toys are counted. false ['restricted__area_coverage']"), (
        done.stderr
    )


@pytest.mark.parametrize(
    ("name", "table", "said"),
    [
        (
            "toys__are_counted",
            "restricted__area_coverage",
            "expected its subject first, one of administrations, areas,",
        ),
        (
            "toys_are_counted",
            "restricted__area_coverage",
            "found name 'toys_are_counted', expected <subject>__<what holds>",
        ),
        (
            "reach__toys",
            "open__fct_house",
            "found table 'open__fct_house', expected a zone and a table",
        ),
    ],
)
def test_a_rule_of_no_suite_or_no_table_is_refused(copy: Path, name: str, table: str, said: str) -> None:
    with pytest.raises(WarehouseError) as refused:
        new_rule(copy, name, table=table)
    assert said in str(refused.value)
