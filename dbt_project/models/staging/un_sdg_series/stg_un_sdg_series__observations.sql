with source as (

    select * from {{ source('un_sdg_series', 'observations') }}

),

nations as (

    select * from {{ ref('stg_country__areas') }}
    where area_level = 'nation'

),

final as (

    select
        series,
        reporting_type,
        unit_measure,
        source_detail,
        batch_id,
        time_period,
        coalesce(unit_mult, 0) as unit_mult,
        obs_value
    from source
    where
        ref_area in (select nations.un_area_code from nations)
        and freq = 'A'
        and obs_value is not null
        and sex = '_T'
        and age = '_T'
        and urbanisation = '_T'
        and income_wealth_quantile = '_T'
        and education_lev = '_T'
        and occupation = '_T'
        and cust_breakdown = '_T'
        and composite_breakdown = '_T'
        and disability_status = '_T'
        and activity = '_T'
        and product = '_T'

)

select * from final
