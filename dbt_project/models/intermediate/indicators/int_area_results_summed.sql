{%- set measures = result_measures() -%}

with parts as (

    select
        survey_round,
        village_code as part_code,
        {%- for measure in measures %}
        {{ measure.name }}{{ ',' if not loop.last }}
        {%- endfor %}
    from {{ ref('int_village_results_joined') }}

    union all

    select
        survey_round,
        substring(village_code, 1, 6) as part_code,
        {%- for measure in measures %}
        {{ area_sum(measure) }} as {{ measure.name }}{{ ',' if not loop.last }}
        {%- endfor %}
    from {{ ref('int_village_results_joined') }}
    group by survey_round, substring(village_code, 1, 6)

),

summed as (

    select
        areas.survey_round,
        areas.area_level,
        areas.area_code,
        {%- for measure in measures %}
        {{ area_sum(measure, 'parts') }} as {{ measure.name }}{{ ',' if not loop.last }}
        {%- endfor %}
    from parts
    inner join {{ ref('int_area_parts_joined') }} as areas
        on parts.survey_round = areas.survey_round
        and parts.part_code = areas.part_code
    group by areas.survey_round, areas.area_level, areas.area_code

    union all

    select
        survey_round,
        'village' as area_level,
        village_code as area_code,
        {%- for measure in measures %}
        {{ measure.name }}{{ ',' if not loop.last }}
        {%- endfor %}
    from {{ ref('int_village_results_joined') }}

),

-- Every area has a row in every round, surveyed or not.
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
        {%- for measure in measures %}
        cast(coalesce(summed.{{ measure.name }}, 0) as {{ area_type(measure) }}) as {{ measure.name }}{{ ',' if not loop.last }}
        {%- endfor %}
    from every_area
    left join summed
        on every_area.survey_round = summed.survey_round
        and every_area.area_level = summed.area_level
        and every_area.area_code = summed.area_code

)

select * from final
