-- The open zone: cases.

create temp table exact_cases as
with counted as (
    select
        survey_round,
        area_level,
        area_code,
        unnest(['total', indicator_code]) as item,
        count(*) as found,
        count(*) filter (status = 'found') as not_started,
        count(*) filter (status = 'in_progress') as in_progress,
        count(*) filter (status = 'referred') as referred,
        count(*) filter (status = 'self_solving') as self_solving,
        count(solved_on) as solved,
        count(days_open) as open,
        count(*) filter (times_reopened > 0) as reopened,
        count(*) filter (days_open > 90) as over_90_days,
        count(*) filter (days_open > 180) as over_180_days,
        sum(record_key) as found_keys,
        sum(record_key) filter (status = 'found') as not_started_keys,
        sum(record_key) filter (status = 'in_progress') as in_progress_keys,
        sum(record_key) filter (status = 'referred') as referred_keys,
        sum(record_key) filter (status = 'self_solving') as self_solving_keys,
        sum(record_key) filter (solved_on is not null) as solved_keys,
        sum(record_key) filter (days_open is not null) as open_keys,
        sum(record_key) filter (times_reopened > 0) as reopened_keys,
        sum(record_key) filter (days_open > 90) as over_90_days_keys,
        sum(record_key) filter (days_open > 180) as over_180_days_keys
    from (select *, number_of(household_key) as record_key from area_case where area_level <> 'village')
    group by survey_round, area_level, area_code, indicator_code
)
select
    survey_round,
    area_level,
    area_code,
    item,
    coalesce(sum(columns(name -> name not in ('survey_round', 'area_level', 'area_code', 'item'))), 0)::bigint
from counted
group by all;

-- Cases are some of those found, and those open for long some of the open ones.
create macro perturbed_cases(cases, keys, salts, all_cases) as least(perturbed(cases, cell(keys, salts)), all_cases);

create temp table open_cases as
select
    survey_round,
    area_level,
    area_code,
    item,
    -- As all indicators together were called when their noise was drawn.
    concat_ws('|', if(item = 'total', 'all', item), vintage_salt) as salts,
    perturbed(found, cell(found_keys, salts)) as cases_found,
    perturbed_cases(not_started, not_started_keys, salts, cases_found) as cases_not_started,
    perturbed_cases(in_progress, in_progress_keys, salts, cases_found) as cases_in_progress,
    perturbed_cases(referred, referred_keys, salts, cases_found) as cases_referred,
    perturbed_cases(self_solving, self_solving_keys, salts, cases_found) as cases_self_solving,
    perturbed_cases(solved, solved_keys, salts, cases_found) as cases_solved,
    perturbed_cases(open, open_keys, salts, cases_found) as cases_open,
    perturbed_cases(reopened, reopened_keys, salts, cases_found) as cases_reopened,
    perturbed_cases(over_90_days, over_90_days_keys, salts, cases_open) as cases_open_over_90_days,
    perturbed_cases(over_180_days, over_180_days_keys, salts, cases_open) as cases_open_over_180_days
from exact_cases join round_salt using (survey_round);

-- Where few were surveyed, everybody knows whose cases they are.
create temp table enough_surveyed as
select survey_round, area_level, area_code from published('restricted', 'area_coverage') where households_surveyed >= 50;

create macro weeks(days) as 7 * (days / 7)::decimal(38, 12)::decimal(38, 0)::double;

