-- Progress: paths to targets, and changes between rounds.

-- How fast an area goes towards nobody failing at the end of 2030. Now is the last day of the latest round.
set variable latest_round = (select max(survey_round) from survey_round);
set variable today = (select last_surveyed_on from survey_round where survey_round = getvariable('latest_round'));

set variable years_left = (greatest(date '2030-12-31' - getvariable('today')::date, 0))::double / 365.25;

create macro path_status(failing, applicable, applicable_then, rate_now, change, progress) as case
    when rate_now is null then 'no trend'
    when applicable < 25 then 'too few households'
    when failing = 0 then 'achieved'
    when change is null then 'no trend'
    when applicable_then < 25 then 'too few households'
    when if(progress is null, change > 0, round(progress, 9) < -0.1) then 'worsening'
    when round(progress, 9) >= 0.95 then 'on track'
    else 'progress too slow'
end;

create macro target_path(zone) as table
with indicator_figures as (
    from published(zone, 'area_indicator')
),
baseline as (
    select distinct on (area_level, area_code, indicator_code)
        area_level,
        area_code,
        indicator_code,
        survey_round as baseline_round,
        households_applicable as baseline_households_applicable,
        households_failing as baseline_households_failing,
        households_applicable_weighted as baseline_households_applicable_weighted,
        households_failing_weighted as baseline_households_failing_weighted,
        failing_rate as baseline_failing_rate,
        nullif(greatest(getvariable('today')::date - last_surveyed_on, 0), 0)::double / 365.25 as years_between
    from indicator_figures join survey_round using (survey_round)
    where failing_rate is not null and survey_round <> getvariable('latest_round')
    order by area_level, area_code, indicator_code, survey_round
),
changed as (
    select
        *,
        getvariable('years_left') as years_left,
        -failing_rate / nullif(years_left, 0) as required_yearly_change,
        (failing_rate - baseline_failing_rate) / years_between as actual_yearly_change,
        actual_yearly_change / nullif(required_yearly_change, 0) as progress_ratio
    from (from indicator_figures where survey_round = getvariable('latest_round'))
    left join baseline using (area_level, area_code, indicator_code)
)
select
    survey_round,
    area_level,
    area_code,
    indicator_code,
    baseline_round,
    path_status(
        households_failing,
        households_applicable,
        baseline_households_applicable,
        failing_rate,
        actual_yearly_change,
        progress_ratio
    ) as status,
    households_applicable,
    households_failing,
    ceil(households_failing_weighted::double / greatest(years_left, 1))::bigint as households_to_help_per_year,
    baseline_households_applicable,
    baseline_households_failing,
    households_applicable_weighted,
    households_failing_weighted,
    baseline_households_applicable_weighted,
    baseline_households_failing_weighted,
    failing_rate,
    baseline_failing_rate,
    years_between,
    years_left,
    required_yearly_change,
    actual_yearly_change,
    progress_ratio,
    is_suppressed
from changed;

copy (from target_path('restricted'))
to (getvariable('out') || '/restricted/area_target_path.parquet') (format parquet, compression zstd);

create temp table round_pair as
from (
    select
        survey_round,
        lag(survey_round) over in_time as previous_survey_round,
        framework_version = lag(framework_version) over in_time as is_same_framework
    from survey_round
    window in_time as (order by year_be, round)
)
where previous_survey_round is not null;

-- What a household is followed by: every indicator, and every goal of several.
create temp table item as
select indicator_code as item from question
union
select result from sdg_group where kind = 'goal' and result <> 'none';

set variable item_counts = (
    select string_agg(
        format(
            'count(later.{0}) as {0}_now, count(earlier.{0}) as {0}_was, count(later.{0} + earlier.{0}) as {0}_both, '
            || 'sum(if(later.{0} is null, 0, later.record_key))::bigint as {0}_now_keys, '
            || 'sum(if(earlier.{0} is null, 0, later.record_key))::bigint as {0}_was_keys, '
            || 'sum(if(later.{0} + earlier.{0} is null, 0, later.record_key))::bigint as {0}_both_keys',
            item
        ),
        ', '
    )
    from item
);

set variable item_pairs = (
    select string_agg(format('later.{0} as {0}_now, earlier.{0} as {0}_was', item), ', ') from item
);

set variable pair_columns = (select string_agg(format('({0}_now, {0}_was) as {0}', item), ', ') from item);
set variable count_columns = (select string_agg(format('({0}_now, {0}_was, {0}_both) as {0}', item), ', ') from item);
set variable key_columns = (
    select string_agg(format('({0}_now_keys, {0}_was_keys, {0}_both_keys) as {0}', item), ', ') from item
);

create temp view later_result as from household semi join round_pair using (survey_round);

create temp view earlier_result as
select household.* replace (round_pair.survey_round as survey_round)
from household join round_pair on household.survey_round = previous_survey_round;

