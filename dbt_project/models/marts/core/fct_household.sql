{%- set indicators = indicators() -%}

with households as (

    select * from {{ ref('stg_household_survey__households') }}

),

houses as (

    select
        house_key,
        area_code,
        is_residential
    from {{ ref('fct_house') }}

),

-- A household whose house is not in the register is kept, without an area.
located as (

    select
        households.*,
        houses.area_code as village_code,
        houses.is_residential as is_residential_house
    from households
    left join houses on households.house_key = houses.house_key

),

-- Indicators of one weight are counted together, in the narrowest numbers: a score per household and indicator would be
-- the dearest step of the warehouse. The weights add up as floating-point numbers; nine decimals make the score exact,
-- so that sums are the same on every engine and in every order, and a score on the cut-off is on it.
failing as (

    select
        *
        {%- for weight in indicators | groupby('weight') %},
        {%- for indicator in weight.list %}
        {{ '+ ' if not loop.first }}case when {{ indicator.code }} = 0 then cast(1 as smallint) else cast(0 as smallint) end
        {%- endfor %} as failing_{{ loop.index }}
        {%- endfor %}
    from located

),

scored as (

    select
        *,
        cast(0{% for weight in indicators | groupby('weight') %} + failing_{{ loop.index }}{% endfor %} as smallint)
            as indicators_failing,
        cast(0{% for weight in indicators | groupby('weight') %} + failing_{{ loop.index }} * {{ '%.17e' | format(weight.grouper) }}{% endfor %}
            as decimal(10, 9)) as deprivation_score
    from failing

),

final as (

    select
        household_key,
        house_key,
        survey_round,
        village_code,
        batch_id,
        member_count,
        head_sex,
        head_age,
        sampling_weight,
        {%- for indicator in indicators %}
        {{ indicator.code }},
        {%- endfor %}
        answers_missing,
        indicators_failing,
        deprivation_score,
        {%- if drops_households() %}
        case when answers_missing = 0 then deprivation_score >= cast({{ var('cutoff_k') }} as decimal(10, 9)) end as is_poor,
        {%- else %}
        deprivation_score >= cast({{ var('cutoff_k') }} as decimal(10, 9)) as is_poor,
        {%- endif %}
        is_residential_house,
        surveyed_on
    from scored

)

select * from final
