{%- set measures = class_measures() -%}

with places as (

    select distinct
        place_number,
        survey_round,
        district_code,
        local_administration_code,
        settlement
    from {{ ref('int_village_places_joined') }}

),

-- Summed first by the keys that two disaggregations share, a sixth as many rows or fewer.
by_size as (

    select
        place_number,
        member_count,
        {%- for measure in measures %}
        {{ measure.sql }} as {{ measure.name }}{{ ',' if not loop.last }}
        {%- endfor %}
    from {{ ref('int_household_classes_counted') }}
    group by place_number, member_count

),

by_head as (

    select
        place_number,
        head_sex,
        head_age_class,
        {%- for measure in measures %}
        {{ measure.sql }} as {{ measure.name }}{{ ',' if not loop.last }}
        {%- endfor %}
    from {{ ref('int_household_classes_counted') }}
    group by place_number, head_sex, head_age_class

),

-- Every class of households is in one category of each disaggregation.
by_area as (
    {%- for level in ['district', 'local_administration'] %}
    {%- set is_last_level = loop.last %}
    {%- for disaggregation, rule in disaggregations().items() %}

    select
        places.survey_round,
        '{{ level }}' as area_level,
        places.{{ level }}_code as area_code,
        '{{ disaggregation }}' as disaggregation,
        {{ rule.category }} as category,
        {%- for measure in measures %}
        {{ area_sum(measure, 'classes') }} as {{ measure.name }}{{ ',' if not loop.last }}
        {%- endfor %}
    from by_{{ rule.key }} as classes
    inner join places on classes.place_number = places.place_number
    where places.{{ level }}_code <> ''
    group by places.survey_round, places.{{ level }}_code, {{ rule.category }}
    {%- if not (is_last_level and loop.last) %}

    union all
    {%- endif %}
    {%- endfor %}
    {%- endfor %}

),

wider_areas as (

    select distinct
        areas.area_level,
        areas.area_code,
        districts.area_code as district_code
    from {{ ref('int_area_subdistricts_joined') }} as areas
    inner join {{ ref('int_area_subdistricts_joined') }} as districts
        on areas.subdistrict_code = districts.subdistrict_code
    where
        districts.area_level = 'district'
        and areas.area_level in ('{{ breakdown_levels() | join("', '") }}')

),

-- A district takes part in the sums of five wider areas.
summed as (

    select
        by_area.survey_round,
        wider_areas.area_level,
        wider_areas.area_code,
        by_area.disaggregation,
        by_area.category,
        {%- for measure in measures %}
        {{ area_sum(measure, 'by_area') }} as {{ measure.name }}{{ ',' if not loop.last }}
        {%- endfor %}
    from by_area
    inner join wider_areas on by_area.area_code = wider_areas.district_code
    where by_area.area_level = 'district'
    group by
        by_area.survey_round,
        wider_areas.area_level,
        wider_areas.area_code,
        by_area.disaggregation,
        by_area.category

    union all

    select * from by_area
    where area_level = 'local_administration'

),

totals as (

    select
        survey_round,
        area_level,
        area_code,
        disaggregation,
        sum(households_surveyed) as households,
        sum(case when category = 'unknown' then households_surveyed else 0 end) as households_unknown
    from summed
    group by survey_round, area_level, area_code, disaggregation

),

final as (

    select
        summed.*,
        case
            when totals.households_unknown = 0 then 'available'
            when totals.households_unknown < totals.households then 'partly_available'
            else 'not_available'
        end as disaggregation_status
    from summed
    inner join totals
        on summed.survey_round = totals.survey_round
        and summed.area_level = totals.area_level
        and summed.area_code = totals.area_code
        and summed.disaggregation = totals.disaggregation

)

select * from final
