select distinct
    survey_round,
    indicator_code,
    part.dimension,
    part.weight,
    listed.dimension as "dimension in dim_indicator",
    listed.weight as "weight in dim_indicator"
from restricted__area_poverty_contribution as part
left join audit__round_indicator as listed using (survey_round, indicator_code)
where (part.dimension is distinct from listed.dimension or part.weight is distinct from listed.weight)
    and coalesce(survey_round, '') not in (select survey_round from audit__round_without_list)
