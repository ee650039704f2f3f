with shown as (
    select * from ${table}
    where survey_round in (select survey_round from ${others})
),

earlier as (
    select * from ${earlier}
    where survey_round in (select survey_round from ${others})
)

select
    survey_round,
    area_level,
    area_code,
    ${item},
    'drawn anew' as detail
from (
    select * from shown
    except all
    select * from earlier
)
union all
select
    survey_round,
    area_level,
    area_code,
    ${item},
    'missing'
from (
    select * from earlier
    except all
    select * from shown
)
