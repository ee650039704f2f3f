-- Per round: people who are poor, people, H and A in hundredths of a per cent, M0 in hundred-thousandths, and
-- households. -1 is withheld, in place of A and M0 of few poor households, or of the whole list.
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
                    coalesce(hundredths(intensity), case when members_poor > 0 then -1 end),
                    coalesce(
                        cast(floor(100000 * adjusted_headcount_ratio + 1e-6) as bigint),
                        case when headcount_ratio is not null then -1 end
                    ),
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
