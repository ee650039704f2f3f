-- No part is larger than its whole; what is the whole is recounted too, but for kinds of households.
with compared as (
    select
        open.survey_round,
        open.area_level,
        open.area_code,
        recounted.item,
        recounted.category,
        open.${failing} as failing,
        least(recounted.households_failing, open.${applicable}) as recounted_failing,
        open.${members} as members,
        least(recounted.members_failing, open.${members_applicable}) as recounted_members,
        open.${applicable} as applicable,
        case when ${has_applicable} then recounted.households_applicable else open.${applicable} end
            as recounted_applicable
    from ${table} as open
    join audit__recounted as recounted
        on recounted.survey_round = open.survey_round
        and recounted.area_level = open.area_level
        and recounted.area_code = open.area_code
        and recounted.item = ${item}
        and recounted.disaggregation = ${disaggregation}
        and recounted.category = ${category}
    where not open.is_suppressed and open.${of_rounds}
)

select *
from compared
where (failing, members, applicable) is distinct from (recounted_failing, recounted_members, recounted_applicable)
