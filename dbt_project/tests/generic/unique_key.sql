{% test unique_key(model, columns) %}
{#- Rows whose key stands more than once; a key with a missing part counts too. -#}
select
    {{ columns | join(', ') }},
    count(*) as found
from {{ model }}
group by {{ columns | join(', ') }}
having count(*) > 1
{%- for column in columns %} or {{ column }} is null{% endfor %}
{% endtest %}
