-- Per round: houses registered, residential, surveyed, not surveyed, never surveyed; households surveyed;
-- coverage in hundredths of a per cent, of all, of municipal and of rural houses.
with figures as (
    select
        area_level,
        area_code,
        round.place as place,
        [
            houses_registered,
            houses_residential,
            houses_surveyed,
            houses_not_surveyed,
            houses_never_surveyed,
            households_surveyed,
            hundredths(coverage_rate),
            hundredths(municipal_coverage_rate),
            hundredths(rural_coverage_rate)
        ] as cell
    from open.area_coverage
    inner join shown_round as round using (survey_round)
)

select area_level, area_code, to_json([{cells}]) as part
from figures
group by all
