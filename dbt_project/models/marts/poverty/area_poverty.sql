with results as (

    select
        *,
        {%- if var('sampling_weights') %}
        households_surveyed_weighted - households_dropped_weighted as households_weighted,
        members_surveyed_weighted - members_dropped_weighted as members_weighted,
        {%- endif %}
        households_surveyed - households_dropped as households,
        members_surveyed - members_dropped as members
    from {{ ref('int_area_results_summed') }}

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
        {%- for measure in ['households', 'members', 'households_poor', 'members_poor'] %}
        {{ weighted_count(measure) }},
        {%- endfor %}
        cast({{ weighted('deprivation_sum') }} as decimal(38, 15)) as deprivation_sum_weighted,
        {{ rate('members_poor', 'members') }} as headcount_ratio,
        {{ rate('deprivation_sum', 'members_poor') }} as intensity,
        {{ rate('deprivation_sum', 'members') }} as adjusted_headcount_ratio,
        cast({{ of_its_framework(frameworks() | map(attribute='k') | list) }} as double) as cutoff_k,
        false as is_suppressed
    from results

)

select * from final
