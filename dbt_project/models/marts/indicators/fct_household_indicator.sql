{{ config(materialized='view') }}

with households as (

    select * from {{ ref('fct_household') }}

),

final as (

    select
        household_key,
        house_key,
        survey_round,
        village_code,
        indicator_code,
        member_count,
        result
    from households
    unpivot include nulls (
        result for indicator_code in ({{ indicator_codes() | join(', ') or 'member_count' }})
    )
    where {{ is_of_its_framework() }}

)

select * from final
