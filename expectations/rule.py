"""What a rule is, and the two ways to declare one: rows that a query must not find, or an expectation of the library.

A query is an SQL file beside its suite, named like the rule: `suites/coverage/coverage__no_round_was_lost.sql`. It
returns the rows that break the rule. Placeholders such as `${rate_tolerance}` are filled from limits.py and from the
rule's parameters (string.Template). Files that several rules share are in `suites/shared/`.
What is not here: the rules (suites/), how they are run (checkpoint.py), how a result reads (phrasing.py).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from string import Template
from typing import Any, Final

from expectations import limits
from expectations.needs import RELATION, Need, needs_of
from expectations.noisy import ADDED
from orchestration.release.verdict import CRITICAL, Severity

SUITES: Final = Path(__file__).parent / "suites"
# Rules of a small subject are in the suite of a larger one; the name of a rule is a contract and stays.
FOLDERS: Final = {
    "reach": "coverage",
    "gaps": "coverage",
    "breakdown": "indicators",
    "dates": "indicators",
    "kpis": "kpi",
    "contribution": "poverty",
    "sensitivity": "poverty",
    "errors": "poverty",
    "poverty_breakdown": "poverty",
    "poverty_change": "poverty",
    "contribution_change": "poverty",
    "targets": "progress",
    "change": "progress",
    "pledges": "progress",
    "priority": "cases",
    "network": "practices",
    "administrations": "areas",
    "former": "areas",
}


# What the audit makes of the open zone, the open database and the manifest alone.
OPEN_EVIDENCE: Final = frozenset(
    {
        "audit__area_before",
        "audit__area_of_today",
        "audit__database_column",
        "audit__database_table",
        "audit__edge",
        "audit__edge_level",
        "audit__kpi_expected",
        "audit__kpi_figures",
        "audit__manifest",
        "audit__open_goal_score",
        "audit__open_target_score",
        *(f"audit__open_sum_{table}" for table in ADDED),
        "audit__other_breakdowns",
        "audit__other_flows",
        "audit__round_indicator",
        "audit__round_without_list",
    }
)


# The zone, so to say, of the views in expectations/exact.py.
EXACT: Final = "exact"


def view(zone: str, table: str) -> str:
    """The name of a published table in the audit's throw-away database."""
    return f"{zone}__{table}"


@dataclass(frozen=True, kw_only=True)
class UnexpectedRows:
    """Great Expectations' UnexpectedRowsExpectation: the rule holds if the query of `file` returns no row.

    `examined` is a query for the number of things examined; `order` decides which finding is shown as the example.
    `figures` is a query for what is shown beside these numbers, whether the rule holds or not.
    """

    file: Path
    examined: str
    order: str
    parameters: Mapping[str, str] = field(default_factory=dict)
    figures: str | None = None

    def query(self) -> str:
        """The SQL with its placeholders filled. Raise KeyError if one has no value."""
        return Template(self.file.read_text(encoding="utf-8")).substitute(limits.placeholders() | dict(self.parameters))

    def counted(self) -> set[str]:
        """The views and recounts whose rows are what the rule examines."""
        return set(RELATION.findall(self.examined))


@dataclass(frozen=True, kw_only=True)
class NativeExpectation:
    """One of Great Expectations' own, by the name of its class, with its arguments."""

    type: str
    arguments: Mapping[str, Any]


@dataclass(frozen=True, kw_only=True)
class Rule:
    """One thing a release must be. Its name starts with its subject: `coverage__parts_sum_to_registered`.

    `table` is the view whose page of results carries the rule. `sentence` states the rule, `expected` states the
    rule in figures. `noun` names the things examined, of which those that break the rule are found.
    `own_needs` are those that its tables do not have (needs.py).
    """

    name: str
    table: str
    sentence: str
    expectation: UnexpectedRows | NativeExpectation
    expected: str
    severity: Severity
    noun: str
    own_needs: tuple[Need, ...] = ()

    @property
    def subject(self) -> str:
        return self.name.split("__", maxsplit=1)[0]

    @property
    def zone(self) -> str:
        return self.table.split("__", maxsplit=1)[0]

    @property
    def published_table(self) -> str:
        return self.table.split("__", maxsplit=1)[1]

    @property
    def is_open(self) -> bool:
        """Whether everything that the rule reads is in the open zone: then its readers may see what it found."""
        return all(name.startswith(("open__", "previous_open__")) or name in OPEN_EVIDENCE for name in self.relations())

    @property
    def needs(self) -> tuple[Need, ...]:
        """What may be absent where the rule finds nothing to examine."""
        counted = {self.table} if isinstance(self.expectation, NativeExpectation) else self.expectation.counted()
        return (*needs_of(counted), *self.own_needs)

    def relations(self) -> set[str]:
        """Every view and recount that the rule reads."""
        if isinstance(self.expectation, NativeExpectation):
            return {self.table}
        shown = RELATION.findall(self.expectation.figures or "")
        return {self.table, *self.expectation.counted(), *RELATION.findall(self.expectation.query()), *shown}


def query_rule(
    name: str,
    *,
    table: str,
    sentence: str,
    noun: str = "row",
    examined: str | None = None,
    file: str | None = None,
    parameters: Mapping[str, str] | None = None,
    figures: str | None = None,
    order: str = "all",
    expected: str = "none",
    severity: Severity = CRITICAL,
    needs: tuple[Need, ...] = (),
) -> Rule:
    """A rule that holds when its query returns no row.

    Without `examined`, the rows of the table are what is examined; any other noun needs its own count. `file` names a
    query that rules share, such as `shared/children_sum_to_parent`, instead of the rule's own. `figures` is a query for
    what the result shows besides. `needs`: what may be
    absent where nothing is examined, besides what the tables of `examined` need themselves (needs.py).
    """
    if examined is None and noun != "row":
        raise ValueError(f"rule {name} is about each {noun}: say by `examined` how they are counted")
    return Rule(
        name=name,
        table=table,
        sentence=sentence,
        expectation=UnexpectedRows(
            file=SUITES / f"{file or f'{_folder(name)}/{name}'}.sql",
            examined=examined or rows_of(table),
            order=order,
            parameters={"table": table, **(parameters or {})},
            figures=figures,
        ),
        expected=expected,
        severity=severity,
        noun=noun,
        own_needs=needs,
    )


def native_rule(
    name: str,
    *,
    table: str,
    sentence: str,
    expected: str,
    expectation: str,
    severity: Severity = CRITICAL,
    **arguments: Any,
) -> Rule:
    """A rule that is one of Great Expectations' own expectations, such as ExpectColumnValuesToBeBetween."""
    return Rule(
        name=name,
        table=table,
        sentence=sentence,
        expectation=NativeExpectation(type=expectation, arguments=arguments),
        expected=expected,
        severity=severity,
        noun="row",
    )


def _folder(name: str) -> str:
    subject = name.split("__", maxsplit=1)[0]
    return FOLDERS.get(subject, subject)


# Ways to count what is examined: one query per table and noun, so that rules share the count.


def rows_of(table: str, *, where: str | None = None) -> str:
    return f"select count(*) from {table}" + (f" where {where}" if where else "")


def distinct(*columns: str, table: str) -> str:
    """The number of different values, an absent one among them."""
    return f"select count(*) from (select distinct {', '.join(columns)} from {table})"
