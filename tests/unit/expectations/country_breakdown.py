"""The indicators of the tiny country by kind of household, as a faultless pipeline would publish them.

What is not here: the households (country.py), defects (plant_breakdown.py).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

# Disaggregation -> the category of a household.
CATEGORY: Final = {
    "total": "'total'",
    "size_class": "case least(member_count, 5) when 5 then '5+' when 1 then '1' when 2 then '2' else '3-4' end",
    "settlement": "case when is_rural then 'rural' when not is_rural then 'municipal' else 'unknown' end",
    "head_sex": "coalesce(head_sex, 'unknown')",
    "head_age_class": "coalesce(list_last(list_filter([{low: 0, name: '0-29'}, {low: 30, name: '30-44'},"
    " {low: 45, name: '45-59'}, {low: 60, name: '60-74'}, {low: 75, name: '75+'}],"
    " lambda age: age.low <= head_age)).name, 'unknown')",
}


def breakdown_table(codes: Sequence[str]) -> str:
    """The statement that makes the table out of `fct_household`, `area_village` and `area_indicator`."""
    answers = " union all ".join(
        f"select *, '{disaggregation}' as disaggregation, {category} as category, '{code}' as indicator_code,"
        f" {code} as answer from placed"
        for disaggregation, category in CATEGORY.items()
        for code in codes
    )
    return f"""
        create table area_indicator_breakdown as
        with served as (
            select village_code, lao_type = 'subdistrict_administration' as is_rural
            from area_village join dim_local_administration using (area_level, area_code)
            where area_level = 'local_administration'
        ),
        placed as (select * from fct_household left join served using (village_code) where village_code is not null),
        counted as (
            select survey_round, area_level, area_code, indicator_code, disaggregation, category,
                   count(*) as households_surveyed, count(answer) as households_applicable,
                   count(*) filter (where answer = 0) as households_failing,
                   cast(coalesce(sum(member_count) filter (where answer is not null), 0) as bigint)
                     as members_applicable,
                   cast(coalesce(sum(member_count) filter (where answer = 0), 0) as bigint) as members_failing,
                   coalesce(sum(sampling_weight) filter (where answer is not null), 0)
                     as households_applicable_weighted,
                   coalesce(sum(sampling_weight) filter (where answer = 0), 0) as households_failing_weighted,
                   coalesce(sum(member_count * sampling_weight) filter (where answer is not null), 0)
                     as members_applicable_weighted,
                   coalesce(sum(member_count * sampling_weight) filter (where answer = 0), 0)
                     as members_failing_weighted
            from ({answers}) join area_village using (village_code)
            where area_level not in ('subdistrict', 'village') group by all
        ),
        whole as (
            select survey_round, area_level, area_code, indicator_code, 'total' as disaggregation, 'total' as category,
                   0 as households_surveyed, 0, 0, 0, 0, 0, 0, 0, 0
            from dim_survey_round cross join dim_area cross join dim_indicator
            where area_level not in ('subdistrict', 'village')
              and (survey_round, area_level, area_code, indicator_code) not in (
                  select (survey_round, area_level, area_code, indicator_code) from counted
              )
        ),
        with_unknown as (
            select *, sum(case when category = 'unknown' then households_surveyed end) over same as households_unknown,
                   sum(households_surveyed) over same as households
            from (from counted union all from whole)
            window same as (partition by survey_round, area_level, area_code, indicator_code, disaggregation)
        )
        select * exclude (households_unknown, households),
               case when households_unknown = households or households = 0 then 'not_available'
                    when households_unknown > 0 then 'partly_available' else 'available' end as disaggregation_status,
               households_failing_weighted / nullif(cast(households_applicable_weighted as double), 0)
                 as failing_rate,
               false as is_suppressed
        from with_unknown
    """
