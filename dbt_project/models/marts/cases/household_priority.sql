with open_cases as (

    select
        *,
        row_number() over (
            partition by household_key, survey_round order by days_open desc, indicator_code asc
        ) as place_by_age
    from {{ ref('fct_case') }}
    where solved_on is null

),

households as (

    select
        household_key,
        survey_round,
        max(house_key) as house_key,
        max(village_code) as village_code,
        max(case when place_by_age = 1 then indicator_code end) as longest_open_indicator_code,
        count(*) as cases_open,
        sum(case when status = 'found' then 1 else 0 end) as cases_not_started,
        max(days_open) as days_open_longest,
        max(deprivation_score) as deprivation_score,
        min(found_on) as first_found_on,
        max(as_of_on) as as_of_on
    from open_cases
    group by household_key, survey_round

),

-- Whoever visits is in one village: households are ranked within it, those without an area among themselves.
ranked as (

    select
        *,
        cast(
            row_number() over (
                partition by survey_round, village_code
                order by cases_open desc, deprivation_score desc, days_open_longest desc, household_key asc
            ) as bigint
        ) as visit_rank,
        count(*) over (partition by survey_round, village_code) as ranked_among
    from households

),

final as (

    select
        household_key,
        house_key,
        survey_round,
        village_code,
        longest_open_indicator_code,
        cast(cases_open as string)
        || case when cases_open = 1 then ' open case, ' else ' open cases, ' end
        || cast(cases_not_started as string)
        || ' not started; deprivation score '
        || cast(cast(deprivation_score as decimal(4, 3)) as string)
        || '; '
        || longest_open_indicator_code
        || ' open for '
        || cast(days_open_longest as string)
        || case when days_open_longest = 1 then ' day' else ' days' end as reason,
        visit_rank,
        ranked_among,
        cases_open,
        cast(cases_not_started as bigint) as cases_not_started,
        days_open_longest,
        deprivation_score,
        first_found_on,
        as_of_on
    from ranked

)

select * from final
