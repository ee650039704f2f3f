with counted as (

    select * from {{ ref('int_area_cases_counted') }}
    where agency is null

),

followed as (

    select distinct survey_round from counted

),

-- The trend is against the last round before it that was followed up at all.
rounds as (

    select
        rounds.survey_round,
        lag(rounds.survey_round) over (order by rounds.year_be, rounds.round) as round_before
    from {{ ref('dim_survey_round') }} as rounds
    inner join followed on rounds.survey_round = followed.survey_round

),

compared as (

    select
        counted.survey_round,
        counted.area_level,
        counted.area_code,
        counted.indicator_code,
        rounds.round_before,
        counted.cases_found,
        case when rounds.round_before is not null then coalesce(earlier.cases_found, 0) end as cases_found_before,
        counted.cases_open,
        counted.cases_open_over_180_days,
        counted.severity_sum,
        cast({{ digits('counted.severity_sum') }} as double) / counted.cases_open as severity
    from counted
    inner join rounds on counted.survey_round = rounds.survey_round
    left join counted as earlier
        on rounds.round_before = earlier.survey_round
        and counted.area_level = earlier.area_level
        and counted.area_code = earlier.area_code
        and counted.indicator_code = earlier.indicator_code
    where counted.cases_open > 0

),

scored as (

    select
        *,
        cast(
            cast(cases_open as decimal(28, 9))
            + cast(severity_sum as decimal(28, 9))
            + cast(greatest(coalesce(cases_found - cases_found_before, 0), 0) as decimal(28, 9))
            as decimal(38, 9)
        ) as priority_score,
        case when indicator_code = 'total' then 'total' else area_code end as ranked_in
    from compared

),

ranked as (

    select
        *,
        cast(
            row_number() over (
                partition by survey_round, area_level, ranked_in
                order by priority_score desc, cases_open desc, cases_open_over_180_days desc, area_code asc, indicator_code asc
            ) as bigint
        ) as priority_rank,
        count(*) over (partition by survey_round, area_level, ranked_in) as ranked_among
    from scored

),

final as (

    select
        survey_round,
        area_level,
        area_code,
        indicator_code,
        round_before,
        cast(cases_open as string)
        || case when cases_open = 1 then ' open case, ' else ' open cases, ' end
        || cast(cases_open_over_180_days as string)
        || ' for more than 180 days; mean deprivation score of the households '
        || cast(cast(severity as decimal(4, 3)) as string)
        || case
            when cases_found_before is null then '; no earlier round to compare with'
            when cases_found > cases_found_before
                then '; ' || cast(cases_found - cases_found_before as string) || ' more found than in ' || round_before
            when cases_found < cases_found_before
                then '; ' || cast(cases_found_before - cases_found as string) || ' fewer found than in ' || round_before
            else '; as many found as in ' || round_before
        end as reason,
        priority_rank,
        ranked_among,
        cases_found,
        cases_found_before,
        cases_open,
        cases_open_over_180_days,
        severity_sum,
        priority_score,
        severity,
        false as is_suppressed
    from ranked

)

select * from final
