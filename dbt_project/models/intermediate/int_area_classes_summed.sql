{%- set sums = {'households_surveyed': 'bigint'} -%}
{%- for code in indicator_codes() -%}
    {%- for count in ['applicable', 'failing', 'members_applicable', 'members_failing'] -%}
        {%- do sums.update({code ~ '_' ~ count: 'bigint'}) -%}
    {%- endfor -%}
{%- endfor -%}
{%- for measure in weighted_names(sums | list) -%}
    {%- do sums.update({measure: 'decimal(18, 6)'}) -%}
{%- endfor -%}

with places as (

    select distinct
        place_number,
        survey_round,
        district_code,
        local_administration_code,
        settlement
    from {{ ref('int_village_places_joined') }}

),

-- Every class of households stands in one category of each disaggregation.
by_place as (
    {%- for disaggregation, category in disaggregations().items() %}

    select
        places.place_number,
        '{{ disaggregation }}' as disaggregation,
        {{ category }} as category,
        cast(sum(households_surveyed) as bigint) as households_surveyed
        {%- for code in indicator_codes() %}
        {%- for count in ['applicable', 'failing'] %},
        cast(sum({{ code }}_{{ count }}) as bigint) as {{ code }}_{{ count }},
        cast(sum(member_count * {{ code }}_{{ count }}) as bigint) as {{ code }}_members_{{ count }}
        {%- for weighted in weighted_names([count]) %},
        cast(sum({{ code }}_{{ weighted }}) as decimal(18, 6)) as {{ code }}_{{ weighted }},
        cast(sum(member_count * {{ code }}_{{ weighted }}) as decimal(18, 6)) as {{ code }}_members_{{ weighted }}
        {%- endfor %}
        {%- endfor %}
        {%- endfor %}
        {%- for weighted in weighted_names(['households_surveyed']) %},
        cast(sum({{ weighted }}) as decimal(18, 6)) as {{ weighted }}
        {%- endfor %}
    from {{ ref('int_household_classes_counted') }} as classes
    inner join places on classes.place_number = places.place_number
    group by places.place_number, {{ category }}
    {%- if not loop.last %}

    union all
    {%- endif %}
    {%- endfor %}

),

-- A district has several administrations, and takes part in the sums of five wider areas.
by_district as (

    select
        places.survey_round,
        places.district_code,
        by_place.disaggregation,
        by_place.category,
        {{ summed_columns(sums) }}
    from by_place
    inner join places on by_place.place_number = places.place_number
    group by places.survey_round, places.district_code, by_place.disaggregation, by_place.category

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

summed as (

    select
        by_district.survey_round,
        wider_areas.area_level,
        wider_areas.area_code,
        by_district.disaggregation,
        by_district.category,
        {{ summed_columns(sums) }}
    from by_district
    inner join wider_areas on by_district.district_code = wider_areas.district_code
    group by
        by_district.survey_round,
        wider_areas.area_level,
        wider_areas.area_code,
        by_district.disaggregation,
        by_district.category

    union all

    select
        places.survey_round,
        'local_administration' as area_level,
        places.local_administration_code as area_code,
        by_place.disaggregation,
        by_place.category,
        {{ summed_columns(sums) }}
    from by_place
    inner join places on by_place.place_number = places.place_number
    where places.local_administration_code <> ''
    group by places.survey_round, places.local_administration_code, by_place.disaggregation, by_place.category

),

told as (

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
            when told.households_unknown = 0 then 'available'
            when told.households_unknown < told.households then 'partly_available'
            else 'not_available'
        end as disaggregation_status
    from summed
    inner join told
        on summed.survey_round = told.survey_round
        and summed.area_level = told.area_level
        and summed.area_code = told.area_code
        and summed.disaggregation = told.disaggregation

)

select * from final
