{%- set items = {} -%}
{%- for group in indicator_groups() if group.kind == 'goal' -%}
    {%- do items.update({group.code: group.indicators[0] if group.indicators | length == 1 else group.column}) -%}
{%- endfor -%}

{%- set item -%}
case figures.goal
            {%- for goal, item in items.items() %}
            when {{ goal }} then '{{ item }}'
            {%- else %}
            when 0 then ''
            {%- endfor %}
        end
{%- endset -%}

{{ area_changes('area_sdg_goal', keys=['goal'], item=item, items=items.values()) }}
