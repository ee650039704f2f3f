with wanted as (
    select
        zone,
        survey_round,
        area_level,
        area_code
    from audit__area_of_each_round
    where survey_round ${rounds}
        and (
            zone = 'restricted'
            or area_level in (${always_open_levels})
            or (
                area_level in (${open_levels})
                and survey_round not in (select survey_round from audit__provisional)
            )
        )
        and (zone = 'restricted' or ${open_rounds})
),

item as (
    select
        survey_round,
        count(*) as rows,
        bit_xor(hash(item)) as fingerprint
    from audit__item
    where table_name = '${name}'
    group by all
),

compared as (
    select
        zone,
        survey_round,
        area_level,
        area_code,
        coalesce(found.rows, 0) as rows_found,
        case when wanted.wanted_zone is null then 0 else coalesce(item.rows, 0) end as rows_wanted,
        coalesce(found.fingerprint = item.fingerprint, found.fingerprint is null and item.fingerprint is null)
            as is_one_of_each
    from (
        select
            *,
            zone as wanted_zone
        from wanted
    ) as wanted
    full join ${area_rows} as found using (zone, survey_round, area_level, area_code)
    left join item using (survey_round)
)

select
    survey_round,
    area_level,
    area_code,
    zone,
    rows_found as rows,
    rows_wanted as expected
from compared
where (rows_found <> rows_wanted or not is_one_of_each)
    and coalesce(survey_round, '') not in (
        select survey_round from audit__round_without_list
        where ${is_of_indicators}
    )
