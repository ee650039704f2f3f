select
    survey_round,
    area_level,
    area_code,
    indicator_code,
    candidate.effect,
    recount.effect as "effect recounted",
    candidate.areas_compared,
    recount.areas_compared as "areas recounted"
from open__practice_candidate as candidate
full join audit__practice_candidate as recount using (survey_round, area_level, area_code, indicator_code)
where candidate.areas_compared is distinct from recount.areas_compared
    or not (
        (candidate.effect is null and recount.effect is null)
        or coalesce(abs(candidate.effect - (recount.effect)) <= ${rate_tolerance}, false)
    )
    or not (
        (candidate.failing_rate_change is null and recount.change is null)
        or coalesce(abs(candidate.failing_rate_change - (recount.change)) <= ${rate_tolerance}, false)
    )
