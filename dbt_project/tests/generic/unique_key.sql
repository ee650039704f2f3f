{% test unique_key(model, columns=none, may_be_null=[]) %}
{#- Rows that share their key with another row; a key with a missing part counts too, unless that part `may_be_null`. Without
    `columns` the key is the one that the model's constraint declares. Only rows that share the number of their key with
    another are grouped by the key itself: by texts, a long table takes twice as long. -#}
{%- if execute %}{% set columns = columns or declared_key(model.identifier) %}{% else %}{% set columns = columns or ['1'] %}{% endif %}
{%- set complete = columns | reject('in', may_be_null) | join(' is not null and ') ~ ' is not null' %}
select
    {{ columns | join(', ') }},
    count(*) as found
from {{ model }}
where {{ key_number(columns) }} in (
    select {{ key_number(columns) }} from {{ model }} group by {{ key_number(columns) }} having count(*) > 1
)
or not ({{ complete }})
group by {{ columns | join(', ') }}
having count(*) > 1 or not ({{ complete }})
{% endtest %}
