with pledges as (

    select * from {{ ref('stg_pledges__pledges') }}

),

provinces as (

    select area_code as province_code
    from {{ ref('dim_area') }}
    where area_level = 'province' and valid_to is null

),

-- Now is the last day of the latest round, never the clock: a release says the same whenever it is made.
present as (

    select max_by(last_surveyed_on, survey_round) as today
    from {{ ref('dim_survey_round') }}

),

figures as (

    select
        survey_round,
        area_code as province_code,
        indicator_code,
        cast(null as integer) as goal,
        failing_rate as figure
    from {{ ref('open_area_indicator') }}
    where area_level = 'province' and failing_rate is not null

    union all

    select
        survey_round,
        area_code as province_code,
        cast(null as string) as indicator_code,
        goal,
        score as figure
    from {{ ref('open_area_sdg_goal') }}
    where area_level = 'province' and score is not null

),

latest as (

    select
        province_code,
        indicator_code,
        goal,
        max(survey_round) as latest_round,
        max_by(figure, survey_round) as latest_value
    from figures
    group by province_code, indicator_code, goal

),

-- A pledge that names an indicator and a goal, or neither, finds no figure.
measured as (

    select
        provinces.province_code,
        pledges.pledge_id,
        pledges.title,
        pledges.indicator_code,
        latest.latest_round,
        pledges.goal,
        pledges.baseline_value,
        pledges.target_value,
        latest.latest_value,
        pledges.baseline_on,
        pledges.due_on,
        present.today,
        -- A failing rate improves by falling, a score by rising.
        case when pledges.goal is null then -1 else 1 end as upward,
        {{ days_between('pledges.baseline_on', 'present.today') }} as days_gone,
        {{ days_between('pledges.baseline_on', 'pledges.due_on') }} as days_in_all
    from provinces
    cross join present
    left join pledges on provinces.province_code = pledges.province_code
    left join latest
        on pledges.province_code = latest.province_code
        and (
            (pledges.indicator_code = latest.indicator_code and pledges.goal is null)
            or (pledges.goal = latest.goal and pledges.indicator_code is null)
        )

),

shared as (

    select
        *,
        (latest_value - baseline_value) / nullif(target_value - baseline_value, 0) as progress_share,
        case
            when pledge_id is null then null
            when today >= due_on then 1
            when days_gone <= 0 then 0
            else cast(days_gone as double) / days_in_all
        end as expected_share
    from measured

),

final as (

    select
        province_code,
        pledge_id,
        title,
        indicator_code,
        latest_round,
        case
            when pledge_id is null then 'no pledge'
            when latest_value is null then 'not measured'
            when upward * latest_value >= upward * target_value then 'achieved'
            when today > due_on then 'missed'
            when upward * target_value <= upward * baseline_value then 'worsening'
            -- Rounded, so that a share on the limit is on it.
            when {{ rounded('progress_share', 9) }} >= {{ rounded(var('on_track_share') ~ ' * expected_share', 9) }} then 'on track'
            when {{ rounded('progress_share', 9) }} < {{ rounded(var('worsening_share') ~ ' * expected_share', 9) }} then 'worsening'
            else 'progress too slow'
        end as status,
        goal,
        baseline_value,
        target_value,
        latest_value,
        progress_share,
        cast(expected_share as double) as expected_share,
        false as is_suppressed,
        baseline_on,
        due_on
    from shared

)

select * from final