create temp table village_seen_again as
from query(
    'select survey_round, later.village_code as village_now, earlier.village_code as village_was, count(*) as in_both, '
    || 'sum(later.record_key)::bigint as in_both_keys, ' || getvariable('item_counts')
    || ' from later_result as later join earlier_result as earlier using (survey_round, household_key) group by all'
);

create temp table failing_pair as
from query(
    'select survey_round, later.village_code as village_now, earlier.village_code as village_was,'
    || ' later.household_key is not null as is_later, earlier.household_key is not null as is_earlier,'
    || ' coalesce(later.record_key, earlier.record_key) as record_key'
    || ', ' || getvariable('item_pairs')
    || ' from later_result as later full join earlier_result as earlier using (survey_round, household_key)'
    || ' where coalesce(later.indicators_failing, 0) + coalesce(earlier.indicators_failing, 0) > 0'
);

create temp table failing_result as
from query(
    'from failing_pair unpivot include nulls ((now, was) for item in ('
    || getvariable('pair_columns') || ')) where now = 0 or was = 0'
);

drop table failing_pair;

-- The same household stands in up to two villages: where it is, and where it was and is not any more.
create temp table village_flow as
with applying as (
    from query(
        'from village_seen_again unpivot ((now, was, both_rounds) for item in ('
        || getvariable('count_columns') || '))'
    )
),
flow as (
    select
        survey_round,
        village_now as village_code,
        item,
        count(*) filter (is_earlier and now = 0 and was = 0) as stayed_failing,
        count(*) filter (is_earlier and now = 1 and was = 0) as escaped,
        count(*) filter (is_earlier and now = 0 and was = 1) as fell,
        count(*) filter (is_earlier and now = 0 and was is null) as became_applicable_failing,
        count(*) filter (was = 0 and now is null) as no_longer_applicable_failing,
        count(*) filter (not is_earlier) as entered_failing,
        count(*) filter (was = 0 and village_was is distinct from village_now) as moved_in_failing
    from failing_result
    where is_later
    group by all
    union all by name
    select
        survey_round,
        village_was as village_code,
        item,
        count(*) filter (not is_later) as left_failing,
        count(*) filter (is_later) as moved_away_failing
    from failing_result
    where was = 0 and village_was is distinct from village_now
    group by all
    union all by name
    select
        survey_round,
        village_now as village_code,
        item,
        in_both,
        -in_both as entered,
        both_rounds as applied_twice,
        now - both_rounds as became_applicable,
        was - both_rounds as no_longer_applicable
    from applying
    union all by name
    select survey_round, village_was as village_code, item, -in_both as left_behind
    from village_seen_again cross join item
    union all by name
    select survey_round, village_code, item, households_surveyed as entered
    from village_surveyed semi join round_pair using (survey_round) cross join item
    union all by name
    select round_pair.survey_round, village_code, item, households_surveyed as left_behind
    from village_surveyed join round_pair on village_surveyed.survey_round = previous_survey_round cross join item
)
select
    survey_round,
    village_code,
    item,
    coalesce(sum(columns(name -> name not in ('survey_round', 'village_code', 'item'))), 0)::bigint
from flow
where village_code is not null
group by all;

-- Whose keys add up in each flow; the open zone has flows down to the district alone.
create temp table district_flow_keys as
with applying as (
    from query(
        'from village_seen_again unpivot ((now_keys, was_keys, both_keys) for item in ('
        || getvariable('key_columns') || '))'
    )
),
surveyed as (
    select survey_round, left(village_code, 4) as district_code, sum(surveyed_keys) as keys
    from village_surveyed group by all
),
flow as (
    select
        survey_round,
        left(village_now, 4) as district_code,
        item,
        sum(record_key) filter (is_earlier and now = 0 and was = 0) as stayed_failing_keys,
        sum(record_key) filter (is_earlier and now = 1 and was = 0) as escaped_keys,
        sum(record_key) filter (is_earlier and now = 0 and was = 1) as fell_keys,
        sum(record_key) filter (is_earlier and now = 0 and was is null) as became_applicable_failing_keys,
        sum(record_key) filter (was = 0 and now is null) as no_longer_applicable_failing_keys,
        sum(record_key) filter (not is_earlier) as entered_failing_keys,
        sum(record_key) filter (was = 0 and village_was is distinct from village_now) as moved_in_failing_keys
    from failing_result
    where is_later
    group by all
    union all by name
    select
        survey_round,
        left(village_was, 4) as district_code,
        item,
        sum(record_key) filter (not is_later) as left_failing_keys,
        sum(record_key) filter (is_later) as moved_away_failing_keys
    from failing_result
    where was = 0 and village_was is distinct from village_now
    group by all
    union all by name
    select
        survey_round,
        left(village_now, 4) as district_code,
        item,
        sum(in_both_keys) as in_both_keys,
        -sum(in_both_keys) as entered_keys,
        sum(now_keys - both_keys) as became_applicable_keys,
        sum(was_keys - both_keys) as no_longer_applicable_keys
    from applying
    group by all
    union all by name
    select survey_round, left(village_was, 4) as district_code, item, -sum(in_both_keys) as left_behind_keys
    from village_seen_again cross join item
    group by all
    union all by name
    select survey_round, district_code, item, keys as entered_keys
    from surveyed semi join round_pair using (survey_round) cross join item
    union all by name
    select round_pair.survey_round, district_code, item, keys as left_behind_keys
    from surveyed join round_pair on surveyed.survey_round = previous_survey_round cross join item
)
select
    survey_round,
    district_code,
    item,
    coalesce(sum(columns('_keys$')), 0)::bigint
