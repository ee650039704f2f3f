-- The way from the inbox to the published tables as one DuckDB script: the hand-written limit the job is held against.
-- It has no receipts, no quarantine, no tests and no audit: it believes that every row is sound and every key unique.
--
-- yardstick.py binds these session variables before the script runs:
--   inner_pad, outer_pad       the padded keys of the pseudonyms
--   inbox, seeds, out          folders
--   file_format                csv or parquet
--   house_files, survey_files  lists of paths
--   local_administrations_files, village_local_administration_files, pledge_files, case_files  lists of paths, empty
--                              if the feed never came
--   batches                    list of {file, batch_id}, one per path
--   cutoff_k                   score from which a household is poor
--
-- Column lists come from the framework's seeds: text made by string_agg, run by query().

set preserve_insertion_order = false;

create macro pseudonym(identifier) as
    left(sha256(getvariable('outer_pad') || unhex(sha256(getvariable('inner_pad') || encode(identifier)))), 32);

create macro seed(name) as table
from read_csv(getvariable('seeds') || '/' || name || '.csv', header = true, all_varchar = true);

create macro area_list(name) as table
from read_json(getvariable('inbox') || '/geography/' || name || '.json', format = 'array');

create macro rate(part, whole) as part / nullif(whole::double, 0);

create macro measurement(direct, measured) as
    case when direct > 0 then 'measured' when measured > 0 then 'proxy' else 'not_measured' end;

-- Share of the applicable households that pass an indicator, as an exact number, so that shares add up in any order.
create macro passing_share(applicable, failing) as
    coalesce(cast(rate(applicable - failing, applicable) as decimal(18, 12)), 0);


-- 1. The framework ----------------------------------------------------------------------------------------------------

create temp table indicator as
select
    indicator_code,
    framework_version,
    dimension,
    name_th,
    name_en,
    unit,
    indicator_number::integer as indicator_number,
    1::double / (count(distinct dimension) over () * count(*) over (partition by dimension)) as weight,
    is_provisional::boolean as is_provisional
from seed('indicators');

create temp table target as
select sdg_target, label, goal::integer as goal from seed('sdg_targets');

create temp table link as
select indicator_code, sdg_target, sdg_indicator, fit, goal
from seed('indicator_sdg_links') left join target using (sdg_target);

copy indicator to (getvariable('out') || '/open/dim_indicator.parquet') (format parquet, compression zstd);
copy link to (getvariable('out') || '/open/indicator_sdg_map.parquet') (format parquet, compression zstd);
copy (
    select target.*, count(distinct indicator_code) as indicators_mapped
    from target left join link using (sdg_target) group by all
) to (getvariable('out') || '/open/dim_sdg_target.parquet') (format parquet, compression zstd);
copy (
    select goal::integer as goal, name_th, name_en from seed('sdg_goals')
) to (getvariable('out') || '/open/dim_sdg_goal.parquet') (format parquet, compression zstd);
copy (
    select
        sdg_indicator, sdg_target, canonical_indicator, tier_2022, series, label, framework_version,
        goal::integer as goal
    from seed('sdg_indicators')
) to (getvariable('out') || '/open/dim_sdg_indicator.parquet') (format parquet, compression zstd);

-- Goals and targets. `result` names the three-valued result of a household: one indicator's own column, or the least
-- of several. A goal without an indicator has none.
create temp table sdg_group as
with numbered as (
    select 'goal' as kind, goal::varchar as code, indicator_code, fit
    from seed('sdg_goals') left join link using (goal)
    union all
    select 'target' as kind, sdg_target as code, indicator_code, fit from link
),
listed as (
    select
        kind,
        code,
        kind || '_' || replace(code, '.', '_') as column_name,
        coalesce(list(distinct indicator_code order by indicator_code) filter (indicator_code is not null), [])
            as indicators,
        coalesce(list(distinct indicator_code order by indicator_code) filter (fit = 'direct'), []) as direct
    from numbered
    group by all
)
select
    *,
    case len(indicators) when 0 then 'none' when 1 then indicators[1] else column_name end as result
from listed;


-- 2. Houses -----------------------------------------------------------------------------------------------------------

