with delivered as (

    select * from {{ ref('stg_indicator_framework__indicators') }}

),

-- The project's own list is in force only where none was delivered.
indicators as (

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
        indicator_number,
        is_provisional,
        weight as given_weight,
        cutoff_k as given_cutoff_k
    from delivered

    union all

    select
        indicator_code,
        framework_version,
        dimension,
        name_th,
        name_en,
        unit,
        'not_deprived' as missing_answer_rule,
        cast(null as string) as first_survey_round,
        cast(null as string) as last_survey_round,
        indicator_number,
        is_provisional,
        cast(null as decimal(10, 9)) as given_weight,
        cast(null as decimal(10, 9)) as given_cutoff_k
    from {{ ref('indicators') }}
    where not exists (select 1 from delivered)

),

-- Weights are given for all indicators of a version or for none; without them they are equal by dimension, then within
-- the dimension. The weights of a version add up to 1, whatever the rounding they were delivered with.
counted as (

    select
        *,
        sum(given_weight) over (partition by framework_version) as given_weight_sum,
        count(*) over (partition by framework_version, dimension) as indicators_in_dimension
    from indicators

),

dimensions as (

    select
        framework_version,
        count(distinct dimension) as dimensions
    from indicators
    group by framework_version

),

final as (

    select
        counted.indicator_code,
        counted.framework_version,
        counted.dimension,
        counted.name_th,
        counted.name_en,
        counted.unit,
        counted.missing_answer_rule,
        counted.first_survey_round,
        counted.last_survey_round,
        counted.indicator_number,
        coalesce(
            cast(counted.given_weight as double) / cast(counted.given_weight_sum as double),
            cast(1 as double) / (dimensions.dimensions * counted.indicators_in_dimension)
        ) as weight,
        coalesce(cast(counted.given_cutoff_k as double), cast({{ var('cutoff_k') }} as double)) as cutoff_k,
        counted.is_provisional
    from counted
    inner join dimensions on counted.framework_version = dimensions.framework_version

)

select * from final
