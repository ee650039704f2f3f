{{ config(pre_hook='{{ compression(of_keys=true) }}', post_hook='{{ compression() }}') }}
{#- Per version of the list, in the order of frameworks(): expressions over the columns of `failing`, and who is poor. -#}
{%- set failing = [] -%}
{%- set scores = [] -%}
{%- set poor = [] -%}
{%- for framework in frameworks() -%}
    {%- set number = loop.index -%}
    {%- set counts = ['0'] -%}
    {%- set weighted = ['0'] -%}
    {%- for weight in framework.indicators | groupby('weight') -%}
        {%- do counts.append('failing_' ~ number ~ '_' ~ loop.index) -%}
        {%- do weighted.append(counts | last ~ ' * ' ~ '%.17e' | format(weight.grouper)) -%}
    {%- endfor -%}
    {%- do failing.append(counts | join(' + ')) -%}
    {%- do scores.append(weighted | join(' + ')) -%}
    {%- set reached = 'deprivation_score >= cast(' ~ framework.k ~ ' as decimal(10, 9))' -%}
    {%- if framework.missing_answer_rule == 'household_dropped' -%}
        {%- do poor.append('case when answers_missing = 0 then ' ~ reached ~ ' end') -%}
    {%- else -%}
        {%- do poor.append(reached) -%}
    {%- endif -%}
{%- endfor -%}

with households as (

    select * from {{ ref('stg_household_survey__households') }}

),

houses as (

    select
        house_key,
        area_code,
        is_residential
    from {{ ref('fct_house') }}

),

-- A household whose house is not in the register is kept, without an area.
located as (

    select
        households.*,
        houses.area_code as village_code,
        houses.is_residential as is_residential_house
    from households
    left join houses on households.house_key = houses.house_key

),

-- Indicators of one weight are counted together, in the narrowest numbers: a score per household and indicator would be
-- the dearest step of the warehouse. The weights add up as floating-point numbers; nine decimals make the score exact,
-- so that sums are the same on every engine and in every order, and a score on the cut-off is on it.
failing as (

    select
        *
        {%- for framework in frameworks() %}
        {%- set number = loop.index %}
        {%- for weight in framework.indicators | groupby('weight') %},
        {%- for indicator in weight.list %}
        {{ '+ ' if not loop.first }}case when {{ indicator.code }} = 0 then cast(1 as smallint) else cast(0 as smallint) end
        {%- endfor %} as failing_{{ number }}_{{ loop.index }}
        {%- endfor %}
        {%- endfor %}
    from located

),

scored as (

    select
        *,
        cast({{ of_its_framework(failing) }} as smallint) as indicators_failing,
        cast({{ of_its_framework(scores) }} as decimal(10, 9)) as deprivation_score
    from failing

),

final as (

    select
        household_key,
        house_key,
        survey_round,
        village_code,
        batch_id,
        member_count,
        head_sex,
        head_age,
        sampling_weight,
        {%- for code in indicator_codes() %}
        {{ code }},
        {%- endfor %}
        answers_missing,
        indicators_failing,
        deprivation_score,
        {{ of_its_framework(poor) }} as is_poor,
        is_residential_house,
        surveyed_on
    from scored

)

select * from final