copy (
    with impossible as (
        select
            survey_round,
            area_level,
            area_code,
            perturbed(
                count(*), cell(sum(number_of(household_key))::bigint, concat_ws('|', 'impossible', any_value(vintage_salt)))
            ) as events_impossible
        from event join village_area using (survey_round, village_code) join round_salt using (survey_round)
        where not is_possible and area_level <> 'village'
        group by all
    ),
    impossible_unlocated as (
        select
            survey_round,
            perturbed(
                count(*), cell(sum(number_of(household_key))::bigint, concat_ws('|', 'impossible', any_value(vintage_salt)))
            ) as events_impossible_unlocated
        from event join round_salt using (survey_round)
        where not is_possible and village_code is null
        group by all
    ),
    unlocated as (
        select
            survey_round,
            perturbed(
                count(*), cell(sum(number_of(household_key))::bigint, concat_ws('|', 'unlocated', any_value(vintage_salt)))
            ) as cases_unlocated
        from case_figures join round_salt using (survey_round)
        where village_code is null
        group by all
    ),
    figure as (
        select
            survey_round,
            area_level,
            area_code,
            coalesce(columns(name -> starts_with(name, 'cases_') and name <> 'cases_unlocated'), 0),
            coalesce(events_impossible, 0) as events_impossible,
            if(area_level = 'nation', coalesce(cases_unlocated, 0), null) as cases_unlocated,
            if(area_level = 'nation', coalesce(events_impossible_unlocated, 0), null) as events_impossible_unlocated
        from (select area_level, area_code from area where area_level <> 'village')
        cross join (select survey_round from survey_round)
        left join (from open_cases where item = 'total') using (survey_round, area_level, area_code)
        left join impossible using (survey_round, area_level, area_code)
        left join impossible_unlocated using (survey_round)
        left join unlocated using (survey_round)
    ),
    shown as (
        select
            survey_round,
            area_level,
            area_code,
            if(is_enough, columns(figure.* exclude (survey_round, area_level, area_code)), null),
            is_enough
        from figure
        left join (select *, true as is_enough from enough_surveyed) using (survey_round, area_level, area_code)
    )
    select
        shown.* exclude (is_enough),
        if(cases_found < 10, null, rate(cases_solved, cases_found)) as solved_rate,
        if(cases_found - cases_not_started >= 10, weeks(median_days_to_first_action), null)
            as median_days_to_first_action,
        if(cases_solved >= 10, weeks(median_days_to_solution), null) as median_days_to_solution,
        is_enough is null as is_suppressed,
        as_of_on
    from shown
    join (
        select survey_round, area_level, area_code, median_days_to_first_action, median_days_to_solution, as_of_on
        from published('restricted', 'area_case_progress')
    ) using (survey_round, area_level, area_code)
) to (getvariable('out') || '/open/area_case_progress.parquet') (format parquet, compression zstd);

copy (
    with wide_case as (
        select *, number_of(household_key) as record_key
        from agency_case
        where area_level in ('nation', 'region', 'pilot_group', 'province', 'district')
    ),
    counted as (
        select
            survey_round,
            area_level,
            area_code,
            agency,
            concat_ws('|', 'all', 'agency', agency, any_value(vintage_salt)) as salts,
            count(*) as found,
            count(*) filter (status = 'found') as not_started,
            count(*) filter (status = 'in_progress') as in_progress,
            count(*) filter (status = 'referred') as referred,
            count(*) filter (status = 'self_solving') as self_solving,
            count(*) filter (solved_on is not null) as solved,
            count(*) filter (days_open is not null) as open,
            count(*) filter (times_reopened > 0) as reopened,
            count(*) filter (days_open > 90) as over_90_days,
            count(*) filter (days_open > 180) as over_180_days,
            coalesce(sum(record_key), 0)::bigint as found_keys,
            coalesce(sum(record_key) filter (status = 'found'), 0)::bigint as not_started_keys,
            coalesce(sum(record_key) filter (status = 'in_progress'), 0)::bigint as in_progress_keys,
            coalesce(sum(record_key) filter (status = 'referred'), 0)::bigint as referred_keys,
            coalesce(sum(record_key) filter (status = 'self_solving'), 0)::bigint as self_solving_keys,
            coalesce(sum(record_key) filter (solved_on is not null), 0)::bigint as solved_keys,
            coalesce(sum(record_key) filter (days_open is not null), 0)::bigint as open_keys,
            coalesce(sum(record_key) filter (times_reopened > 0), 0)::bigint as reopened_keys,
            coalesce(sum(record_key) filter (days_open > 90), 0)::bigint as over_90_days_keys,
            coalesce(sum(record_key) filter (days_open > 180), 0)::bigint as over_180_days_keys,
            quantile_cont(days_to_first_action, 0.5) as first_action,
            quantile_cont(days_to_solution, 0.5) as solution,
            any_value(as_of_on) as as_of_on
        from wide_case join round_salt using (survey_round)
        group by survey_round, area_level, area_code, agency
    ),
    drawn as (
        select
            survey_round,
            area_level,
            area_code,
            agency,
            perturbed(found, cell(found_keys, salts)) as cases_found,
            perturbed_cases(not_started, not_started_keys, salts, cases_found) as cases_not_started,
            perturbed_cases(in_progress, in_progress_keys, salts, cases_found) as cases_in_progress,
            perturbed_cases(referred, referred_keys, salts, cases_found) as cases_referred,
            perturbed_cases(self_solving, self_solving_keys, salts, cases_found) as cases_self_solving,
            perturbed_cases(solved, solved_keys, salts, cases_found) as cases_solved,
            perturbed_cases(open, open_keys, salts, cases_found) as cases_open,
            perturbed_cases(reopened, reopened_keys, salts, cases_found) as cases_reopened,
            perturbed_cases(over_90_days, over_90_days_keys, salts, cases_open) as cases_open_over_90_days,
            perturbed_cases(over_180_days, over_180_days_keys, salts, cases_open) as cases_open_over_180_days,
            if(cases_found < 10, null, rate(cases_solved, cases_found)) as solved_rate,
            if(cases_found - cases_not_started >= 10, weeks(first_action), null) as median_days_to_first_action,
            if(cases_solved >= 10, weeks(solution), null) as median_days_to_solution,
            false as is_suppressed,
            as_of_on
        from counted
    )
    from drawn semi join enough_surveyed using (survey_round, area_level, area_code)
    where cases_found > 0
    union all by name
    select
        survey_round,
        area_level,
        area_code,
        'total' as agency,
        columns(progress.* exclude (
            survey_round, area_level, area_code, events_impossible, cases_unlocated, events_impossible_unlocated
        ))
    from published('open', 'area_case_progress') as progress
    where cases_found > 0 and area_level in ('nation', 'region', 'pilot_group', 'province', 'district')
) to (getvariable('out') || '/open/area_case_agency.parquet') (format parquet, compression zstd);

