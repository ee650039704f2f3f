{{ config(materialized=view_with_files()) }}

with reached as (

    select
        survey_round,
        area_level,
        area_code
    from {{ ref('area_coverage') }}
    where households_surveyed >= {{ var('open_fewest_surveyed') }}

),

-- Every area with an open case, and the round that the trend is against. No count of these rows is read.
areas as (

    select
        priority.survey_round,
        priority.area_level,
        priority.area_code,
        priority.indicator_code,
        priority.round_before,
        reached_before.survey_round is not null as is_compared
    from {{ ref('area_priority') }} as priority
    inner join reached
        on priority.survey_round = reached.survey_round
        and priority.area_level = reached.area_level
        and priority.area_code = reached.area_code
    left join reached as reached_before
        on priority.round_before = reached_before.survey_round
        and priority.area_level = reached_before.area_level
        and priority.area_code = reached_before.area_code
    where {{ is_of_open_zone('area_priority', 'priority.area_level') }}

),

compared as (

    select
        areas.*,
        cases.cases_found,
        case when areas.is_compared then coalesce(earlier.cases_found, 0) end as cases_found_before,
        cases.cases_open,
        cases.cases_open_over_180_days
    from areas
    inner join {{ ref('int_area_cases_perturbed') }} as cases
        on areas.survey_round = cases.survey_round
        and areas.area_level = cases.area_level
        and areas.area_code = cases.area_code
        and areas.indicator_code = cases.indicator_code
        and cases.agency is null
    left join {{ ref('int_area_cases_perturbed') }} as earlier
        on areas.round_before = earlier.survey_round
        and areas.area_level = earlier.area_level
        and areas.area_code = earlier.area_code
        and areas.indicator_code = earlier.indicator_code
        and earlier.agency is null
    where cases.cases_open >= {{ var('open_fewest_cases_ranked') }}

),

-- Deprivation scores are of few households, so that the rank of the open zone leaves them out.
scored as (

    select
        *,
        cases_found - cases_found_before as found_more,
        cast(cases_open + greatest(coalesce(cases_found - cases_found_before, 0), 0) as decimal(38, 9)) as open_score,
        case when indicator_code = 'total' then 'total' else area_code end as ranked_in
    from compared

),

ranked as (

    select
        *,
        cast(
            row_number() over (
                partition by survey_round, area_level, ranked_in
                order by open_score desc, cases_open desc, cases_open_over_180_days desc, area_code asc, indicator_code asc
            ) as bigint
        ) as open_rank,
        count(*) over (partition by survey_round, area_level, ranked_in) as open_ranked_among
    from scored

),

-- A class names no count.
classed as (

    select
        *,
        case
            when cases_open = 0 then 'none'
            when cases_open < 3 then 'fewer than 3'
            when cases_open < 10 then '3 to 9'
            when cases_open < 30 then '10 to 29'
            when cases_open < 100 then '30 to 99'
            when cases_open < 300 then '100 to 299'
            when cases_open < 1000 then '300 to 999'
            else '1000 or more'
        end as open_class,
        case
            when cases_open_over_180_days = 0 then 'none'
            when cases_open_over_180_days < 3 then 'fewer than 3'
            when cases_open_over_180_days < 10 then '3 to 9'
            when cases_open_over_180_days < 30 then '10 to 29'
            when cases_open_over_180_days < 100 then '30 to 99'
            when cases_open_over_180_days < 300 then '100 to 299'
            when cases_open_over_180_days < 1000 then '300 to 999'
            else '1000 or more'
        end as long_open_class
    from ranked

),

final as (

    select
        survey_round,
        area_level,
        area_code,
        indicator_code,
        round_before,
        open_class
        || ' open cases, '
        || long_open_class
        || ' of them open for more than half a year; '
        || case
            when found_more is null then 'no earlier round to compare with'
            when found_more > 0 then 'more found than in the round before'
            when found_more < 0 then 'fewer found than in the round before'
            else 'as many found as in the round before'
        end as reason,
        open_rank as priority_rank,
        open_ranked_among as ranked_among,
        cases_found,
        cases_found_before,
        cases_open,
        cases_open_over_180_days,
        open_score as priority_score,
        false as is_suppressed
    from classed

)

select * from final
