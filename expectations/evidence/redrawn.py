"""How many open counts of a further vintage are as they were in the last release, by table and column.

The same count in two vintages of one draw would make the difference of any other two counts exact. What is not here:
how many may be alike (suites/privacy/attack.py), figures that no further vintage draws (rows_are_drawn_once.sql).
"""

from __future__ import annotations

import duckdb

from expectations.evidence.recount import Candidate, Recount, columns
from expectations.limits import NOISE_OF_ANY_COUNT_FROM
from expectations.needs import FURTHER_VINTAGE
from expectations.noisy import REDRAWN_TABLES, redrawn
from expectations.rule import view
from orchestration.names import OPEN
from orchestration.published.tables import TABLES

_COMPARED = f"""
    insert into audit__redrawn
    with pair as (
        select unnest([{{measures}}]) as measure, unnest([{{now}}]) as now, unnest([{{before}}]) as before
        from {{open}} as o join previous_{{open}} as p using ({{keys}})
        where survey_round in (select survey_round from {FURTHER_VINTAGE})
    )
    select '{{table}}', measure, count(*), count_if(now = before)
    from pair
    where now >= {NOISE_OF_ANY_COUNT_FROM} and before >= {NOISE_OF_ANY_COUNT_FROM}
    group by measure
"""


def _redrawn(connection: duckdb.DuckDBPyConnection, candidate: Candidate) -> None:
    """One row per table and count, of the rounds that have another vintage than in the last release."""
    connection.execute("create table audit__redrawn (table_name varchar, measure varchar, counts bigint, same bigint)")
    had = connection.execute(f"select table_name from audit__table_before where zone = '{OPEN}'").fetchall()
    for table in (table for table in REDRAWN_TABLES if (table,) in had):
        before = columns(connection, f"previous_{view(OPEN, table)}")
        # A release of an earlier version may have other columns.
        counts = {column: count for column, count in redrawn(table).items() if column in before}
        connection.execute(
            _COMPARED.format(
                table=table,
                measures=", ".join(f"'{column}'" for column in counts),
                now=", ".join(count.format(row="o") for count in counts.values()),
                before=", ".join(count.format(row="p") for count in counts.values()),
                open=view(OPEN, table),
                keys=", ".join(TABLES[table].key),
            )
        )


RECOUNTS: dict[str, Recount] = {"audit__redrawn": _redrawn}
