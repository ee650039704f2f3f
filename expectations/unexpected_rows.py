"""The class of Great Expectations that the audit's own queries run as.

This module imports Great Expectations, so only the step that audits imports it.
What is not here: the library's own expectations, which need no class of ours (checkpoint.py).
"""

from __future__ import annotations

from functools import cache
from typing import Any, ClassVar

from great_expectations.expectations.core.unexpected_rows_expectation import UnexpectedRowsExpectation

from expectations import phrasing
from expectations.rule import Rule, UnexpectedRows


class ExpectNoUnexpectedRows(UnexpectedRowsExpectation):
    """The query finds nothing. It returns one example with the number of findings, so that it runs once.

    `meta` holds the number of things examined and their noun.
    """

    metric_dependencies: ClassVar[tuple[str, ...]] = ("unexpected_rows_query.table",)

    def _validate(self, metrics: dict[str, Any], *_: Any, **__: Any) -> dict[str, Any]:
        rows = metrics["unexpected_rows_query.table"]
        meta = self.meta or {}
        observed = phrasing.findings(rows[0] if rows else None, noun=meta["noun"], examined=meta["examined"])
        return {"success": not rows, "result": {"observed_value": observed, "element_count": meta["examined"]}}


def query_expectation(rule: Rule, query: UnexpectedRows, *, examined: int) -> ExpectNoUnexpectedRows:
    """The expectation of one rule, of a class of its own."""
    kind = _class(
        class_name(rule.name),
        query=_as_template(_one_example(query)),
        sentence=rule.sentence,
        description=f"{rule.sentence} ({rule.severity}: {rule.name})",
    )
    arguments: dict[str, Any] = {"severity": rule.severity}
    return kind(**arguments, meta={"rule": rule.name, "noun": rule.noun, "examined": examined})


@cache
def _class(name: str, *, query: str, sentence: str, description: str) -> type[ExpectNoUnexpectedRows]:
    """A class as a user of the library would write it. The library registers a class once, so it is made once."""
    return type(
        name,
        (ExpectNoUnexpectedRows,),
        {
            "__module__": __name__,
            "__doc__": sentence,
            "__annotations__": {"unexpected_rows_query": str, "description": str},
            "unexpected_rows_query": query,
            "description": description,
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