create macro class_of(count) as case
    when count = 0 then 'none'
    else (
        select coalesce(max(words) filter (count between low and high), '1000 or more')
        from (
            values (1, 2, 'fewer than 3'), (3, 9, '3 to 9'), (10, 29, '10 to 29'), (30, 99, '30 to 99'),
            (100, 299, '100 to 299'), (300, 999, '300 to 999')
        ) as class (low, high, words)
    )
end;

copy (
    with shown_cases as (
        select
            later.survey_round,
            later.area_level,
            later.area_code,
            later.item as indicator_code,
            round_before,
            later.cases_found,
            if(reached_before.survey_round is null, null, coalesce(before.cases_found, 0)) as cases_found_before,
            later.cases_open,
            later.cases_open_over_180_days,
            (later.cases_open + greatest(coalesce(later.cases_found - cases_found_before, 0), 0))::decimal(38, 9)
                as priority_score,
            if(indicator_code = 'total', 'total', later.area_code) as ranked_in
        from open_cases as later
        join (
            select now.survey_round, max(earlier.survey_round) as round_before
            from (select distinct survey_round from area_case) as now
            left join (select distinct survey_round from area_case) as earlier
                on earlier.survey_round < now.survey_round
            group by all
        ) using (survey_round)
        left join open_cases as before
            on before.survey_round = round_before
            and before.area_level = later.area_level
            and before.area_code = later.area_code
            and before.item = later.item
        left join enough_surveyed as reached_before
            on reached_before.survey_round = round_before
            and reached_before.area_level = later.area_level
            and reached_before.area_code = later.area_code
        semi join enough_surveyed as reached
            on reached.survey_round = later.survey_round
            and reached.area_level = later.area_level
            and reached.area_code = later.area_code
        where later.cases_open >= 3
    )
    select
        survey_round,
        area_level,
        area_code,
        indicator_code,
        round_before,
        format(
            '{} open cases, {} of them open for more than half a year; {}',
            class_of(cases_open),
            class_of(cases_open_over_180_days),
            case sign(cases_found - cases_found_before)
                when 1 then 'more found than in the round before'
                when 0 then 'as many found as in the round before'
                when -1 then 'fewer found than in the round before'
                else 'no earlier round to compare with'
            end
        ) as reason,
        count(*) over everyone + 1 - row_number() over (
            everyone
            order by priority_score, cases_open, cases_open_over_180_days, area_code desc, indicator_code desc
        ) as priority_rank,
        count(*) over everyone as ranked_among,
        cases_found,
        cases_found_before,
        cases_open,
        cases_open_over_180_days,
        priority_score,
        false as is_suppressed
    from shown_cases
    window everyone as (partition by survey_round, area_level, ranked_in)
) to (getvariable('out') || '/open/area_priority.parquet') (format parquet, compression zstd);
