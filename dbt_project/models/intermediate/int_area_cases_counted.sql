with cases as (

    select * from {{ ref('fct_case') }}

),

area_villages as (

    select * from {{ ref('int_area_villages_joined') }}

),

final as (

    select
        cases.survey_round,
        area_villages.area_level,
        area_villages.area_code,
        case when grouping(cases.indicator_code) = 1 then 'all' else cases.indicator_code end as indicator_code,
        count(*) as cases_found,
        cast(sum(case when cases.status = 'found' then 1 else 0 end) as bigint) as cases_not_started,
        cast(sum(case when cases.status = 'in_progress' then 1 else 0 end) as bigint) as cases_in_progress,
        cast(sum(case when cases.status = 'referred' then 1 else 0 end) as bigint) as cases_referred,
        cast(sum(case when cases.status = 'self_solving' then 1 else 0 end) as bigint) as cases_self_solving,
        cast(sum(case when cases.status = 'solved' then 1 else 0 end) as bigint) as cases_solved,
        cast(sum(case when cases.status <> 'solved' then 1 else 0 end) as bigint) as cases_open,
        cast(sum(case when cases.times_reopened > 0 then 1 else 0 end) as bigint) as cases_reopened,
        cast(sum(case when cases.days_open > 90 then 1 else 0 end) as bigint) as cases_open_over_90_days,
        cast(sum(case when cases.days_open > 180 then 1 else 0 end) as bigint) as cases_open_over_180_days,
        cast(sum(case when cases.status <> 'solved' then cases.deprivation_score else 0 end) as decimal(38, 9))
            as severity_sum
    from cases
    inner join area_villages
        on cases.survey_round = area_villages.survey_round
        and cases.village_code = area_villages.village_code
    group by grouping sets (
        (cases.survey_round, area_villages.area_level, area_villages.area_code),
        (cases.survey_round, area_villages.area_level, area_villages.area_code, cases.indicator_code)
    )

)

select * from final
