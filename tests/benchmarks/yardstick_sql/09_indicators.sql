-- Indicators by area, and by kind of household.

set variable indicator_columns = (
    select string_agg(
        format(
            '({0}_applicable, {0}_failing, {0}_members_applicable, {0}_members_failing, {0}_applicable_weighted, '
            || '{0}_failing_weighted, {0}_members_applicable_weighted, {0}_members_failing_weighted) as {0}',
            indicator_code
        ),
        ', '
    )
    from question
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
    members_applicable,
    members_failing,
    applicable_weighted::decimal(18, 6) as households_applicable_weighted,
    failing_weighted::decimal(18, 6) as households_failing_weighted,
    applicable_people_weighted::decimal(18, 6) as members_applicable_weighted,
    failing_people_weighted::decimal(18, 6) as members_failing_weighted,
    rate(households_failing_weighted::double, households_applicable_weighted) as failing_rate,
    false as is_suppressed
from query(
    'from area_weighted unpivot ((households_applicable, households_failing, members_applicable, members_failing, '
    || 'applicable_weighted, failing_weighted, applicable_people_weighted, failing_people_weighted)'
    || ' for indicator_code in (' || getvariable('indicator_columns') || '))'
)
semi join asked using (survey_round, indicator_code);

copy area_indicator to (getvariable('out') || '/restricted/area_indicator.parquet') (format parquet, compression zstd);

-- Villages of one district and one administration are counted together.
create temp table village_place as
select
    survey_round,
    village_code,
    district_code,
    coalesce(village_administration.area_code, '') as lao_area_code,
    case
        when lao_type is null then 'unknown'
        when lao_type = 'subdistrict_administration' then 'rural'
        else 'municipal'
    end as settlement
from village_houses
cross join (select survey_round from survey_round)
join subdistrict on left(village_code, 6) = subdistrict_code
left join village_administration using (survey_round, village_code)
left join local_administration on village_administration.area_code = lao_code;

create temp table class_figures as
from query(
    $$
    select
        survey_round,
        district_code,
        lao_area_code,
        {
            'settlement': settlement,
            'size_class': if(member_count > 4, '5+', if(member_count > 2, '3-4', member_count::varchar)),
            'head_sex': ifnull(head_sex, 'unknown'),
            'head_age_class': case
                when head_age >= 75 then '75+'
                when head_age >= 60 then '60-74'
                when head_age >= 45 then '45-59'
                when head_age >= 30 then '30-44'
                when head_age >= 0 then '0-29'
                else 'unknown'
            end
        } as class,
        count(*) as households_surveyed,
        sum(member_count) as members_surveyed,
        sum(record_key) as surveyed_keys,
        sum(if(is_poor, record_key, 0)) as poor_keys,
        sum(if(columns(getvariable('answer_pattern')) = 0, record_key, 0)) as "\0_failing_keys",
        count(*) - count(is_poor) as households_dropped,
        sum(if(is_poor is null, member_count, 0)) as members_dropped,
        count(*) filter (is_poor) as households_poor,
        sum(if(is_poor, member_count, 0)) as members_poor,
        sum(if(is_poor, member_count * deprivation_score, 0)) as deprivation_sum,
        count(columns(getvariable('answer_pattern'))) as "\0_applicable",
        count(nullif(columns(getvariable('answer_pattern')), 1)) as "\0_failing",
        sum(if(columns(getvariable('answer_pattern')) is null, 0, member_count)) as "\0_members_applicable",
        sum(if(columns(getvariable('answer_pattern')) = 0, member_count, 0)) as "\0_members_failing",
        sum(sampling_weight) as households_surveyed_weighted,
        sum(member_count * sampling_weight) as members_surveyed_weighted
    $$
    || if(
        getvariable('is_sample'),
        $$,
        sum(if(is_poor is null, sampling_weight, 0)) as households_dropped_weighted,
        sum(if(is_poor is null, member_count * sampling_weight, 0)) as members_dropped_weighted,
        sum(if(is_poor, sampling_weight, 0)) as households_poor_weighted,
        sum(if(is_poor, member_count * sampling_weight, 0)) as members_poor_weighted,
        sum(if(is_poor, member_count * sampling_weight * deprivation_score, 0)) as deprivation_sum_weighted,
        sum(if(columns(getvariable('answer_pattern')) is null, 0, sampling_weight)) as "\0_applicable_weighted",
        sum(if(columns(getvariable('answer_pattern')) = 0, sampling_weight, 0)) as "\0_failing_weighted",
        sum(if(columns(getvariable('answer_pattern')) is null, 0, member_count * sampling_weight))
            as "\0_members_applicable_weighted",
        sum(if(columns(getvariable('answer_pattern')) = 0, member_count * sampling_weight, 0))
            as "\0_members_failing_weighted"
        $$,
        ''
    )
    || $$
    from household
    join village_place using (survey_round, village_code)
    group by all
    $$
);

create temp table category_figures as
select
    survey_round,
    district_code,
    lao_area_code,
    category.disaggregation,
    category.category,
    sum(columns('_(surveyed|dropped|poor|applicable|failing|keys)$'))::bigint,
    sum(deprivation_sum) as deprivation_sum,
    sum(columns('_weighted$'))
from (
    select
        * exclude (class),
        unnest([
            {disaggregation: 'settlement', category: class.settlement},
            {disaggregation: 'size_class', category: class.size_class},
            {disaggregation: 'head_sex', category: class.head_sex},
            {disaggregation: 'head_age_class', category: class.head_age_class}
        ]) as category
    from class_figures
)
group by all;

create temp table area_category as
with wider as (
    select
        survey_round,
        case
            when grouping(lao_area_code) = 0 then 'local_administration'
            when grouping(district_code) = 0 then 'district'
            when grouping(province_code) = 0 then 'province'
            when grouping(region_code) = 0 then 'region'
            when grouping(pilot_group_code) = 0 then 'pilot_group'
            else 'nation'
        end as area_level,
        coalesce(lao_area_code, district_code, province_code, region_code, pilot_group_code, nation_code()) as area_code,
        disaggregation,
        category,
        sum(columns('_(surveyed|dropped|poor|applicable|failing|keys)$'))::bigint,
        sum(deprivation_sum) as deprivation_sum,
        sum(columns('_weighted$'))
    from category_figures
    join (select distinct district_code, province_code from subdistrict) using (district_code)
    join (
        select province_code, region_code, if(is_sdg_pilot, 'PILOT', 'NON_PILOT') as pilot_group_code from province
    ) using (province_code)
    group by grouping sets (
        (survey_round, disaggregation, category),
        (survey_round, disaggregation, category, region_code),
        (survey_round, disaggregation, category, pilot_group_code),
        (survey_round, disaggregation, category, province_code),
        (survey_round, disaggregation, category, district_code),
        (survey_round, disaggregation, category, lao_area_code)
    )
)
select
    *,
    case sum(households_surveyed) filter (category = 'unknown') over whole
        when sum(households_surveyed) over whole then 'not_available'
        else if(bool_or(category = 'unknown') over whole, 'partly_available', 'available')
    end as disaggregation_status
from wider
where area_code <> ''
window whole as (partition by survey_round, area_level, area_code, disaggregation);

create temp view category_weighted as
from query(
    if(
        getvariable('is_sample'),
        'from area_category',
        $$
        select *, columns('^.*_(dropped|poor|applicable|failing|sum)$') as "\0_weighted" from area_category
        $$
    )
);

set variable category_columns = (
    select string_agg(
        format(
            '({0}_applicable, {0}_failing, {0}_members_applicable, {0}_members_failing, {0}_applicable_weighted, '
            || '{0}_failing_weighted, {0}_members_applicable_weighted, {0}_members_failing_weighted) as {0}',
            indicator_code
        ),
        ', '
    )
    from question
);

copy (
    select
        survey_round, area_level, area_code, indicator_code, disaggregation, category, disaggregation_status,
        households_surveyed, households_applicable, households_failing, members_applicable, members_failing,
        applicable_weighted::decimal(18, 6) as households_applicable_weighted,
        failing_weighted::decimal(18, 6) as households_failing_weighted,
        applicable_people_weighted::decimal(18, 6) as members_applicable_weighted,
        failing_people_weighted::decimal(18, 6) as members_failing_weighted,
        rate(households_failing_weighted::double, households_applicable_weighted) as failing_rate,
        false as is_suppressed
    from query(
        'from category_weighted unpivot ((households_applicable, households_failing, members_applicable, '
        || 'members_failing, applicable_weighted, failing_weighted, applicable_people_weighted, failing_people_weighted)'
        || ' for indicator_code in (' || getvariable('category_columns') || '))'
    )
    semi join asked using (survey_round, indicator_code)
    union all by name
    select
        *,
        'total' as disaggregation,
        'total' as category,
        if(households_surveyed = 0, 'not_available', 'available') as disaggregation_status
    from read_parquet(getvariable('out') || '/restricted/area_indicator.parquet')
    where area_level not in ('subdistrict', 'village')
) to (getvariable('out') || '/restricted/area_indicator_breakdown.parquet') (format parquet, compression zstd);
