-- The open zone: practices, by its own figures.

copy (
    from practice_effect('open') where area_level <> 'village'
) to (getvariable('out') || '/open/practice_effect.parquet') (format parquet, compression zstd);

create temp table alike as
with pair as (
    select max(survey_round) as now, max(survey_round) filter (survey_round < latest) as before
    from survey_round cross join (select max(survey_round) as latest from survey_round)
),
change as (
    select
        now.survey_round,
        area_level,
        area_code,
        indicator_code,
        before.survey_round as baseline_round,
        region_code,
        (10 * (rank() over (partition by area_level, indicator_code order by before.failing_rate) - 1))
            // count(*) over (partition by area_level, indicator_code) as decile,
        now.households_applicable,
        now.households_failing,
        before.households_applicable as baseline_households_applicable,
        before.households_failing as baseline_households_failing,
        now.households_applicable_weighted,
        now.households_failing_weighted,
        before.households_applicable_weighted as baseline_households_applicable_weighted,
        before.households_failing_weighted as baseline_households_failing_weighted,
        now.failing_rate,
        before.failing_rate as baseline_failing_rate,
        now.failing_rate - before.failing_rate as change
    from published('open', 'area_indicator') as now
    join published('open', 'area_indicator') as before
        using (area_level, area_code, indicator_code)
    join pair on pair.now = now.survey_round and pair.before = before.survey_round
    join area_region using (area_level, area_code)
    where now.households_applicable >= 20 and before.households_applicable >= 20 and area_level <> 'region'
)
select *, median(change) over same as median_change, count(*) over same - 1 as areas_compared
from change
where not exists (
    from practice_items
    where practice_items.area_level = change.area_level and practice_items.area_code = change.area_code
        and list_contains(indicators, change.indicator_code)
)
window same as (partition by area_level, indicator_code, region_code, decile);

create temp view practice_candidate as
select
    survey_round,
    area_level,
    area_code,
    indicator_code,
    baseline_round,
    decile::integer as baseline_decile,
    households_applicable,
    households_failing,
    baseline_households_applicable,
    baseline_households_failing,
    households_applicable_weighted,
    households_failing_weighted,
    baseline_households_applicable_weighted,
    baseline_households_failing_weighted,
    areas_compared,
    row_number() over (partition by area_level, indicator_code order by effect, area_code) as candidate_rank,
    failing_rate,
    baseline_failing_rate,
    change as failing_rate_change,
    median_change as median_failing_rate_change,
    effect,
    deviations,
    false as is_suppressed
from (
    select *, effect / nullif(1.4826 * median(abs(effect)) over same, 0) as deviations
    from (select *, change - median_change as effect from alike where areas_compared >= 5)
    window same as (partition by area_level, indicator_code, region_code, decile)
)
where change < 0 and round(deviations, 9) <= -3;

copy practice_candidate
to (getvariable('out') || '/open/practice_candidate.parquet') (format parquet, compression zstd);
