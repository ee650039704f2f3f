"""Poverty of the tiny country by kind of household and from round to round, as a faultless pipeline would publish it.

What is not here: poverty of each round (country.py), defects (plant_poverty.py).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from tests.unit.expectations.country_breakdown import CATEGORY

_RATIOS: Final = ("headcount_ratio", "intensity", "adjusted_headcount_ratio")
# Column of a category -> the households it counts, what is counted of each.
_OF_A_KIND: Final = {
    "households": ("is_poor is not null", "1"),
    "members": ("is_poor is not null", "member_count"),
    "households_dropped": ("is_poor is null", "1"),
    "members_dropped": ("is_poor is null", "member_count"),
    "households_poor": ("is_poor", "1"),
    "members_poor": ("is_poor", "member_count"),
    "deprivation_sum": ("is_poor", "member_count * deprivation_score"),
    "households_weighted": ("is_poor is not null", "sampling_weight"),
    "members_weighted": ("is_poor is not null", "member_count * sampling_weight"),
    "households_poor_weighted": ("is_poor", "sampling_weight"),
    "members_poor_weighted": ("is_poor", "member_count * sampling_weight"),
    "deprivation_sum_weighted": ("is_poor", "member_count * sampling_weight * deprivation_score"),
}


def poverty_breakdown_table() -> str:
    """The statement that makes the table out of `fct_household`, `area_village` and `area_indicator_breakdown`."""
    kinds = " union all ".join(
        f"select *, '{disaggregation}' as disaggregation, {category} as category from placed"
        for disaggregation, category in CATEGORY.items()
    )
    counts = ", ".join(
        f"coalesce(sum({each}) filter (where {condition}), 0) as {column}"
        for column, (condition, each) in _OF_A_KIND.items()
    )
    return f"""
        create table area_poverty_breakdown as
        with served as (
            select village_code, lao_type = 'subdistrict_administration' as is_rural
            from area_village join dim_local_administration using (area_level, area_code)
            where area_level = 'local_administration'
        ),
        placed as (select * from fct_household left join served using (village_code) where village_code is not null),
        counted as (
            select survey_round, area_level, area_code, disaggregation, category, {counts}
            from ({kinds}) join area_village using (village_code) group by all
        ),
        listed as (
            select distinct survey_round, area_level, area_code, disaggregation, category, disaggregation_status
            from area_indicator_breakdown
        )
        select survey_round, area_level, area_code, disaggregation, category, disaggregation_status,
               {", ".join(f"coalesce({column}, 0) as {column}" for column in _OF_A_KIND)},
               members_poor_weighted / nullif(cast(members_weighted as double), 0) as headcount_ratio,
               deprivation_sum_weighted / nullif(cast(members_poor_weighted as double), 0) as intensity,
               deprivation_sum_weighted / nullif(cast(members_weighted as double), 0) as adjusted_headcount_ratio,
               false as is_suppressed
        from listed left join counted using (survey_round, area_level, area_code, disaggregation, category)
    """


def poverty_change_tables() -> list[str]:
    """Statements that make both tables of changes out of `area_poverty` and `area_poverty_contribution`."""
    return [
        _change("area_poverty_change", "area_poverty", counts=("households", "members"), ratios=_RATIOS),
        _change(
            "area_poverty_contribution_change",
            "area_poverty_contribution",
            counts=("members_poor_failing",),
            ratios=("censored_headcount_ratio",),
            item=", indicator_code",
        ),
    ]


def profile_table(*, changed: str = "true") -> str:
    """The statement that makes `area_profile` out of the other tables. `changed`: the areas with a known change."""
    ratios = ("headcount_ratio", "adjusted_headcount_ratio")
    changes = ", ".join(f"change.previous_{ratio}, change.{ratio}_change" for ratio in ratios)
    cases = ", ".join(
        f"if(poverty.is_suppressed, null, progress.{column}) as {column}"
        for column in ("cases_found", "cases_open", "cases_solved", "solved_rate")
    )
    return f"""
        create table area_profile as
        select survey_round, area_level, area_code,
               (
                   select max(survey_round) from dim_survey_round
                   where survey_round < (select max(survey_round) from dim_survey_round)
               ) as previous_survey_round,
               poverty.households, poverty.members, households_poor, members_poor, {cases},
               if(
                   headcount_ratio is null, null,
                   rank() over (partition by area_level, headcount_ratio is null order by headcount_ratio desc)
               ) as rank_in_level,
               count(headcount_ratio) over (partition by area_level) as ranked_among,
               headcount_ratio, intensity, adjusted_headcount_ratio, {changes}, poverty.is_suppressed,
               first_surveyed_on, last_surveyed_on
        from area_poverty as poverty
        join dim_survey_round using (survey_round)
        left join (
            select survey_round, area_level, area_code, {", ".join(f"previous_{r}, {r}_change" for r in ratios)}
            from area_poverty_change where {changed}
        ) as change using (survey_round, area_level, area_code)
        left join area_case_progress as progress using (survey_round, area_level, area_code)
        where survey_round = (select max(survey_round) from dim_survey_round)
    """


def _change(name: str, figures: str, *, counts: Sequence[str], ratios: Sequence[str], item: str = "") -> str:
    both = ", ".join(f"now.{column}, earlier.{column} as previous_{column}" for column in (*counts, *ratios))
    changes = ", ".join(
        f"now.{ratio} - earlier.{ratio} as {ratio}_change,"
        f" {ratio}_change / nullif(earlier.{ratio}, 0) as {ratio}_relative_change,"
        f" {ratio}_change / years_between as {ratio}_yearly_change"
        for ratio in ratios
    )
    return f"""
        create table {name} as
        select now.survey_round, area_level, area_code{item}, earlier.survey_round as previous_survey_round, {both},
               (later.last_surveyed_on - first.last_surveyed_on) / 365.25e0 as years_between, {changes},
               true as is_same_framework, false as is_suppressed
        from {figures} as now join {figures} as earlier using (area_level, area_code{item})
        join dim_survey_round as later on later.survey_round = now.survey_round
        join dim_survey_round as first on first.survey_round = earlier.survey_round
        where earlier.survey_round = (
            select max(survey_round) from dim_survey_round where survey_round < now.survey_round
        )
    """
