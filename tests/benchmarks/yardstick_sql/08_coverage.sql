-- Coverage of areas, and gaps of the survey.

create temp view area_coverage as
select
    survey_round,
    area_level,
    area_code,
    houses_registered,
    houses_residential,
    houses_institutional,
    houses_government,
    houses_temple,
    houses_mosque,
    houses_other_religious,
    houses_health_station,
    houses_school,
    houses_other,
    houses_surveyed,
    houses_residential - houses_surveyed as houses_not_surveyed,
    houses_residential - houses_known as houses_never_surveyed,
    houses_shared as houses_with_several_households,
    houses_of_known_type - houses_rural as houses_municipal,
    houses_rural,
    houses_residential - houses_of_known_type as houses_settlement_unknown,
    houses_of_known_type_surveyed - houses_rural_surveyed as houses_municipal_surveyed,
    houses_rural_surveyed,
    households_surveyed,
    members_surveyed,
    if(area_level = 'nation', households_unmatched, null) as households_unmatched,
    houses_official,
    houses_registered - houses_official as houses_official_difference,
    rate(houses_surveyed, houses_residential) as coverage_rate,
    rate(houses_municipal_surveyed, houses_municipal) as municipal_coverage_rate,
    rate(houses_rural_surveyed, houses_rural) as rural_coverage_rate
from area_figures
join survey_round using (survey_round)
left join (
    select
        area_level,
        coalesce(former_area.area_code, total.area_code) as area_code,
        year_be::integer as year_be,
        houses_official::bigint as houses_official
    from optional_feed(
        'register_control_totals_files', ['area_level', 'area_code', 'year_be', 'houses_official']
    ) as total
    left join former_area on total.area_code = former_area_code
) using (area_level, area_code, year_be);

copy area_coverage to (getvariable('out') || '/restricted/area_coverage.parquet') (format parquet, compression zstd);

create temp view coverage_gap as
with unsurveyed as (
    from area_coverage where houses_residential > 0 and households_surveyed = 0
)
select
    survey_round,
    area_level,
    area_code,
    rank() over (level order by houses_residential desc, houses_never_surveyed desc, area_code) as gap_rank,
    count(*) over level as ranked_among,
    houses_residential,
    houses_never_surveyed,
    false as is_suppressed
from unsurveyed
window level as (partition by survey_round, area_level);

copy coverage_gap to (getvariable('out') || '/restricted/coverage_gap.parquet') (format parquet, compression zstd);
