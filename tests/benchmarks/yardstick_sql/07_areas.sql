-- Areas: the areas of every level, and the figures of villages summed for them.

create temp table country as
from optional_feed('country_files', [
    'area_level', 'area_code', 'parent_area_code', 'name_th', 'name_en', 'is_sdg_pilot', 'un_area_code'
])
union all by name
select * from seed('country') where len(getvariable('country_files')) = 0;

create macro nation_code() as (select area_code from country where area_level = 'nation');

create temp table province as
select
    provinceCode::varchar as province_code,
    trim(provinceNameTh) as name_th,
    trim(provinceNameEn) as name_en,
    parent_area_code as region_code,
    is_sdg_pilot::boolean as is_sdg_pilot
from area_list('provinces')
left join country on area_level = 'province' and provinceCode::varchar = area_code;

create temp table subdistrict as
select
    subdistrictCode::varchar as subdistrict_code,
    districtCode::varchar as district_code,
    provinceCode::varchar as province_code,
    trim(subdistrictNameTh) as name_th,
    trim(subdistrictNameEn) as name_en
from area_list('subdistricts');

create temp table area as
select area_level, area_code, parent_area_code, null::varchar as province_code, name_th, name_en
from country
where area_level = 'nation' or (area_level = 'region' and area_code in (select region_code from province))
union all
select
    'pilot_group',
    if(is_sdg_pilot, 'PILOT', 'NON_PILOT'),
    nation_code(),
    null,
    if(is_sdg_pilot, 'พื้นที่นำร่อง SDG', 'พื้นที่อื่น'),
    if(is_sdg_pilot, 'SDG pilot areas', 'Other areas')
from province
group by is_sdg_pilot
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
    select
        coalesce(today.village_code, told.village_code) as village_code,
        lao_code,
        valid_from::date as valid_from,
        valid_to::date as valid_to
    from optional_feed(
        'village_local_administration_files', ['village_code', 'lao_code', 'valid_from', 'valid_to']
    ) as told
    left join former_village as today on told.village_code = today.former_code
    join local_administration using (lao_code)
    where lao_type <> 'provincial_administration'
) as link on village_houses.village_code = link.village_code and valid_from <= first_surveyed_on
where exists (from local_administration)
group by survey_round, village_houses.village_code;

-- Everything that is summed. Sums of decimals are called _sum or _weighted, all else is a count.
create temp table village as
select
    * exclude (lao_type),
    if(lao_type is null, 0, houses_residential) as houses_of_known_type,
    if(lao_type = 'subdistrict_administration', houses_residential, 0) as houses_rural,
    if(lao_type is null, 0, houses_surveyed) as houses_of_known_type_surveyed,
    if(lao_type = 'subdistrict_administration', houses_surveyed, 0) as houses_rural_surveyed
from village_houses
cross join (select survey_round from survey_round)
left join village_surveyed using (survey_round, village_code)
left join village_failing using (survey_round, village_code)
left join village_dropped using (survey_round, village_code)
left join village_weighted using (survey_round, village_code)
left join village_houses_surveyed using (survey_round, village_code)
left join village_houses_known using (survey_round, village_code)
left join (
    select survey_round, village_code, lao_type
    from village_administration join local_administration on area_code = lao_code
) using (survey_round, village_code);

-- From the villages to the subdistricts, and from these to every wider area.
create temp table subdistrict_figures as
select
    survey_round,
    left(village_code, 6) as subdistrict_code,
    sum(columns(name -> name not in ('survey_round', 'village_code') and not regexp_matches(name, '_(sum|weighted)$')))::bigint,
    sum(columns('_(sum|weighted)$'))
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
        coalesce(subdistrict_code, district_code, province_code, region_code, pilot_group_code, nation_code()) as area_code,
        sum(columns(name -> name <> 'survey_round' and not regexp_matches(name, '_(code|sum|weighted)$')))::bigint,
        sum(columns('_(sum|weighted)$'))
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
        sum(columns(name -> name <> 'survey_round' and not regexp_matches(name, '_(code|sum|weighted)$')))::bigint,
        sum(columns('_(sum|weighted)$'))
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

create temp view area_weighted as
from query(
    if(
        getvariable('is_sample'),
        'from area_figures',
        $$
        select *, columns('^.*_(surveyed|dropped|poor|sum|households|members|applicable|failing)$') as "\0_weighted"
        from area_figures
        $$
    )
);

