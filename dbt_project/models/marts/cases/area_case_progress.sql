with every_area as (

    select
        rounds.survey_round,
        areas.area_level,
        areas.area_code,
        rounds.last_surveyed_on
    from {{ ref('dim_area') }} as areas
    cross join {{ ref('dim_survey_round') }} as rounds
    where areas.valid_to is null

),

counted as (

    select * from {{ ref('int_area_cases_counted') }}
    where indicator_code = 'total' and agency is null

),

cases as (

    select * from {{ ref('fct_case') }}

),

impossible as (

    select * from {{ ref('int_case_events_impossible') }}

),

area_villages as (

    select * from {{ ref('int_area_villages_joined') }}

),

-- A median is of the cases themselves: it cannot be had from the medians of the villages.
medians as (

    select
        cases.survey_round,
        area_villages.area_level,
        area_villages.area_code,
        median(cases.days_to_first_action) as median_days_to_first_action,
        median(cases.days_to_solution) as median_days_to_solution
    from cases
    inner join area_villages
        on cases.survey_round = area_villages.survey_round
        and cases.village_code = area_villages.village_code
    group by cases.survey_round, area_villages.area_level, area_villages.area_code

),

area_impossible as (

    select
        impossible.survey_round,
        area_villages.area_level,
        area_villages.area_code,
        count(*) as events_impossible
    from impossible
    inner join area_villages
        on impossible.survey_round = area_villages.survey_round
        and impossible.village_code = area_villages.village_code
    group by impossible.survey_round, area_villages.area_level, area_villages.area_code

),

-- Without a house in the register there is no area: known for the nation, unknown below it.
cases_unlocated as (

    select
        survey_round,
        count(*) as cases_unlocated
    from cases
    where village_code is null
    group by survey_round

),

events_unlocated as (

    select
        survey_round,
        count(*) as events_unlocated
    from impossible
    where village_code is null
    group by survey_round

),

feed as (

    select max(as_of_on) as as_of_on from cases

),

final as (

    select
        every_area.survey_round,
        every_area.area_level,
        every_area.area_code,
        coalesce(counted.cases_found, 0) as cases_found,
        coalesce(counted.cases_not_started, 0) as cases_not_started,
        coalesce(counted.cases_in_progress, 0) as cases_in_progress,
        coalesce(counted.cases_referred, 0) as cases_referred,
        coalesce(counted.cases_self_solving, 0) as cases_self_solving,
        coalesce(counted.cases_solved, 0) as cases_solved,
        coalesce(counted.cases_open, 0) as cases_open,
        coalesce(counted.cases_reopened, 0) as cases_reopened,
        coalesce(counted.cases_open_over_90_days, 0) as cases_open_over_90_days,
        coalesce(counted.cases_open_over_180_days, 0) as cases_open_over_180_days,
        coalesce(area_impossible.events_impossible, 0) as events_impossible,
        case when every_area.area_level = 'nation' then coalesce(cases_unlocated.cases_unlocated, 0) end
            as cases_unlocated,
        case when every_area.area_level = 'nation' then coalesce(events_unlocated.events_unlocated, 0) end
            as events_impossible_unlocated,
        counted.cases_solved / nullif(cast(counted.cases_found as double), 0) as solved_rate,
        medians.median_days_to_first_action,
        medians.median_days_to_solution,
        false as is_suppressed,
        coalesce(feed.as_of_on, every_area.last_surveyed_on) as as_of_on
    from every_area
    cross join feed
    left join counted
        on every_area.survey_round = counted.survey_round
        and every_area.area_level = counted.area_level
        and every_area.area_code = counted.area_code
    left join medians
        on every_area.survey_round = medians.survey_round
        and every_area.area_level = medians.area_level
        and every_area.area_code = medians.area_code
    left join area_impossible
        on every_area.survey_round = area_impossible.survey_round
        and every_area.area_level = area_impossible.area_level
        and every_area.area_code = area_impossible.area_code
    left join cases_unlocated on every_area.survey_round = cases_unlocated.survey_round
    left join events_unlocated on every_area.survey_round = events_unlocated.survey_round

)

select * from final
