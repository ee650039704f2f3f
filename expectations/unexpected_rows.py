"""The class of Great Expectations that the audit's own queries run as.

This module imports Great Expectations, so only the step that audits imports it.
What is not here: the library's own expectations, which need no class of ours (checkpoint.py).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar

from great_expectations.expectations.core.unexpected_rows_expectation import UnexpectedRowsExpectation

from expectations import phrasing
from expectations.rule import Rule, UnexpectedRows


class ExpectNoUnexpectedRows(UnexpectedRowsExpectation):
    """The query finds nothing. It returns one example with the number of findings, so that it runs once."""

    metric_dependencies: ClassVar[tuple[str, ...]] = ("unexpected_rows_query.table",)
    noun: ClassVar[str]
    examined: ClassVar[int]

    def _validate(self, metrics: dict[str, Any], *_: Any, **__: Any) -> dict[str, Any]:
        rows = metrics["unexpected_rows_query.table"]
        example = rows[0] if rows else None
        return {
            "success": not rows,
            "result": {
                "observed_value": phrasing.findings(example, noun=self.noun, examined=self.examined),
                "element_count": self.examined,
            },
        }


def expectation_class(rule: Rule, query: UnexpectedRows, *, examined: int) -> Callable[..., ExpectNoUnexpectedRows]:
    """The class of one rule, as a user of the library would write it: a query and a description."""
    return type(
        class_name(rule.name),
        (ExpectNoUnexpectedRows,),
        {
            "__module__": __name__,
            "__doc__": rule.sentence,
            "__annotations__": {"unexpected_rows_query": str, "description": str},
            "unexpected_rows_query": _as_template(_one_example(query)),
            "description": f"{rule.sentence} ({rule.severity}: {rule.name})",
            "noun": rule.noun,
            "examined": examined,
        },
    )


def class_name(rule: str) -> str:
    """`coverage__no_round_was_lost` -> `ExpectCoverageNoRoundWasLost`."""
    return "Expect" + "".join(part[0].upper() + part[1:] for part in rule.split("_") if part)


def _one_example(query: UnexpectedRows) -> str:
    """One row and the number of rows in a single run: the library alone would run the query twice."""
    return f"select *, count(*) over () as findings_ from ({query.query()}) as found order by {query.order} limit 1"


def _as_template(query: str) -> str:
    """The library formats the query, takes a colon for a parameter, and warns if the query names no batch."""
    escaped = query.replace("{", "{{").replace("}", "}}").replace(":", r"\:")
    return f"{escaped} /* {{batch}} */"
