with shown as (
    select * from ${table}
    where survey_round in (select survey_round from audit__other_breakdowns)
),

earlier as (
    select * from ${earlier}
    where survey_round in (select survey_round from audit__other_breakdowns)
)

select
    survey_round,
    area_level,
    area_code,
    disaggregation,
    category,
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
    disaggregation,
    category,
    'missing'
from (
    select * from earlier
    except all
    select * from shown
)
