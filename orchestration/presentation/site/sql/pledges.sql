select
    'province' as area_level,
    province_code as area_code,
    to_json(
        list(
            {{
                'title': title,
                'indicator': indicator_code,
                'goal': goal,
                'status': status,
                'from': if(is_suppressed, null, baseline_value),
                'to': if(is_suppressed, null, target_value),
                'now': if(is_suppressed, null, latest_value),
                'done': if(is_suppressed, null, progress_share),
                'expected': if(is_suppressed, null, expected_share),
                'since': strftime(baseline_on, '%Y-%m-%d'),
                'due': strftime(due_on, '%Y-%m-%d')
            }}
            order by due_on, pledge_id
        )
    ) as part
from open.pledge_progress
where pledge_id is not null
group by all
