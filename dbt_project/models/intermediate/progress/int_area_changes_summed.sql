{{ config(materialized='view') }}
{%- set sums = {} -%}
{%- for flow in household_flows() -%}
    {%- do sums.update({'households_' ~ flow: 'bigint'}) -%}
{%- endfor -%}

with {{ area_sums(ref('int_village_changes_counted'), sums, keys=['item']) }}

select * from summed
