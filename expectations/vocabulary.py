"""The words of the audit: what a rule is, the limits it may use, the names of the views it reads.

What is not here: the rules themselves (suites/), the queries they share (sql.py), how they are run (checkpoint.py).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from orchestration.release.vocabulary import CRITICAL

# Tolerances: ratios are DOUBLE quotients of exact counts, scores are means of such quotients times 100.
RATE_TOLERANCE: Final = 1e-9
SCORE_TOLERANCE: Final = 1e-6

# Limits on shares and changes, all as fractions of one.
UNMATCHED_WARNING: Final = 0.05
UNMATCHED_LIMIT: Final = 0.20
VOLUME_DROP_LIMIT: Final = 0.10
COVERAGE_DROP_LIMIT: Final = 0.05
PROVINCE_COVERAGE_DROP_WARNING: Final = 0.10
RELEASE_SHIFT_WARNING: Final = 0.20
ROUND_SHIFT_WARNING: Final = 0.30
# A shift this large is no news of households: answers were swapped, or an item was read from another column.
SHIFT_LIMIT: Final = 0.50
MISDATED_LIMIT: Final = 0.01

PROVINCES: Final = 77
PILOT_PROVINCES: Final = 15
BUDDHIST_ERA_OFFSET: Final = 543

# The one expectation that is not Great Expectations' own: it runs a query and puts what it finds into words.
FINDINGS: Final = "ExpectNoFinding"
NO_PREVIOUS_RELEASE: Final = "no previous release"


def view(zone: str, table: str) -> str:
    """The name under which a published table stands in the audit's throw-away database."""
    return f"{zone}__{table}"


@dataclass(frozen=True, kw_only=True)
class Rule:
    """One thing a release must be. Its name starts with its subject: `coverage__parts_sum_to_registered`.

    `table` is the view whose page of the Data Docs carries the rule; `sentence` says what holds, `expected` says it in
    figures; `arguments` go to the expectation as they are. `noun` is what one finding of a query is called.
    """

    name: str
    table: str
    severity: str
    sentence: str
    expected: str
    expectation: str
    arguments: Mapping[str, Any] = field(default_factory=dict)
    noun: str = "row"
    needs_previous: bool = False

    @property
    def subject(self) -> str:
        return self.name.split("__", maxsplit=1)[0]

    @property
    def zone(self) -> str:
        return self.table.split("__", maxsplit=1)[0]

    @property
    def published_table(self) -> str:
        return self.table.split("__", maxsplit=1)[1]


def finding_rule(
    name: str,
    *,
    table: str,
    sentence: str,
    sql: str,
    expected: str = "none",
    severity: str = CRITICAL,
    noun: str = "row",
    out_of: str | None = None,
    order: str | None = None,
    needs_previous: bool = False,
) -> Rule:
    """A rule that holds when its query finds nothing.

    `out_of` is a query for the number of things examined (the table's rows where the noun is a row), `order` decides
    which finding is shown as the example. A column named `detail` is shown as it stands, others with their names.
    """
    if out_of is None and noun == "row":
        out_of = f"select count(*) from {table}"
    return Rule(
        name=name,
        table=table,
        severity=severity,
        sentence=sentence,
        expected=expected,
        expectation=FINDINGS,
        arguments={"unexpected_rows_query": _one_example(sql, out_of=out_of, order=order)},
        noun=noun,
        needs_previous=needs_previous,
    )


def value_rule(
    name: str,
    *,
    table: str,
    sentence: str,
    expected: str,
    expectation: str,
    severity: str = CRITICAL,
    **arguments: Any,
) -> Rule:
    """A rule that is one of Great Expectations' own expectations."""
    return Rule(
        name=name,
        table=table,
        severity=severity,
        sentence=sentence,
        expected=expected,
        expectation=expectation,
        arguments=arguments,
    )


def _one_example(sql: str, *, out_of: str | None, order: str | None) -> str:
    """Ask for one row and the number of rows in a single run: Great Expectations alone would run the query twice."""
    examined = f"({out_of})" if out_of else "cast(null as bigint)"
    ordered = f"order by {order} " if order else ""
    return f"select *, count(*) over () as findings_, {examined} as examined_ from ({sql}) as found {ordered}limit 1"
