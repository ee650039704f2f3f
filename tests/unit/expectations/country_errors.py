"""Standard errors of the tiny country, by the formula over whole lists of clusters, as a faultless pipeline would
publish them.

What is not here: strata and clusters of the households (country.py), defects (plant_errors.py).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

# Measure -> numerator and denominator that a household adds, before its weight.
_POVERTY: Final = {
    "headcount_ratio": ("if(is_poor, member_count, 0)", "if(is_poor is null, 0, member_count)"),
    "intensity": ("if(is_poor, member_count * deprivation_score, 0)", "if(is_poor, member_count, 0)"),
    "adjusted_headcount_ratio": (
        "if(is_poor, member_count * deprivation_score, 0)",
        "if(is_poor is null, 0, member_count)",
    ),
}


def error_table(codes: Sequence[str]) -> str:
    """The statement that makes the table out of `fct_household` and `area_village`."""
    figures = {
        **{(measure, "total"): terms for measure, terms in _POVERTY.items()},
        **{("failing_rate", code): (f"if({code} = 0, 1, 0)", f"if({code} is null, 0, 1)") for code in codes},
    }
    added = " union all ".join(
        f"select survey_round, village_code, stratum, cluster_key, '{measure}' as measure, '{code}' as indicator_code,"
        f" cast(sampling_weight * {part} as double) as y, cast(sampling_weight * {whole} as double) as x"
        " from fct_household"
        for (measure, code), (part, whole) in figures.items()
    )
    return f"""
        create table area_estimate_error as
        with added as ({added}),
        drawn as (
            select survey_round, stratum, count(distinct cluster_key) as n from fct_household group by all
        ),
        of_cluster as (
            select survey_round, area_level, area_code, measure, indicator_code, stratum, cluster_key, sum(y) as y,
                   sum(x) as x, count(*) as households
            from added join area_village using (village_code)
            where x > 0 and area_level not in ('subdistrict', 'village') group by all
        ),
        of_area as (
            select survey_round, area_level, area_code, measure, indicator_code, sum(y) / sum(x) as ratio,
                   sum(x) as whole, cast(sum(households) as bigint) as households, count(*) as clusters
            from of_cluster group by all
        ),
        of_stratum as (
            select survey_round, area_level, area_code, measure, indicator_code, stratum, n,
                   list((y - ratio * x) / whole) as present
            from of_cluster join of_area using (survey_round, area_level, area_code, measure, indicator_code)
            join drawn using (survey_round, stratum) group by all
        ),
        summed as (
            select survey_round, area_level, area_code, measure, indicator_code, count(*) as strata,
                   count(*) filter (where n = 1) as strata_of_one_cluster,
                   sum(case when n = 1 then present[1] ** 2 else n * list_var_samp(
                       list_concat(present, list_resize([]::double[], n - len(present), 0))
                   ) end) as variance
            from of_stratum group by all
        )
        select survey_round, area_level, area_code, measure, indicator_code, households, clusters, strata,
               strata_of_one_cluster, ratio as estimate,
               case when clusters > 1 then round(sqrt(variance), 9) end as standard_error,
               case when clusters > 1 then greatest(ratio - 1.959963985 * standard_error, 0) end as confidence_low,
               case when clusters > 1 then least(ratio + 1.959963985 * standard_error, 1) end as confidence_high,
               false as is_suppressed
        from of_area join summed using (survey_round, area_level, area_code, measure, indicator_code)
    """
