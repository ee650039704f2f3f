"""The audit of a release: is this candidate fit for its readers?

Importing this package costs nothing: the rules are data. Great Expectations is imported inside the step that needs it.
What is not here: how a candidate is built or published (orchestration.release), what a model promises (dbt tests).
"""

from expectations.rule import Rule
from expectations.suites import all_rules, rule_names

__all__ = ["Rule", "all_rules", "rule_names"]
