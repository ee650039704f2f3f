"""Rules on drift: how far counts, rates and areas may be from those of the last release, by the limits of drift.yaml.

A rule has the name and the subject of what it compares. What is not here: the limits (expectations/drift.py), rounds
and provinces that were lost (coverage), changes between survey rounds (indicators, progress).
"""

from __future__ import annotations

from expectations.drift import Drift
from expectations.rule import Rule
from expectations.suites.drift.areas import area_rules
from expectations.suites.drift.counts import count_rules
from expectations.suites.drift.rates import rate_rules


def drift_rules(drift: Drift) -> tuple[Rule, ...]:
    return (*count_rules(drift), *rate_rules(drift), *area_rules(drift))
