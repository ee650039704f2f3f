with results as (

    select * from {{ ref('int_area_results_summed') }}

),

-- Who is dropped is in no figure of poverty.
counted as (

    select
        survey_round,
        area_level,
        area_code,
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
    from results

),

final as (

    select
        survey_round,
        area_level,
        area_code,
        households,
        members,
        households_dropped,
        members_dropped,
        households_poor,
        members_poor,
        deprivation_sum,
        cast(households_weighted as decimal(18, 6)) as households_weighted,
        cast(members_weighted as decimal(18, 6)) as members_weighted,
        cast(households_poor_weighted as decimal(18, 6)) as households_poor_weighted,
        cast(members_poor_weighted as decimal(18, 6)) as members_poor_weighted,
        cast(deprivation_sum_weighted as decimal(38, 15)) as deprivation_sum_weighted,
        {{ ratio('members_poor_weighted', 'members_weighted') }} as headcount_ratio,
        {{ ratio(digits('deprivation_sum_weighted'), 'members_poor_weighted') }} as intensity,
        {{ ratio(digits('deprivation_sum_weighted'), 'members_weighted') }} as adjusted_headcount_ratio,
        cast({{ of_its_framework(frameworks() | map(attribute='k') | list) }} as double) as cutoff_k,
        false as is_suppressed
    from counted

)

select * from final
