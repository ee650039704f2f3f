-- Poverty by area, and by kind of household.

create temp view area_poverty as
select
    survey_round,
    area_level,
    area_code,
    households_surveyed - households_dropped as households,
    members_surveyed - members_dropped as members,
    households_dropped,
    members_dropped,
    households_poor,
    members_poor,
    deprivation_sum,
    (households_surveyed_weighted - households_dropped_weighted)::decimal(18, 6) as households_weighted,
    (members_surveyed_weighted - members_dropped_weighted)::decimal(18, 6) as members_weighted,
    households_poor_weighted::decimal(18, 6) as households_poor_weighted,
    members_poor_weighted::decimal(18, 6) as members_poor_weighted,
    deprivation_sum_weighted::decimal(38, 15) as deprivation_sum_weighted,
    rate(members_poor_weighted::double, members_weighted) as headcount_ratio,
    rate(deprivation_sum_weighted::varchar::double, members_poor_weighted) as intensity,
    rate(deprivation_sum_weighted::varchar::double, members_weighted) as adjusted_headcount_ratio,
    cutoff_k,
    false as is_suppressed
from area_weighted join survey_round using (survey_round) join framework using (framework_version);

set variable contribution_columns = (
    select string_agg(
        format(
            '({0}_members_failing, {0}_members_dropped_failing, {0}_members_poor_failing, {0}_members_failing_weighted, '
            || '{0}_members_dropped_failing_weighted, {0}_members_poor_failing_weighted) as {0}',
            indicator_code
        ),
        ', '
    )
    from question
);

create temp view area_poverty_contribution as
select
    survey_round,
    area_level,
    area_code,
    indicator_code,
    dimension,
    members_surveyed - members_dropped as members,
    members_failing_of_all - members_failing_of_dropped as members_failing,
    members_poor,
    members_poor_failing,
    (members_surveyed_weighted - members_dropped_weighted)::decimal(18, 6) as members_weighted,
    (failing_of_all_weighted - failing_of_dropped_weighted)::decimal(18, 6) as members_failing_weighted,
    members_poor_weighted::decimal(18, 6) as members_poor_weighted,
    poor_failing_weighted::decimal(18, 6) as members_poor_failing_weighted,
    weight,
    rate(members_failing_weighted::double, members_weighted) as uncensored_headcount_ratio,
    rate(members_poor_failing_weighted::double, members_weighted) as censored_headcount_ratio,
    rate(weight * members_poor_failing_weighted::double, members_weighted) as contribution,
    rate(weight * members_poor_failing_weighted::double, deprivation_sum_weighted::varchar) as contribution_share,
    false as is_suppressed
from query(
    'from area_weighted unpivot ((members_failing_of_all, members_failing_of_dropped, members_poor_failing, '
    || 'failing_of_all_weighted, failing_of_dropped_weighted, poor_failing_weighted) for indicator_code in ('
    || getvariable('contribution_columns') || '))'
)
join survey_round using (survey_round)
join indicator using (framework_version, indicator_code);

create temp view area_poverty_sensitivity as
select
    survey_round,
    area_level,
    area_code,
    cutoff,
    households_surveyed - households_dropped as households,
    members_surveyed - members_dropped as members,
    poor_households as households_poor,
    poor_members as members_poor,
    poor_sum as deprivation_sum,
    (members_surveyed_weighted - members_dropped_weighted)::decimal(18, 6) as members_weighted,
    weighted_members::decimal(18, 6) as members_poor_weighted,
    weighted_sum::decimal(38, 15) as deprivation_sum_weighted,
    try_cast(cutoff as double) as cutoff_k,
    rate(members_poor_weighted::double, members_weighted) as headcount_ratio,
    rate(weighted_sum::varchar::double, members_poor_weighted) as intensity,
    rate(weighted_sum::varchar::double, members_weighted) as adjusted_headcount_ratio,
    false as is_suppressed
from (select * exclude (members_poor_weighted, deprivation_sum_weighted) from area_weighted)
unpivot (
    (poor_households, poor_members, poor_sum, weighted_members, weighted_sum) for cutoff in (
        (union_households, union_members, union_sum, union_members_weighted, union_sum_weighted) as 'union',
        (k20_households, k20_members, k20_sum, k20_members_weighted, k20_sum_weighted) as '0.2',
        (k26_households, k26_members, k26_sum, k26_members_weighted, k26_sum_weighted) as '0.26',
        (k33_households, k33_members, k33_sum, k33_members_weighted, k33_sum_weighted) as '0.33',
        (k50_households, k50_members, k50_sum, k50_members_weighted, k50_sum_weighted) as '0.5'
    )
);

create temp view area_poverty_breakdown as
select
    survey_round,
    area_level,
    area_code,
    disaggregation,
    category,
    disaggregation_status,
    households_surveyed - households_dropped as households,
    members_surveyed - members_dropped as members,
    households_dropped,
    members_dropped,
    households_poor,
    members_poor,
    deprivation_sum::decimal(38, 9) as deprivation_sum,
    (households_surveyed_weighted - households_dropped_weighted)::decimal(18, 6) as households_weighted,
    (members_surveyed_weighted - members_dropped_weighted)::decimal(18, 6) as members_weighted,
    households_poor_weighted::decimal(18, 6) as households_poor_weighted,
    members_poor_weighted::decimal(18, 6) as members_poor_weighted,
    deprivation_sum_weighted::decimal(38, 15) as deprivation_sum_weighted,
    rate(members_poor_weighted::double, members_weighted) as headcount_ratio,
    rate(deprivation_sum_weighted::varchar::double, members_poor_weighted) as intensity,
    rate(deprivation_sum_weighted::varchar::double, members_weighted) as adjusted_headcount_ratio,
    false as is_suppressed
from category_weighted
union all by name
select
    * exclude (cutoff_k),
    'total' as disaggregation,
    'total' as category,
    if(households + households_dropped = 0, 'not_available', 'available') as disaggregation_status
from area_poverty
where area_level not in ('subdistrict', 'village');

copy area_poverty to (getvariable('out') || '/restricted/area_poverty.parquet') (format parquet, compression zstd);
copy area_poverty_contribution
to (getvariable('out') || '/restricted/area_poverty_contribution.parquet') (format parquet, compression zstd);
copy area_poverty_sensitivity
to (getvariable('out') || '/restricted/area_poverty_sensitivity.parquet') (format parquet, compression zstd);
copy area_poverty_breakdown
to (getvariable('out') || '/restricted/area_poverty_breakdown.parquet') (format parquet, compression zstd);
