-- Targets and pledges.

create temp view indicator_figures as
from read_parquet(getvariable('out') || '/restricted/area_indicator.parquet');

-- How fast an area goes towards nobody failing at the end of 2030. Now is the last day of the latest round.
set variable latest_round = (select max(survey_round) from survey_round);
set variable today = (select last_surveyed_on from survey_round where survey_round = getvariable('latest_round'));
set variable years_left = (greatest(date '2030-12-31' - getvariable('today')::date, 0))::double / 365.25;

create macro path_status(failing, rate_now, change, progress) as case
    when rate_now is null then 'no trend'
    when failing = 0 then 'achieved'
    when change is null then 'no trend'
    when if(progress is null, change > 0, round(progress, 9) < -0.1) then 'worsening'
    when round(progress, 9) >= 0.95 then 'on track'
    else 'progress too slow'
end;

create temp view area_target_path as
with baseline as (
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
    path_status(households_failing, failing_rate, actual_yearly_change, progress_ratio) as status,
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
    false as is_suppressed
from changed;

copy area_target_path to (getvariable('out') || '/restricted/area_target_path.parquet') (format parquet, compression zstd);
copy (from down_to_subdistrict('area_target_path'))
to (getvariable('out') || '/open/area_target_path.parquet') (format parquet, compression zstd);

create temp view delivered_pledge as
from query(
    case getvariable('file_format')
        when 'csv' then $$
            from read_csv(
                getvariable('pledges_files'), header = true, auto_detect = false, delim = ',', quote = '"',
                escape = '"', nullstr = '', columns = {
                    province_code: 'varchar', pledge_id: 'varchar', title: 'varchar', indicator_code: 'varchar',
                    goal: 'integer', baseline_value: 'double', target_value: 'double', baseline_on: 'date',
                    due_on: 'date'
                }
            )
        $$
        when 'parquet' then $$ from read_parquet(getvariable('pledges_files')) $$
    end
);

-- Figures and pledges as losses, so that less is better on both sides: the failing rate, or minus the score.
create temp view pledge_progress as
with figure as (
    select area_code as province_code, indicator_code as measure, survey_round, failing_rate as loss
    from indicator_figures where area_level = 'province'
    union all
    select area_code, goal::varchar, survey_round, -score
    from read_parquet(getvariable('out') || '/open/area_sdg_goal.parquet') where area_level = 'province'
),
latest as (
    select distinct on (province_code, measure) province_code, measure, survey_round as latest_round, loss
    from figure where loss is not null order by province_code, measure, survey_round desc
),
pledge as (
    select
        *,
        case when (indicator_code is null) <> (goal is null) then coalesce(indicator_code, goal::varchar) end as measure,
        if(goal is null, 1, -1) as sign,
        baseline_value::double as was,
        target_value::double as aim
    from delivered_pledge
),
progress as (
    select
        *,
        sign * loss as latest_value,
        (latest_value - was) / nullif(aim - was, 0) as progress_share,
        case
            when pledge_id is null then null
            when getvariable('today')::date >= due_on then 1
            else greatest(getvariable('today')::date - baseline_on, 0)::double
                / greatest(due_on - baseline_on, 1)
        end as expected_share
    from (select province_code from province)
    left join pledge using (province_code)
    left join latest using (province_code, measure)
)
select
    province_code,
    pledge_id,
    title,
    indicator_code,
    latest_round,
    case
        when pledge_id is null then 'no pledge'
        when loss is null then 'not measured'
        when loss <= sign * aim then 'achieved'
        when getvariable('today')::date > due_on then 'missed'
        when sign * aim >= sign * was or round(progress_share, 9) < round(-0.1 * expected_share, 9) then 'worsening'
        when round(progress_share, 9) >= round(0.95 * expected_share, 9) then 'on track'
        else 'progress too slow'
    end as status,
    goal,
    was as baseline_value,
    aim as target_value,
    latest_value,
    progress_share,
    expected_share::double as expected_share,
    false as is_suppressed,
    baseline_on,
    due_on
from progress;

copy pledge_progress to (getvariable('out') || '/open/pledge_progress.parquet') (format parquet, compression zstd);
