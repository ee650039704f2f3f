{{ config(materialized=view_with_files()) }}
{%- set of_the_poor = ['households_poor', 'members_poor', 'members_poor_weighted', 'deprivation_sum_weighted'] %}

-- At a higher cut-off nobody else is poor, whatever the noise.
with monotone as (

    select
        survey_round,
        area_level,
        area_code,
        cutoff_column,
        cutoff_k,
        {%- for count in of_the_poor %}
        min({{ count }}) over to_the_cutoff as {{ count }}{{ ',' if not loop.last }}
        {%- endfor %}
    from {{ ref('int_area_poor_perturbed') }}
    where cutoff_column <> '_of_list'
    window
        to_the_cutoff as (
            partition by survey_round, area_level, area_code
            order by coalesce(cutoff_k, 0)
            rows between unbounded preceding and current row
        )

),

judged as (

    select
        monotone.*,
        poverty.households,
        poverty.members,
        poverty.members_weighted,
        not poverty.is_suppressed
        and monotone.households_poor >= {{ var('open_fewest_poor_detailed') }} as is_shown
    from monotone
    inner join {{ ref('open_area_poverty') }} as poverty
        on monotone.survey_round = poverty.survey_round
        and monotone.area_level = poverty.area_level
        and monotone.area_code = poverty.area_code

),

-- Nobody's score is above 1.
scored as (

    select
        *,
        least(deprivation_sum_weighted, cast(members_poor_weighted as double)) as deprivation_sum
    from judged

),

final as (

    select
        survey_round,
        area_level,
        area_code,
        case cutoff_column
            {%- for cutoff in sensitivity_cutoffs() %}
            when '_{{ cutoff.column }}' then '{{ cutoff.name }}'
            {%- endfor %}
        end as cutoff,
        households,
        members,
        {{ shown('households_poor') }},
        {{ shown('members_poor') }},
        members_weighted,
        {{ shown('members_poor_weighted') }},
        cast(cutoff_k as double) as cutoff_k,
        case when is_shown then {{ ratio('members_poor_weighted', 'members_weighted') }} end as headcount_ratio,
        case
            when is_shown then {{ rounded(ratio('deprivation_sum', 'members_poor_weighted'), 2) }}
        end as intensity,
        case when is_shown then {{ ratio('deprivation_sum', 'members_weighted') }} end as adjusted_headcount_ratio,
        not is_shown as is_suppressed
    from scored

)

select * from final
