with cases as (

    select
        survey_round,
        coalesce(agency, 'unknown') as delivered_agency
    from {{ ref('fct_case') }}
    where village_code is not null

),

counted as (

    select
        survey_round,
        delivered_agency,
        -- The words of the table name no agency.
        delivered_agency = 'unknown' as is_unknown,
        length(delivered_agency) <= {{ var('agency_longest_name') }}
        and delivered_agency not in ('total', 'other', 'unknown') as is_name,
        count(*) as cases
    from cases
    group by survey_round, delivered_agency

),

numbered as (

    select
        *,
        row_number() over (
            partition by survey_round, is_name
            order by cases desc, delivered_agency asc
        ) as number_in_round
    from counted

),

final as (

    select
        survey_round,
        delivered_agency,
        case
            when is_unknown then 'unknown'
            when
                is_name
                and cases >= {{ var('agency_fewest_cases') }}
                and number_in_round <= {{ var('agencies_most') }}
                then delivered_agency
            else 'other'
        end as agency,
        cast(cases as bigint) as cases
    from numbered

)

select * from final
