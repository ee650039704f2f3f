-- Of the last round with a ranking: place of the round, rank of the area in its level, areas ranked, then the first
-- indicators, each with its place in the list, open cases and those open for more than 180 days.
with figures as (
    select priority.*, round.place
    from open.area_priority as priority
    inner join shown_round as round using (survey_round)
    inner join latest using (area_level, area_code)
    where round.place <= latest.place and not is_suppressed
    qualify dense_rank() over (partition by area_level, area_code order by round.place desc) = 1
)

select
    area_level,
    area_code,
    to_json(
        list_concat(
            [[
                max(figures.place),
                max(priority_rank) filter (where indicator_code = 'total'),
                max(ranked_among) filter (where indicator_code = 'total')
            ]],
            coalesce(
                list([indicator.place, cases_open, cases_open_over_180_days] order by priority_rank)
                filter (where indicator.place is not null and priority_rank <= {priorities}),
                []
            )
        )
    ) as part
from figures
left join shown_indicator as indicator using (indicator_code)
group by all
