-- Where anybody was surveyed, the categories of every disaggregation add up to the results of the area. The results
-- are counted by village and not by class. The test reads the wide tables behind area_indicator_breakdown, because
-- the view adds up nothing.
{{ config(meta={'dagster': {'ref': {'name': 'int_area_classes_summed'}}}) }}
{%- set measures = class_measures() | map(attribute='name') | list %}

with categories as (

    select
        survey_round,
        area_level,
        area_code,
        disaggregation,
        {%- for measure in measures %}
        sum({{ measure }}) as {{ measure }}{{ ',' if not loop.last }}
        {%- endfor %}
    from {{ ref('int_area_classes_summed') }}
    group by survey_round, area_level, area_code, disaggregation

),

listed as (
    {%- for disaggregation in disaggregations() %}

    select '{{ disaggregation }}' as disaggregation
    {%- if not loop.last %}

    union all
    {%- endif %}
    {%- endfor %}

),

areas as (

    select
        results.*,
        listed.disaggregation
    from {{ ref('int_area_results_summed') }} as results
    cross join listed
    where
        results.households_surveyed > 0
        and results.area_level in ('{{ breakdown_levels() | join("', '") }}')

)

select
    coalesce(areas.survey_round, categories.survey_round) as survey_round,
    coalesce(areas.area_level, categories.area_level) as area_level,
    coalesce(areas.area_code, categories.area_code) as area_code,
    coalesce(areas.disaggregation, categories.disaggregation) as disaggregation,
    areas.households_surveyed,
    categories.households_surveyed as households_of_categories
from areas
full outer join categories
    on areas.survey_round = categories.survey_round
    and areas.area_level = categories.area_level
    and areas.area_code = categories.area_code
    and areas.disaggregation = categories.disaggregation
where
    {%- for measure in measures %}
    {{ 'or ' if not loop.first }}areas.{{ measure }} is distinct from categories.{{ measure }}
    {%- endfor %}
