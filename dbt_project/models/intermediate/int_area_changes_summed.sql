{%- set flows = [] -%}
{%- for flow in household_flows() -%}
    {%- do flows.append('households_' ~ flow) -%}
{%- endfor -%}

with {{ area_sums(ref('int_village_changes_counted'), measures=flows, keys=['item']) }}

select * from summed
