-- Per indicator of the list: its share of M0 in the round that the area shows, in hundredths of a per cent.
with figures as (
    select
        area_level,
        area_code,
        indicator.place as item,
        hundredths(contribution_share) as share
    from open.area_poverty_contribution
    inner join shown_round as round using (survey_round)
    inner join latest using (area_level, area_code)
    inner join shown_indicator as indicator using (indicator_code)
    where round.place = latest.place and not is_suppressed and contribution_share is not null
)

select area_level, area_code, to_json(list([item, share] order by share desc, item)) as part
from figures
group by all
