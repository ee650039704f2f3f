-- Gaps of the survey.

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
copy (from down_to_subdistrict('coverage_gap'))
to (getvariable('out') || '/open/coverage_gap.parquet') (format parquet, compression zstd);
