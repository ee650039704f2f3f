-- Of the last round with cases up to the one that the area shows: agencies in the order of their open cases, each with
-- its cases found, open, open over 90 and over 180 days, solved, and the days to the solution.
with figures as (
    select agencies.*
    from open.area_case_agency as agencies
    inner join shown_round as round using (survey_round)
    inner join latest using (area_level, area_code)
    where round.place <= latest.place and not is_suppressed
    qualify dense_rank() over (partition by area_level, area_code order by round.place desc) = 1
)

select
    area_level,
    area_code,
    to_json(
        list(
            json_array(
                agency,
                cases_found,
                cases_open,
                cases_open_over_90_days,
                cases_open_over_180_days,
                cases_solved,
                cast(round(median_days_to_solution) as bigint)
            )
            order by cases_open desc, cases_found desc, agency
        )
    ) as part
from figures
where agency <> 'total'
group by all
