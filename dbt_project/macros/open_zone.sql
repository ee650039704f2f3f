{#- What the open zone shows. Models of the layer open are written with these, and read an exact count through
    perturbed() and perturbed_members() alone. The method is described in docs/disclosure.md. -#}

{% macro is_of_open_zone(table, level='area_level') -%}
  {#- Condition: the level is one that the table has in the open zone, by its declaration (config.meta.open). A unit test
      knows no declarations, and holds for every level. -#}
  {%- set levels = ['nation', 'region', 'pilot_group', 'province', 'district', 'subdistrict'] -%}
  {%- set found = [] -%}
  {%- for node in (graph.nodes or {}).values() if node.resource_type == 'model' and node.name == table -%}
    {%- set part = node.config.meta.open -%}
    {%- do found.extend(levels[:levels.index(part.narrowest_level or 'subdistrict') + 1]) -%}
    {%- if part.local_administrations is not false -%}{%- do found.append('local_administration') -%}{%- endif -%}
  {%- endfor -%}
  {{ level ~ " in ('" ~ found | join("', '") ~ "')" if found else 'true' }}
{%- endmacro %}

{% macro shown(figure, decimals=none) -%}
  {#- The figure where the row is shown (is_shown), with fewer decimals if the open zone has no more. -#}
  case when is_shown then {{ rounded(figure, decimals) if decimals is not none else figure }} end as {{ figure }}
{%- endmacro %}

{% macro whole_weeks(days) -%}
  {#- Days, to the nearest whole weeks: the median of a few cases would be the days of one of them. -#}
  7 * {{ rounded(days ~ ' / 7', 0) }}
{%- endmacro %}

{% macro hexadecimal_number(text) -%}
  {#- The number that the first eight hexadecimal digits of a text are: 0 to 2^32 - 1. -#}
  {{ return(adapter.dispatch('hexadecimal_number')(text)) }}
{%- endmacro %}

{% macro default__hexadecimal_number(text) -%}
  cast('0x' || substring({{ text }}, 1, 8) as bigint)
{%- endmacro %}

{% macro spark__hexadecimal_number(text) -%}
  cast(conv(substring({{ text }}, 1, 8), 16, 10) as bigint)
{%- endmacro %}

{% macro record_key(household_key='household_key') -%}
  {#- Number of a household that nobody outside the restricted zone knows: the pseudonym begins with it. -#}
  {{ hexadecimal_number(household_key) }}
{%- endmacro %}

{% macro further_key(household_key='household_key') -%}
  {#- The next digits of the pseudonym, as record_key() is of the first. -#}
  {{ hexadecimal_number('substring(' ~ household_key ~ ', 9, 8)') }}
{%- endmacro %}

{% macro vintage(survey_round='survey_round') -%}
  {#- As of which vintage a round is shown: another vintage has other noise. -#}
  {%- if var('vintages') -%}
  case {{ survey_round }}
  {%- for round, vintage in var('vintages').items() %}
            when '{{ round }}' then '{{ vintage }}'
  {%- endfor %}
            else 'none'
        end
  {%- else -%}
  'none'
  {%- endif -%}
{%- endmacro %}

{% macro round_salt(record_keys, further_keys, survey_round='survey_round') -%}
  {#- 32 hexadecimal digits of the vintage of a round and of two sums over the pseudonyms of its households. -#}
  md5(concat_ws('|', {{ vintage(survey_round) }}, cast({{ record_keys }} as string), cast({{ further_keys }} as string)))
{%- endmacro %}

{% macro cell(keys, item, category=none, round_salt='round_salt') -%}
  {#- Number of a count, 0 to 2^32 - 1, as likely as any other: the same for the same households, item, vintage and kind
      of households (category; NULL: all of the area), wherever they are counted. Nobody knows one from another. -#}
  {%- set sum = '((' ~ keys ~ ' % 4294967296) + 4294967296) % 4294967296' -%}
  {%- set parts = ['cast(' ~ sum ~ ' as string)', item] + ([category] if category else []) + [round_salt] -%}
  {{ hexadecimal_number("md5(concat_ws('|', " ~ parts | join(', ') ~ '))') }}
{%- endmacro %}

{% macro has_noise(noise, count, cell) -%}
  {#- Join condition: a row of the seed perturbation is that of the count and its cell. -#}
  least(abs({{ count }}), 8) = {{ noise }}.households
        and floor({{ cell }} / 65536) between {{ noise }}.first_cell and {{ noise }}.last_cell
{%- endmacro %}

{% macro perturbed(count, noise) -%}
  {#- A count of households or cases with its noise; one below 0, of a difference, is changed as that above 0 is. -#}
  cast(sign({{ count }}) * (abs({{ count }}) + {{ noise }}.noise) as bigint)
{%- endmacro %}

{% macro two_draws(cell, one, other) -%}
  {#- Noise of members or deprivations, from -26 to 26: two draws of up to 13 more or fewer, by two parts of the cell.
      One draw has bounds that a large household passes. -#}
  cast(floor({{ cell }} / {{ one }}) as bigint) % 27 + cast(floor({{ cell }} / {{ other }}) as bigint) % 27 - 26
{%- endmacro %}

{% macro perturbed_members(members, count, cell, noise) -%}
  {#- Members of the households, with noise of their own: noise that followed that of the households would cancel in a
      difference. -#}
  case
            when {{ count }} + {{ noise }}.noise = 0 then 0
            else greatest({{ count }} + {{ noise }}.noise, {{ members }} + {{ two_draws(cell, 27, 729) }})
        end
{%- endmacro %}

{% macro is_of_enough(surveyed, applicable, failing) -%}
  {#- Condition: a row shows its figures. All three are counts of the open zone, but for the surveyed. -#}
  {{ surveyed }} >= {{ var('open_fewest_surveyed') }}
        and {{ applicable }} >= {{ var('open_fewest_applicable') }}
        and {{ applicable }} - {{ failing }} >= {{ var('open_fewest_passing') }}
{%- endmacro %}

{% macro open_weighted(count, open_count) -%}
  {#- In a sample the weighted count of as many more or fewer households, which represent as many as the others do. -#}
  {%- if var('sampling_weights') -%}
  coalesce(cast(
            {{ rounded('cast(' ~ weighted(count) ~ ' as double) * ' ~ open_count ~ ' / nullif(' ~ count ~ ', 0)', 6) }}
            as decimal(18, 6)
        ), 0)
  {%- else -%}
  cast({{ open_count }} as decimal(18, 6))
  {%- endif -%}
{%- endmacro %}

{% macro category_of_row() -%}
  case when category <> 'total' then disaggregation || '|' || category end
{%- endmacro %}
