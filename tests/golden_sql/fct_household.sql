with households as (

    select * from "warehouse"."staging"."stg_household_survey__households"

),

houses as (

    select
        house_key,
        area_code,
        is_residential
    from "warehouse"."marts"."fct_house"

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
        case when TQ01 = 0 then cast(1 as smallint) else cast(0 as smallint) end
        + case when TQ02 = 0 then cast(1 as smallint) else cast(0 as smallint) end as failing_1_1
    from located

),

scored as (

    select
        *,
        cast(0 + failing_1_1 as smallint) as indicators_failing,
        cast(0 + failing_1_1 * 5.00000000000000000e-01 as decimal(10, 9)) as deprivation_score
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
        TQ01,
        TQ02,
        answers_missing,
        indicators_failing,
        deprivation_score,
        deprivation_score >= cast(0.260000000 as decimal(10, 9)) as is_poor,
        is_residential_house,
        surveyed_on
    from scored

)

select * from final
