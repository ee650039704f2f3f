-- Cases: what was done about failures.

-- The feed is optional: without a file there is no case.
create temp view delivered_event as
from query(
    case
        when len(getvariable('case_follow_up_files')) = 0 then $$
            select
                null::varchar as household_id, null::varchar as survey_round, null::varchar as indicator_code,
                null::varchar as status, null::date as status_on, null::varchar as agency, null::varchar as filename
            where false
        $$
        when getvariable('file_format') = 'csv' then $$
            from read_csv(
                getvariable('case_follow_up_files'), filename = true, header = true, auto_detect = false, delim = ',',
                quote = '"', escape = '"', nullstr = '', columns = {
                    household_id: 'varchar', survey_round: 'varchar', indicator_code: 'varchar', status: 'varchar',
                    status_on: 'date', agency: 'varchar'
                }
            )
        $$
        else $$ from read_parquet(getvariable('case_follow_up_files'), filename = true) $$
    end
);

create temp table event as
with visited as (
    select
        delivered.* exclude (household_id, filename),
        household.* exclude (survey_round, batch_id),
        batch.batch_id
    from (select *, pseudonym(household_id) as household_key from delivered_event) as delivered
    join batch on filename = file
    left join (
        select household_key, survey_round, house_key, village_code, batch_id, deprivation_score, surveyed_on
        from household
    ) as household using (household_key, survey_round)
)
select
    *,
    coalesce(
        status_on >= surveyed_on
        and status_on >= min(status_on) filter (status = 'found' and status_on >= surveyed_on) over (
            partition by household_key, survey_round, indicator_code
        ),
        false
    ) as is_possible
from visited;

create temp table case_history as
select
    household_key,
    any_value(house_key) as house_key,
    survey_round,
    any_value(village_code) as village_code,
    indicator_code,
    any_value(deprivation_score) as deprivation_score,
    list({status: status, agency: agency, batch_id: batch_id, day: status_on} order by status_on, list_position(
        ['found', 'self_solving', 'referred', 'in_progress', 'solved'], status
    )) as history
from event
where is_possible
group by household_key, survey_round, indicator_code;

create temp table case_figures as
with dated as (
    select
        *,
        len(list_filter(range(2, len(history) + 1), lambda i:
            history[i - 1].status = 'solved' and history[i].status <> 'solved'
        )) as times_reopened,
        history[1].day as found_on,
        list_filter(history, lambda step: step.status <> 'found')[1].day as first_action_on,
        history[list_max(list_filter(range(1, len(history) + 1), lambda i: history[i].status <> 'solved')) + 1].day
            as solved_on,
        (select max(status_on) from event where is_possible) as as_of_on
    from case_history
)
select
    household_key,
    house_key,
    survey_round,
    village_code,
    indicator_code,
    history[-1].status as status,
    history[-1].agency as agency,
    history[-1].batch_id as batch_id,
    len(history) as events,
    times_reopened,
    (first_action_on - found_on)::integer as days_to_first_action,
    (solved_on - found_on)::integer as days_to_solution,
    if(solved_on is null, (as_of_on - found_on)::integer, null) as days_open,
    deprivation_score,
    found_on,
    first_action_on,
    solved_on,
    history[-1].day as last_event_on,
    as_of_on
from dated;

copy case_figures to (getvariable('out') || '/restricted/fct_case.parquet') (format parquet, compression zstd);

create temp table village_area as
select survey_round, village_code, unnest([
    {area_level: 'nation', area_code: nation_code()},
    {area_level: 'region', area_code: region_code},
    {area_level: 'pilot_group', area_code: if(is_sdg_pilot, 'PILOT', 'NON_PILOT')},
    {area_level: 'province', area_code: province_code},
    {area_level: 'district', area_code: district_code},
    {area_level: 'subdistrict', area_code: subdistrict_code},
    {area_level: 'village', area_code: village_code}
], recursive := true)
from village_houses
cross join survey_round
join subdistrict on left(village_code, 6) = subdistrict_code
join province using (province_code)
union all by name
select survey_round, village_code, 'local_administration' as area_level, area_code from village_administration;

create temp table area_case as from case_figures join village_area using (survey_round, village_code);

