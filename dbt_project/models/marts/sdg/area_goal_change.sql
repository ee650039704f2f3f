{%- set item -%}
case figures.goal
            {%- for group in indicator_groups() if group.kind == 'goal' %}
            when {{ group.code }} then '{{ group.indicators[0] if group.indicators | length == 1 else group.column }}'
            {%- else %}
            when 0 then ''
            {%- endfor %}
        end
{%- endset -%}

{{ area_changes('area_sdg_goal', keys=['goal'], item=item) }}
