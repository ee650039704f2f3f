{%- set counts = [
    'households', 'members', 'households_dropped', 'members_dropped', 'households_poor', 'members_poor', 'deprivation_sum'
] -%}

with totals as (

    select
        survey_round,
        area_level,
        area_code,
        'total' as disaggregation,
        'total' as category,
        case when households + households_dropped > 0 then 'available' else 'not_available' end as disaggregation_status,
        {{ counts | join(',\n        ') }},
        households_weighted,
        members_weighted,
        households_poor_weighted,
        members_poor_weighted,
        deprivation_sum_weighted,
        headcount_ratio,
        intensity,
        adjusted_headcount_ratio
    from {{ ref('area_poverty') }}
    where area_level in ('{{ breakdown_levels() | join("', '") }}')

),

-- Who is dropped is in no figure of poverty.
counted as (

    select
        survey_round,
        area_level,
        area_code,
        disaggregation,
        category,
        disaggregation_status,
        households_surveyed - households_dropped as households,
        members_surveyed - members_dropped as members,
        households_dropped,
        members_dropped,
        households_poor,
        members_poor,
        deprivation_sum,
        {{ weighted('households_surveyed') }} - {{ weighted('households_dropped') }} as households_weighted,
        {{ weighted('members_surveyed') }} - {{ weighted('members_dropped') }} as members_weighted,
        {{ weighted('households_poor') }} as households_poor_weighted,
        {{ weighted('members_poor') }} as members_poor_weighted,
        {{ weighted('deprivation_sum') }} as deprivation_sum_weighted
    from {{ ref('int_area_classes_summed') }}

),

categories as (

    select
        *,
        {{ ratio('members_poor_weighted', 'members_weighted') }} as headcount_ratio,
        {{ ratio(digits('deprivation_sum_weighted'), 'members_poor_weighted') }} as intensity,
        {{ ratio(digits('deprivation_sum_weighted'), 'members_weighted') }} as adjusted_headcount_ratio
    from counted

),

united as (

    select * from totals

    union all

    select * from categories

),

final as (

    select
        survey_round,
        area_level,
        area_code,
        disaggregation,
        category,
        disaggregation_status,
        {{ counts | join(',\n        ') }},
        cast(households_weighted as decimal(18, 6)) as households_weighted,
        cast(members_weighted as decimal(18, 6)) as members_weighted,
        cast(households_poor_weighted as decimal(18, 6)) as households_poor_weighted,
        cast(members_poor_weighted as decimal(18, 6)) as members_poor_weighted,
        cast(deprivation_sum_weighted as decimal(38, 15)) as deprivation_sum_weighted,
        headcount_ratio,
        intensity,
        adjusted_headcount_ratio,
        false as is_suppressed
    from united

)

select * from final
