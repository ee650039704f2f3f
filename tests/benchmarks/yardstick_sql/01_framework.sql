-- The framework.

create temp table delivered_indicator as
from optional_feed('indicator_framework_files', [
    'indicator_code', 'framework_version', 'dimension', 'name_th', 'name_en', 'unit', 'indicator_number', 'weight',
    'cutoff_k', 'missing_answer_rule', 'first_survey_round', 'last_survey_round', 'is_provisional'
]);

-- A delivered list takes the place of the project's own, and its links that of the project's links.
create temp table indicator as
with in_force as (
    from delivered_indicator
    union all by name
    select
        *,
        null::varchar as weight,
        null::varchar as cutoff_k,
        'not_deprived' as missing_answer_rule,
        null::varchar as first_survey_round,
        null::varchar as last_survey_round
    from seed('indicators') where not exists (from delivered_indicator)
)
select
    indicator_code,
    framework_version,
    dimension,
    name_th,
    name_en,
    unit,
    missing_answer_rule,
    first_survey_round,
    last_survey_round,
    indicator_number::integer as indicator_number,
    coalesce(
        weight::double / (sum(weight::decimal(10, 9)) over (partition by framework_version))::double,
        1::double / (
            count(distinct dimension) over (partition by framework_version)
            * count(*) over (partition by framework_version, dimension)
        )
    ) as weight,
    coalesce(cutoff_k, getvariable('cutoff_k'))::double as cutoff_k,
    is_provisional::boolean as is_provisional
from in_force;

-- Every indicator of any version of the list, once.
create temp table question as
select indicator_code, min(indicator_number) as indicator_number from indicator group by all;

create temp table framework as
select
    framework_version,
    first_survey_round,
    last_survey_round,
    cutoff_k,
    missing_answer_rule = 'household_dropped' as drops_households,
    coalesce(
        nullif(
            concat_ws(
                ' and ',
                format('survey_round >= ''{}''', first_survey_round),
                format('survey_round <= ''{}''', last_survey_round)
            ),
            ''
        ),
        'true'
    ) as holds
from indicator group by all;

-- Of one expression per version that of the row's round, as text; one that is the same in all stands alone.
create macro of_framework(holds, expression) as if(
    count(distinct expression) = 1,
    any_value(expression),
    'case ' || string_agg(format('when {} then {}', holds, expression), ' ') || ' end'
);

create temp table target as
select sdg_target, label, goal::integer as goal from seed('sdg_targets');

create temp table delivered_link as
select indicator_code, sdg_target, nullif(sdg_indicator, '-') as sdg_indicator, fit
from optional_feed('indicator_sdg_map_files', ['indicator_code', 'sdg_target', 'sdg_indicator', 'fit']);

create temp table link as
with in_force as (
    from delivered_link
    union all by name
    from seed('indicator_sdg_links')
    where not exists (from delivered_link) and not exists (from delivered_indicator)
)
select indicator_code, sdg_target, sdg_indicator, fit, goal
from in_force left join target using (sdg_target);

copy indicator to (getvariable('out') || '/open/dim_indicator.parquet') (format parquet, compression zstd);
copy link to (getvariable('out') || '/open/indicator_sdg_map.parquet') (format parquet, compression zstd);
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
