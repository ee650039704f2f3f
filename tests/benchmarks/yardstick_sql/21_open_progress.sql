-- The open zone: paths to targets, pledges, and changes between rounds.

copy (
    from target_path('open') where down_to_district(area_level)
) to (getvariable('out') || '/open/area_target_path.parquet') (format parquet, compression zstd);

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
    from published('open', 'area_indicator') where area_level = 'province'
    union all
    select area_code, goal::varchar, survey_round, -score
    from published('open', 'area_sdg_goal') where area_level = 'province'
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

create macro perturbed_flow(households, keys, salts) as
    perturbed(coalesce(households, 0), cell(coalesce(keys, 0), salts));

create temp table area_flow_keys as
select
    survey_round,
    case
        when grouping(district_code) = 0 then 'district'
        when grouping(province_code) = 0 then 'province'
        when grouping(region_code) = 0 then 'region'
        when grouping(pilot_group_code) = 0 then 'pilot_group'
        else 'nation'
    end as area_level,
    coalesce(district_code, province_code, region_code, pilot_group_code, nation_code()) as area_code,
    item,
    sum(columns('_keys$'))::bigint
from district_flow_keys
join (
    select distinct
        district_code, province_code, region_code, if(is_sdg_pilot, 'PILOT', 'NON_PILOT') as pilot_group_code
    from subdistrict join province using (province_code)
) using (district_code)
group by grouping sets (
    (survey_round, item),
    (survey_round, item, region_code),
    (survey_round, item, pilot_group_code),
    (survey_round, item, province_code),
    (survey_round, item, district_code)
);

create temp table open_change as
with figure as (
    select
        'indicator' as kind, indicator_code as code, indicator_code as item, survey_round, area_level, area_code,
        households_failing, failing_rate, null::double as score, is_suppressed
    from published('open', 'area_indicator')
    where down_to_district(area_level)
    union all by name
    select
        kind, code, result as item, survey_round, area_level, area_code, households_failing, failing_rate, score,
        is_suppressed
    from published('open', 'area_sdg_goal') join sdg_group on kind = 'goal' and code = goal::varchar
    where down_to_district(area_level)
),
followed as (
    select
        later.* exclude (is_suppressed),
        previous_survey_round,
        earlier.households_failing as previous_households_failing,
        earlier.failing_rate as previous_failing_rate,
        earlier.score as previous_score,
        is_same_framework,
        later.is_suppressed or earlier.is_suppressed as is_suppressed
    from figure as later
    join round_pair using (survey_round)
    join (from figure select * rename (survey_round as previous_survey_round)) as earlier
        using (previous_survey_round, kind, code, area_level, area_code)
),
counted as (
    select
        followed.*,
        area_flow.* exclude (survey_round, area_level, area_code, item),
        area_flow_keys.* exclude (survey_round, area_level, area_code, item),
        -- Failing before, in villages that another administration had then.
        before.households_failing + moved_in_failing - (
            stayed_failing + escaped + no_longer_applicable_failing + left_failing + moved_away_failing
        ) as boundary_failing,
        before.failing_keys + moved_in_failing_keys - (
            stayed_failing_keys + escaped_keys + no_longer_applicable_failing_keys + left_failing_keys
            + moved_away_failing_keys
        ) as boundary_failing_keys,
        concat_ws('|', 'surveyed', vintage_salt) as of_surveyed,
        concat_ws('|', followed.item, vintage_salt) as of_item
    from followed
    join round_salt using (survey_round)
    left join area_flow using (survey_round, area_level, area_code, item)
    left join area_flow_keys using (survey_round, area_level, area_code, item)
    left join exact_result as before
        on before.survey_round = previous_survey_round
        and before.area_level = followed.area_level
        and before.area_code = followed.area_code
        and before.item = followed.item
),
perturbed_flows as (
    select
        kind,
        code,
        survey_round,
        area_level,
        area_code,
        previous_survey_round,
        perturbed_flow(in_both, in_both_keys, of_surveyed) as households_in_both,
        perturbed_flow(entered, entered_keys, of_surveyed) as households_entered,
        perturbed_flow(left_behind, left_behind_keys, of_surveyed) as households_left,
        perturbed_flow(stayed_failing, stayed_failing_keys, of_item) as households_stayed_failing,
        perturbed_flow(escaped, escaped_keys, of_item) as households_escaped,
        perturbed_flow(fell, fell_keys, of_item) as households_fell,
        perturbed_flow(became_applicable, became_applicable_keys, of_item) as households_became_applicable,
        perturbed_flow(became_applicable_failing, became_applicable_failing_keys, of_item)
            as households_became_applicable_failing,
        perturbed_flow(no_longer_applicable, no_longer_applicable_keys, of_item) as households_no_longer_applicable,
        perturbed_flow(no_longer_applicable_failing, no_longer_applicable_failing_keys, of_item)
            as households_no_longer_applicable_failing,
        perturbed_flow(entered_failing, entered_failing_keys, of_item) as households_entered_failing,
        perturbed_flow(left_failing, left_failing_keys, of_item) as households_left_failing,
        perturbed_flow(moved_in_failing, moved_in_failing_keys, of_item) as households_moved_in_failing,
        perturbed_flow(moved_away_failing, moved_away_failing_keys, of_item) as households_moved_away_failing,
        sign(coalesce(boundary_failing, 0))::bigint
            * perturbed_flow(abs(boundary_failing), boundary_failing_keys, of_item) as households_boundary_failing,
        households_failing,
        previous_households_failing,
        failing_rate,
        previous_failing_rate,
        failing_rate - previous_failing_rate as failing_rate_change,
        score,
        previous_score,
        score - previous_score as score_change,
        is_same_framework,
        is_suppressed
    from counted
)
select
    kind,
    code,
    survey_round,
    area_level,
    area_code,
    previous_survey_round,
    if(is_suppressed, null, columns(name -> regexp_matches(name, 'households_|failing_rate|score'))),
    is_same_framework,
    is_suppressed
from perturbed_flows;

copy (
    select survey_round, area_level, area_code, code as indicator_code,
        * exclude (kind, code, survey_round, area_level, area_code, score, previous_score, score_change)
    from open_change where kind = 'indicator'
) to (getvariable('out') || '/open/area_indicator_change.parquet') (format parquet, compression zstd);
copy (
    select survey_round, area_level, area_code, code::integer as goal, previous_survey_round,
        * exclude (kind, code, survey_round, area_level, area_code, previous_survey_round)
    from open_change where kind = 'goal'
) to (getvariable('out') || '/open/area_goal_change.parquet') (format parquet, compression zstd);

drop table open_change;
