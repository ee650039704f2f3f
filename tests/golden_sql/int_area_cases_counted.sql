with cases as (

    select
        cases.survey_round,
        cases.village_code,
        cases.indicator_code,
        agencies.agency,
        cases.status,
        cases.times_reopened,
        cases.days_open,
        cases.deprivation_score,
        cast('0x' || substring(cases.household_key, 1, 8) as bigint) as record_key
    from "warehouse"."marts"."fct_case" as cases
    inner join "warehouse"."intermediate"."int_case_agencies_counted" as agencies
        on cases.survey_round = agencies.survey_round
        and coalesce(cases.agency, 'unknown') = agencies.delivered_agency
    where cases.village_code is not null

),

villages as (

    select
        survey_round,
        village_code,
        case when grouping(indicator_code) = 1 then 'total' else indicator_code end as indicator_code,
        agency,
        count(case when true then 1 end) as cases_found,
        cast(sum(case when true then record_key else 0 end) as bigint) as cases_found_keys,
        count(case when status = 'found' then 1 end) as cases_not_started,
        cast(sum(case when status = 'found' then record_key else 0 end) as bigint) as cases_not_started_keys,
        count(case when status = 'in_progress' then 1 end) as cases_in_progress,
        cast(sum(case when status = 'in_progress' then record_key else 0 end) as bigint) as cases_in_progress_keys,
        count(case when status = 'referred' then 1 end) as cases_referred,
        cast(sum(case when status = 'referred' then record_key else 0 end) as bigint) as cases_referred_keys,
        count(case when status = 'self_solving' then 1 end) as cases_self_solving,
        cast(sum(case when status = 'self_solving' then record_key else 0 end) as bigint) as cases_self_solving_keys,
        count(case when status = 'solved' then 1 end) as cases_solved,
        cast(sum(case when status = 'solved' then record_key else 0 end) as bigint) as cases_solved_keys,
        count(case when status <> 'solved' then 1 end) as cases_open,
        cast(sum(case when status <> 'solved' then record_key else 0 end) as bigint) as cases_open_keys,
        count(case when times_reopened > 0 then 1 end) as cases_reopened,
        cast(sum(case when times_reopened > 0 then record_key else 0 end) as bigint) as cases_reopened_keys,
        count(case when days_open > 90 then 1 end) as cases_open_over_90_days,
        cast(sum(case when days_open > 90 then record_key else 0 end) as bigint) as cases_open_over_90_days_keys,
        count(case when days_open > 180 then 1 end) as cases_open_over_180_days,
        cast(sum(case when days_open > 180 then record_key else 0 end) as bigint) as cases_open_over_180_days_keys,
        cast(sum(case when status <> 'solved' then deprivation_score else 0 end) as decimal(38, 9)) as severity_sum
    from cases
    group by
        grouping sets (
            (survey_round, village_code),
            (survey_round, village_code, indicator_code),
            (survey_round, village_code, agency)
        )

),

