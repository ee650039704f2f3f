-- By kind of household, of the round that the area shows: disaggregation, category, and per indicator households
-- failing, applicable, and the failing rate in hundredths of a per cent. -1 is withheld.
with figures as (
    select
        area_level,
        area_code,
        disaggregation,
        category,
        indicator.place as item,
        case
            when is_suppressed then [-1]
            when households_applicable > 0
                then [
                    cast(round(households_failing_weighted) as bigint),
                    cast(round(households_applicable_weighted) as bigint),
                    hundredths(failing_rate)
                ]
        end as cell
    from open.area_indicator_breakdown
    inner join shown_round as round using (survey_round)
    inner join shown_indicator as indicator using (indicator_code)
    inner join latest using (area_level, area_code)
    where round.place = latest.place and disaggregation <> 'total' and disaggregation_status <> 'not_available'
),

categories as (
    select
        area_level,
        area_code,
        disaggregation,
        category,
        map_from_entries(list((item, cell))) as cells
    from figures
    group by all
)

select
    area_level,
    area_code,
    to_json(
        list(
            {{
                'by': disaggregation,
                'is': category,
                'f': list_transform(range({indicators}), lambda place: cells[place])
            }}
            order by disaggregation, category
        )
    ) as part
from categories
group by all
