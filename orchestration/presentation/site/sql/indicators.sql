-- Per indicator of the list: households failing and applicable in the round that the area shows, whether they are few,
-- and the failing rate of every round in hundredths of a per cent. -1 is withheld; null does not apply.
with figures as (
    select
        area_level,
        area_code,
        indicator.place as item,
        round.place as place,
        round.place = latest.place and not is_suppressed as is_shown,
        households_applicable < {few} as is_few,
        cast(round(households_failing_weighted) as bigint) as failing,
        cast(round(households_applicable_weighted) as bigint) as applicable,
        case when is_suppressed then -1 else hundredths(failing_rate) end as rate
    from open.area_indicator
    inner join shown_round as round using (survey_round)
    inner join shown_indicator as indicator using (indicator_code)
    inner join latest using (area_level, area_code)
),

cells as (
    select
        area_level,
        area_code,
        item,
        [
            max(failing) filter (where is_shown),
            max(applicable) filter (where is_shown),
            max(cast(is_few as bigint)) filter (where is_shown),
            {rates}
        ] as cell
    from figures
    group by all
),

padded as (
    select
        latest.area_level,
        latest.area_code,
        indicator.place as item,
        if(len(list_filter(cell, lambda figure: figure is not null)) > 0, cell, null) as cell
    from latest
    cross join shown_indicator as indicator
    left join cells
        on latest.area_level = cells.area_level and latest.area_code = cells.area_code and indicator.place = cells.item
)

select area_level, area_code, to_json(list(cell order by item)) as part
from padded
group by all
having count(cell) > 0
