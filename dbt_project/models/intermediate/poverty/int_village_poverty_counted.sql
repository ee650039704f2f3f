{{ config(materialized='view') }}

-- Who fails nothing is not poor at any cut-off.
with households as (

    select
        *,
        {{ record_key() }} as record_key
    from {{ ref('fct_household') }}
    where indicators_failing > 0 and village_code is not null

),

sizes as (

    select
        survey_round,
        village_code,
        member_count,
        {%- for count in poverty_counts() %}
        {{ count.sql }} as {{ count.name }}{{ ',' if not loop.last }}
        {%- endfor %}
    from households
    group by survey_round, village_code, member_count

),

final as (

    select
        survey_round,
        village_code,
        {%- for measure in poverty_measures() %}
        {{ measure.sql }} as {{ measure.name }}{{ ',' if not loop.last }}
        {%- endfor %}
    from sizes
    group by survey_round, village_code

)

select * from final
