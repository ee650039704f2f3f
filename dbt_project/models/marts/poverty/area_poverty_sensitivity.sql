{%- set cutoffs = sensitivity_cutoffs() -%}
{%- set at_cutoff = ['households_poor_at_cutoff', 'members_poor_at_cutoff', 'deprivation_sum_at_cutoff'] -%}

with results as (

    select * from {{ ref('int_area_results_summed') }}

),

long as (

    select
        survey_round,
        area_level,
        area_code,
        cutoff_column,
        households_surveyed - households_dropped as households,
        members_surveyed - members_dropped as members,
        {%- if var('sampling_weights') %}
        members_surveyed_weighted - members_dropped_weighted as members_weighted,
        {%- endif %}
        {{ (at_cutoff + weighted_names(at_cutoff)) | join(',\n        ') }}
    from results
    unpivot (
        ({{ (at_cutoff + weighted_names(at_cutoff)) | join(', ') }}) for cutoff_column in (
            {%- for cutoff in cutoffs %}
            {%- set counts = [
                'households_poor_' ~ cutoff.column, 'members_poor_' ~ cutoff.column, 'deprivation_sum_' ~ cutoff.column
            ] %}
            ({{ (counts + weighted_names(counts)) | join(', ') }}) as {{ cutoff.column }}{{ ',' if not loop.last }}
            {%- endfor %}
        )
    )

),

final as (

    select
        survey_round,
        area_level,
        area_code,
        case cutoff_column
            {%- for cutoff in cutoffs %}
            when '{{ cutoff.column }}' then '{{ cutoff.name }}'
            {%- endfor %}
        end as cutoff,
        households,
        members,
        households_poor_at_cutoff as households_poor,
        members_poor_at_cutoff as members_poor,
        deprivation_sum_at_cutoff as deprivation_sum,
        {{ weighted_count('members') }},
        cast({{ weighted('members_poor_at_cutoff') }} as decimal(18, 6)) as members_poor_weighted,
        cast({{ weighted('deprivation_sum_at_cutoff') }} as decimal(38, 15)) as deprivation_sum_weighted,
        cast(case cutoff_column
            {%- for cutoff in cutoffs %}
            when '{{ cutoff.column }}' then {{ cutoff.k }}
            {%- endfor %}
        end as double) as cutoff_k,
        {{ rate('members_poor_at_cutoff', 'members') }} as headcount_ratio,
        {{ rate('deprivation_sum_at_cutoff', 'members_poor_at_cutoff') }} as intensity,
        {{ rate('deprivation_sum_at_cutoff', 'members') }} as adjusted_headcount_ratio,
        false as is_suppressed
    from long

)

select * from final
