{{ config(materialized=view_with_files()) }}
{%- set ratios = ['headcount_ratio', 'intensity', 'adjusted_headcount_ratio'] -%}

with rounds as (

    select * from {{ ref('int_round_pairs_joined') }}
    where previous_survey_round is not null

),

poverty as (

    select * from {{ ref('open_area_poverty') }}

),

joined as (

    select
        poverty.survey_round,
        poverty.area_level,
        poverty.area_code,
        rounds.previous_survey_round,
        poverty.households,
        previous.households as previous_households,
        poverty.members,
        previous.members as previous_members,
        {%- for ratio in ratios %}
        poverty.{{ ratio }},
        previous.{{ ratio }} as previous_{{ ratio }},
        {%- endfor %}
        rounds.years_between,
        rounds.is_same_framework,
        poverty.is_suppressed or previous.is_suppressed as is_suppressed
    from poverty
    inner join rounds on poverty.survey_round = rounds.survey_round
    inner join {{ ref('open_area_poverty') }} as previous
        on rounds.previous_survey_round = previous.survey_round
        and poverty.area_level = previous.area_level
        and poverty.area_code = previous.area_code

),

-- Scores of two lists are not compared.
changed as (

    select
        *,
        {%- for ratio in ratios %}
        case when is_same_framework then {{ ratio }} - previous_{{ ratio }} end as {{ ratio }}_change{{ ',' if not loop.last }}
        {%- endfor %}
    from joined

),

final as (

    select
        survey_round,
        area_level,
        area_code,
        previous_survey_round,
        households,
        previous_households,
        members,
        previous_members,
        {%- for ratio in ratios %}
        {{ ratio }},
        previous_{{ ratio }},
        {{ ratio }}_change,
        {{ ratio }}_change / nullif(previous_{{ ratio }}, 0) as {{ ratio }}_relative_change,
        {{ ratio }}_change / years_between as {{ ratio }}_yearly_change,
        {%- endfor %}
        years_between,
        is_same_framework,
        is_suppressed
    from changed

)

select * from final
