with events as (

    select * from {{ ref('int_case_events_joined') }}
    where fault is null

),

-- The last day the feed speaks of. Ages of open cases are counted to that day and never to the clock's.
feed as (

    select max(status_on) as as_of_on from events

),

-- From a case's last event back to its first. Of events on one day, the furthest along is last.
followed as (

    select
        *,
        row_number() over last_to_first as number_from_last,
        lead(status) over last_to_first as status_before,
        sum(case when status <> 'solved' then 1 else 0 end) over last_to_first as unsolved_from_here
    from events
    window
        last_to_first as (
            partition by household_key, survey_round, indicator_code
            order by
                status_on desc,
                case status
                    when 'found' then 1
                    when 'self_solving' then 2
                    when 'referred' then 3
                    when 'in_progress' then 4
                    else 5
                end desc
        )

),

cases as (

    select
        household_key,
        survey_round,
        indicator_code,
        max(house_key) as house_key,
        max(village_code) as village_code,
        max(case when number_from_last = 1 then status end) as status,
        max(case when number_from_last = 1 then agency end) as agency,
        max(case when number_from_last = 1 then batch_id end) as batch_id,
        count(*) as events,
        sum(case when status <> 'solved' and status_before = 'solved' then 1 else 0 end) as times_reopened,
        max(deprivation_score) as deprivation_score,
        min(status_on) as found_on,
        min(case when status <> 'found' then status_on end) as first_action_on,
        min(case when unsolved_from_here = 0 then status_on end) as solved_on,
        max(status_on) as last_event_on
    from followed
    group by household_key, survey_round, indicator_code

),

final as (

    select
        cases.household_key,
        cases.house_key,
        cases.survey_round,
        cases.village_code,
        cases.indicator_code,
        cases.status,
        cases.agency,
        cases.batch_id,
        cast(cases.events as bigint) as events,
        cast(cases.times_reopened as bigint) as times_reopened,
        cast({{ days_between('cases.found_on', 'cases.first_action_on') }} as integer) as days_to_first_action,
        cast({{ days_between('cases.found_on', 'cases.solved_on') }} as integer) as days_to_solution,
        case
            when cases.solved_on is null
                then cast({{ days_between('cases.found_on', 'feed.as_of_on') }} as integer)
        end as days_open,
        cases.deprivation_score,
        cases.found_on,
        cases.first_action_on,
        cases.solved_on,
        cases.last_event_on,
        feed.as_of_on
    from cases
    cross join feed

)

select * from final
