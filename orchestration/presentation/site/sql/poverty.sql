-- Per round: people who are poor, people, H and A in hundredths of a per cent, M0 in hundred-thousandths, and
-- households. -1 in place of the list is withheld.
with figures as (
    select
        area_level,
        area_code,
        round.place as place,
        case
            when is_suppressed then [-1]
            when households > 0
                then [
                    cast(round(members_poor_weighted) as bigint),
                    cast(round(members_weighted) as bigint),
                    hundredths(headcount_ratio),
                    hundredths(intensity),
                    cast(floor(100000 * adjusted_headcount_ratio + 1e-6) as bigint),
                    cast(round(households_weighted) as bigint)
                ]
        end as cell
    from open.area_poverty
    inner join shown_round as round using (survey_round)
)

select area_level, area_code, to_json([{cells}]) as part
from figures
group by all
having count(cell) > 0
