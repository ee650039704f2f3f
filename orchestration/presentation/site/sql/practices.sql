-- Registered practices, and improvements without one (candidates), the largest first.
with registered as (
    select
        area_level,
        area_code,
        0 as is_candidate,
        row_number() over (partition by area_level, area_code order by practice_id) as place,
        {{
            'title': title,
            'indicator': indicator_code,
            'goal': goal,
            'target': sdg_target,
            'status': status,
            'from': if(is_suppressed, null, failing_rate - failing_rate_change),
            'now': if(is_suppressed, null, failing_rate),
            'effect': if(is_suppressed, null, effect),
            'among': if(is_suppressed, null, areas_compared)
        }} as entry
    from open.practice_effect
),

candidates as (
    select
        area_level,
        area_code,
        1 as is_candidate,
        row_number() over (partition by area_level, area_code order by effect, indicator_code) as place,
        {{
            'title': null,
            'indicator': indicator_code,
            'goal': null,
            'target': null,
            'status': 'candidate',
            'from': baseline_failing_rate,
            'now': failing_rate,
            'effect': effect,
            'among': areas_compared
        }} as entry
    from open.practice_candidate
    where not is_suppressed
)

select area_level, area_code, to_json(list(entry order by is_candidate, place)) as part
from (select * from registered union all select * from candidates)
where place <= {practices}
group by all
