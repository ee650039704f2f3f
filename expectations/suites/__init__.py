"""The rules of every subject, as data: names and sentences are known without running or importing anything heavy.

What is not here: the rules (one module per subject), how they are run (checkpoint.py).
"""

from __future__ import annotations

from collections import Counter

from expectations.suites import (
    administrations,
    breakdown,
    cases,
    change,
    completeness,
    contribution,
    coverage,
    dates,
    former,
    gaps,
    goals,
    hierarchy,
    indicators,
    kpis,
    network,
    pledges,
    poverty,
    practices,
    priority,
    privacy,
    reach,
    release,
    sensitivity,
    targets,
)
from expectations.vocabulary import Rule

_SUITES = (
    release,
    privacy,
    hierarchy,
    former,
    completeness,
    coverage,
    reach,
    gaps,
    indicators,
    breakdown,
    goals,
    poverty,
    contribution,
    sensitivity,
    kpis,
    targets,
    change,
    pledges,
    cases,
    priority,
    network,
    practices,
    administrations,
    dates,
)


def all_rules() -> tuple[Rule, ...]:
    """Every rule, in the order a reader should meet them. Raise ValueError if two share a name."""
    rules = tuple(rule for suite in _SUITES for rule in suite.RULES)
    repeated = [name for name, count in Counter(rule.name for rule in rules).items() if count > 1]
    if repeated:
        raise ValueError(f"rules {', '.join(repeated)} are defined twice; each name must be its own, rename one")
    return rules


def rule_names() -> tuple[str, ...]:
    return tuple(rule.name for rule in all_rules())
