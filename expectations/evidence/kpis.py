"""Recounts of the KPIs: which must be there, and what the nation's figures in the open zone say of each.

What is not here: what must be true of them (suites/kpi).
"""

from __future__ import annotations

from typing import Final

import duckdb

from expectations.evidence.recount import Candidate, Recount
from orchestration.names import UN_KPIS

_EXPECTED = """
    create table audit__kpi_expected as
    select distinct canonical_indicator as kpi_code from open__dim_sdg_indicator
"""
_FIGURES = """
    create table audit__kpi_figures as
    with link as (
        select distinct listed.canonical_indicator, map.indicator_code, map.kpi_counts,
               list_position(['direct', 'proxy', 'context'], map.fit) as fit_rank
        from open__indicator_sdg_map as map join open__dim_sdg_indicator as listed using (sdg_indicator)
        where map.indicator_code in (
            select indicator_code from audit__round_indicator
            where survey_round = (select max(survey_round) from open__dim_survey_round)
        )
    ), nation as (
        select indicator_code, households_applicable, households_failing, households_applicable_weighted,
               households_failing_weighted, is_suppressed
        from open__area_indicator
        where area_level = 'nation' and survey_round = (select max(survey_round) from open__dim_survey_round)
    ), best as (
        select * from link qualify rank() over (partition by canonical_indicator order by fit_rank) = 1
    )
    select listed.sdg_indicator, coalesce(['direct', 'proxy', 'context'][min(fit_rank)], 'none') as measurement,
           coalesce(max(best.kpi_counts), max(listed.kpi_counts)) as kpi_counts,
           string_agg(distinct indicator_code, ', ' order by indicator_code) as indicator_codes,
           if(bool_or(is_suppressed), null, sum(households_applicable)) as households_applicable,
           if(bool_or(is_suppressed), null, sum(households_failing)) as households_failing,
           if(bool_or(is_suppressed), null, sum(households_applicable_weighted)) as households_applicable_weighted,
           if(bool_or(is_suppressed), null, sum(households_failing_weighted)) as households_failing_weighted
    from open__dim_sdg_indicator as listed
    left join best using (canonical_indicator)
    left join nation using (indicator_code)
    group by listed.sdg_indicator
"""


def _gather(connection: duckdb.DuckDBPyConnection, candidate: Candidate) -> None:
    """The UN's list, where it landed, says itself which KPIs there are; then no code is expected."""
    connection.execute(_EXPECTED)
    if any(batch["feed"] == UN_KPIS for batch in candidate.manifest.source_batches):
        connection.execute("delete from audit__kpi_expected")
    connection.execute(_FIGURES)


RECOUNTS: Final[dict[str, Recount]] = {"audit__kpi": _gather}