-- Codes of former times: the listed ones, and those of villages that were delivered.
create temp table former_area as
with recursive step as (
    select former_area_code, area_code, changed_on, 1 as number from area_change where former_area_code is not null
    union all
    select step.former_area_code, later.area_code, step.changed_on, number + 1
    from step join area_change as later on step.area_code = later.former_area_code
)
select former_area_code, arg_max(area_code, number) as area_code, min(changed_on)::date as changed_on
from step group by former_area_code
union
select
    former_code,
    village_code,
    (
        select arg_max(changed_on, length(former_area_code)) from area_change
        where starts_with(former_code, former_area_code)
    )::date
from former_village;

create temp table begun as
select area_level, area_code, max(changed_on)::date as valid_from
from area_change where is_new_area = 'true' group by all;

create temp table former_area_row as
select
    case length(former_area_code)
        when 2 then 'province' when 4 then 'district' when 6 then 'subdistrict' else 'village'
    end as area_level,
    former_area_code,
    former_area.area_code,
    coalesce(listed.name_th, area.name_th) as name_th,
    coalesce(listed.name_en, area.name_en) as name_en,
    former_area.changed_on,
    listed.area_code as successor_area_code
from former_area
left join area on area.area_code = former_area.area_code and length(former_area_code) = length(area.area_code)
    and area.area_level <> 'local_administration'
left join area_change as listed using (former_area_code);

copy (
    select * exclude (successor_area_code) from former_area_row
) to (getvariable('out') || '/open/area_crosswalk.parquet') (format parquet, compression zstd);

-- Sums are the same in every round's rows: the register is one.
create temp table listed_area as
    select
        area_level,
        area_code,
        parent_area_code,
        province_code,
        area.name_th,
        area.name_en,
        null::varchar as successor_area_code,
        if(is_located, middle(longitude_sum, houses_with_coordinates), null) as longitude,
        if(is_located, middle(latitude_sum, houses_with_coordinates), null) as latitude,
        coalesce(is_sdg_pilot, area_code = 'PILOT') as is_sdg_pilot,
        valid_from,
        null::date as valid_to
    from (
        select *, houses_with_coordinates >= 10 and area_level <> 'local_administration' as is_located
        from area_figures
    )
    join area using (area_level, area_code)
    left join province using (province_code)
    left join begun using (area_level, area_code)
    where survey_round = (select min(survey_round) from survey_round)
    union all
    select
        former.area_level,
        former_area_code,
        if(former.area_level = 'province', null, left(former_area_code, -2)),
        left(former_area_code, 2),
        former.name_th,
        former.name_en,
        successor_area_code,
        null,
        null,
        coalesce(is_sdg_pilot, false),
        valid_from,
        changed_on - 1
    from former_area_row as former
    left join province on province_code = left(former_area_code, 2)
    left join begun on begun.area_level = former.area_level and begun.area_code = former_area_code
    where successor_area_code is not null;

-- The areas above, step by step up the tree; an area is above itself.
create temp table above as
with recursive step as (
    select area_level, area_code, area_level as above_level, area_code as above_code, parent_area_code, name_th, name_en
    from listed_area
    union all
    select step.area_level, step.area_code, higher.area_level, higher.area_code, higher.parent_area_code, higher.name_th,
        higher.name_en
    from step join listed_area as higher on step.parent_area_code = higher.area_code
)
select
    area_level,
    area_code,
    max(above_code) filter (above_level = 'region') as region_code,
    max(above_code) filter (above_level = 'district') as district_code,
    max(above_code) filter (above_level = 'subdistrict') as subdistrict_code,
    max(name_th) filter (above_level = 'region') as region_name_th,
    max(name_en) filter (above_level = 'region') as region_name_en,
    max(name_th) filter (above_level = 'province') as province_name_th,
    max(name_en) filter (above_level = 'province') as province_name_en,
    max(name_th) filter (above_level = 'district') as district_name_th,
    max(name_en) filter (above_level = 'district') as district_name_en,
    max(name_th) filter (above_level = 'subdistrict') as subdistrict_name_th,
    max(name_en) filter (above_level = 'subdistrict') as subdistrict_name_en
from step
group by all;

copy (
    select
        area_level,
        area_code,
        listed_area.parent_area_code,
        region_code,
        province_code,
        district_code,
        subdistrict_code,
        listed_area.name_th,
        listed_area.name_en,
        region_name_th,
        region_name_en,
        province_name_th,
        province_name_en,
        district_name_th,
        district_name_en,
        subdistrict_name_th,
        subdistrict_name_en,
        successor_area_code,
        longitude,
        latitude,
        is_sdg_pilot,
        valid_from,
        valid_to
    from listed_area join above using (area_level, area_code)
) to (getvariable('out') || '/restricted/dim_area.parquet') (format parquet, compression zstd);
