select
    practice_id,
    area_level,
    area_code,
    practice.areas_compared,
    recount.areas_compared as "areas recounted",
    median_failing_rate_change,
    recount.median_change as "median recounted",
    failing_rate,
    recount.latest as "rate by the tables of areas"
from ${table} as practice left join ${comparisons} as recount using (practice_id)
where practice.areas_compared is distinct from coalesce(recount.areas_compared, 0)
    or not (
        (practice.median_failing_rate_change is null and recount.median_change is null)
        or coalesce(abs(practice.median_failing_rate_change - (recount.median_change)) <= ${rate_tolerance}, false)
    )
    or not (
        (practice.failing_rate is null and recount.latest is null)
        or coalesce(abs(practice.failing_rate - (recount.latest)) <= ${rate_tolerance}, false)
    )
    or not (
        (practice.baseline_failing_rate is null and recount.baseline is null)
        or coalesce(abs(practice.baseline_failing_rate - (recount.baseline)) <= ${rate_tolerance}, false)
    )
