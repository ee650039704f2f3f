-- By kind of household, of the round that the area shows: disaggregation, category, poor people, people, H in
-- hundredths of a per cent. Null figures are withheld.
select
    area_level,
    area_code,
    to_json(
        list(
            {{
                'by': disaggregation,
                'is': category,
                'f': if(is_suppressed, null, [
                    cast(round(members_poor_weighted) as bigint),
                    cast(round(members_weighted) as bigint),
                    hundredths(headcount_ratio)
                ])
            }}
            order by disaggregation, category
        )
    ) as part
from open.area_poverty_breakdown
inner join shown_round as round using (survey_round)
inner join latest using (area_level, area_code)
where round.place = latest.place and disaggregation <> 'total' and disaggregation_status <> 'not_available'
group by all
