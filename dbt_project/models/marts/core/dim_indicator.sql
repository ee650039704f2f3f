with indicators as (

    select * from {{ ref('indicators') }}

),

-- Equal weights by dimension, then within the dimension; the weights of a framework add up to 1.
counted as (

    select
        *,
        count(*) over (partition by dimension) as indicators_in_dimension
    from indicators

),

dimensions as (

    select count(distinct dimension) as dimensions from indicators

),

final as (

    select
        counted.indicator_code,
        counted.framework_version,
        counted.dimension,
        counted.name_th,
        counted.name_en,
        counted.unit,
        counted.indicator_number,
        cast(1 as double) / (dimensions.dimensions * counted.indicators_in_dimension) as weight,
        counted.is_provisional
    from counted
    cross join dimensions

)

select * from final
