with events as (

    select
        *,
        {{ record_key() }} as record_key
    from {{ ref('int_case_events_impossible') }}

),

cases as (

    select
        *,
        {{ record_key() }} as record_key
    from {{ ref('fct_case') }}
    where village_code is null

),

nation as (

    select
        area_level,
        area_code
    from {{ ref('dim_area') }}
    where area_level = 'nation'

),

counted as (

    select
        events.survey_round,
        areas.area_level,
        areas.area_code,
        'events_impossible' as counted_as,
        'impossible' as item,
        count(*) as cases,
        {{ keys_of('true', 'events') }} as record_keys
    from events
    inner join {{ ref('int_area_villages_joined') }} as areas
        on events.survey_round = areas.survey_round
        and events.village_code = areas.village_code
    where {{ is_of_open_zone('area_case_progress', 'areas.area_level') }}
    group by events.survey_round, areas.area_level, areas.area_code

    union all

    select
        events.survey_round,
        nation.area_level,
        nation.area_code,
        'events_impossible_unlocated' as counted_as,
        'impossible' as item,
        count(*) as cases,
        {{ keys_of('true', 'events') }} as record_keys
    from events
    cross join nation
    where events.village_code is null
    group by events.survey_round, nation.area_level, nation.area_code

    union all

    select
        cases.survey_round,
        nation.area_level,
        nation.area_code,
        'cases_unlocated' as counted_as,
        'unlocated' as item,
        count(*) as cases,
        {{ keys_of('true', 'cases') }} as record_keys
    from cases
    cross join nation
    group by cases.survey_round, nation.area_level, nation.area_code

),

salted as (

    select
        counted.*,
        salts.round_salt
    from counted
    left join {{ ref('int_round_salts_summed') }} as salts on counted.survey_round = salts.survey_round

),

keyed as (

    select
        *,
        {{ cell('record_keys', 'item') }} as case_cell
    from salted

),

perturbed as (

    select
        keyed.*,
        {{ perturbed('keyed.cases', 'perturbation') }} as open_cases
    from keyed
    inner join {{ ref('perturbation') }} as perturbation
        on {{ has_noise('perturbation', 'keyed.cases', 'keyed.case_cell') }}

),

final as (

    select
        survey_round,
        area_level,
        area_code,
        max(case when counted_as = 'events_impossible' then open_cases end) as events_impossible,
        max(case when counted_as = 'events_impossible_unlocated' then open_cases end) as events_impossible_unlocated,
        max(case when counted_as = 'cases_unlocated' then open_cases end) as cases_unlocated
    from perturbed
    group by survey_round, area_level, area_code

)

select * from final
