{{ config(materialized=view_with_files()) }}

with latest as (

    select max(survey_round) as survey_round from {{ ref('dim_survey_round') }}

),

rounds as (

    select
        rounds.survey_round,
        (
            select max(earlier.survey_round) from {{ ref('dim_survey_round') }} as earlier
            where earlier.survey_round < (select latest.survey_round from latest)
        ) as previous_survey_round,
        rounds.first_surveyed_on,
        rounds.last_surveyed_on
    from {{ ref('dim_survey_round') }} as rounds
    inner join latest on rounds.survey_round = latest.survey_round

),

poverty as (

    select * from {{ ref('open_area_poverty') }}

),

changes as (

    select * from {{ ref('open_area_poverty_change') }}
    where {{ is_of_open_zone('area_poverty_change') }}

),

cases as (

    select * from {{ ref('open_area_case_progress') }}

),

joined as (

    select
        poverty.survey_round,
        poverty.area_level,
        poverty.area_code,
        rounds.previous_survey_round,
        poverty.households,
        poverty.members,
        poverty.households_poor,
        poverty.members_poor,
        case when not poverty.is_suppressed then cases.cases_found end as cases_found,
        case when not poverty.is_suppressed then cases.cases_open end as cases_open,
        case when not poverty.is_suppressed then cases.cases_solved end as cases_solved,
        poverty.headcount_ratio,
        changes.previous_headcount_ratio,
        changes.headcount_ratio_change,
        poverty.intensity,
        poverty.adjusted_headcount_ratio,
        changes.previous_adjusted_headcount_ratio,
        changes.adjusted_headcount_ratio_change,
        case when not poverty.is_suppressed then cases.solved_rate end as solved_rate,
        poverty.is_suppressed,
        rounds.first_surveyed_on,
        rounds.last_surveyed_on
    from rounds
    inner join poverty on rounds.survey_round = poverty.survey_round
    left join changes
        on poverty.survey_round = changes.survey_round
        and poverty.area_level = changes.area_level
        and poverty.area_code = changes.area_code
    left join cases
        on poverty.survey_round = cases.survey_round
        and poverty.area_level = cases.area_level
        and poverty.area_code = cases.area_code

),

final as (

    select
        survey_round,
        area_level,
        area_code,
        previous_survey_round,
        households,
        members,
        households_poor,
        members_poor,
        cases_found,
        cases_open,
        cases_solved,
        {{ rank_in_level('headcount_ratio') }} as rank_in_level,
        count(headcount_ratio) over (partition by area_level) as ranked_among,
        headcount_ratio,
        previous_headcount_ratio,
        headcount_ratio_change,
        intensity,
        adjusted_headcount_ratio,
        previous_adjusted_headcount_ratio,
        adjusted_headcount_ratio_change,
        solved_rate,
        is_suppressed,
        first_surveyed_on,
        last_surveyed_on
    from joined

)

select * from final
