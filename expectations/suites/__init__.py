"""The rules of every subject, as data: names and sentences are known without running or importing anything heavy.

A subject is a folder: the declarations of its rules in `__init__.py`, the SQL of each rule in a file of its name.
What is not here: what a rule is (rule.py), how rules are run (checkpoint.py).
"""

from __future__ import annotations

from collections import Counter

from expectations.drift import read_drift
from expectations.rule import Rule
from expectations.suites import (
    areas,
    cases,
    completeness,
    coverage,
    goals,
    hierarchy,
    indicators,
    kpi,
    poverty,
    practices,
    privacy,
    progress,
    release,
)
from expectations.suites.drift import drift_rules

_SUITES = (
    release,
    privacy,
    hierarchy,
    areas,
    completeness,
    coverage,
    indicators,
    goals,
    poverty,
    progress,
    cases,
    practices,
    kpi,
)


def all_rules() -> tuple[Rule, ...]:
    """Every rule, in the order a reader should meet them. Raise ValueError if two share a name.

    Limits of drift are read from their file: raise ContractError if it is broken.
    """
    rules = (*(rule for suite in _SUITES for rule in suite.RULES), *drift_rules(read_drift()))
    repeated = [name for name, count in Counter(rule.name for rule in rules).items() if count > 1]
    if repeated:
        raise ValueError(f"rules {', '.join(repeated)} are defined twice; each name must be its own, rename one")
    return rules


def rule_names() -> tuple[str, ...]:
    return tuple(rule.name for rule in all_rules())
