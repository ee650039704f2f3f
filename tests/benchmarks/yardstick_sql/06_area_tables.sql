-- What readers read, by area.

create temp view area_coverage as
select
    survey_round,
    area_level,
    area_code,
    houses_registered,
    houses_residential,
    houses_institutional,
    houses_government,
    houses_temple,
    houses_mosque,
    houses_other_religious,
    houses_health_station,
    houses_school,
    houses_other,
    houses_surveyed,
    houses_residential - houses_surveyed as houses_not_surveyed,
    houses_residential - houses_known as houses_never_surveyed,
    houses_shared as houses_with_several_households,
    houses_of_known_type - houses_rural as houses_municipal,
    houses_rural,
    houses_residential - houses_of_known_type as houses_settlement_unknown,
    houses_of_known_type_surveyed - houses_rural_surveyed as houses_municipal_surveyed,
    houses_rural_surveyed,
    households_surveyed,
    members_surveyed,
    if(area_level = 'nation', households_unmatched, null) as households_unmatched,
    houses_official,
    houses_registered - houses_official as houses_official_difference,
    rate(houses_surveyed, houses_residential) as coverage_rate,
    rate(houses_municipal_surveyed, houses_municipal) as municipal_coverage_rate,
    rate(houses_rural_surveyed, houses_rural) as rural_coverage_rate
from area_figures
join survey_round using (survey_round)
left join (
    select
        area_level,
        coalesce(former_area.area_code, total.area_code) as area_code,
        year_be::integer as year_be,
        houses_official::bigint as houses_official
    from optional_feed(
        'register_control_totals_files', ['area_level', 'area_code', 'year_be', 'houses_official']
    ) as total
    left join former_area on total.area_code = former_area_code
) using (area_level, area_code, year_be);

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
    rate(deprivation_sum_weighted::double, members_poor_weighted) as intensity,
    rate(deprivation_sum_weighted::double, members_weighted) as adjusted_headcount_ratio,
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
    rate(weight * members_poor_failing_weighted::double, deprivation_sum_weighted) as contribution_share,
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
    rate(weighted_sum::double, members_poor_weighted) as intensity,
    rate(weighted_sum::double, members_weighted) as adjusted_headcount_ratio,
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
            added(list_transform(indicators, lambda code: format('passing_share({0}_applicable_weighted, {0}_failing_weighted)', code)))
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
    'select *, 0::bigint as none_applicable, 0::bigint as none_failing, 0 as none_applicable_weighted, '
    || '0 as none_failing_weighted, ' || getvariable('target_figures') || ' from area_weighted'
);

create temp view goal_scored as
from query('select *, ' || getvariable('goal_figures') || ' from target_scored');

set variable target_columns = (
    select string_agg(
        format(
            '({0}_applicable, {0}_failing, {0}_applicable_weighted, {0}_failing_weighted, {1}_measured, {1}_direct, '
            || '{1}_score) as "{2}"', result, column_name, code
        ),
        ', '
    )
    from sdg_group where kind = 'target'
);

set variable goal_columns = (
    select string_agg(
        format(
            '({0}_applicable, {0}_failing, {0}_applicable_weighted, {0}_failing_weighted, {1}_measured, {1}_direct, '
            || '{1}_score) as "{2}"', result, column_name, code
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
    applicable_weighted::decimal(18, 6) as households_applicable_weighted,
    failing_weighted::decimal(18, 6) as households_failing_weighted,
    coalesce(indicators_mapped, 0) as indicators_mapped,
    indicators_measured,
    rate(households_failing_weighted::double, households_applicable_weighted) as failing_rate,
    score,
    false as is_suppressed
from query(
    'from target_scored unpivot include nulls ('
    || '(households_applicable, households_failing, applicable_weighted, failing_weighted, indicators_measured, direct, score) for sdg_target in ('
    || getvariable('target_columns') || '))'
)
left join (
    select survey_round, sdg_target, count(distinct indicator_code) as indicators_mapped from round_link group by all
) using (survey_round, sdg_target)
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
    applicable_weighted::decimal(18, 6) as households_applicable_weighted,
    failing_weighted::decimal(18, 6) as households_failing_weighted,
    coalesce(indicators_mapped, 0) as indicators_mapped,
    indicators_measured,
    rate(households_failing_weighted::double, households_applicable_weighted) as failing_rate,
    score,
    false as is_suppressed
from query(
    'from goal_scored unpivot include nulls ('
    || '(households_applicable, households_failing, applicable_weighted, failing_weighted, indicators_measured, direct, score) for goal in ('
    || getvariable('goal_columns') || '))'
)
left join (
    select survey_round, goal::varchar as goal, count(distinct indicator_code) as indicators_mapped
    from round_link group by all
) using (survey_round, goal);

copy area_coverage to (getvariable('out') || '/restricted/area_coverage.parquet') (format parquet, compression zstd);
copy area_indicator to (getvariable('out') || '/restricted/area_indicator.parquet') (format parquet, compression zstd);
copy area_sdg_target to (getvariable('out') || '/restricted/area_sdg_target.parquet') (format parquet, compression zstd);
copy area_sdg_goal to (getvariable('out') || '/restricted/area_sdg_goal.parquet') (format parquet, compression zstd);
copy area_poverty to (getvariable('out') || '/restricted/area_poverty.parquet') (format parquet, compression zstd);
copy area_poverty_contribution
to (getvariable('out') || '/restricted/area_poverty_contribution.parquet') (format parquet, compression zstd);
copy area_poverty_sensitivity
to (getvariable('out') || '/restricted/area_poverty_sensitivity.parquet') (format parquet, compression zstd);

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
