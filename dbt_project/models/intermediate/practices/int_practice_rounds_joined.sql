{{ config(materialized='view') }}

with practices as (

    select
        *,
        case when indicator_code is null then 0 else 1 end
        + case when sdg_target is null then 0 else 1 end
        + case when goal is null then 0 else 1 end as measures,
        case when indicator_code is not null then 'indicator' when sdg_target is not null then 'target' else 'goal' end
            as kind,
        coalesce(indicator_code, sdg_target, cast(goal as string)) as item
    from {{ ref('stg_practices__practices') }}

),

rounds as (

    select * from {{ ref('dim_survey_round') }}

),

latest as (

    select max(survey_round) as survey_round from rounds

),

-- The last round before the practice began is what it started from.
baselines as (

    select
        practices.practice_id,
        max(rounds.survey_round) as baseline_round
    from practices
    inner join rounds on practices.start_round > rounds.survey_round
    group by practices.practice_id

),

final as (

    select
        latest.survey_round,
        practices.*,
        baselines.baseline_round
    from practices
    cross join latest
    left join baselines on practices.practice_id = baselines.practice_id

)

select * from final
