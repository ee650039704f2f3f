"""The class of Great Expectations that the audit's own queries run as.

This module imports Great Expectations, so only the step that audits imports it.
What is not here: the library's own expectations, which need no class of ours (checkpoint.py).
"""

from __future__ import annotations

from functools import cache
from typing import Any, ClassVar

from great_expectations.core.expectation_validation_result import ExpectationValidationResult
from great_expectations.expectations.core.unexpected_rows_expectation import UnexpectedRowsExpectation
from great_expectations.expectations.registry import register_expectation
from great_expectations.render.components import LegacyDiagnosticRendererType, RenderedStringTemplateContent
from great_expectations.render.renderer.renderer import renderer

from expectations import phrasing
from expectations.rule import Rule, UnexpectedRows
from expectations.waiving import Waived


class ExpectNoUnexpectedRows(UnexpectedRowsExpectation):
    """The query finds nothing. It returns one example with the number of findings, so that it runs once.

    `meta` holds the number of things examined and their noun, and what the release lacks of the rule's needs. It also
    holds whether a waiver covers findings, and figures to show.
    """

    metric_dependencies: ClassVar[tuple[str, ...]] = ("unexpected_rows_query.table",)

    def _validate(self, metrics: dict[str, Any], *_: Any, **__: Any) -> dict[str, Any]:
        rows = metrics["unexpected_rows_query.table"]
        meta = self.meta or {}
        found = {"element_count": meta["examined"]}
        if not rows and not meta["examined"]:
            observed = phrasing.nothing_examined(meta["noun"], absent=meta["absent"])
            found |= {"observed_value": observed, "not_examined": meta["absent"]}
            return {"success": meta["absent"] is not None, "result": found}
        observed = phrasing.findings(rows[0] if rows else None, noun=meta["noun"], examined=meta["examined"])
        observed += meta["figures"]
        is_waived = bool(rows) and meta["has_waiver"] and not rows[0]["outside_"]
        return {"success": not rows, "result": found | {"observed_value": observed, "is_waived": is_waived}}

    @classmethod
    @renderer(renderer_type=LegacyDiagnosticRendererType.STATUS_ICON)
    def _diagnostic_status_icon_renderer(
        cls,
        configuration: Any = None,
        result: ExpectationValidationResult | None = None,
        runtime_configuration: dict[str, Any] | None = None,
    ) -> RenderedStringTemplateContent:
        """Neither the sign of a pass nor that of a failure where a rule was not examined, or is waived."""
        found = result.result if result else {}
        if found.get("not_examined") or found.get("is_waived"):
            return _icon("fa-minus-circle" if found.get("not_examined") else "fa-hand-paper")
        shown: RenderedStringTemplateContent = super()._diagnostic_status_icon_renderer(
            configuration=configuration, result=result, runtime_configuration=runtime_configuration
        )
        return shown


def _icon(name: str) -> RenderedStringTemplateContent:
    return RenderedStringTemplateContent(
        content_block_type="string_template",
        string_template={
            "template": "$icon",
            "params": {"icon": "", "markdown_status_icon": ""},
            "styling": {"params": {"icon": {"classes": ["fas", name, "text-secondary"], "tag": "i"}}},
        },
    )


def query_expectation(
    rule: Rule,
    query: UnexpectedRows,
    *,
    examined: int,
    figures: str = "",
    absent: str | None = None,
    waived: Waived | None = None,
) -> ExpectNoUnexpectedRows:
    """The expectation of one rule, of a class of its own. `figures` are shown behind what it observed."""
    description = f"{rule.sentence} ({rule.severity}: {rule.name})"
    kind = _class(
        class_name(rule.name),
        query=_as_template(_one_example(query, waived=waived)),
        sentence=rule.sentence,
        description=f"{description} Waived for {waived.words}" if waived else description,
    )
    # The library runs the class that it registered last under a name, which may be that of another limit.
    register_expectation(kind)
    arguments: dict[str, Any] = {"severity": rule.severity}
    counts = {"noun": rule.noun, "examined": examined, "absent": absent, "has_waiver": waived is not None}
    counts["figures"] = figures
    return kind(**arguments, meta={"rule": rule.name, **counts})


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


def _one_example(query: UnexpectedRows, *, waived: Waived | None) -> str:
    """One row and the number of rows in a single run: the library alone would run the query twice.

    With a waiver, the number of findings outside it too; the example is then one of these.
    """
    counts, order = "count(*) over () as findings_", query.order
    if waived:
        counts += f", count(*) filter (where {waived.is_outside()}) over () as outside_"
        order = f"{waived.is_outside()} desc, {'1' if order == 'all' else order}"
    return f"select *, {counts} from ({query.query()}) as found order by {order} limit 1"


def _as_template(query: str) -> str:
    """The library formats the query, takes a colon for a parameter, and warns if the query names no batch."""
    escaped = query.replace("{", "{{").replace("}", "}}").replace(":", r"\:")
    return f"{escaped} /* {{batch}} */"
