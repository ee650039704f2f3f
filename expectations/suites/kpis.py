"""Rules on the UN's KPIs: all of them, measured as the links say, valued as the nation is, subtracted only if alike.

What is not here: the goals' and targets' scores (goals.py), the recounts (evidence/kpis.py).
"""

from __future__ import annotations

from typing import Final

from expectations.limits import SCORE_TOLERANCE
from expectations.sql import as_counted, breaking
from expectations.vocabulary import Rule, finding_rule

_KPIS: Final = "open__kpi_linkage"
_ORDER: Final = "kpi_code"

_NOT_THE_NATION = """
    select kpi.kpi_code, kpi.indicator_codes, figures.indicator_codes as "indicators of the best fit",
           kpi.households_applicable, figures.households_applicable as "applicable in the nation",
           kpi.households_failing, figures.households_failing as "failing in the nation",
           kpi.households_failing_weighted, figures.households_failing_weighted as "weighted, in the nation"
    from open__kpi_linkage as kpi left join audit__kpi_figures as figures using (sdg_indicator)
    where kpi.indicator_codes is distinct from figures.indicator_codes
       or kpi.households_applicable is distinct from figures.households_applicable
       or kpi.households_failing is distinct from figures.households_failing
       or kpi.households_applicable_weighted is distinct from figures.households_applicable_weighted
       or kpi.households_failing_weighted is distinct from figures.households_failing_weighted
"""
_COUNTED: Final = (
    "case when local_value_counts = 'failing' then households_failing_weighted"
    " else households_applicable_weighted - households_failing_weighted end"
)

RULES: Final[tuple[Rule, ...]] = (
    finding_rule(
        "kpis__every_unique_indicator_is_a_kpi",
        table=_KPIS,
        sentence="Unless the UN's own list is in force, every unique SDG indicator is a KPI.",
        sql="select kpi_code from audit__kpi_expected where kpi_code not in"
        " (select kpi_code from open__kpi_linkage where kpi_code is not null)",
        noun="KPI",
        order=_ORDER,
    ),
    finding_rule(
        "kpis__no_kpi_stands_twice",
        table=_KPIS,
        sentence="Every KPI stands in one row.",
        sql="select kpi_code, count(*) as rows from open__kpi_linkage group by kpi_code"
        " having count(*) > 1 or kpi_code is null",
        noun="KPI",
        order=_ORDER,
    ),
    finding_rule(
        "kpis__measurement_is_a_known_word",
        table=_KPIS,
        sentence="A KPI is measured directly, by a proxy, in its context, or not at all; nothing else is said.",
        sql=breaking(
            _KPIS,
            condition="measurement in ('direct', 'proxy', 'context', 'none')",
            shows=("kpi_code", "measurement"),
        ),
        order=_ORDER,
    ),
    finding_rule(
        "kpis__measurement_is_the_best_fit",
        table=_KPIS,
        sentence="A KPI is measured as the best of its links to local indicators says.",
        sql='select kpi.kpi_code, kpi.measurement, figures.measurement as "best fit"'
        " from open__kpi_linkage as kpi left join audit__kpi_figures as figures using (sdg_indicator)"
        " where kpi.measurement is distinct from figures.measurement",
        order=_ORDER,
    ),
    finding_rule(
        "kpis__what_no_household_tells_has_no_local_value",
        table=_KPIS,
        sentence="A KPI of a goal that no indicator is linked to (14 and 15, as the list stands), or that is not"
        " measured, has no local value and no difference.",
        sql=breaking(
            _KPIS,
            condition="(goal in (select goal from open__indicator_sdg_map where goal is not null)"
            " and measurement <> 'none') or (local_value is null and difference is null and indicator_codes is null)",
            shows=("kpi_code", "goal", "measurement", "local_value"),
        ),
        order=_ORDER,
    ),
    finding_rule(
        "kpis__counts_are_the_nations",
        table=_KPIS,
        sentence="A KPI's counts are those of its indicators in the nation, in the latest round.",
        sql=_NOT_THE_NATION,
        order=_ORDER,
    ),
    finding_rule(
        "kpis__local_value_is_a_share_of_the_applicable",
        table=_KPIS,
        sentence="The local value is the passing or failing results in per cent of the applicable ones, all weighted.",
        sql=breaking(
            _KPIS,
            condition=f"case when coalesce(households_applicable_weighted, 0) = 0 then local_value is null"
            f" else coalesce(local_value_counts, '') in ('passing', 'failing')"
            f" and abs(local_value - 100 * ({_COUNTED}) / cast(households_applicable_weighted as double))"
            f" <= {SCORE_TOLERANCE} end and {as_counted('households_applicable', 'households_failing')}",
            shows=(
                *("kpi_code", "local_value", "local_value_counts"),
                *("households_failing_weighted", "households_applicable_weighted"),
            ),
        ),
        order=_ORDER,
    ),
    finding_rule(
        "kpis__difference_is_local_less_un",
        table=_KPIS,
        sentence="A difference is the local value less the UN's, and there is none unless the fit is direct and the"
        " UN's value is in per cent.",
        sql=breaking(
            _KPIS,
            condition="difference is null or (measurement = 'direct' and un_unit = 'PT' and un_unit_multiplier = 0"
            f" and abs(difference - (local_value - un_value)) <= {SCORE_TOLERANCE})",
            shows=("kpi_code", "difference", "local_value", "un_value", "un_unit", "measurement"),
        ),
        order=_ORDER,
    ),
)
