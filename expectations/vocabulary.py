"""Rules whose query is still a text in Python. What is not here: every other rule (rule.py)."""

from __future__ import annotations

from expectations.rule import NO_PREVIOUS_RELEASE, Rule, UnexpectedRows, native_rule, rows_of, view
from orchestration.release.verdict import CRITICAL, Severity

__all__ = ["NO_PREVIOUS_RELEASE", "Rule", "finding_rule", "value_rule", "view"]
value_rule = native_rule


def finding_rule(
    name: str,
    *,
    table: str,
    sentence: str,
    sql: str,
    expected: str = "none",
    severity: Severity = CRITICAL,
    noun: str = "row",
    out_of: str | None = None,
    order: str | None = None,
    needs_previous: bool = False,
) -> Rule:
    return Rule(
        name=name,
        table=table,
        sentence=sentence,
        expectation=UnexpectedRows(file=None, sql=sql, examined=out_of or rows_of(table), order=order or "all"),
        expected=expected,
        severity=severity,
        noun=noun,
        needs_previous=needs_previous,
    )
