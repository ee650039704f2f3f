{% test unique_key(model, columns) %}
{#- Rows whose key stands more than once; a key with a missing part counts too. Only rows that share the number of their
    key with another are grouped by the key itself: by texts, a long table takes twice as long. -#}
select
    {{ columns | join(', ') }},
    count(*) as found
from {{ model }}
where {{ key_number(columns) }} in (
    select {{ key_number(columns) }} from {{ model }} group by {{ key_number(columns) }} having count(*) > 1
)
{%- for column in columns %} or {{ column }} is null{% endfor %}
group by {{ columns | join(', ') }}
having count(*) > 1
{%- for column in columns %} or {{ column }} is null{% endfor %}
{% endtest %}
