"""The teams of the tiny country: two in each province, one in each district, one in every other village.

What is not here: the areas (country.py), defects (plant_network.py).
"""

from __future__ import annotations

TEAMS = """
    create table area_network as
    with own as (
        select area_level, area_code, province_code, parent_area_code, is_sdg_pilot,
               case area_level when 'province' then 2 when 'district' then 1
                    when 'village' then cast(area_code as integer) % 2 else 0 end as teams
        from dim_area
    ),
    official as (from own where area_level in ('province', 'district', 'subdistrict', 'village')),
    inside as (
        select area.area_level, area.area_code, sum(part.teams) as teams
        from official as area join official as part on starts_with(part.area_code, area.area_code) group by all
    ),
    wide as (
        select inside.teams, parent_area_code as region, if(is_sdg_pilot, 'PILOT', 'NON_PILOT') as pilot_group
        from inside join official using (area_level, area_code) where area_level = 'province'
    ),
    counted as (
        from inside
        union all select 'nation', 'TH', sum(teams) from wide
        union all select 'region', region, sum(teams) from wide group by all
        union all select 'pilot_group', pilot_group, sum(teams) from wide group by all
    )
    select survey_round, area_level, area_code,
           case when own.teams > 0 then 'own team' when counted.teams > 0 then 'teams inside' else 'no team' end
             as status,
           households_surveyed, cast(own.teams as bigint) as teams,
           cast(coalesce(counted.teams, 0) as bigint) as teams_within,
           cast(least(coalesce(counted.teams, 0), 7) as bigint) as partner_groups_within,
           cast(10 * own.teams as bigint) as members_trained,
           cast(10 * coalesce(counted.teams, 0) as bigint) as members_trained_within,
           case when area_level = 'nation' then cast(0 as bigint) end as teams_unlocated,
           10000 * coalesce(counted.teams, 0) / nullif(cast(households_surveyed as double), 0)
             as agents_per_1000_households,
           false as is_suppressed
    from area_coverage join own using (area_level, area_code) left join counted using (area_level, area_code)
    where survey_round = (select max(survey_round) from dim_survey_round)
"""
