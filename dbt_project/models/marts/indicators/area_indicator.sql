{%- set counts = ['applicable', 'failing', 'members_applicable', 'members_failing'] -%}
{%- set measures = ['households_applicable', 'households_failing', 'members_applicable', 'members_failing'] -%}

with results as (

    select * from {{ ref('int_area_results_summed') }}

),

long as (

    select
        survey_round,
        area_level,
        area_code,
        indicator_code,
        households_surveyed,
        {{ (measures + weighted_names(measures)) | join(',\n        ') }}
    from results
    unpivot (
        ({{ (measures + weighted_names(measures)) | join(', ') }}) for indicator_code in (
            {%- for code in indicator_codes() %}
            ({{ code }}_{{ (counts + weighted_names(counts)) | join(', ' ~ code ~ '_') }}) as {{ code }}{{ ',' if not loop.last }}
            {%- endfor %}
        )
    )
    where {{ is_of_its_framework() }}

),

final as (

    select
        survey_round,
        area_level,
        area_code,
        indicator_code,
        households_surveyed,
        {%- for measure in measures %}
        {{ measure }},
        {%- endfor %}
        {%- for measure in measures %}
        {{ weighted_count(measure) }},
        {%- endfor %}
        {{ rate('households_failing', 'households_applicable') }} as failing_rate,
        false as is_suppressed
    from long

)

select * from final
