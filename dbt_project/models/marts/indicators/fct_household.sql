{{ config(pre_hook='{{ compression(of_keys=true) }}', post_hook='{{ compression() }}') }}

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
        *,
        {%- for class in weight_classes() %}
        {{ failing_count(class.indicators) }} as {{ class.column }}{{ ',' if not loop.last }}
        {%- endfor %}
    from located

),

scored as (

    select
        *,
        cast({{ indicators_failing() }} as smallint) as indicators_failing,
        cast({{ deprivation_score() }} as decimal(10, 9)) as deprivation_score
    from failing

),

final as (

    select
        household_key,
        house_key,
        survey_round,
        village_code,
        batch_id,
        stratum,
        cluster_key,
        member_count,
        head_sex,
        head_age,
        sampling_weight,
        {%- for code in indicator_codes() %}
        {{ code }},
        {%- endfor %}
        answers_missing,
        indicators_failing,
        deprivation_score,
        {{ is_poor() }} as is_poor,
        is_residential_house,
        surveyed_on
    from scored

)

select * from final
