with counted as (

    select * from {{ ref('int_area_cases_counted') }}
    where
        {{ is_of_open_zone('area_case_progress') }}
        and (agency is null or {{ is_of_open_zone('area_case_agency') }})

),

by_count as (

    select
        survey_round,
        area_level,
        area_code,
        indicator_code,
        agency,
        counted_as,
        cases,
        record_keys
    from counted
    unpivot (
        (cases, record_keys) for counted_as in (
            {%- for count in case_counts() %}
            ({{ count }}, {{ count }}_keys) as {{ count }}{{ ',' if not loop.last }}
            {%- endfor %}
        )
    )

),

-- All indicators together were once called all: under another word, a vintage that readers have would get new noise.
salted as (

    select
        by_count.*,
        case when by_count.indicator_code = 'total' then 'all' else by_count.indicator_code end as item,
        salts.round_salt
    from by_count
    left join {{ ref('int_round_salts_summed') }} as salts on by_count.survey_round = salts.survey_round

),

keyed as (

    select
        *,
        {{ cell('record_keys', 'item', category="case when agency is not null then 'agency|' || agency end") }} as case_cell
    from salted

),

perturbed as (

    select
        keyed.survey_round,
        keyed.area_level,
        keyed.area_code,
        keyed.indicator_code,
        keyed.agency,
        keyed.counted_as,
        {{ perturbed('keyed.cases', 'perturbation') }} as cases
    from keyed
    inner join {{ ref('perturbation') }} as perturbation
        on {{ has_noise('perturbation', 'keyed.cases', 'keyed.case_cell') }}

),

wide as (

    select
        survey_round,
        area_level,
        area_code,
        indicator_code,
        agency
        {%- for count in case_counts() %},
        max(case when counted_as = '{{ count }}' then cases end) as {{ count }}
        {%- endfor %}
    from perturbed
    group by survey_round, area_level, area_code, indicator_code, agency

),

-- No part is larger than its whole.
final as (

    select
        survey_round,
        area_level,
        area_code,
        indicator_code,
        agency,
        cases_found
        {%- for count in case_counts() if count != 'cases_found' %},
        least({{ count }}, {{ 'cases_open, ' if 'open_over' in count }}cases_found) as {{ count }}
        {%- endfor %}
    from wide

)

select * from final
