with events as (

    select * from {{ ref('stg_case_follow_up__events') }}

),

followed as (

    select distinct
        household_key,
        survey_round
    from events

),

-- Few households have a case: the others are left out before the join, which would keep all of them in memory.
households as (

    select
        households.household_key,
        households.house_key,
        households.survey_round,
        households.village_code,
        households.deprivation_score,
        households.surveyed_on
    from {{ ref('fct_household') }} as households
    inner join followed
        on households.household_key = followed.household_key
        and households.survey_round = followed.survey_round

),

placed as (

    select
        events.household_key,
        households.house_key,
        events.survey_round,
        households.village_code,
        events.indicator_code,
        events.status,
        events.agency,
        events.batch_id,
        case
            when households.household_key is null then 'household_not_surveyed'
            when events.status_on < households.surveyed_on then 'before_survey'
        end as fault,
        households.deprivation_score,
        events.status_on,
        households.surveyed_on
    from events
    left join households
        on events.household_key = households.household_key
        and events.survey_round = households.survey_round

),

found as (

    select
        household_key,
        survey_round,
        indicator_code,
        min(status_on) as found_on
    from placed
    where fault is null and status = 'found'
    group by household_key, survey_round, indicator_code

),

-- An event that cannot be true is kept and named, and no figure is computed from it.
final as (

    select
        placed.household_key,
        placed.house_key,
        placed.survey_round,
        placed.village_code,
        placed.indicator_code,
        placed.status,
        placed.agency,
        placed.batch_id,
        case
            when placed.fault is not null then placed.fault
            when found.found_on is null then 'never_found'
            when placed.status_on < found.found_on then 'before_found'
        end as fault,
        placed.deprivation_score,
        placed.status_on,
        placed.surveyed_on,
        found.found_on
    from placed
    left join found
        on placed.household_key = found.household_key
        and placed.survey_round = found.survey_round
        and placed.indicator_code = found.indicator_code

)

select * from final
