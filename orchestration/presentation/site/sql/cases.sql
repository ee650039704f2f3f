-- The last round with cases up to the one that the area shows: found, not started, in progress, referred, self-solving,
-- solved, open, re-opened, open over 90 and over 180 days; days to the first action and to the solution; place of the
-- round; day of the count; the share that is solved in hundredths of a per cent.
select
    area_level,
    area_code,
    to_json(
        [
            cases_found,
            cases_not_started,
            cases_in_progress,
            cases_referred,
            cases_self_solving,
            cases_solved,
            cases_open,
            cases_reopened,
            cases_open_over_90_days,
            cases_open_over_180_days,
            cast(round(median_days_to_first_action) as bigint),
            cast(round(median_days_to_solution) as bigint),
            round.place,
            cast(strftime(as_of_on, '%Y%m%d') as bigint),
            hundredths(solved_rate)
        ]
    ) as part
from open.area_case_progress
inner join shown_round as round using (survey_round)
inner join latest using (area_level, area_code)
where round.place <= latest.place and not is_suppressed and cases_found > 0
qualify row_number() over (partition by area_level, area_code order by round.place desc) = 1
