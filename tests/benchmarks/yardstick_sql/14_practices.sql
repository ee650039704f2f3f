-- Practices, and teams of change agents.

create temp table practice as
select *, latest_round as survey_round
from optional_feed('practices_files', [
    'practice_id', 'title', 'area_level', 'area_code', 'indicator_code', 'sdg_target', 'goal', 'start_round'
])
cross join (select max(survey_round) as latest_round from survey_round);

create temp table area_region as
select area_level, area_code, region_code
from area join province using (province_code)
where area_level <> 'nation';

create macro area_result(zone) as table
from (
    select survey_round, area_level, area_code, {indicator_code: indicator_code, sdg_target: null, goal: null} as item,
        households_applicable as applicable, households_failing as failing,
        households_applicable_weighted as applicable_weighted, households_failing_weighted as failing_weighted,
        failing_rate as rate
    from published(zone, 'area_indicator')
    union all by name
    select survey_round, area_level, area_code, {indicator_code: null, sdg_target: sdg_target, goal: null} as item,
        households_applicable as applicable, households_failing as failing,
        households_applicable_weighted as applicable_weighted, households_failing_weighted as failing_weighted,
        failing_rate as rate
    from published(zone, 'area_sdg_target')
    union all by name
    select survey_round, area_level, area_code, {indicator_code: null, sdg_target: null, goal: goal::varchar} as item,
        households_applicable as applicable, households_failing as failing,
        households_applicable_weighted as applicable_weighted, households_failing_weighted as failing_weighted,
        failing_rate as rate
    from published(zone, 'area_sdg_goal')
)
where rate is not null;

-- Indicators behind a practice; two measures are none.
create temp table practice_items as
select
    practice_id,
    area_level,
    area_code,
    list(distinct link.indicator_code) filter (
        link.indicator_code = practice.indicator_code
        or link.sdg_target = practice.sdg_target
        or split_part(link.sdg_target, '.', 1) = practice.goal
    ) as indicators
from practice
cross join (
    select indicator_code, sdg_target from read_parquet(getvariable('out') || '/open/indicator_sdg_map.parquet')
    union
    select indicator_code, null from question
) as link
where (practice.indicator_code is null)::integer + (practice.sdg_target is null)::integer
    + (practice.goal is null)::integer = 2
group by all;

create temp table practice_baseline as
select
    practice_id,
    practice.area_level,
    practice.area_code,
    {indicator_code: practice.indicator_code, sdg_target: practice.sdg_target, goal: practice.goal} as item,
    practice.survey_round,
    max(earlier.survey_round) as baseline_round
from practice
semi join practice_items using (practice_id)
join survey_round as earlier on earlier.survey_round < start_round
where start_round <= practice.survey_round
group by all;

create macro practice_effect(zone) as table
with practice_area as materialized (
    select
        measure.*,
        now.area_code,
        region_code,
        now.applicable,
        now.failing,
        now.applicable_weighted,
        now.failing_weighted,
        now.rate,
        before.applicable as applicable_before,
        before.failing as failing_before,
        before.applicable_weighted as applicable_before_weighted,
        before.failing_weighted as failing_before_weighted,
        before.rate as rate_before,
        now.rate - before.rate as change,
        (10 * (rank() over (partition by measure order by before.rate) - 1)) // count(*) over (partition by measure) as decile
    from (select distinct area_level, item, survey_round, baseline_round from practice_baseline) as measure
    join area_result(zone) as now
        on now.area_level = measure.area_level and now.item = measure.item and now.survey_round = measure.survey_round
    join area_result(zone) as before
        on before.area_level = measure.area_level and before.item = measure.item
        and before.survey_round = measure.baseline_round and before.area_code = now.area_code
    join area_region on area_region.area_level = now.area_level and area_region.area_code = now.area_code
),
own as (
    select practice_id, practice_area.*
    from practice_baseline join practice_area using (area_level, item, survey_round, baseline_round, area_code)
),
compared as (
    select own.practice_id, count(*) as areas, quantile_cont(other.change, 0.5) as median_change
    from own
    join practice_area as other using (area_level, item, survey_round, baseline_round, region_code, decile)
    join practice_items on practice_items.practice_id = own.practice_id
    where other.area_code <> own.area_code and not exists (
        from practice_items as theirs
        where theirs.area_level = other.area_level and theirs.area_code = other.area_code
            and list_has_any(theirs.indicators, practice_items.indicators)
    )
    group by all
)
select
    practice.survey_round,
    practice.area_level,
    practice.area_code,
    practice.practice_id,
    practice.title,
    practice.indicator_code,
    practice.sdg_target,
    practice.start_round,
    (select max(survey_round) from survey_round as earlier where earlier.survey_round < start_round) as baseline_round,
    case
        when area_region.area_code is null then 'area not known'
        when practice_items.practice_id is null then 'measure not clear'
        when start_round > practice.survey_round then 'not yet surveyed'
        when practice_baseline.practice_id is null then 'no baseline'
        when own.practice_id is null then 'not measured'
        when areas is null then 'no comparable area'
        else 'compared'
    end as status,
    practice.goal::integer as goal,
    decile::integer as baseline_decile,
    applicable as households_applicable,
    failing as households_failing,
    applicable_before as baseline_households_applicable,
    failing_before as baseline_households_failing,
    applicable_weighted as households_applicable_weighted,
    failing_weighted as households_failing_weighted,
    applicable_before_weighted as baseline_households_applicable_weighted,
    failing_before_weighted as baseline_households_failing_weighted,
    ifnull(areas, 0) as areas_compared,
    rate as failing_rate,
    rate_before as baseline_failing_rate,
    change as failing_rate_change,
    median_change as median_failing_rate_change,
    change - median_change as effect,
    false as is_suppressed
