-- The largest areas of the nation without a survey in its last round.
select gap.area_level, gap.area_code, area.province_code, area.name_th, area.name_en, gap.houses_residential as houses
from open.coverage_gap as gap
inner join shown_area as area using (area_level, area_code)
inner join shown_round as round using (survey_round)
where gap.area_level = 'subdistrict' and not gap.is_suppressed
    and round.place = (select place from latest where area_level = 'nation')
order by gap.gap_rank
limit {gaps}
