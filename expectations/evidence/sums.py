"""Sums of children in the open zone: one row per parent, level of its children and count, where every child has one.

What is not here: how far a sum may be from the parent (suites/privacy/sums.py).
"""

from __future__ import annotations

from functools import partial

import duckdb

from expectations.evidence.recount import Candidate, Recount
from expectations.noisy import ADDED
from expectations.rule import view
from orchestration.names import OPEN
from orchestration.published.tables import TABLES


def _sums(connection: duckdb.DuckDBPyConnection, candidate: Candidate, *, table: str) -> None:
    measures = ADDED[table]
    item = next(iter(TABLES[table].item), None)
    child_item, parent_item = (f"cast({row}.{item} as varchar)" if item else "''" for row in ("child", "parent"))
    counts = ", ".join(f"sum({measure}) as {measure}, count({measure}) as counted_{measure}" for measure in measures)
    # A sum of which a child lacks the count is no sum of the whole.
    summed = ", ".join(
        f"case when counted_{measure} = edges.children then summed.{measure} end" for measure in measures
    )
    names = ", ".join(f"'{measure}'" for measure in measures)
    own = ", ".join(f"parent.{measure}" for measure in measures)
    connection.execute(f"""
        create table audit__open_sum_{table} as
        with edges as (
            select parent_level, parent_code, child_level, count(*) as children from audit__edge group by all
        ),
        summed as (
            select survey_round, parent_level, parent_code, edge.child_level, {child_item} as item, {counts}
            from {view(OPEN, table)} as child
            join audit__edge as edge on edge.child_level = child.area_level and edge.child_code = child.area_code
            group by all
        ),
        compared as (
            select parent.survey_round, parent.area_level, parent.area_code, summed.item, child_level,
                   edges.children, unnest([{names}]) as measure, unnest([{own}]) as counted,
                   unnest([{summed}]) as summed
            from summed join edges using (parent_level, parent_code, child_level)
            join {view(OPEN, table)} as parent
              on parent.survey_round = summed.survey_round and parent.area_level = summed.parent_level
             and parent.area_code = summed.parent_code and {parent_item} = summed.item
        )
        select * from compared where counted is not null and summed is not null
    """)


RECOUNTS: dict[str, Recount] = {f"audit__open_sum_{table}": partial(_sums, table=table) for table in ADDED}