create temp table batch as
select file, batch_id, row_number() over ()::utinyint as batch_number
from (select unnest(getvariable('batches'), recursive := true));

create temp view delivered_house as
from query(
    case getvariable('file_format')
        when 'csv' then $$
            from read_csv(
                getvariable('house_files'), filename = true, header = true, auto_detect = false, delim = ',',
                quote = '"', escape = '"', nullstr = '', columns = {
                    house_code: 'varchar', house_number: 'varchar', village_code: 'varchar', house_kind: 'varchar',
                    register_type: 'varchar', registered_on: 'date', longitude: 'decimal(9,6)',
                    latitude: 'decimal(8,6)'
                }
            )
        $$
        when 'parquet' then $$ from read_parquet(getvariable('house_files'), filename = true) $$
    end
);

create type house_kind as enum (
    'residential', 'government', 'temple', 'mosque', 'other_religious', 'health_station', 'school', 'business', 'other'
);

-- Codes and keys as numbers: the register of the nation stays in memory. The central register lists people, not houses.
create temp table house as
select
    house_code::bigint as house_number,
    pseudonym(house_code)::uuid as house_key,
    village_code::integer as village_number,
    house_kind::house_kind as house_kind,
    batch_number,
    longitude,
    latitude,
    registered_on
from delivered_house
join batch on filename = file
where register_type <> 'central';

copy (
    select
        replace(house_key::varchar, '-', '') as house_key,
        village_number::varchar as area_code,
        house_kind::varchar as house_kind,
        batch_id,
        longitude,
        latitude,
        house_kind = 'residential' as is_residential,
        registered_on
    from house join batch using (batch_number)
) to (getvariable('out') || '/restricted/fct_house.parquet') (format parquet, compression zstd);

create temp table village_houses as
select
    village_number::varchar as village_code,
    count(*) as houses_registered,
    count(*) filter (house_kind = 'residential') as houses_residential,
    count(*) filter (
        house_kind in ('government', 'temple', 'mosque', 'other_religious', 'health_station', 'school')
    ) as houses_institutional,
    count(*) filter (house_kind in ('business', 'other')) as houses_other,
    count(longitude) as houses_with_coordinates,
    sum(longitude) filter (latitude is not null) as longitude_sum,
    sum(latitude) filter (longitude is not null) as latitude_sum
from house
group by all;


-- 3. Households -------------------------------------------------------------------------------------------------------

set variable answers = (select list(indicator_code order by indicator_number) from indicator);
set variable answer_types = (
    select string_agg(indicator_code || ': ''tinyint''', ', ' order by indicator_number) from indicator
);

