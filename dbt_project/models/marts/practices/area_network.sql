with areas as (

    select * from {{ ref('dim_area') }}
    where valid_to is null

),

latest as (

    select max(survey_round) as survey_round from {{ ref('dim_survey_round') }}

),

teams as (

    select * from {{ ref('stg_change_agent_teams__teams') }}

),

-- A team of an area that no list knows is counted for the nation alone.
placed as (

    select
        teams.*,
        areas.province_code,
        provinces.parent_area_code as region_code,
        case when areas.is_sdg_pilot then 'PILOT' else 'NON_PILOT' end as pilot_group_code,
        nations.area_code as nation_code
    from teams
    inner join areas on teams.area_level = areas.area_level and teams.area_code = areas.area_code
    inner join areas as provinces
        on areas.province_code = provinces.area_code
        and provinces.area_level = 'province'
    inner join areas as nations on nations.area_level = 'nation'

),

administrations as (

    select
        villages.area_code,
        villages.village_code
    from {{ ref('int_area_villages_joined') }} as villages
    inner join latest on villages.survey_round = latest.survey_round
    where villages.area_level = 'local_administration'

),

-- The areas a team works in: its own and every wider one. To a local administration only a village belongs as a whole.
within as (

    select
        'nation' as area_level,
        nation_code as area_code,
        false as is_own,
        partner_group,
        members_trained
    from placed

    union all

    select
        'region' as area_level,
        region_code as area_code,
        false as is_own,
        partner_group,
        members_trained
    from placed

    union all

    select
        'pilot_group' as area_level,
        pilot_group_code as area_code,
        false as is_own,
        partner_group,
        members_trained
    from placed

    union all

    select
        'province' as area_level,
        province_code as area_code,
        area_level = 'province' as is_own,
        partner_group,
        members_trained
    from placed

    union all

    select
        'district' as area_level,
        substring(area_code, 1, 4) as area_code,
        area_level = 'district' as is_own,
        partner_group,
        members_trained
    from placed
    where area_level in ('district', 'subdistrict', 'village')

    union all

    select
        'subdistrict' as area_level,
        substring(area_code, 1, 6) as area_code,
        area_level = 'subdistrict' as is_own,
        partner_group,
        members_trained
    from placed
    where area_level in ('subdistrict', 'village')

    union all

    select
        area_level,
        area_code,
        true as is_own,
        partner_group,
        members_trained
    from placed
    where area_level = 'village'

    union all

    select
        'local_administration' as area_level,
        administrations.area_code,
        false as is_own,
        placed.partner_group,
        placed.members_trained
    from placed
    inner join administrations on placed.area_code = administrations.village_code
    where placed.area_level = 'village'

),

summed as (

    select
        area_level,
        area_code,
        sum(case when is_own then 1 else 0 end) as teams,
        count(*) as teams_within,
        count(distinct partner_group) as partner_groups_within,
        sum(case when is_own then members_trained else 0 end) as members_trained,
        sum(members_trained) as members_trained_within
    from within
    group by area_level, area_code

),

unlocated as (

    select (select count(*) from teams) - (select count(*) from placed) as teams_unlocated

),

counted as (

    select
        coverage.survey_round,
        coverage.area_level,
        coverage.area_code,
        coverage.households_surveyed,
        cast(coalesce(summed.teams, 0) as bigint) as teams,
        cast(coalesce(summed.teams_within, 0) as bigint) as teams_within,
        cast(coalesce(summed.partner_groups_within, 0) as bigint) as partner_groups_within,
        cast(coalesce(summed.members_trained, 0) as bigint) as members_trained,
        cast(coalesce(summed.members_trained_within, 0) as bigint) as members_trained_within,
        case when coverage.area_level = 'nation' then cast(unlocated.teams_unlocated as bigint) end as teams_unlocated
    from {{ ref('area_coverage') }} as coverage
    inner join latest on coverage.survey_round = latest.survey_round
    cross join unlocated
    left join summed
        on coverage.area_level = summed.area_level
        and coverage.area_code = summed.area_code

),

final as (

    select
        survey_round,
        area_level,
        area_code,
        case
            when teams > 0 then 'own team'
            when teams_within > 0 then 'teams inside'
            else 'no team'
        end as status,
        households_surveyed,
        teams,
        teams_within,
        partner_groups_within,
        members_trained,
        members_trained_within,
        teams_unlocated,
        1000 * members_trained_within / nullif(cast(households_surveyed as double), 0) as agents_per_1000_households,
        false as is_suppressed
    from counted

)

select * from final