parts as (

    select
        survey_round,
        village_code as part_code,
        indicator_code,
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
        cases_found_keys,
        cases_not_started_keys,
        cases_in_progress_keys,
        cases_referred_keys,
        cases_self_solving_keys,
        cases_solved_keys,
        cases_open_keys,
        cases_reopened_keys,
        cases_open_over_90_days_keys,
        cases_open_over_180_days_keys,
        severity_sum
    from villages

    union all

    select
        survey_round,
        substring(village_code, 1, 6) as part_code,
        indicator_code,
        agency,
        cast(sum(cases_found) as bigint) as cases_found,
        cast(sum(cases_not_started) as bigint) as cases_not_started,
        cast(sum(cases_in_progress) as bigint) as cases_in_progress,
        cast(sum(cases_referred) as bigint) as cases_referred,
        cast(sum(cases_self_solving) as bigint) as cases_self_solving,
        cast(sum(cases_solved) as bigint) as cases_solved,
        cast(sum(cases_open) as bigint) as cases_open,
        cast(sum(cases_reopened) as bigint) as cases_reopened,
        cast(sum(cases_open_over_90_days) as bigint) as cases_open_over_90_days,
        cast(sum(cases_open_over_180_days) as bigint) as cases_open_over_180_days,
        cast(sum(cases_found_keys) as bigint) as cases_found_keys,
        cast(sum(cases_not_started_keys) as bigint) as cases_not_started_keys,
        cast(sum(cases_in_progress_keys) as bigint) as cases_in_progress_keys,
        cast(sum(cases_referred_keys) as bigint) as cases_referred_keys,
        cast(sum(cases_self_solving_keys) as bigint) as cases_self_solving_keys,
        cast(sum(cases_solved_keys) as bigint) as cases_solved_keys,
        cast(sum(cases_open_keys) as bigint) as cases_open_keys,
        cast(sum(cases_reopened_keys) as bigint) as cases_reopened_keys,
        cast(sum(cases_open_over_90_days_keys) as bigint) as cases_open_over_90_days_keys,
        cast(sum(cases_open_over_180_days_keys) as bigint) as cases_open_over_180_days_keys,
        cast(sum(severity_sum) as decimal(38, 9)) as severity_sum
    from villages
    group by survey_round, substring(village_code, 1, 6), indicator_code, agency

),

final as (

    select
        areas.survey_round,
        areas.area_level,
        areas.area_code,
        parts.indicator_code,
        parts.agency,
        cast(sum(parts.cases_found) as bigint) as cases_found,
        cast(sum(parts.cases_not_started) as bigint) as cases_not_started,
        cast(sum(parts.cases_in_progress) as bigint) as cases_in_progress,
        cast(sum(parts.cases_referred) as bigint) as cases_referred,
        cast(sum(parts.cases_self_solving) as bigint) as cases_self_solving,
        cast(sum(parts.cases_solved) as bigint) as cases_solved,
        cast(sum(parts.cases_open) as bigint) as cases_open,
        cast(sum(parts.cases_reopened) as bigint) as cases_reopened,
        cast(sum(parts.cases_open_over_90_days) as bigint) as cases_open_over_90_days,
        cast(sum(parts.cases_open_over_180_days) as bigint) as cases_open_over_180_days,
        cast(sum(parts.cases_found_keys) as bigint) as cases_found_keys,
        cast(sum(parts.cases_not_started_keys) as bigint) as cases_not_started_keys,
        cast(sum(parts.cases_in_progress_keys) as bigint) as cases_in_progress_keys,
        cast(sum(parts.cases_referred_keys) as bigint) as cases_referred_keys,
        cast(sum(parts.cases_self_solving_keys) as bigint) as cases_self_solving_keys,
        cast(sum(parts.cases_solved_keys) as bigint) as cases_solved_keys,
        cast(sum(parts.cases_open_keys) as bigint) as cases_open_keys,
        cast(sum(parts.cases_reopened_keys) as bigint) as cases_reopened_keys,
        cast(sum(parts.cases_open_over_90_days_keys) as bigint) as cases_open_over_90_days_keys,
        cast(sum(parts.cases_open_over_180_days_keys) as bigint) as cases_open_over_180_days_keys,
        cast(sum(parts.severity_sum) as decimal(38, 9)) as severity_sum
    from parts
    inner join "warehouse"."intermediate"."int_area_parts_joined" as areas
        on parts.survey_round = areas.survey_round
        and parts.part_code = areas.part_code
    group by areas.survey_round, areas.area_level, areas.area_code, parts.indicator_code, parts.agency

    union all

    select
        survey_round,
        'village' as area_level,
        village_code as area_code,
        indicator_code,
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
        cases_found_keys,
        cases_not_started_keys,
        cases_in_progress_keys,
        cases_referred_keys,
        cases_self_solving_keys,
        cases_solved_keys,
        cases_open_keys,
        cases_reopened_keys,
        cases_open_over_90_days_keys,
        cases_open_over_180_days_keys,
        severity_sum
    from villages

)

select * from final