create temp view delivered_household as
from query(
    case getvariable('file_format')
        when 'csv' then $$
            from read_csv(
                getvariable('survey_files'), filename = true, header = true, auto_detect = false, delim = ',',
                quote = '"', escape = '"', nullstr = ['', '-'], columns = {
                    household_id: 'varchar', house_code: 'varchar', survey_round: 'varchar', surveyed_on: 'date',
                    member_count: 'smallint',
        $$ || getvariable('answer_types') || '})'
        when 'parquet' then $$
            select
                columns(name -> name not in getvariable('answers')),
                nullif(columns(getvariable('answers')), '-')::tinyint
            from read_parquet(getvariable('survey_files'), filename = true)
        $$
    end
);

-- What fails, counted by dimension: within a dimension every indicator weighs the same.
create temp table dimension as
select
    'failing_' || row_number() over (order by dimension) as column_name,
    any_value(weight) as weight,
    string_agg(format('case when {} = 0 then 1::tinyint else 0::tinyint end', indicator_code), ' + ') as failing
from indicator
group by dimension;

set variable failing_by_dimension = (select string_agg(failing || ' as ' || column_name, ', ') from dimension);
set variable indicators_failing = (select string_agg(column_name, ' + ') from dimension);
set variable deprivation_score = (select string_agg(format('{} * {}', column_name, weight), ' + ') from dimension);

-- Rows of a CSV file are unknown before it is read: left to itself, the optimizer would keep the households in memory.
set disabled_optimizers = 'build_side_probe_side';

copy (
    with located as (
        select
            household_id,
            coalesce(replace(house_key::varchar, '-', ''), pseudonym(house_code)) as house_key,
            survey_round,
            village_number::varchar as village_code,
            batch_id,
            member_count::smallint as member_count,
            columns(getvariable('answers')),
            house_kind = 'residential' as is_residential_house,
            surveyed_on
        from delivered_household as delivered
        left join house on delivered.house_code::bigint = house.house_number
        join batch on filename = file
    ),
    counted as (
        from query('select *, ' || getvariable('failing_by_dimension') || ' from located')
    ),
    scored as (
        from query(
            'select *, cast(' || getvariable('indicators_failing') || ' as smallint) as indicators_failing, '
            || 'cast(' || getvariable('deprivation_score') || ' as decimal(10, 9)) as deprivation_score from counted'
        )
    )
    select
        pseudonym(household_id) as household_key,
        house_key,
        survey_round,
        village_code,
        batch_id,
        member_count,
        columns(getvariable('answers')),
        indicators_failing,
        deprivation_score,
        deprivation_score >= getvariable('cutoff_k')::decimal(10, 9) as is_poor,
        is_residential_house,
        surveyed_on
    from scored
) to (getvariable('out') || '/restricted/fct_household.parquet') (format parquet, compression zstd);

reset disabled_optimizers;
drop table house;


-- 4. Villages ---------------------------------------------------------------------------------------------------------

-- A goal or target of several indicators is one more result of the household: 0 if any of them fails, NULL if none
-- applies.
set variable group_results = (
    select string_agg(format('least({}) as {}', array_to_string(indicators, ', '), column_name), ', ')
    from sdg_group where result = column_name
);

create temp view household as
from query(
    'select *, ' || getvariable('group_results')
    || ' from read_parquet(getvariable(''out'') || ''/restricted/fct_household.parquet'')'
);

create temp table survey_round as
select
    survey_round,
    left(survey_round, 4)::integer as year_be,
    substring(survey_round, 6)::integer as round,
    min(surveyed_on) as first_surveyed_on,
    max(surveyed_on) as last_surveyed_on,
    count(*) - count(village_code) as households_unmatched
from household
group by survey_round;

copy (
    select * exclude (households_unmatched) from survey_round
) to (getvariable('out') || '/open/dim_survey_round.parquet') (format parquet, compression zstd);

create temp table village_surveyed as
select
    survey_round,
    village_code,
    count(*) as households_surveyed,
    sum(member_count)::bigint as members_surveyed,
    count(columns('^(TQ|goal_|target_).*')) as "\0_applicable"
from household
where village_code is not null
group by survey_round, village_code;

-- Three households in four fail nothing: they are not read again.
create temp table village_failing as
select
    survey_round,
    village_code,
    count(*) filter (is_poor) as households_poor,
    sum(member_count) filter (is_poor)::bigint as members_poor,
    sum(member_count * deprivation_score) filter (is_poor) as deprivation_sum,
    count(*) as union_households,
    sum(member_count)::bigint as union_members,
    sum(member_count * deprivation_score) as union_sum,
    count(*) filter (deprivation_score >= 0.2) as k20_households,
    sum(member_count) filter (deprivation_score >= 0.2)::bigint as k20_members,
    sum(member_count * deprivation_score) filter (deprivation_score >= 0.2) as k20_sum,
    count(*) filter (deprivation_score >= 0.26) as k26_households,
    sum(member_count) filter (deprivation_score >= 0.26)::bigint as k26_members,
    sum(member_count * deprivation_score) filter (deprivation_score >= 0.26) as k26_sum,
    count(*) filter (deprivation_score >= 0.33) as k33_households,
    sum(member_count) filter (deprivation_score >= 0.33)::bigint as k33_members,
    sum(member_count * deprivation_score) filter (deprivation_score >= 0.33) as k33_sum,
    count(*) filter (deprivation_score >= 0.5) as k50_households,
    sum(member_count) filter (deprivation_score >= 0.5)::bigint as k50_members,
    sum(member_count * deprivation_score) filter (deprivation_score >= 0.5) as k50_sum,
    count(nullif(columns('^(TQ|goal_|target_).*'), 1)) as "\0_failing",
    sum(case columns('^TQ.*') when 0 then member_count end)::bigint as "\0_members_failing",
    sum(case columns('^TQ.*') when 0 then member_count end) filter (is_poor)::bigint as "\0_members_poor_failing"
from household
where village_code is not null and indicators_failing > 0
group by survey_round, village_code;

-- A house may hold several households; it is surveyed once.
create temp table village_houses_surveyed as
select survey_round, village_code, count(distinct house_key) as houses_surveyed
from household
where is_residential_house
group by survey_round, village_code;


-- 5. Areas ------------------------------------------------------------------------------------------------------------

create temp table province as
select
    provinceCode::varchar as province_code,
    provinceNameTh as name_th,
    provinceNameEn as name_en,
    region_code,
    region_name_th,
    region_name_en,
    is_sdg_pilot::boolean as is_sdg_pilot
from area_list('provinces') left join seed('provinces') on provinceCode::varchar = province_code;

create temp table subdistrict as
select
    subdistrictCode::varchar as subdistrict_code,
    districtCode::varchar as district_code,
    provinceCode::varchar as province_code,
    subdistrictNameTh as name_th,
    subdistrictNameEn as name_en
from area_list('subdistricts');

create temp table area as
select 'nation' as area_level, 'TH' as area_code, null::varchar as parent_area_code, null::varchar as province_code,
    'ประเทศไทย' as name_th, 'Thailand' as name_en
union all
select distinct 'region', region_code, 'TH', null, region_name_th, region_name_en from seed('provinces')
union all
values
    ('pilot_group', 'PILOT', 'TH', null, 'พื้นที่นำร่อง SDG', 'SDG pilot areas'),
    ('pilot_group', 'NON_PILOT', 'TH', null, 'พื้นที่อื่น', 'Other areas')
union all
select 'province', province_code, region_code, province_code, name_th, name_en from province
union all
select 'district', districtCode::varchar, provinceCode::varchar, provinceCode::varchar, districtNameTh, districtNameEn
from area_list('districts')
union all
select 'subdistrict', subdistrict_code, district_code, province_code, name_th, name_en from subdistrict
union all
select
    'village',
    village_code,
    subdistrict_code,
    province_code,
    if(moo = 0, 'นอกเขตหมู่บ้าน', 'หมู่ที่ ' || moo),
    if(moo = 0, 'Outside any village', 'Moo ' || moo)
from (select village_code, substring(village_code, 7)::integer as moo from village_houses)
join subdistrict on left(village_code, 6) = subdistrict_code;

-- The lists of an optional feed: all columns as text, no rows if it has no file.
create macro optional_feed(files, columns) as table
from query(
    case
        when len(getvariable(files)) = 0
            then 'select ' || array_to_string(list_transform(columns, lambda c: 'null::varchar as ' || c), ', ')
                || ' where false'
        when getvariable('file_format') = 'csv'
            then format('from read_csv(getvariable(''{}''), header = true, all_varchar = true)', files)
        else format('select columns(*)::varchar from read_parquet(getvariable(''{}''))', files)
    end
);

create temp table local_administration as
from optional_feed('local_administrations_files', ['lao_code', 'lao_type', 'name', 'province_code']);

copy (
    select
        lao_code,
        province_code,
        if(lao_type = 'provincial_administration', 'province', 'local_administration') as area_level,
        if(lao_type = 'provincial_administration', province_code, lao_code) as area_code,
        lao_type,
        name as name_th
    from local_administration
) to (getvariable('out') || '/open/dim_local_administration.parquet') (format parquet, compression zstd);

insert into area
select 'local_administration', lao_code, province_code, province_code, name, null
from local_administration where lao_type <> 'provincial_administration'
union all
select
    'local_administration', format('0{}0000', province_code), province_code, province_code,
    'นอกเขตองค์กรปกครองส่วนท้องถิ่น', 'Without local administration'
from province where exists (from local_administration);

-- Of those that serve a village on the first day of a round, the newest; of the newest, the lowest code.
create temp table village_administration as
select
    survey_round,
    village_houses.village_code,
    coalesce(
        first(lao_code order by valid_from desc, lao_code) filter (first_surveyed_on <= coalesce(valid_to, '9999-12-31')),
        format('0{}0000', left(village_houses.village_code, 2))
    ) as area_code
from village_houses
cross join survey_round
left join (
    select village_code, lao_code, valid_from::date as valid_from, valid_to::date as valid_to
    from optional_feed(
        'village_local_administration_files', ['village_code', 'lao_code', 'valid_from', 'valid_to']
    )
    join local_administration using (lao_code)
    where lao_type <> 'provincial_administration'
) as link on village_houses.village_code = link.village_code and valid_from <= first_surveyed_on
where exists (from local_administration)
group by survey_round, village_houses.village_code;

-- Everything that is summed. Sums of decimals are called _sum, all else is a count.
create temp table village as
from village_houses
cross join (select survey_round from survey_round)
left join village_surveyed using (survey_round, village_code)
left join village_failing using (survey_round, village_code)
left join village_houses_surveyed using (survey_round, village_code);

-- From the villages to the subdistricts, and from these to every wider area.
create temp table subdistrict_figures as
select
    survey_round,
    left(village_code, 6) as subdistrict_code,
    sum(columns(name -> name not in ('survey_round', 'village_code') and name not like '%_sum'))::bigint,
    sum(columns('_sum$'))
from village
group by all;

create temp table area_figures as
with wider as (
    select
        survey_round,
        case
            when grouping(subdistrict_code) = 0 then 'subdistrict'
            when grouping(district_code) = 0 then 'district'
            when grouping(province_code) = 0 then 'province'
            when grouping(region_code) = 0 then 'region'
            when grouping(pilot_group_code) = 0 then 'pilot_group'
            else 'nation'
        end as area_level,
        coalesce(subdistrict_code, district_code, province_code, region_code, pilot_group_code, 'TH') as area_code,
        sum(columns(name -> name <> 'survey_round' and name not like '%_code' and name not like '%_sum'))::bigint,
        sum(columns('_sum$'))
    from subdistrict_figures
    join (
        select
            subdistrict_code,
            district_code,
            province_code,
            region_code,
            if(is_sdg_pilot, 'PILOT', 'NON_PILOT') as pilot_group_code
        from subdistrict join province using (province_code)
    ) using (subdistrict_code)
    group by grouping sets (
        (survey_round),
        (survey_round, region_code),
        (survey_round, pilot_group_code),
        (survey_round, province_code),
        (survey_round, district_code),
        (survey_round, subdistrict_code)
    )
),
narrowest as (
    from wider
    union all by name
    select
        survey_round,
        'local_administration' as area_level,
        area_code,
        sum(columns(name -> name not in ('survey_round', 'village_code', 'area_code') and name not like '%_sum'))::bigint,
        sum(columns('_sum$'))
    from village join village_administration using (survey_round, village_code)
    group by all
    union all by name
    select 'village' as area_level, village_code as area_code, * exclude (village_code) from village
)
select
    survey_round,
    area_level,
    area_code,
    coalesce(columns(name -> name not in ('survey_round', 'area_level', 'area_code')), 0)
from (select area_level, area_code from area)
cross join (select survey_round from survey_round)
left join narrowest using (survey_round, area_level, area_code)
order by survey_round, area_level, area_code;

drop table village;

-- Sums are the same in every round's rows: the register is one.
copy (
    select
        area_level,
        area_code,
        parent_area_code,
        province_code,
        area.name_th,
        area.name_en,
        null::varchar as successor_area_code,
        if(is_located, round(rate(longitude_sum::double, houses_with_coordinates), 6), null) as longitude,
        if(is_located, round(rate(latitude_sum::double, houses_with_coordinates), 6), null) as latitude,
        coalesce(is_sdg_pilot, area_code = 'PILOT') as is_sdg_pilot,
        null::date as valid_from,
        null::date as valid_to
    from (
        select *, houses_with_coordinates >= 10 and area_level <> 'local_administration' as is_located
        from area_figures
    )
    join area using (area_level, area_code)
    left join province using (province_code)
    where survey_round = (select min(survey_round) from survey_round)
) to (getvariable('out') || '/open/dim_area.parquet') (format parquet, compression zstd);


-- 6. What readers read, by area ---------------------------------------------------------------------------------------

create temp view area_coverage as
select
    survey_round,
    area_level,
    area_code,
    houses_registered,
    houses_residential,
    houses_institutional,
    houses_other,
    houses_surveyed,
    households_surveyed,
    members_surveyed,
    if(area_level = 'nation', households_unmatched, null) as households_unmatched,
    rate(houses_surveyed, houses_residential) as coverage_rate
from area_figures join survey_round using (survey_round);

create temp view area_poverty as
select
    survey_round,
    area_level,
    area_code,
    households_surveyed as households,
    members_surveyed as members,
    households_poor,
    members_poor,
    deprivation_sum,
    rate(members_poor, members_surveyed) as headcount_ratio,
    rate(deprivation_sum::double, members_poor) as intensity,
    rate(deprivation_sum::double, members_surveyed) as adjusted_headcount_ratio,
    getvariable('cutoff_k')::double as cutoff_k,
    false as is_suppressed
from area_figures;

set variable contribution_columns = (
    select string_agg(format('({0}_members_failing, {0}_members_poor_failing) as {0}', indicator_code), ', ')
    from indicator
);

create temp view area_poverty_contribution as
select
    survey_round,
    area_level,
    area_code,
    indicator_code,
    dimension,
    members_surveyed as members,
    members_failing,
    members_poor,
    members_poor_failing,
    weight,
    rate(members_failing, members_surveyed) as uncensored_headcount_ratio,
    rate(members_poor_failing, members_surveyed) as censored_headcount_ratio,
    rate(weight * members_poor_failing, members_surveyed) as contribution,
    rate(weight * members_poor_failing, deprivation_sum) as contribution_share,
    false as is_suppressed
from query(
    'from area_figures unpivot ((members_failing, members_poor_failing) for indicator_code in ('
    || getvariable('contribution_columns') || '))'
)
join indicator using (indicator_code);

create temp view area_poverty_sensitivity as
select
    survey_round,
    area_level,
    area_code,
    cutoff,
    households_surveyed as households,
    members_surveyed as members,
    poor_households as households_poor,
    poor_members as members_poor,
    poor_sum as deprivation_sum,
    try_cast(cutoff as double) as cutoff_k,
    rate(poor_members, members_surveyed) as headcount_ratio,
    rate(poor_sum::double, poor_members) as intensity,
    rate(poor_sum::double, members_surveyed) as adjusted_headcount_ratio,
    false as is_suppressed
from area_figures
unpivot (
    (poor_households, poor_members, poor_sum) for cutoff in (
        (union_households, union_members, union_sum) as 'union',
        (k20_households, k20_members, k20_sum) as '0.2',
        (k26_households, k26_members, k26_sum) as '0.26',
        (k33_households, k33_members, k33_sum) as '0.33',
        (k50_households, k50_members, k50_sum) as '0.5'
    )
);

set variable indicator_columns = (
    select string_agg(format('({0}_applicable, {0}_failing, {0}_members_failing) as {0}', indicator_code), ', ')
    from indicator
);

create temp view area_indicator as
select
    survey_round,
    area_level,
    area_code,
    indicator_code,
    households_surveyed,
    households_applicable,
    households_failing,
    members_failing,
    rate(households_failing, households_applicable) as failing_rate,
    false as is_suppressed
from query(
    'from area_figures unpivot ((households_applicable, households_failing, members_failing) for indicator_code in ('
    || getvariable('indicator_columns') || '))'
);

-- Of a goal or target: how many of its indicators are measured in the area, how many of these directly, and the score.
-- A target's score is the mean passing share of its measured indicators, a goal's the mean score of its measured targets.
create macro added(terms) as coalesce(nullif(array_to_string(terms, ' + '), ''), '0::bigint');

create macro measured(codes) as added(list_transform(codes, lambda code: format('({}_applicable > 0)::bigint', code)));

set variable target_figures = (
    select string_agg(
        format(
            '{1} as {0}_measured, {2} as {0}_direct, 100 * ({3})::double / nullif({1}, 0) as {0}_score',
            column_name,
            measured(indicators),
            measured(direct),
            added(list_transform(indicators, lambda code: format('passing_share({0}_applicable, {0}_failing)', code)))
        ),
        ', '
    )
    from sdg_group where kind = 'target'
);

set variable goal_figures = (
    select string_agg(
        format(
            '{1} as {0}_measured, {2} as {0}_direct, ({3})::double / nullif({4}, 0) as {0}_score',
            column_name,
            measured(indicators),
            measured(direct),
            added(list_transform(targets, lambda code: format('coalesce({}_score::decimal(18, 12), 0)', code))),
            added(list_transform(targets, lambda code: format('({}_score is not null)::bigint', code)))
        ),
        ', '
    )
    from sdg_group
    left join (
        select goal::varchar as code, list(distinct 'target_' || replace(sdg_target, '.', '_')) as targets
        from link group by all
    ) using (code)
    where kind = 'goal'
);

create temp view target_scored as
from query(
    'select *, 0::bigint as none_applicable, 0::bigint as none_failing, ' || getvariable('target_figures')
    || ' from area_figures'
);

create temp view goal_scored as
from query('select *, ' || getvariable('goal_figures') || ' from target_scored');

set variable target_columns = (
    select string_agg(
        format(
            '({0}_applicable, {0}_failing, {1}_measured, {1}_direct, {1}_score) as "{2}"', result, column_name, code
        ),
        ', '
    )
    from sdg_group where kind = 'target'
);

set variable goal_columns = (
    select string_agg(
        format(
            '({0}_applicable, {0}_failing, {1}_measured, {1}_direct, {1}_score) as "{2}"', result, column_name, code
        ),
        ', '
    )
    from sdg_group where kind = 'goal'
);

create temp view area_sdg_target as
select
    survey_round,
    area_level,
    area_code,
    sdg_target,
    measurement(direct, indicators_measured) as measurement,
    goal,
    households_surveyed,
    households_applicable,
    households_failing,
    indicators_mapped,
    indicators_measured,
    rate(households_failing, households_applicable) as failing_rate,
    score,
    false as is_suppressed
from query(
    'from target_scored unpivot include nulls ('
    || '(households_applicable, households_failing, indicators_measured, direct, score) for sdg_target in ('
    || getvariable('target_columns') || '))'
)
join (select code as sdg_target, len(indicators) as indicators_mapped from sdg_group where kind = 'target')
    using (sdg_target)
join target using (sdg_target);

create temp view area_sdg_goal as
select
    survey_round,
    area_level,
    area_code,
    measurement(direct, indicators_measured) as measurement,
    goal::integer as goal,
    households_surveyed,
    households_applicable,
    households_failing,
    indicators_mapped,
    indicators_measured,
    rate(households_failing, households_applicable) as failing_rate,
    score,
    false as is_suppressed
from query(
    'from goal_scored unpivot include nulls ('
    || '(households_applicable, households_failing, indicators_measured, direct, score) for goal in ('
    || getvariable('goal_columns') || '))'
)
join (select code as goal, len(indicators) as indicators_mapped from sdg_group where kind = 'goal') using (goal);

copy area_coverage to (getvariable('out') || '/restricted/area_coverage.parquet') (format parquet, compression zstd);
copy area_indicator to (getvariable('out') || '/restricted/area_indicator.parquet') (format parquet, compression zstd);
copy area_sdg_target to (getvariable('out') || '/restricted/area_sdg_target.parquet') (format parquet, compression zstd);
copy area_sdg_goal to (getvariable('out') || '/restricted/area_sdg_goal.parquet') (format parquet, compression zstd);
copy area_poverty to (getvariable('out') || '/restricted/area_poverty.parquet') (format parquet, compression zstd);
copy area_poverty_contribution
to (getvariable('out') || '/restricted/area_poverty_contribution.parquet') (format parquet, compression zstd);
copy area_poverty_sensitivity
to (getvariable('out') || '/restricted/area_poverty_sensitivity.parquet') (format parquet, compression zstd);

-- The open zone ends at the subdistrict. Reading the rows back is half the work of computing them again.
create macro down_to_subdistrict(name) as table
from read_parquet(getvariable('out') || '/restricted/' || name || '.parquet') where area_level <> 'village';

copy (from down_to_subdistrict('area_coverage'))
to (getvariable('out') || '/open/area_coverage.parquet') (format parquet, compression zstd);
copy (from down_to_subdistrict('area_indicator'))
to (getvariable('out') || '/open/area_indicator.parquet') (format parquet, compression zstd);
copy (from down_to_subdistrict('area_sdg_target'))
to (getvariable('out') || '/open/area_sdg_target.parquet') (format parquet, compression zstd);
copy (from down_to_subdistrict('area_sdg_goal'))
to (getvariable('out') || '/open/area_sdg_goal.parquet') (format parquet, compression zstd);
copy (from down_to_subdistrict('area_poverty'))
to (getvariable('out') || '/open/area_poverty.parquet') (format parquet, compression zstd);
copy (from down_to_subdistrict('area_poverty_contribution'))
to (getvariable('out') || '/open/area_poverty_contribution.parquet') (format parquet, compression zstd);
copy (from down_to_subdistrict('area_poverty_sensitivity'))
to (getvariable('out') || '/open/area_poverty_sensitivity.parquet') (format parquet, compression zstd);


-- 7. Targets and pledges ----------------------------------------------------------------------------------------------

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
    if(years_left > 1, ceil(households_failing / years_left)::bigint, households_failing) as households_to_help_per_year,
    baseline_households_applicable,
    baseline_households_failing,
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
                getvariable('pledge_files'), header = true, auto_detect = false, delim = ',', quote = '"',
                escape = '"', nullstr = '', columns = {
                    province_code: 'varchar', pledge_id: 'varchar', title: 'varchar', indicator_code: 'varchar',
                    goal: 'integer', baseline_value: 'double', target_value: 'double', baseline_on: 'date',
                    due_on: 'date'
                }
            )
        $$
        when 'parquet' then $$ from read_parquet(getvariable('pledge_files')) $$
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


-- 8. Cases: what was done about failures ------------------------------------------------------------------------------

-- The feed is optional: without a file there is no case.
create temp view delivered_event as
from query(
    case
        when len(getvariable('case_files')) = 0 then $$
            select
                null::varchar as household_id, null::varchar as survey_round, null::varchar as indicator_code,
                null::varchar as status, null::date as status_on, null::varchar as agency, null::varchar as filename
            where false
        $$
        when getvariable('file_format') = 'csv' then $$
            from read_csv(
                getvariable('case_files'), filename = true, header = true, auto_detect = false, delim = ',',
                quote = '"', escape = '"', nullstr = '', columns = {
                    household_id: 'varchar', survey_round: 'varchar', indicator_code: 'varchar', status: 'varchar',
                    status_on: 'date', agency: 'varchar'
                }
            )
        $$
        else $$ from read_parquet(getvariable('case_files'), filename = true) $$
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
    {area_level: 'nation', area_code: 'TH'},
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
copy (from down_to_subdistrict('area_case_progress'))
to (getvariable('out') || '/open/area_case_progress.parquet') (format parquet, compression zstd);

-- An indicator of an area, or the area as a whole (all); compared with the round before in which anything was found.
create temp table area_cases as
select
    survey_round,
    area_level,
    area_code,
    unnest(['all', indicator_code]) as indicator_code,
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
        if(indicator_code = 'all', 'all', area_code) as ranked_in
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
    row_number() over (
        partition by survey_round, area_level, ranked_in
        order by priority_score desc, cases_open desc, cases_open_over_180_days desc, area_code, indicator_code
    ) as priority_rank,
    count(*) over (partition by survey_round, area_level, ranked_in) as ranked_among,
    cases_found,
    cases_found_before,
    cases_open,
    cases_open_over_180_days,
    severity_sum,
    priority_score,
    severity,
    false as is_suppressed
from compared;

copy area_priority to (getvariable('out') || '/restricted/area_priority.parquet') (format parquet, compression zstd);
copy (from down_to_subdistrict('area_priority'))
to (getvariable('out') || '/open/area_priority.parquet') (format parquet, compression zstd);

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
        row_number() over (
            partition by survey_round, village_code
            order by cases_open desc, deprivation_score desc, days_open_longest desc, household_key
        ) as visit_rank,
        count(*) over (partition by survey_round, village_code) as ranked_among,
        cases_open,
        cases_not_started,
        days_open_longest,
        deprivation_score,
        first_found_on,
        as_of_on
    from waiting
) to (getvariable('out') || '/restricted/household_priority.parquet') (format parquet, compression zstd);
