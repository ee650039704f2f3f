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

-- The weights add up as floating-point numbers; nine decimals make the score exact, so that sums are the same on
-- every engine and in every order, and a score on the cut-off is on it.
scored as (

    select
        *,
        cast(0
            {%- for indicator in indicators %}
            + case when {{ indicator.code }} = 0 then 1 else 0 end
            {%- endfor %} as smallint) as indicators_failing,
        cast(0
            {%- for indicator in indicators %}
            + case when {{ indicator.code }} = 0 then {{ indicator.weight }}e0 else 0e0 end
            {%- endfor %} as decimal(10, 9)) as deprivation_score
    from located

),

final as (

    select
        household_key,
        house_key,
        survey_round,
        village_code,
        batch_id,
        member_count,
        {%- for indicator in indicators %}
        {{ indicator.code }},
        {%- endfor %}
        indicators_failing,
        deprivation_score,
        deprivation_score >= cast({{ var('cutoff_k') }} as decimal(10, 9)) as is_poor,
        is_residential_house,
        surveyed_on
    from scored

)

select * from final
