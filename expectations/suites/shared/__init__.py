"""What suites share: the order in which findings are shown, counts of what is examined, rules of one shape.

What is not here: names that the queries share (definitions.sql), the recounts they read (evidence/).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from expectations.decimals import is_sum_of_scores
from expectations.rule import Rule, query_rule, rows_of, view
from orchestration.names import RESTRICTED
from orchestration.published.table import Zone
from orchestration.published.tables import TABLES

# The example shown is of the widest area: a fault in a village that reaches the nation is shown as the nation's.
WIDEST_FIRST: Final = "level_rank(area_level), survey_round, area_code"
# Of the open zone: rounds whose figures by kind of household are of the vintage that all other figures are of.
OF_ITS_OWN_VINTAGE: Final = "survey_round not in (select survey_round from audit__other_breakdowns)"
# And rounds whose flows from the round before are of the vintages of both.
OF_OWN_FLOWS: Final = "survey_round not in (select survey_round from audit__other_flows)"
# And rounds that have any.
WITH_FLOWS_IN_OPEN: Final = "survey_round not in (select survey_round from audit__without_flows)"
# Parameter of queries that both zones share: every row of the restricted zone has figures, and of the open zone those
# that are not withheld.
EVERY_ROW: Final = {"is_shown": "true"}
ROUNDS: Final = rows_of("open__dim_survey_round")


def levels_of(table: str, zone: Zone) -> str:
    """The area levels that the table has in the zone, as SQL lists them."""
    return ", ".join(f"'{level}'" for level in TABLES[table].in_zone(zone).levels)


def compared(measures: Sequence[str], *, other: str, absent: str = "0") -> dict[str, str]:
    """Parameters of a query that compares the measures of `parent` with those of `children`; `absent` are as many."""
    differs = {measure: _differs(measure, absent=absent) for measure in measures}
    details = (
        f"when {differ} then concat('{measure} ', coalesce(cast(parent.{measure} as varchar), 'absent'), ', {other} ',"
        f" coalesce(cast(children.{measure} as varchar), 'absent'))"
        for measure, differ in differs.items()
    )
    return {"differs": " or ".join(differs.values()), "details": " ".join(details)}


def _differs(measure: str, *, absent: str) -> str:
    other = f"coalesce(children.{measure}, {absent})"
    if is_sum_of_scores(measure):
        return f"not is_same_sum(parent.{measure}, {other})"
    return f"parent.{measure} is distinct from {other}"


def national(table: str) -> str:
    """The number of the nation's rows."""
    return rows_of(table, where="area_level = 'nation'")


def sums_of(table: str) -> str:
    """The number of sums over children that the rows of a table of the restricted zone are held against."""
    return (
        f"select count(*) from {view(RESTRICTED, table)} join audit__edge_level as level"
        " on level.parent_level = area_level"
    )


def figures_of_the_nation(table: str, *columns: str, type_: str) -> str:
    """The number of the nation's figures in these columns, an absent one among them."""
    figures = ", ".join(f"cast({column} as {type_}) as {column}" for column in columns)
    return (
        f"select count(*) from (select {figures} from {table} where area_level = 'nation')"
        f" unpivot include nulls (figure for measure in ({', '.join(columns)}))"
    )


def areas_of(table: str) -> str:
    """The number of areas, in each round, that a table of the restricted zone has rows for."""
    return rows_of(f"audit__rows_{table}", where="zone = 'restricted'")


def children_sum_to_parent(
    name: str, *, table: str, sentence: str, measures: Sequence[str], item: str | None = None
) -> Rule:
    """A rule on sums through all levels. `item` is the column that tells rows of an area apart."""
    differs = {measure: _differs(measure, absent="0") for measure in measures}
    details = " ".join(
        f"when {differ} then concat('{measure} ', coalesce(cast(parent.{measure} as varchar), 'absent'),"
        f" ', sum of children ', coalesce(children.{measure}, 0), ' (', level.child_level, ')')"
        for measure, differ in differs.items()
    )
    return query_rule(
        name,
        table=view(RESTRICTED, table),
        sentence=sentence,
        file="shared/children_sum_to_parent",
        parameters={
            "item": item or "''",
            "shown_item": f"{item}," if item else "",
            "sums": ", ".join(f"sum(child.{measure}) as {measure}" for measure in measures),
            "differs": " or ".join(differs.values()),
            "details": details,
        },
        noun="sum",
        examined=sums_of(table),
        order=f"{WIDEST_FIRST}, {item}" if item else WIDEST_FIRST,
    )


def households_match_coverage(name: str, *, table: str) -> Rule:
    return query_rule(
        name,
        table=view(RESTRICTED, table),
        sentence=f"`households_surveyed` of {table} equals that of area_coverage for every area and round.",
        file="shared/households_match_coverage",
        noun="area",
        examined=areas_of(table),
        order=WIDEST_FIRST,
    )
