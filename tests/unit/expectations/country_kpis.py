"""The KPIs of the tiny country: one per SDG indicator, each of which one local indicator serves at most.

What is not here: the country (country.py), defects (plant_kpis.py).
"""

from __future__ import annotations


def kpi_linkage() -> str:
    """The statement that makes the table. The UN says 60 per cent of 6.1.1, and of nothing else but of the sea."""
    return """
        create table kpi_linkage as
        with nation as (
            select * from area_indicator
            where area_level = 'nation' and survey_round = (select max(survey_round) from dim_survey_round)
        ), joined as (
            select listed.*, map.indicator_code, map.fit, nation.survey_round, households_applicable,
                   households_failing, households_applicable_weighted, households_failing_weighted
            from dim_sdg_indicator as listed
            left join indicator_sdg_map as map using (sdg_indicator)
            left join nation using (indicator_code)
        ), valued as (
            select *, 100 * case kpi_counts when 'failing' then households_failing_weighted
                             when 'passing' then households_applicable_weighted - households_failing_weighted end
                      / cast(households_applicable_weighted as double) as local_value,
                   case when sdg_indicator in ('6.1.1', '14.1.1') then 60.0e0 end as un_value
            from joined
        )
        select sdg_indicator as kpi_code, framework_version, sdg_target, sdg_indicator, label as name,
               coalesce(fit, 'none') as measurement, indicator_code as indicator_codes, survey_round,
               kpi_counts as local_value_counts, case when un_value is not null then series end as un_series,
               case when un_value is not null then 'PT' end as un_unit, cast(goal as integer) as goal,
               cast(case when fit is null then 0 else 1 end as bigint) as indicators_linked,
               cast(households_applicable as bigint) as households_applicable,
               cast(households_failing as bigint) as households_failing, households_applicable_weighted,
               households_failing_weighted, local_value,
               case when un_value is not null then 2022 end as un_year,
               case when un_value is not null then 0 end as un_unit_multiplier, un_value,
               case when fit = 'direct' then local_value - un_value end as difference
        from valued
    """
