with wanted as (
    select
        area.zone,
        survey_round,
        listed.item,
        count(*) as areas
    from audit__area_of_each_round as area
    join audit__item as listed using (survey_round)
    where listed.table_name = '${name}' and survey_round ${rounds}
        and (
            area.zone = 'restricted'
            or area_level in (${always_open_levels})
            or (
                area_level in (${open_levels})
                and survey_round not in (select survey_round from audit__provisional)
            )
        )
        and (area.zone = 'restricted' or ${open_rounds})
    group by all
)

select
    survey_round,
    item as ${item},
    zone,
    coalesce(found.rows, 0) as rows,
    coalesce(wanted.areas, 0) as areas
from wanted
full join ${item_rows} as found using (zone, survey_round, item)
where found.rows is distinct from wanted.areas
    and coalesce(survey_round, '') not in (
        select survey_round from audit__round_without_list
        where ${is_of_indicators}
    )
