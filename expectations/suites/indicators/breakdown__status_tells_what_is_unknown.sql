with counted as (
    select
        *,
        sum(case when category = 'unknown' then households_surveyed else 0 end) over whole as unknown,
        sum(households_surveyed) over whole as households
    from restricted__area_indicator_breakdown
    where (survey_round, indicator_code) in (
            select (survey_round, min(indicator_code)) from audit__round_indicator
            group by survey_round
        )
    window whole as (partition by survey_round, area_level, area_code, disaggregation)
),

expected as (
    select
        *,
        case when households = unknown then 'not_available' when unknown > 0 then 'partly_available'
            else 'available'
        end as expected
    from counted
),

differing as (
    select
        survey_round,
        area_level,
        area_code,
        indicator_code,
        disaggregation,
        category,
        disaggregation_status,
        expected
    from expected
    where disaggregation_status is distinct from expected
    union all
    select
        survey_round,
        area_level,
        area_code,
        'any',
        disaggregation,
        'any',
        min(disaggregation_status),
        'the same for all'
    from restricted__area_indicator_breakdown
    group by survey_round, area_level, area_code, disaggregation
    having count(distinct disaggregation_status) <> 1
)

select * from differing
