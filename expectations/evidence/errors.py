"""A recount of the standard errors of a sample, for the nation, and of the design that they follow from.

What is not here: which differences matter (suites/poverty), a household's values, which never leave these queries.
"""

from __future__ import annotations

from typing import Final

import duckdb

from expectations.evidence.recount import Candidate, Recount, name, query, text

# One row per round: whether the strata or clusters of its households are known.
_DESIGN = """
    create table audit__sampling_design as
    select survey_round, count(*) as households, count(coalesce(stratum, cluster_key)) as households_designed
    from restricted__fct_household group by all
"""
# What a household adds to numerator and denominator, by measure; NULL adds nothing.
_POVERTY: Final = {
    "headcount_ratio": ("member_count * is_poor::integer", "case when is_poor is not null then member_count end"),
    "intensity": ("member_count * deprivation_score", "case when is_poor then member_count end"),
    "adjusted_headcount_ratio": (
        "member_count * is_poor::integer * deprivation_score",
        "case when is_poor is not null then member_count end",
    ),
}
# The variance of each cluster's sum over all clusters of its stratum, those with nothing in the nation included.
_ERRORS = """
    create table audit__estimate_error as
    with drawn as (
        select *, coalesce(stratum, '') as of_stratum, coalesce(cluster_key, household_key) as of_cluster
        from restricted__fct_household
        where survey_round in (
            select survey_round from audit__sampling_design where households_designed = households
        )
    ),
    added as ({added}),
    drawn_cluster as (
        select survey_round, measure, indicator_code, of_stratum, of_cluster,
               cast(coalesce(sum(part) filter (where is_counted), 0) as double) as part,
               cast(coalesce(sum(whole) filter (where is_counted), 0) as double) as whole
        from added group by all
    ),
    linearised as (
        select *, (part - whole * sum(part) over same / sum(whole) over same) / sum(whole) over same as residual
        from drawn_cluster
        window same as (partition by survey_round, measure, indicator_code)
        -- A round whose list lacks the indicator has nothing to divide by.
        qualify sum(whole) over same > 0
    ),
    stratum_variance as (
        select survey_round, measure, indicator_code,
               case when count(*) = 1 then any_value(residual) ** 2 else count(*) * var_samp(residual) end as variance
        from linearised group by survey_round, measure, indicator_code, of_stratum
    )
    select survey_round, measure, indicator_code, sqrt(sum(variance)) as standard_error
    from stratum_variance group by all
"""

_NO_ERROR = """
    create table audit__estimate_error (
        survey_round varchar, measure varchar, indicator_code varchar, standard_error double
    )
"""


def _errors(connection: duckdb.DuckDBPyConnection, candidate: Candidate) -> None:
    """One row per round and measure. A survey of every household is not read a second time."""
    if not connection.execute("select 1 from audit__sampling_design where households_designed > 0").fetchone():
        connection.execute(_NO_ERROR)
        return
    codes = connection.execute(
        "select distinct indicator_code from open__dim_indicator where indicator_code is not null order by all"
    ).fetchall()
    of_poverty = [(measure, "total", part, whole) for measure, (part, whole) in _POVERTY.items()]
    of_indicators = [
        ("failing_rate", code, f"1 - {name(code)}", f"case when {name(code)} is not null then 1 end")
        for (code,) in codes
    ]
    added = " union all ".join(
        f"select survey_round, {text(measure)} as measure, {text(code)} as indicator_code, of_stratum, of_cluster,"
        f" sampling_weight * ({part}) as part, sampling_weight * ({whole}) as whole,"
        f" village_code is not null and ({whole}) is not null as is_counted from drawn"
        for measure, code, part, whole in (*of_poverty, *of_indicators)
    )
    connection.execute(_ERRORS.format(added=added))


RECOUNTS: dict[str, Recount] = {"audit__sampling_design": query(_DESIGN), "audit__estimate_error": _errors}
