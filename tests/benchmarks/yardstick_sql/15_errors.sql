-- Standard errors of a sample whose strata or clusters are known.

create temp table drawn as
with known as (
    select survey_round
    from read_parquet(getvariable('out') || '/restricted/fct_household.parquet')
    group by survey_round
    having count(*) = count(coalesce(stratum, cluster_key))
)
select
    * exclude (stratum, cluster_key)
        replace (
            sampling_weight::decimal(12, 6) as sampling_weight,
            deprivation_score::decimal(10, 9) as deprivation_score
        ),
    coalesce(stratum, '') as stratum,
    coalesce(cluster_key, household_key) as cluster
from read_parquet(getvariable('out') || '/restricted/fct_household.parquet')
semi join known using (survey_round);

-- What each household adds to both sides of each ratio.
create temp table added as
with answered as (
    from drawn unpivot (answer for indicator_code in (columns(getvariable('answers'))))
)
select
    survey_round,
    village_code,
    stratum,
    cluster,
    'failing_rate' as measure,
    indicator_code,
    sampling_weight * (1 - answer) as part,
    sampling_weight as whole
from answered
semi join asked using (survey_round, indicator_code)
union all
select
    survey_round,
    village_code,
    stratum,
    cluster,
    unnest(['headcount_ratio', 'adjusted_headcount_ratio']) as measure,
    'total' as indicator_code,
    sampling_weight * member_count * is_poor::integer * unnest([1, deprivation_score]) as part,
    sampling_weight * member_count as whole
from drawn
where is_poor is not null
union all
select
    survey_round,
    village_code,
    stratum,
    cluster,
    'intensity' as measure,
    'total' as indicator_code,
    sampling_weight * member_count * deprivation_score as part,
    sampling_weight * member_count as whole
from drawn
where is_poor;

create temp table area_cluster as
with placed as (
    select
        village_place.survey_round,
        village_place.village_code,
        unnest([
            {area_level: 'nation', area_code: nation_code()},
            {area_level: 'region', area_code: region_code},
            {area_level: 'pilot_group', area_code: if(is_sdg_pilot, 'PILOT', 'NON_PILOT')},
            {area_level: 'province', area_code: province_code},
            {area_level: 'district', area_code: district_code},
            {area_level: 'local_administration', area_code: lao_area_code}
        ]) as area
    from village_place
    join (select distinct district_code, province_code from subdistrict) using (district_code)
    join province using (province_code)
)
select
    survey_round,
    area.area_level,
    area.area_code,
    measure,
    indicator_code,
    stratum,
    cluster,
    count(*) as households,
    sum(part)::decimal(38, 15) as part,
    sum(whole)::decimal(38, 15) as whole
from added join placed using (survey_round, village_code)
where area.area_code <> ''
group by all;

create temp view area_estimate_error as
with ratio as (
    select
        survey_round,
        area_level,
        area_code,
        measure,
        indicator_code,
        sum(households)::bigint as households,
        count(*) as clusters,
        sum(whole)::varchar::double as area_whole,
        sum(part)::varchar::double / sum(whole)::varchar::double as estimate
    from area_cluster
    group by all
),
clusters_drawn as (
    select survey_round, stratum, count(distinct cluster) as drawn
    from drawn
    group by all
),
deviation as (
    select
        ratio.*,
        stratum,
        drawn,
        list((part::varchar::double - estimate * whole::varchar::double) / area_whole) as present
    from area_cluster
    join ratio using (survey_round, area_level, area_code, measure, indicator_code)
    join clusters_drawn using (survey_round, stratum)
    group by all
),
errors as (
    select
        * exclude (stratum, drawn, present, area_whole),
        count(*) as strata,
        count(*) filter (drawn = 1) as strata_of_one_cluster,
        -- By decimals, as a double on a tie is rounded either way.
        sqrt(sum(if(
            drawn = 1,
            present[1] ** 2,
            drawn * list_var_samp(list_concat(present, list_resize([]::double[], drawn - len(present), 0)))
        )))::decimal(38, 12)::decimal(38, 9)::double as error
    from deviation
    group by all
)
select
    survey_round,
    area_level,
    area_code,
    measure,
    indicator_code,
    households,
    clusters,
    strata,
    strata_of_one_cluster,
    estimate,
    if(clusters > 1, error, null) as standard_error,
    if(standard_error is null, null, greatest(estimate - 1.959963985 * standard_error, 0)) as confidence_low,
    if(standard_error is null, null, least(estimate + 1.959963985 * standard_error, 1)) as confidence_high,
    false as is_suppressed
from errors;

copy area_estimate_error
to (getvariable('out') || '/restricted/area_estimate_error.parquet') (format parquet, compression zstd);