create temp view area_case_progress as
with counted as (
    select
        survey_round,
        area_level,
        area_code,
        count(*) as cases_found,
        count(*) filter (status = 'found') as cases_not_started,
        count(*) filter (status = 'in_progress') as cases_in_progress,
        count(*) filter (status = 'referred') as cases_referred,
        count(*) filter (status = 'self_solving') as cases_self_solving,
        count(solved_on) as cases_solved,
        count(days_open) as cases_open,
        count(*) filter (times_reopened > 0) as cases_reopened,
        count(*) filter (days_open > 90) as cases_open_over_90_days,
        count(*) filter (days_open > 180) as cases_open_over_180_days,
        quantile_cont(days_to_first_action, 0.5) as median_days_to_first_action,
        quantile_cont(days_to_solution, 0.5) as median_days_to_solution
    from area_case
    group by all
),
impossible as (
    select survey_round, area_level, area_code, count(*) as events_impossible
    from event join village_area using (survey_round, village_code) where not is_possible group by all
),
unlocated as (
    select survey_round, count(*) as events_impossible_unlocated
    from event where not is_possible and village_code is null group by all
),
cases_unlocated as (
    select survey_round, count(*) as cases_unlocated from case_figures where village_code is null group by all
)
select
    survey_round,
    area_level,
    area_code,
    coalesce(cases_found, 0) as cases_found,
    coalesce(cases_not_started, 0) as cases_not_started,
    coalesce(cases_in_progress, 0) as cases_in_progress,
    coalesce(cases_referred, 0) as cases_referred,
    coalesce(cases_self_solving, 0) as cases_self_solving,
    coalesce(cases_solved, 0) as cases_solved,
    coalesce(cases_open, 0) as cases_open,
    coalesce(cases_reopened, 0) as cases_reopened,
    coalesce(cases_open_over_90_days, 0) as cases_open_over_90_days,
    coalesce(cases_open_over_180_days, 0) as cases_open_over_180_days,
    coalesce(events_impossible, 0) as events_impossible,
    if(area_level = 'nation', coalesce(cases_unlocated, 0), null) as cases_unlocated,
    if(area_level = 'nation', coalesce(events_impossible_unlocated, 0), null) as events_impossible_unlocated,
    rate(cases_solved, cases_found) as solved_rate,
    median_days_to_first_action,
    median_days_to_solution,
    false as is_suppressed,
    coalesce((select max(as_of_on) from case_figures), last_surveyed_on) as as_of_on
from area
cross join survey_round
left join counted using (survey_round, area_level, area_code)
left join impossible using (survey_round, area_level, area_code)
left join unlocated using (survey_round)
left join cases_unlocated using (survey_round);

copy area_case_progress
to (getvariable('out') || '/restricted/area_case_progress.parquet') (format parquet, compression zstd);

-- An agency is named that has at least 100 cases of the round, is among the 30 with the most, and has a short name.
create temp table named_agency as
select survey_round, agency
from case_figures
where
    village_code is not null and agency is not null and agency not in ('total', 'other', 'unknown')
    and len(agency) <= 100
group by survey_round, agency
having count(*) >= 100
qualify row_number() over (partition by survey_round order by count(*) desc, agency) <= 30;

create temp table agency_case as
select
    area_case.* exclude (agency),
    case
        when coalesce(area_case.agency, 'unknown') = 'unknown' then 'unknown'
        else coalesce(named_agency.agency, 'other')
    end as agency
from area_case
left join named_agency
    on named_agency.survey_round = area_case.survey_round and named_agency.agency = area_case.agency;

copy (
    select
        survey_round,
        area_level,
        area_code,
        if(grouping(agency) = 1, 'total', agency) as agency,
        count(*) as cases_found,
        count(*) filter (status = 'found') as cases_not_started,
        count(*) filter (status = 'in_progress') as cases_in_progress,
        count(*) filter (status = 'referred') as cases_referred,
        count(*) filter (status = 'self_solving') as cases_self_solving,
        count(*) filter (solved_on is not null) as cases_solved,
        count(*) filter (days_open is not null) as cases_open,
        count(*) filter (times_reopened > 0) as cases_reopened,
        count(*) filter (days_open > 90) as cases_open_over_90_days,
        count(*) filter (days_open > 180) as cases_open_over_180_days,
        rate(cases_solved, cases_found) as solved_rate,
        quantile_cont(days_to_first_action, 0.5) as median_days_to_first_action,
        quantile_cont(days_to_solution, 0.5) as median_days_to_solution,
        false as is_suppressed,
        any_value(as_of_on) as as_of_on
    from agency_case
    group by survey_round, area_level, area_code, rollup (agency)
) to (getvariable('out') || '/restricted/area_case_agency.parquet') (format parquet, compression zstd);

