select
    survey_round,
    area_level,
    area_code,
    indicator_code,
    reason
from open__area_priority
where regexp_matches(
        regexp_replace(
            reason, '\b(fewer than 3|3 to 9|10 to 29|30 to 99|100 to 299|300 to 999|1000 or more)\b', '', 'g'
        ),
        '[0-9๐-๙]'
    )
