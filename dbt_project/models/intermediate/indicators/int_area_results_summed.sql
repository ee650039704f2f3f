{%- set sums = area_results() -%}

with {{ area_sums(ref('int_village_results_counted'), sums) }},

-- Every area stands in every round, surveyed or not: nobody drops out of sight.
every_area as (

    select
        rounds.survey_round,
        areas.area_level,
        areas.area_code
    from {{ ref('dim_area') }} as areas
    cross join {{ ref('dim_survey_round') }} as rounds
    where areas.valid_to is null

),

final as (

    select
        every_area.survey_round,
        every_area.area_level,
        every_area.area_code,
        {%- for measure, type in sums.items() %}
        cast(coalesce(summed.{{ measure }}, 0) as {{ type }}) as {{ measure }}{{ ',' if not loop.last }}
        {%- endfor %}
    from every_area
    left join summed
        on every_area.survey_round = summed.survey_round
        and every_area.area_level = summed.area_level
        and every_area.area_code = summed.area_code

)

select * from final
