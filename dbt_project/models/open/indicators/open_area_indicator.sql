{{ config(materialized=view_with_files()) }}

with final as (

    select
        survey_round,
        area_level,
        area_code,
        item as indicator_code,
        households_surveyed,
        households_applicable,
        households_failing,
        members_applicable,
        members_failing,
        households_applicable_weighted,
        households_failing_weighted,
        members_applicable_weighted,
        members_failing_weighted,
        failing_rate,
        is_suppressed
    from {{ ref('int_area_items_perturbed') }}
    where category = 'total' and item in ('{{ indicator_codes() | join("', '") }}')

)

select * from final
