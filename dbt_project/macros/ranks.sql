{% macro rank_in_level(figure, within='area_level') -%}
  {#- Rank of an area among those of its level; 1 has the highest figure. Equal figures share a rank. An area without a
      figure has no rank. NULL comes first on one engine and last on the other, so the order says where. `within` names
      the columns that the ranked rows share. -#}
  cast(
            case
                when {{ figure }} is not null
                    then rank() over (
                            partition by {{ within }}
                            order by case when {{ figure }} is null then 1 else 0 end asc, {{ figure }} desc
                        )
            end as bigint
        )
{%- endmacro %}
