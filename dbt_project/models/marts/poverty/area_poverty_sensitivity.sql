{%- set cutoffs = sensitivity_cutoffs() -%}
{%- set counts = with_weighted(['households_poor_at_cutoff', 'members_poor_at_cutoff', 'deprivation_sum_at_cutoff']) -%}

with long as (

    select
        survey_round,
        area_level,
        area_code,
        cutoff_column,
        households_surveyed - households_dropped as households,
        members_surveyed - members_dropped as members,
        households_poor_at_cutoff as households_poor,
        members_poor_at_cutoff as members_poor,
        deprivation_sum_at_cutoff as deprivation_sum,
        {{ weighted('members_surveyed') }} - {{ weighted('members_dropped') }} as members_weighted,
        {{ weighted('members_poor_at_cutoff') }} as members_poor_weighted,
        {{ weighted('deprivation_sum_at_cutoff') }} as deprivation_sum_weighted
    from {{ ref('int_area_results_summed') }}
    unpivot (
        ({{ counts | join(', ') }})
        for cutoff_column in (
            {%- for cutoff in cutoffs %}
            ({{ counts | map('replace', 'at_cutoff', cutoff.column) | join(', ') }}) as {{ cutoff.column }}{{ ',' if not loop.last }}
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
        households_poor,
        members_poor,
        deprivation_sum,
        cast(members_weighted as decimal(18, 6)) as members_weighted,
        cast(members_poor_weighted as decimal(18, 6)) as members_poor_weighted,
        cast(deprivation_sum_weighted as decimal(38, 15)) as deprivation_sum_weighted,
        cast(
            case cutoff_column
                {%- for cutoff in cutoffs %}
                when '{{ cutoff.column }}' then {{ cutoff.k }}
                {%- endfor %}
            end as double
        ) as cutoff_k,
        {{ ratio('members_poor_weighted', 'members_weighted') }} as headcount_ratio,
        {{ ratio(digits('deprivation_sum_weighted'), 'members_poor_weighted') }} as intensity,
        {{ ratio(digits('deprivation_sum_weighted'), 'members_weighted') }} as adjusted_headcount_ratio,
        false as is_suppressed
    from long

)

select * from final
