"""How the counts of the open zone differ from the exact ones: one row per table, count and level, with sums of cells.

Both zones of a table are joined once for every rule on noise. What is not here: what the noise must be like
(suites/privacy/noise.py), rows and columns that both zones have alike (areas.py).
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

import duckdb

from expectations.evidence.facts import is_weighted
from expectations.evidence.recount import Candidate, Recount, columns
from expectations.limits import NOISE_OF_ANY_COUNT_FROM
from expectations.noisy import NOISY_TABLES, Noisy, noisy, perturbed, weighted
from expectations.rule import view
from orchestration.names import OPEN, RESTRICTED
from orchestration.published.table import PLACE
from orchestration.published.tables import TABLES


def _noise(connection: duckdb.DuckDBPyConnection, candidate: Candidate, *, table: str) -> None:
    """One row per count and level. Of cells: how many, faulty, small, unchanged, and their noise."""
    counts = [*noisy(table), *_weighted(connection, table)]
    keys = ", ".join(dict.fromkeys((*PLACE, *TABLES[table].item)))
    any_from = NOISE_OF_ANY_COUNT_FROM
    connection.execute(f"""
        create table audit__noise_{table} as
        with cell as (
            select area_level, area_code, survey_round, coalesce(o.is_suppressed, false) as is_withheld,
                   {_each("measure", [f"'{count.measure}'" for count in counts])},
                   {_each("exact", [f"cast({count.exact} as double)" for count in counts])},
                   {_each("shown", [f"cast({count.shown} as double)" for count in counts])},
                   {_each("is_of_members", [_word(count.is_of_members) for count in counts])},
                   {_each("is_drawn", [_word(count.is_drawn) for count in counts])},
                   {_each("most", [str(count.most) for count in counts])},
                   {_each("is_free", [f"coalesce({count.is_free}, false)" for count in counts])},
                   {_each("is_varied", [f"coalesce({count.is_varied}, false)" for count in counts])}
            from {view(OPEN, table)} as o join {view(RESTRICTED, table)} as r using ({keys})
        ),
        judged as (
            select *, shown - exact as noise,
                   case when (shown is null) <> (exact is null) and not is_withheld then 'absent in one zone'
                        when exact = 0 and shown <> 0 then 'shown where there is none'
                        when shown < 0 then 'less than none'
                        when shown in (1, 2) and is_drawn then 'one or two'
                        when abs(shown - exact) > most and not is_free then 'more noise than there is' end as fault
            from cell
        )
        select measure, area_level, bool_or(is_of_members) as is_of_members, bool_or(is_drawn) as is_drawn,
               count(shown) as cells, count(fault) as faults,
               max_by(fault, abs(noise)) filter (where fault is not null) as fault,
               max_by(area_code, abs(noise)) filter (where fault is not null) as area_code,
               max_by(survey_round, abs(noise)) filter (where fault is not null) as survey_round,
               count(*) filter (where exact between 1 and {any_from - 1} and shown is not null) as small,
               count(*) filter (where exact between 1 and {any_from - 1} and noise = 0) as small_unchanged,
               count(*) filter (where exact <> 0 and is_varied and shown is not null) as varied,
               count(*) filter (where exact <> 0 and is_varied and noise = 0) as varied_unchanged,
               count(noise) filter (where exact >= {any_from}) as large,
               sum(noise) filter (where exact >= {any_from}) as noise,
               sum(noise * noise) filter (where exact >= {any_from}) as noise_squared
        from judged
        group by measure, area_level
    """)


def _weighted(connection: duckdb.DuckDBPyConnection, table: str) -> list[Noisy]:
    """The weighted counts of a sample. In a census they are the counts themselves."""
    if not is_weighted(connection):
        return []
    shown = columns(connection, view(OPEN, table))
    exact = columns(connection, view(RESTRICTED, table))
    return [
        weighted(column)
        for column in perturbed(table)
        if f"{column}_weighted" in shown and f"{column}_weighted" in exact
    ]


def _each(column: str, values: Sequence[str]) -> str:
    return f"unnest([{', '.join(values)}]) as {column}"


def _word(value: bool) -> str:
    return str(value).lower()


RECOUNTS: dict[str, Recount] = {f"audit__noise_{table}": partial(_noise, table=table) for table in NOISY_TABLES}