from practice
left join area_region using (area_level, area_code)
left join practice_items using (practice_id)
left join practice_baseline using (practice_id)
left join own using (practice_id)
left join compared using (practice_id);

copy (from practice_effect('restricted')) to (getvariable('out') || '/restricted/practice_effect.parquet') (format parquet, compression zstd);

create temp table team as
select area_level, area_code, partner_group, members_trained::integer as members
from optional_feed('change_agent_teams_files', ['area_level', 'area_code', 'partner_group', 'members_trained']);

-- Every area with the shorter codes of the official ones around it; a region and a pilot group by their provinces.
create temp table team_area as
select team.*, unnest([
    {level: 'nation', code: nation_code()},
    {level: 'region', code: province.region_code},
    {level: 'pilot_group', code: if(province.is_sdg_pilot, 'PILOT', 'NON_PILOT')},
    {level: 'province', code: left(team.area_code, 2)},
    {level: 'district', code: if(len(team.area_code) >= 4, left(team.area_code, 4), null)},
    {level: 'subdistrict', code: if(len(team.area_code) >= 6, left(team.area_code, 6), null)},
    {level: 'village', code: if(len(team.area_code) = 8, team.area_code, null)},
    {level: 'local_administration', code: village_administration.area_code}
]) as place
from team
semi join area using (area_level, area_code)
join province on province.province_code = left(team.area_code, 2)
left join village_administration
    on team.area_level = 'village' and village_code = team.area_code
    and survey_round = (select max(survey_round) from survey_round);

create temp view area_network as
with summed as (
    select
        place.level as area_level,
        place.code as area_code,
        count(*) filter (team_area.area_level = place.level) as teams,
        count(*) as teams_within,
        count(distinct partner_group) as partner_groups_within,
        coalesce(sum(members) filter (team_area.area_level = place.level), 0)::bigint as members_trained,
        sum(members)::bigint as members_trained_within
    from team_area
    where place.code is not null
    group by all
)
select
    survey_round,
    area_level,
    area_code,
    if(coalesce(teams, 0) > 0, 'own team', if(teams_within > 0, 'teams inside', 'no team')) as status,
    households_surveyed,
    coalesce(teams, 0) as teams,
    coalesce(teams_within, 0) as teams_within,
    coalesce(partner_groups_within, 0) as partner_groups_within,
    coalesce(members_trained, 0) as members_trained,
    coalesce(members_trained_within, 0) as members_trained_within,
    case area_level when 'nation' then (select count(*) from team anti join area using (area_level, area_code)) end
        as teams_unlocated,
    rate(1000 * coalesce(members_trained_within, 0), households_surveyed) as agents_per_1000_households,
    false as is_suppressed
from area_coverage left join summed using (area_level, area_code)
where survey_round = (select max(survey_round) from survey_round);

copy area_network to (getvariable('out') || '/restricted/area_network.parquet') (format parquet, compression zstd);