from flow
where district_code is not null
group by all;

drop table failing_result;

create temp table area_flow as
with belonging as (
    select round_pair.survey_round, village_code, unnest([
        {area_level: 'nation', area_code: nation_code()},
        {area_level: 'region', area_code: region_code},
        {area_level: 'pilot_group', area_code: if(is_sdg_pilot, 'PILOT', 'NON_PILOT')},
        {area_level: 'province', area_code: province_code},
        {area_level: 'district', area_code: district_code},
        {area_level: 'subdistrict', area_code: subdistrict_code},
        {area_level: 'village', area_code: village_code}
    ], recursive := true)
    from village_houses
    join subdistrict on left(village_code, 6) = subdistrict_code
    join province using (province_code)
    cross join round_pair
    union all by name
    select survey_round, village_code, 'local_administration' as area_level, area_code from village_administration
)
select
    survey_round,
    area_level,
    area_code,
    item,
    sum(columns(name -> name not in ('survey_round', 'village_code', 'area_level', 'area_code', 'item')))::bigint
from village_flow join belonging using (survey_round, village_code)
group by all;

drop table village_flow;

create temp view figure as
select 'indicator' as kind, indicator_code as code, indicator_code as item, survey_round, area_level, area_code,
    households_failing, failing_rate, null::double as score
from published('restricted', 'area_indicator')
union all by name
select kind, code, result as item, survey_round, area_level, area_code, households_failing, failing_rate, score
from published('restricted', 'area_sdg_goal')
join sdg_group on kind = 'goal' and code = goal::varchar;

create temp table change as
select
    later.kind,
    later.code,
    later.survey_round,
    later.area_level,
    later.area_code,
    previous_survey_round,
    coalesce(in_both, 0) as households_in_both,
    coalesce(entered, 0) as households_entered,
    coalesce(left_behind, 0) as households_left,
    coalesce(stayed_failing, 0) as households_stayed_failing,
    coalesce(escaped, 0) as households_escaped,
    coalesce(fell, 0) as households_fell,
    coalesce(applied_twice - stayed_failing - escaped - fell, 0) as households_stayed_passing,
    coalesce(became_applicable, 0) as households_became_applicable,
    coalesce(became_applicable_failing, 0) as households_became_applicable_failing,
    coalesce(no_longer_applicable, 0) as households_no_longer_applicable,
    coalesce(no_longer_applicable_failing, 0) as households_no_longer_applicable_failing,
    coalesce(entered_failing, 0) as households_entered_failing,
    coalesce(left_failing, 0) as households_left_failing,
    coalesce(moved_in_failing, 0) as households_moved_in_failing,
    coalesce(moved_away_failing, 0) as households_moved_away_failing,
    -- Failing before, in villages that another administration had then.
    earlier.households_failing + households_moved_in_failing - (
        households_stayed_failing + households_escaped + households_no_longer_applicable_failing
        + households_left_failing + households_moved_away_failing
    ) as households_boundary_failing,
    later.households_failing,
    earlier.households_failing as previous_households_failing,
    later.failing_rate,
    earlier.failing_rate as previous_failing_rate,
    later.failing_rate - earlier.failing_rate as failing_rate_change,
    later.score,
    earlier.score as previous_score,
    later.score - earlier.score as score_change,
    is_same_framework,
    false as is_suppressed
from figure as later
join round_pair using (survey_round)
join (from figure select * rename (survey_round as previous_survey_round)) as earlier
    using (previous_survey_round, kind, code, area_level, area_code)
left join area_flow on later.item = area_flow.item
    and later.survey_round = area_flow.survey_round
    and later.area_level = area_flow.area_level
    and later.area_code = area_flow.area_code;

copy (
    select survey_round, area_level, area_code, code as indicator_code,
        * exclude (kind, code, survey_round, area_level, area_code, score, previous_score, score_change)
    from change where kind = 'indicator'
) to (getvariable('out') || '/restricted/area_indicator_change.parquet') (format parquet, compression zstd);
copy (
    select survey_round, area_level, area_code, code::integer as goal, previous_survey_round,
        * exclude (kind, code, survey_round, area_level, area_code, previous_survey_round)
    from change where kind = 'goal'
) to (getvariable('out') || '/restricted/area_goal_change.parquet') (format parquet, compression zstd);

drop table change;
