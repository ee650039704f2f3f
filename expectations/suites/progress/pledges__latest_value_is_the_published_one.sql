with figure as (
    select
        area_code as province_code,
        survey_round,
        indicator_code,
        null as goal,
        failing_rate as value
    from open__area_indicator
    where area_level = 'province' and failing_rate is not null
    union all
    select
        area_code,
        survey_round,
        null,
        goal,
        score
    from open__area_sdg_goal
    where area_level = 'province' and score is not null
),

latest as (
    select
        *,
        coalesce(indicator_code, cast(goal as varchar)) as measure
    from figure
    where true qualify row_number() over (partition by province_code, measure order by survey_round desc) = 1
)

select
    pledge.province_code,
    pledge.pledge_id,
    pledge.latest_value,
    pledge.latest_round,
    latest.value as "value by the tables of areas",
    latest.survey_round as "in round"
from open__pledge_progress as pledge
left join latest
    on latest.province_code = pledge.province_code
    and latest.indicator_code is not distinct from pledge.indicator_code
    and latest.goal is not distinct from pledge.goal
where pledge.latest_value is distinct from latest.value
    or pledge.latest_round is distinct from latest.survey_round
