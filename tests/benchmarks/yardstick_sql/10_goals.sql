-- Goals and targets by area.

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
    if(score is null, null, 1 + count(*) filter (score is not null) over (
        partition by survey_round, area_level, sdg_target order by -score
        range between unbounded preceding and current row exclude group
    )) as rank_in_level,
    count(score) over (partition by survey_round, area_level, sdg_target) as ranked_among,
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
    goal::integer as goal,
    measurement(direct, indicators_measured) as measurement,
    households_surveyed,
    households_applicable,
    households_failing,
    applicable_weighted::decimal(18, 6) as households_applicable_weighted,
    failing_weighted::decimal(18, 6) as households_failing_weighted,
    coalesce(indicators_mapped, 0) as indicators_mapped,
    indicators_measured,
    if(score is null, null, 1 + count(*) filter (score is not null) over (
        partition by survey_round, area_level, goal order by -score
        range between unbounded preceding and current row exclude group
    )) as rank_in_level,
    count(score) over (partition by survey_round, area_level, goal) as ranked_among,
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

copy area_sdg_target to (getvariable('out') || '/restricted/area_sdg_target.parquet') (format parquet, compression zstd);
copy area_sdg_goal to (getvariable('out') || '/restricted/area_sdg_goal.parquet') (format parquet, compression zstd);
