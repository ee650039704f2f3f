{% test children_sum_to_parent(model, measures, keys=[], weighted_measures=[]) %}
{#- Areas whose children do not add up to them: village, subdistrict, district, province, region, nation; province,
    pilot group, nation; and local administration (with what lies in none), province. `keys` name the row within survey round and area. Weighted
    counts are added up where they are not the counts themselves. -#}
{%- set measures = measures + (with_weighted(weighted_measures) | reject('in', weighted_measures) | list) -%}
with edges as (

    select
        area_level as child_level,
        area_code as child_code,
        case area_level
            when 'village' then 'subdistrict'
            when 'subdistrict' then 'district'
            when 'district' then 'province'
            when 'local_administration' then 'province'
            when 'province' then 'region'
            else 'nation'
        end as area_level,
        parent_area_code as area_code
    from {{ ref('dim_area') }}
    where parent_area_code is not null and valid_to is null

    union all

    select
        area_level as child_level,
        area_code as child_code,
        'pilot_group' as area_level,
        case when is_sdg_pilot then 'PILOT' else 'NON_PILOT' end as area_code
    from {{ ref('dim_area') }}
    where area_level = 'province' and valid_to is null

),

levels as (

    select distinct
        area_level,
        area_code,
        child_level
    from edges

),

children as (

    select
        figures.survey_round,
        edges.area_level,
        edges.area_code,
        edges.child_level,
        {%- for key in keys %}
        figures.{{ key }},
        {%- endfor %}
        {%- for measure in measures %}
        sum(figures.{{ measure }}) as {{ measure }}{{ ',' if not loop.last }}
        {%- endfor %}
    from {{ model }} as figures
    inner join edges on figures.area_level = edges.child_level and figures.area_code = edges.child_code
    group by figures.survey_round, edges.area_level, edges.area_code, edges.child_level
        {%- for key in keys %}, figures.{{ key }}{% endfor %}

),

-- From the parents' side too: one whose children have no row at all is as wrong as one that they do not add up to.
parents as (

    select
        figures.survey_round,
        figures.area_level,
        figures.area_code,
        levels.child_level,
        {%- for key in keys %}
        figures.{{ key }},
        {%- endfor %}
        {%- for measure in measures %}
        figures.{{ measure }}{{ ',' if not loop.last }}
        {%- endfor %}
    from {{ model }} as figures
    inner join levels
        on figures.area_level = levels.area_level and figures.area_code = levels.area_code

)

select
    coalesce(parents.survey_round, children.survey_round) as survey_round,
    coalesce(parents.area_level, children.area_level) as area_level,
    coalesce(parents.area_code, children.area_code) as area_code,
    coalesce(parents.child_level, children.child_level) as child_level
    {%- for key in keys %},
    coalesce(parents.{{ key }}, children.{{ key }}) as {{ key }}
    {%- endfor %}
    {%- for measure in measures %},
    parents.{{ measure }} as parent_{{ measure }},
    children.{{ measure }} as children_{{ measure }}
    {%- endfor %}
from children
full outer join parents
    on children.survey_round = parents.survey_round
    and children.area_level = parents.area_level
    and children.area_code = parents.area_code
    and children.child_level = parents.child_level
    {%- for key in keys %}
    and children.{{ key }} = parents.{{ key }}
    {%- endfor %}
where
    {%- for measure in measures %}
    {{ 'or ' if not loop.first }}children.{{ measure }} is distinct from parents.{{ measure }}
    {%- endfor %}
{% endtest %}
