with counted as (

    select * from "warehouse"."intermediate"."int_area_cases_counted"
    where
        area_level in ('nation', 'region', 'pilot_group', 'province', 'district', 'subdistrict', 'local_administration')
        and (agency is null or area_level in ('nation', 'region', 'pilot_group', 'province', 'district'))

),

by_count as (

    select
        survey_round,
        area_level,
        area_code,
        indicator_code,
        agency,
        counted_as,
        cases,
        record_keys
    from counted
    unpivot (
        (cases, record_keys) for counted_as in (
            (cases_found, cases_found_keys) as cases_found,
            (cases_not_started, cases_not_started_keys) as cases_not_started,
            (cases_in_progress, cases_in_progress_keys) as cases_in_progress,
            (cases_referred, cases_referred_keys) as cases_referred,
            (cases_self_solving, cases_self_solving_keys) as cases_self_solving,
            (cases_solved, cases_solved_keys) as cases_solved,
            (cases_open, cases_open_keys) as cases_open,
            (cases_reopened, cases_reopened_keys) as cases_reopened,
            (cases_open_over_90_days, cases_open_over_90_days_keys) as cases_open_over_90_days,
            (cases_open_over_180_days, cases_open_over_180_days_keys) as cases_open_over_180_days
        )
    )

),

-- All indicators together were once called all: under another word, a vintage that readers have would get new noise.
salted as (

    select
        by_count.*,
        case when by_count.indicator_code = 'total' then 'all' else by_count.indicator_code end as item,
        salts.round_salt
    from by_count
    left join "warehouse"."intermediate"."int_round_salts_summed" as salts on by_count.survey_round = salts.survey_round

),

keyed as (

    select
        *,
        cast('0x' || substring(md5(concat_ws('|', cast(((record_keys % 4294967296) + 4294967296) % 4294967296 as string), item, case when agency is not null then 'agency|' || agency end, round_salt)), 1, 8) as bigint) as case_cell
    from salted

),

perturbed as (

    select
        keyed.survey_round,
        keyed.area_level,
        keyed.area_code,
        keyed.indicator_code,
        keyed.agency,
        keyed.counted_as,
        cast(sign(keyed.cases) * (abs(keyed.cases) + perturbation.noise) as bigint) as cases
    from keyed
    inner join "warehouse"."reference"."perturbation" as perturbation
        on least(abs(keyed.cases), 8) = perturbation.households
        and floor(keyed.case_cell / 65536) between perturbation.first_cell and perturbation.last_cell

),

wide as (

    select
        survey_round,
        area_level,
        area_code,
        indicator_code,
        agency,
        max(case when counted_as = 'cases_found' then cases end) as cases_found,
        max(case when counted_as = 'cases_not_started' then cases end) as cases_not_started,
        max(case when counted_as = 'cases_in_progress' then cases end) as cases_in_progress,
        max(case when counted_as = 'cases_referred' then cases end) as cases_referred,
        max(case when counted_as = 'cases_self_solving' then cases end) as cases_self_solving,
        max(case when counted_as = 'cases_solved' then cases end) as cases_solved,
        max(case when counted_as = 'cases_open' then cases end) as cases_open,
        max(case when counted_as = 'cases_reopened' then cases end) as cases_reopened,
        max(case when counted_as = 'cases_open_over_90_days' then cases end) as cases_open_over_90_days,
        max(case when counted_as = 'cases_open_over_180_days' then cases end) as cases_open_over_180_days
    from perturbed
    group by survey_round, area_level, area_code, indicator_code, agency

),

-- No part is larger than its whole.
final as (

    select
        survey_round,
        area_level,
        area_code,
        indicator_code,
        agency,
        cases_found,
        least(cases_not_started, cases_found) as cases_not_started,
        least(cases_in_progress, cases_found) as cases_in_progress,
        least(cases_referred, cases_found) as cases_referred,
        least(cases_self_solving, cases_found) as cases_self_solving,
        least(cases_solved, cases_found) as cases_solved,
        least(cases_open, cases_found) as cases_open,
        least(cases_reopened, cases_found) as cases_reopened,
        least(cases_open_over_90_days, cases_open, cases_found) as cases_open_over_90_days,
        least(cases_open_over_180_days, cases_open, cases_found) as cases_open_over_180_days
    from wide

)

select * from final
