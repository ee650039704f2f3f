{%- set counts = {
    'cases_found': 'true',
    'cases_not_started': "status = 'found'",
    'cases_in_progress': "status = 'in_progress'",
    'cases_referred': "status = 'referred'",
    'cases_self_solving': "status = 'self_solving'",
    'cases_solved': "status = 'solved'",
    'cases_open': "status <> 'solved'",
    'cases_reopened': 'times_reopened > 0',
    'cases_open_over_90_days': 'days_open > 90',
    'cases_open_over_180_days': 'days_open > 180',
} -%}
{%- set sums = {} -%}
{%- for count in counts -%}
    {%- do sums.update({count: 'bigint'}) -%}
{%- endfor -%}
{%- do sums.update({'severity_sum': 'decimal(38, 9)'}) -%}

with villages as (

    select
        survey_round,
        village_code,
        case when grouping(indicator_code) = 1 then 'all' else indicator_code end as indicator_code,
        {%- for count, condition in counts.items() %}
        count(case when {{ condition }} then 1 end) as {{ count }},
        {%- endfor %}
        cast(sum(case when status <> 'solved' then deprivation_score else 0 end) as decimal(38, 9)) as severity_sum
    from {{ ref('fct_case') }}
    where village_code is not null
    group by grouping sets ((survey_round, village_code), (survey_round, village_code, indicator_code))

),

{{ area_sums('villages', sums, keys=['indicator_code']) }}

select * from summed
