-- An agency has a row where its cases with noise are some. So a row says no more than its counts.
with agencies as (

    select
        agencies.survey_round,
        agencies.area_level,
        agencies.area_code,
        agencies.agency,
        cases.cases_found,
        cases.cases_not_started,
        cases.cases_in_progress,
        cases.cases_referred,
        cases.cases_self_solving,
        cases.cases_solved,
        cases.cases_open,
        cases.cases_reopened,
        cases.cases_open_over_90_days,
        cases.cases_open_over_180_days,
        agencies.median_days_to_first_action,
        agencies.median_days_to_solution,
        agencies.as_of_on
    from "warehouse"."marts"."area_case_agency" as agencies
    inner join "warehouse"."marts"."area_coverage" as coverage
        on agencies.survey_round = coverage.survey_round
        and agencies.area_level = coverage.area_level
        and agencies.area_code = coverage.area_code
    inner join "warehouse"."intermediate"."int_area_cases_perturbed" as cases
        on agencies.survey_round = cases.survey_round
        and agencies.area_level = cases.area_level
        and agencies.area_code = cases.area_code
        and agencies.agency = cases.agency
    where
        agencies.area_level in ('nation', 'region', 'pilot_group', 'province', 'district')
        and coverage.households_surveyed >= 50
        and cases.cases_found > 0

),

final as (

    select
        survey_round,
        area_level,
        area_code,
        agency,
        cases_found,
        cases_not_started,
        cases_in_progress,
        cases_referred,
        cases_self_solving,
        cases_solved,
        cases_open,
        cases_reopened,
        cases_open_over_90_days,
        cases_open_over_180_days,
        case when cases_found >= 10 then cast(cases_solved as double) / nullif(cast(cases_found as double), 0) end as solved_rate,
        case
            when cases_found - cases_not_started >= 10
                then 7 * cast(cast(cast(median_days_to_first_action / 7 as decimal(38, 12)) as decimal(38, 0)) as double)
        end as median_days_to_first_action,
        case
            when cases_solved >= 10 then 7 * cast(cast(cast(median_days_to_solution / 7 as decimal(38, 12)) as decimal(38, 0)) as double)
        end as median_days_to_solution,
        false as is_suppressed,
        as_of_on
    from agencies

    union all

    select
        survey_round,
        area_level,
        area_code,
        'total' as agency,
        cases_found,
        cases_not_started,
        cases_in_progress,
        cases_referred,
        cases_self_solving,
        cases_solved,
        cases_open,
        cases_reopened,
        cases_open_over_90_days,
        cases_open_over_180_days,
        solved_rate,
        median_days_to_first_action,
        median_days_to_solution,
        is_suppressed,
        as_of_on
    from "warehouse"."open"."open_area_case_progress"
    where
        area_level in ('nation', 'region', 'pilot_group', 'province', 'district')
        and not is_suppressed
        and cases_found > 0

)

select * from final
