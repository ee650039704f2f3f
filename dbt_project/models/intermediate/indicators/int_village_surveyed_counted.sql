{{ config(materialized='view') }}

-- Households of one size are counted together: members need not be added up household by household.
with households as (

    select
        *,
        {{ record_key() }} as record_key
    from {{ ref('fct_household') }}
    where village_code is not null

),

sizes as (

    select
        survey_round,
        village_code,
        member_count,
        {%- for count in surveyed_counts() %}
        {{ count.sql }} as {{ count.name }}{{ ',' if not loop.last }}
        {%- endfor %}
    from households
    group by survey_round, village_code, member_count

),

final as (

    select
        survey_round,
        village_code,
        {%- for measure in surveyed_measures() %}
        {{ measure.sql }} as {{ measure.name }}{{ ',' if not loop.last }}
        {%- endfor %}
    from sizes
    group by survey_round, village_code

)

select * from final
