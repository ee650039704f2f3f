"""How the counts of the open zone differ from the exact ones: one row per table, count and level, with sums of cells.

Both zones of a table are joined once for every rule on noise. What is not here: what the noise must be like
(suites/privacy/noise.py), rows and columns that both zones have alike (areas.py).
"""

from __future__ import annotations

from functools import partial
from typing import Final

import duckdb

from expectations.evidence.facts import is_weighted
from expectations.evidence.recount import Candidate, Recount, columns
from expectations.limits import NOISE_OF_ANY_COUNT_FROM
from expectations.noisy import NOISY_TABLES, SHOWN_WHATEVER_THE_NOISE, Noisy, noisy, perturbed, weighted
from expectations.rule import EXACT, view
from orchestration.names import OPEN
from orchestration.published.table import PLACE
from orchestration.published.tables import TABLES

_SMALL: Final = f"exact between 1 and {NOISE_OF_ANY_COUNT_FROM - 1}"
# Rows that are shown because of their noise have noise of one sign.
_LARGE: Final = f"is_settled and exact >= {NOISE_OF_ANY_COUNT_FROM}"
# Every count of a row is a cell; the example of a fault is the cell with the most noise.
_COMPARED: Final = f"""
    create table {{made}} as
    with cell as (
        select area_level, area_code, survey_round, coalesce(o.is_suppressed, false) as is_withheld,
               {{is_settled}} as is_settled, {{each}}
        from {{open}} as o join {{exact}} as r using ({{keys}})
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
           count(*) filter (where {_SMALL} and shown is not null) as small,
           count(*) filter (where {_SMALL} and noise = 0) as small_unchanged,
           count(*) filter (where exact <> 0 and is_varied and shown is not null) as varied,
           count(*) filter (where exact <> 0 and is_varied and noise = 0) as varied_unchanged,
           count(noise) filter (where {_LARGE}) as large, sum(noise) filter (where {_LARGE}) as noise,
           sum(noise * noise) filter (where {_LARGE}) as noise_squared
    from judged
    group by measure, area_level
"""


def _noise(connection: duckdb.DuckDBPyConnection, candidate: Candidate, *, table: str) -> None:
    """One row per count and level. Of cells: how many, faulty, small, unchanged, and their noise."""
    counts = [*noisy(table), *_weighted(connection, table)]
    cells = {
        "measure": [f"'{count.measure}'" for count in counts],
        "exact": [f"cast({count.exact} as double)" for count in counts],
        "shown": [f"cast({count.shown} as double)" for count in counts],
        "is_of_members": [str(count.is_of_members).lower() for count in counts],
        "is_drawn": [str(count.is_drawn).lower() for count in counts],
        "most": [str(count.most) for count in counts],
        "is_free": [f"coalesce({count.is_free}, false)" for count in counts],
        "is_varied": [f"coalesce({count.is_varied}, false)" for count in counts],
    }
    each = ", ".join(f"unnest([{', '.join(values)}]) as {column}" for column, values in cells.items())
    keys = ", ".join(dict.fromkeys((*PLACE, *TABLES[table].item)))
    connection.execute(
        _COMPARED.format(
            made=f"audit__noise_{table}",
            each=each,
            is_settled=SHOWN_WHATEVER_THE_NOISE.get(table, "true"),
            open=view(OPEN, table),
            exact=view(EXACT, table),
            keys=keys,
        )
    )


def _weighted(connection: duckdb.DuckDBPyConnection, table: str) -> list[Noisy]:
    """The weighted counts of a sample. In a census they are the counts themselves."""
    if not is_weighted(connection):
        return []
    shown = columns(connection, view(OPEN, table))
    exact = columns(connection, view(EXACT, table))
    return [
        weighted(column)
        for column in perturbed(table)
        if f"{column}_weighted" in shown and f"{column}_weighted" in exact
    ]


RECOUNTS: dict[str, Recount] = {f"audit__noise_{table}": partial(_noise, table=table) for table in NOISY_TABLES}
