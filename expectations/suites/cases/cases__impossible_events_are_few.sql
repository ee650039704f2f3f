select
    survey_round,
    events_impossible + events_impossible_unlocated as "impossible events",
    coalesce(events, 0) as "other events"
from restricted__area_case_progress
left join (select
    survey_round,
    sum(events) as events
from audit__case
group by all) using (survey_round)
where area_level = 'nation' and "impossible events" > ${impossible_events_warning}
    * ("impossible events" + "other events")
