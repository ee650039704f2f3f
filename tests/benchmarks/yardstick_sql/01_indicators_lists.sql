-- Indicators: the list and its versions.

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

copy indicator to (getvariable('out') || '/open/dim_indicator.parquet') (format parquet, compression zstd);
