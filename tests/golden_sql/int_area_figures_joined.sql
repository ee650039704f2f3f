with final as (

    select
        'restricted' as of_zone,
        survey_round,
        area_level,
        area_code,
        'indicator' as kind,
        indicator_code as item,
        households_applicable,
        households_failing,
        households_applicable_weighted,
        households_failing_weighted,
        failing_rate
    from "warehouse"."marts"."area_indicator"

    union all

    select
        'open' as of_zone,
        survey_round,
        area_level,
        area_code,
        'indicator' as kind,
        indicator_code as item,
        households_applicable,
        households_failing,
        households_applicable_weighted,
        households_failing_weighted,
        failing_rate
    from "warehouse"."open"."open_area_indicator"

    union all

    select
        'restricted' as of_zone,
        survey_round,
        area_level,
        area_code,
        'target' as kind,
        sdg_target as item,
        households_applicable,
        households_failing,
        households_applicable_weighted,
        households_failing_weighted,
        failing_rate
    from "warehouse"."marts"."area_sdg_target"

    union all

    select
        'open' as of_zone,
        survey_round,
        area_level,
        area_code,
        'target' as kind,
        sdg_target as item,
        households_applicable,
        households_failing,
        households_applicable_weighted,
        households_failing_weighted,
        failing_rate
    from "warehouse"."open"."open_area_sdg_target"

    union all

    select
        'restricted' as of_zone,
        survey_round,
        area_level,
        area_code,
        'goal' as kind,
        cast(goal as string) as item,
        households_applicable,
        households_failing,
        households_applicable_weighted,
        households_failing_weighted,
        failing_rate
    from "warehouse"."marts"."area_sdg_goal"

    union all

    select
        'open' as of_zone,
        survey_round,
        area_level,
        area_code,
        'goal' as kind,
        cast(goal as string) as item,
        households_applicable,
        households_failing,
        households_applicable_weighted,
        households_failing_weighted,
        failing_rate
    from "warehouse"."open"."open_area_sdg_goal"

)

select * from final
