"""Great Expectations' side of the audit: rules in, one outcome per rule and a site of Data Docs out.

What is not here: which rules there are (suites/), what a failure means for the release (audit.py).
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import TYPE_CHECKING, Any

from expectations import phrasing
from expectations.page.data_docs import FOR_OPERATORS, NOT_EXAMINED, WITH_A_WAIVER
from expectations.rule import Rule, UnexpectedRows
from expectations.workbench import Workbench
from orchestration.names import OPEN
from orchestration.progress import counted, now

if TYPE_CHECKING:
    from great_expectations.core.expectation_validation_result import ExpectationValidationResult
    from great_expectations.data_context.data_context.ephemeral_data_context import EphemeralDataContext
    from great_expectations.datasource.fluent.sql_datasource import SQLDatasource
    from great_expectations.expectations.expectation import Expectation

# Never COMPLETE: it would list every value that breaks a rule.
_RESULT_FORMAT = {"result_format": "SUMMARY", "partial_unexpected_count": 3}
_SITE = "quality"
# What DuckDB answers to every query after one that crashed it.
_CRASHED = "database has been invalidated because of a previous fatal error"


@dataclass(frozen=True)
class Outcome:
    """What one rule came to, in the words of phrasing.py; `not_examined` and `waived` as in a Check of the verdict."""

    passed: bool
    observed: str
    not_examined: str | None = None
    waived: str | None = None


def run(
    rules: Sequence[Rule], *, bench: Workbench, docs: Path, release_id: str, audited_at: datetime
) -> dict[str, Outcome]:
    """Examine the rules page by page (one per subject and table) and write the Data Docs.

    A page that cannot be examined gives its rules the fault as their outcome; it does not stop the others. But an
    engine that crashes takes the rest with it: then all are examined again, once, with a new one.
    """
    outcomes = _run(rules, bench=bench, docs=docs, release_id=release_id, audited_at=audited_at)
    if any(not outcome.passed and _CRASHED in outcome.observed for outcome in outcomes.values()):
        shutil.rmtree(docs, ignore_errors=True)
        outcomes = _run(rules, bench=bench, docs=docs, release_id=release_id, audited_at=audited_at)
    return outcomes


def _run(
    rules: Sequence[Rule], *, bench: Workbench, docs: Path, release_id: str, audited_at: datetime
) -> dict[str, Outcome]:
    with _context(bench, docs=docs) as (context, datasource):
        outcomes = {rule.name: uncounted for rule in rules if (uncounted := _uncounted(rule, bench))}
        names = {rule.name: rule for rule in rules}
        pages = _pages([rule for rule in rules if rule.name not in outcomes], bench=bench)
        for title, page in counted(pages, "pages of rules", name=itemgetter(0)):
            try:
                results = _examine(
                    page,
                    bench=bench,
                    context=context,
                    datasource=datasource,
                    title=title,
                    run_name=release_id,
                    run_time=audited_at,
                )
            # Whatever a library raises here, the rules of this page were not examined, and the verdict must say so.
            except Exception as fault:
                outcomes |= {rule.name: Outcome(False, phrasing.fault(str(fault))) for rule in page}
                continue
            outcomes |= {(name := _rule_of(result)): _outcome(result, names[name], bench) for result in results}
        now("writes a page for every page of rules")
        context.build_data_docs(site_names=[_SITE])
    return outcomes


def _uncounted(rule: Rule, bench: Workbench) -> Outcome | None:
    """The fault of a rule whose things examined could not be counted: "0 of" nothing must not pass."""
    if not isinstance(rule.expectation, UnexpectedRows):
        return None
    fault = bench.uncounted.get(rule.expectation.examined)
    return Outcome(False, phrasing.fault(fault)) if fault else None


def _pages(rules: Sequence[Rule], *, bench: Workbench) -> Iterator[tuple[str, list[Rule]]]:
    """Rules of the same subject and table together, by title, in the order of the first rule of each page.

    Rules that cannot be examined or have a waiver have pages of their own: a page counts what passed on it. So do rules
    that are named after an open table and read more than the open zone: readers get no page of theirs.
    """
    titles = {rule.name: _title(rule, bench) for rule in rules}
    place: dict[str, int] = {}
    for title in titles.values():
        place.setdefault(title, len(place))
    ordered = sorted(rules, key=lambda rule: place[titles[rule.name]])
    for title, page in groupby(ordered, key=lambda rule: titles[rule.name]):
        yield title, list(page)


def _title(rule: Rule, bench: Workbench) -> str:
    title = f"{rule.subject} - {rule.table}"
    if rule.zone == OPEN and not rule.is_open:
        title += FOR_OPERATORS
    if rule.name in bench.waived:
        return f"{title}{WITH_A_WAIVER}"
    is_absent = isinstance(rule.expectation, UnexpectedRows) and not bench.examined[rule.expectation.examined]
    return f"{title}{NOT_EXAMINED}" if is_absent and bench.lacks(rule) else title


@contextmanager
def _context(bench: Workbench, *, docs: Path) -> Iterator[tuple[EphemeralDataContext, SQLDatasource]]:
    # The library reads the variable when it is imported.
    os.environ["GX_ANALYTICS_ENABLED"] = "false"
    import great_expectations as gx
    from great_expectations.data_context.types.base import DataContextConfig, InMemoryStoreBackendDefaults

    # The library's declarations lack what it takes and documents: progress bars as an object, arguments of the engine.
    settings: dict[str, Any] = {
        "data_docs_sites": {_SITE: _site(docs)},
        "progress_bars": {"globally": False, "metric_calculations": False},
        "analytics_enabled": False,
    }
    project = DataContextConfig(store_backend_defaults=InMemoryStoreBackendDefaults(), **settings)
    context = gx.get_context(mode="ephemeral", project_config=project)
    # Without these options the dialect gives the connection back before the result is read, and every rule raises.
    engine: dict[str, Any] = {
        "kwargs": {
            "isolation_level": "AUTOCOMMIT",
            "skip_autocommit_rollback": True,
            "connect_args": {"read_only": True, "config": bench.settings},
        }
    }
    datasource = context.data_sources.add_sql("release", connection_string=f"duckdb:///{bench.database}", **engine)
    try:
        yield context, datasource
    finally:
        datasource.get_execution_engine().close()
        datasource.get_engine().dispose()


def _site(docs: Path) -> dict[str, Any]:
    """Pages of results alone: a page of results carries its rules' sentences; the pages of suites add nothing."""
    return {
        "class_name": "SiteBuilder",
        "show_how_to_buttons": False,
        "store_backend": {"class_name": "TupleFilesystemStoreBackend", "base_directory": str(docs)},
        "site_section_builders": {"expectations": "None", "profiling": "None"},
        "site_index_builder": {"class_name": "DefaultSiteIndexBuilder"},
    }


