with long as (

    select
        survey_round,
        area_level,
        area_code,
        indicator_code,
        households_surveyed,
        households_applicable,
        households_failing,
        members_applicable,
        members_failing
    from "warehouse"."intermediate"."int_area_results_summed"
    unpivot (
        (households_applicable, households_failing, members_applicable, members_failing)
        for indicator_code in (
            (TQ01_applicable, TQ01_failing, TQ01_members_applicable, TQ01_members_failing) as TQ01,
            (TQ02_applicable, TQ02_failing, TQ02_members_applicable, TQ02_members_failing) as TQ02
        )
    )
    where true

),

final as (

    select
        survey_round,
        area_level,
        area_code,
        indicator_code,
        households_surveyed,
        households_applicable,
        households_failing,
        members_applicable,
        members_failing,
        cast(households_applicable as decimal(18, 6)) as households_applicable_weighted,
        cast(households_failing as decimal(18, 6)) as households_failing_weighted,
        cast(members_applicable as decimal(18, 6)) as members_applicable_weighted,
        cast(members_failing as decimal(18, 6)) as members_failing_weighted,
        cast(households_failing as double) / nullif(cast(households_applicable as double), 0) as failing_rate,
        false as is_suppressed
    from long

)

select * from final
