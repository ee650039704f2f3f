-- Change agents.

create temp table team as
select area_level, area_code, partner_group, members_trained::integer as members
from optional_feed('change_agent_teams_files', ['area_level', 'area_code', 'partner_group', 'members_trained']);

-- Every area with the shorter codes of the official ones around it; a region and a pilot group by their provinces.
create temp table team_area as
select team.*, unnest([
    {level: 'nation', code: 'TH'},
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
copy (from down_to_subdistrict('area_network'))
to (getvariable('out') || '/open/area_network.parquet') (format parquet, compression zstd);