def _examine(
    page: Sequence[Rule],
    *,
    bench: Workbench,
    context: EphemeralDataContext,
    datasource: SQLDatasource,
    title: str,
    run_name: str,
    run_time: datetime,
) -> list[ExpectationValidationResult]:
    import great_expectations as gx
    from great_expectations.core.run_identifier import RunIdentifier

    table = page[0].table
    if table not in datasource.get_asset_names():
        datasource.add_table_asset(table, table_name=table).add_batch_definition_whole_table("whole")
    batch = datasource.get_asset(table).get_batch_definition("whole")
    suite = gx.ExpectationSuite(name=title, expectations=[_expectation(rule, bench) for rule in page])
    definition = gx.ValidationDefinition(name=title, data=batch, suite=context.suites.add(suite))
    validated = context.validation_definitions.add(definition).run(
        result_format=_RESULT_FORMAT, run_id=RunIdentifier(run_name=run_name, run_time=run_time)
    )
    return list(validated.results)


def _expectation(rule: Rule, bench: Workbench) -> Expectation:
    import great_expectations.expectations as gxe

    from expectations.unexpected_rows import query_expectation

    if isinstance(rule.expectation, UnexpectedRows):
        return query_expectation(
            rule,
            rule.expectation,
            examined=bench.examined[rule.expectation.examined],
            figures=bench.shown.get(rule.name, ""),
            absent=bench.lacks(rule),
            waived=bench.waived.get(rule.name),
        )
    waived = f" Waived for {bench.waived[rule.name].words}" if rule.name in bench.waived else ""
    native: Expectation = getattr(gxe, rule.expectation.type)(
        **rule.expectation.arguments,
        severity=rule.severity,
        description=f"{rule.sentence} ({rule.severity}: {rule.name}){waived}",
        meta={"rule": rule.name},
    )
    return native


def _rule_of(result: ExpectationValidationResult) -> str:
    meta = result.expectation_config.meta if result.expectation_config else None
    return str((meta or {})["rule"])


def _outcome(result: ExpectationValidationResult, rule: Rule, bench: Workbench) -> Outcome:
    """A rule that raised is never waived: nobody knows what it would have found."""
    raised = _raised(result.exception_info or {})
    if raised is not None:
        return Outcome(passed=False, observed=phrasing.fault(raised))
    found, passed = result.result, bool(result.success)
    waived = bench.waived[rule.name].words if rule.name in bench.waived and not passed else None
    if isinstance(rule.expectation, UnexpectedRows):
        absent = found.get("not_examined")
        waived = waived if found.get("is_waived") else None
        return Outcome(passed and not absent, found["observed_value"], not_examined=absent, waived=waived)
    if passed and not found.get("element_count", 1):
        absent = bench.lacks(rule)
        return Outcome(False, phrasing.nothing_examined(rule.noun, absent=absent), not_examined=absent)
    return Outcome(passed, phrasing.values(found, passed=passed), waived=waived)


def _raised(info: dict[str, Any]) -> str | None:
    """The first exception's text: the library keeps either one exception or one per metric."""
    each = [info] if "raised_exception" in info else list(info.values())
    for exception in each:
        if exception.get("raised_exception"):
            return str(exception.get("exception_message") or "an exception without a message")
    return None
