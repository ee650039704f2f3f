{{ config(materialized='view') }}

with results as (

    select * from {{ ref('int_area_results_summed') }}

),

-- A goal or target of one indicator has that indicator's counts; others were counted by household. The share that passes
-- is a decimal: a sum of decimals is the same in every order, a sum of floating-point numbers is not.
final as (

    select
        survey_round,
        area_level,
        area_code,
        {%- for group in indicator_groups() %}
        {%- for suffix in weight_suffixes() %}
        {{ group_column(group, 'applicable') }}{{ suffix }} as {{ group.column }}_applicable{{ suffix }},
        {{ group_column(group, 'failing') }}{{ suffix }} as {{ group.column }}_failing{{ suffix }},
        {%- endfor %}
        {{ indicators_measured(group.indicators) }} as {{ group.column }}_measured,
        {{ indicators_measured(group.direct) }} as {{ group.column }}_direct,
        {{ passing_share_sum(group.indicators) }} as {{ group.column }}_passing,
        {%- endfor %}
        households_surveyed
    from results

)

select * from final
