{{ config(materialized='view') }}

-- Most households fail nothing and are not read. The poor are separate, so that their failures are counted once.
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
        is_poor,
        {%- for count in failing_counts() %}
        {{ count.sql }} as {{ count.name }}{{ ',' if not loop.last }}
        {%- endfor %}
    from households
    group by survey_round, village_code, member_count, is_poor

),

final as (

    select
        survey_round,
        village_code,
        {%- for measure in failing_measures() %}
        {{ measure.sql }} as {{ measure.name }}{{ ',' if not loop.last }}
        {%- endfor %}
    from sizes
    group by survey_round, village_code

)

select * from final
