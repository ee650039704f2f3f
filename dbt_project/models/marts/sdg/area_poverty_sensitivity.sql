{%- set cutoffs = sensitivity_cutoffs() -%}

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
        households_poor_at_cutoff,
        members_poor_at_cutoff,
        deprivation_sum_at_cutoff
    from results
    unpivot (
        (households_poor_at_cutoff, members_poor_at_cutoff, deprivation_sum_at_cutoff) for cutoff_column in (
            {%- for cutoff in cutoffs %}
            (
                households_poor_{{ cutoff.column }},
                members_poor_{{ cutoff.column }},
                deprivation_sum_{{ cutoff.column }}
            ) as {{ cutoff.column }}{{ ',' if not loop.last }}
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
        cast(case cutoff_column
            {%- for cutoff in cutoffs %}
            when '{{ cutoff.column }}' then {{ cutoff.k }}
            {%- endfor %}
        end as double) as cutoff_k,
        members_poor_at_cutoff / nullif(cast(members as double), 0) as headcount_ratio,
        cast(deprivation_sum_at_cutoff as double) / nullif(cast(members_poor_at_cutoff as double), 0) as intensity,
        cast(deprivation_sum_at_cutoff as double) / nullif(cast(members as double), 0)
            as adjusted_headcount_ratio,
        false as is_suppressed
    from long

)

select * from final