-- An indicator of an area, or the area as a whole (all); compared with the round before in which anything was found.
create temp table area_cases as
select
    survey_round,
    area_level,
    area_code,
    unnest(['total', indicator_code]) as indicator_code,
    count(*) as cases_found,
    count(days_open) as cases_open,
    count(*) filter (days_open > 180) as cases_open_over_180_days,
    coalesce(sum(deprivation_score) filter (days_open is not null), 0)::decimal(38, 9) as severity_sum
from area_case
group by survey_round, area_level, area_code, indicator_code;

create temp view area_priority as
with summed as (
    select
        survey_round,
        area_level,
        area_code,
        indicator_code,
        sum(cases_found)::bigint as cases_found,
        sum(cases_open)::bigint as cases_open,
        sum(cases_open_over_180_days)::bigint as cases_open_over_180_days,
        sum(severity_sum)::decimal(38, 9) as severity_sum
    from area_cases
    group by all
),
followed as (
    select later.survey_round, max(earlier.survey_round) as round_before
    from (select distinct survey_round from summed) as later
    left join (select distinct survey_round from summed) as earlier on earlier.survey_round < later.survey_round
    group by all
),
compared as (
    select
        summed.*,
        round_before,
        if(round_before is null, null, coalesce(before.cases_found, 0)) as cases_found_before,
        rate(severity_sum::double, cases_open) as severity,
        (cases_open + severity_sum + greatest(coalesce(summed.cases_found - cases_found_before, 0), 0))::decimal(38, 9)
            as priority_score,
        if(indicator_code = 'total', 'total', area_code) as ranked_in
    from summed
    join followed using (survey_round)
    left join (
        select survey_round as round_before, area_level, area_code, indicator_code, cases_found from summed
    ) as before using (round_before, area_level, area_code, indicator_code)
    where cases_open > 0
)
select
    survey_round,
    area_level,
    area_code,
    indicator_code,
    round_before,
    format(
        '{} open case{}, {} for more than 180 days; mean deprivation score of the households {}; {}',
        cases_open,
        if(cases_open = 1, '', 's'),
        cases_open_over_180_days,
        severity::decimal(4, 3)::varchar,
        case
            when round_before is null then 'no earlier round to compare with'
            when cases_found = cases_found_before then 'as many found as in ' || round_before
            else format(
                '{} {} found than in {}',
                abs(cases_found - cases_found_before),
                if(cases_found > cases_found_before, 'more', 'fewer'),
                round_before
            )
        end
    ) as reason,
    -- Counted from the least urgent.
    count(*) over everyone + 1 - row_number() over (
        everyone order by priority_score, cases_open, cases_open_over_180_days, area_code desc, indicator_code desc
    ) as priority_rank,
    count(*) over everyone as ranked_among,
    cases_found,
    cases_found_before,
    cases_open,
    cases_open_over_180_days,
    severity_sum,
    priority_score,
    severity,
    false as is_suppressed
from compared
window everyone as (partition by survey_round, area_level, ranked_in);

copy area_priority to (getvariable('out') || '/restricted/area_priority.parquet') (format parquet, compression zstd);
copy (
    with waiting as (
        select
            household_key,
            any_value(house_key) as house_key,
            survey_round,
            any_value(village_code) as village_code,
            list({days: -days_open, code: indicator_code} order by days_open desc, indicator_code)[1].code
                as longest_open_indicator_code,
            count(*) as cases_open,
            count(*) filter (status = 'found') as cases_not_started,
            max(days_open) as days_open_longest,
            any_value(deprivation_score) as deprivation_score,
            min(found_on) as first_found_on,
            any_value(as_of_on) as as_of_on
        from case_figures
        where days_open is not null
        group by household_key, survey_round
    )
    select
        household_key,
        house_key,
        survey_round,
        village_code,
        longest_open_indicator_code,
        format(
            '{} open case{}, {} not started; deprivation score {}; {} open for {} day{}',
            cases_open,
            if(cases_open = 1, '', 's'),
            cases_not_started,
            deprivation_score::decimal(4, 3)::varchar,
            longest_open_indicator_code,
            days_open_longest,
            if(days_open_longest = 1, '', 's')
        ) as reason,
        count(*) over village + 1 - row_number() over (
            village order by cases_open, deprivation_score nulls first, days_open_longest nulls first, household_key desc
        ) as visit_rank,
        count(*) over village as ranked_among,
        cases_open,
        cases_not_started,
        days_open_longest,
        deprivation_score,
        first_found_on,
        as_of_on
    from waiting
    window village as (partition by survey_round, village_code)
) to (getvariable('out') || '/restricted/household_priority.parquet') (format parquet, compression zstd);
