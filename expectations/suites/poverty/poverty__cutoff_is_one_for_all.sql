select
    survey_round,
    count(distinct poverty.cutoff_k) as cutoffs,
    count(*) filter (where poverty.cutoff_k is null) as absent,
    min(poverty.cutoff_k) as lowest,
    max(poverty.cutoff_k) as highest,
    any_value(listed.cutoff_k) as "k of the list"
from restricted__area_poverty as poverty
left join (
    select
        survey_round,
        max(cutoff_k) as cutoff_k
    from audit__round_indicator
    group by survey_round
) as listed using (survey_round)
group by survey_round
having (
    cutoffs = 1 and absent = 0 and lowest > 0 and highest <= 1
    and coalesce(lowest = "k of the list", true)
) is not true
