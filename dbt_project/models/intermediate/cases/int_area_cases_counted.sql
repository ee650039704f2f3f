{%- set measures = case_measures() -%}

with cases as (

    select
        cases.survey_round,
        cases.village_code,
        cases.indicator_code,
        agencies.agency,
        cases.status,
        cases.times_reopened,
        cases.days_open,
        cases.deprivation_score,
        {{ record_key('cases.household_key') }} as record_key
    from {{ ref('fct_case') }} as cases
    inner join {{ ref('int_case_agencies_counted') }} as agencies
        on cases.survey_round = agencies.survey_round
        and coalesce(cases.agency, 'unknown') = agencies.delivered_agency
    where cases.village_code is not null

),

villages as (

    select
        survey_round,
        village_code,
        case when grouping(indicator_code) = 1 then 'total' else indicator_code end as indicator_code,
        agency,
        {%- for count, condition in case_counts().items() %}
        count(case when {{ condition }} then 1 end) as {{ count }},
        {{ keys_of(condition) }} as {{ count }}_keys,
        {%- endfor %}
        cast(sum(case when status <> 'solved' then deprivation_score else 0 end) as decimal(38, 9)) as severity_sum
    from cases
    group by
        grouping sets (
            (survey_round, village_code),
            (survey_round, village_code, indicator_code),
            (survey_round, village_code, agency)
        )

),

parts as (

    select
        survey_round,
        village_code as part_code,
        indicator_code,
        agency,
        {%- for measure in measures %}
        {{ measure.name }}{{ ',' if not loop.last }}
        {%- endfor %}
    from villages

    union all

    select
        survey_round,
        substring(village_code, 1, 6) as part_code,
        indicator_code,
        agency,
        {%- for measure in measures %}
        {{ area_sum(measure) }} as {{ measure.name }}{{ ',' if not loop.last }}
        {%- endfor %}
    from villages
    group by survey_round, substring(village_code, 1, 6), indicator_code, agency

),

final as (

    select
        areas.survey_round,
        areas.area_level,
        areas.area_code,
        parts.indicator_code,
        parts.agency,
        {%- for measure in measures %}
        {{ area_sum(measure, 'parts') }} as {{ measure.name }}{{ ',' if not loop.last }}
        {%- endfor %}
    from parts
    inner join {{ ref('int_area_parts_joined') }} as areas
        on parts.survey_round = areas.survey_round
        and parts.part_code = areas.part_code
    group by areas.survey_round, areas.area_level, areas.area_code, parts.indicator_code, parts.agency

    union all

    select
        survey_round,
        'village' as area_level,
        village_code as area_code,
        indicator_code,
        agency,
        {%- for measure in measures %}
        {{ measure.name }}{{ ',' if not loop.last }}
        {%- endfor %}
    from villages

)

select * from final
