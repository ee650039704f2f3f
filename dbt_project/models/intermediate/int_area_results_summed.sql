{%- set measures = ['households_surveyed', 'members_surveyed', 'households_poor', 'members_poor'] -%}
{%- for code in indicator_codes() -%}
    {%- do measures.extend([code ~ '_applicable', code ~ '_failing', code ~ '_members_failing']) -%}
{%- endfor -%}
{%- for group in indicator_groups() if group.indicators | length > 1 -%}
    {%- do measures.extend([group.column ~ '_applicable', group.column ~ '_failing']) -%}
{%- endfor -%}

with villages as (

    select * from {{ ref('int_village_results_counted') }}

),

area_villages as (

    select * from {{ ref('int_area_villages_joined') }}

),

summed as (

    select
        villages.survey_round,
        area_villages.area_level,
        area_villages.area_code,
        {%- for measure in measures %}
        sum(villages.{{ measure }}) as {{ measure }},
        {%- endfor %}
        sum(villages.deprivation_sum) as deprivation_sum
    from villages
    inner join area_villages on villages.village_code = area_villages.village_code
    group by villages.survey_round, area_villages.area_level, area_villages.area_code

),

-- Every area stands in every round, surveyed or not: nobody drops out of sight.
every_area as (

    select
        rounds.survey_round,
        areas.area_level,
        areas.area_code
    from {{ ref('dim_area') }} as areas
    cross join {{ ref('dim_survey_round') }} as rounds

),

final as (

    select
        every_area.survey_round,
        every_area.area_level,
        every_area.area_code,
        {%- for measure in measures %}
        cast(coalesce(summed.{{ measure }}, 0) as bigint) as {{ measure }},
        {%- endfor %}
        cast(coalesce(summed.deprivation_sum, 0) as decimal(38, 9)) as deprivation_sum
    from every_area
    left join summed
        on every_area.survey_round = summed.survey_round
        and every_area.area_level = summed.area_level
        and every_area.area_code = summed.area_code

)

select * from final
