{% test categories_sum_to_total(model, measures) %}
{#- Areas and indicators whose categories do not add up to their total, for one disaggregation or more, or that have
    households and lack a disaggregation. -#}
with summed as (

    select
        survey_round,
        area_level,
        area_code,
        indicator_code,
        disaggregation
        {%- for measure in measures %},
        sum({{ measure }}) as {{ measure }}
        {%- endfor %}
    from {{ model }}
    group by survey_round, area_level, area_code, indicator_code, disaggregation

),

totals as (

    select * from summed where disaggregation = 'total'

),

categories as (

    select * from summed where disaggregation <> 'total'

),

wanted as (

    select
        totals.*,
        listed.disaggregation as wanted_disaggregation
    from totals
    cross join (
        {%- for disaggregation in disaggregations() %}
        select '{{ disaggregation }}' as disaggregation{{ ' union all' if not loop.last }}
        {%- endfor %}
    ) as listed
    where totals.households_surveyed > 0

)

select
    coalesce(wanted.survey_round, categories.survey_round) as survey_round,
    coalesce(wanted.area_level, categories.area_level) as area_level,
    coalesce(wanted.area_code, categories.area_code) as area_code,
    coalesce(wanted.indicator_code, categories.indicator_code) as indicator_code,
    coalesce(wanted.wanted_disaggregation, categories.disaggregation) as disaggregation
    {%- for measure in measures %},
    wanted.{{ measure }} as total_{{ measure }},
    categories.{{ measure }} as categories_{{ measure }}
    {%- endfor %}
from wanted
full outer join categories
    on wanted.survey_round = categories.survey_round
    and wanted.area_level = categories.area_level
    and wanted.area_code = categories.area_code
    and wanted.indicator_code = categories.indicator_code
    and wanted.wanted_disaggregation = categories.disaggregation
where
    {%- for measure in measures %}
    wanted.{{ measure }} is distinct from categories.{{ measure }}{{ ' or' if not loop.last }}
    {%- endfor %}
{% endtest %}
