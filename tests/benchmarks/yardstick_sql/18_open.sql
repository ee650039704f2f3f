-- The open zone: the restricted tables down to a level, without a few columns, and without the figures of only a few.
-- Reading the rows back is half the work of computing them again.

create macro exact(name) as table
from read_parquet(getvariable('out') || '/restricted/' || name || '.parquet');

create macro down_to_subdistrict(name) as table
from exact(name) where area_level <> 'village';

-- Without local administrations, which are as small as subdistricts.
create macro down_to_district(name) as table
from exact(name) where area_level in ('nation', 'region', 'pilot_group', 'province', 'district');

create macro down_to_province(name) as table
from exact(name) where area_level in ('nation', 'region', 'pilot_group', 'province');

create macro weeks(days) as 7 * (days / 7)::decimal(38, 12)::decimal(38, 0)::double;

create macro two_decimals(figure) as figure::decimal(38, 12)::decimal(38, 2)::double;

copy (from down_to_subdistrict('area_indicator'))
to (getvariable('out') || '/open/area_indicator.parquet') (format parquet, compression zstd);

copy (from down_to_subdistrict('area_sdg_target'))
to (getvariable('out') || '/open/area_sdg_target.parquet') (format parquet, compression zstd);

copy (from down_to_subdistrict('area_sdg_goal'))
to (getvariable('out') || '/open/area_sdg_goal.parquet') (format parquet, compression zstd);

copy (from down_to_subdistrict('practice_effect'))
to (getvariable('out') || '/open/practice_effect.parquet') (format parquet, compression zstd);

copy (from down_to_subdistrict('area_network'))
to (getvariable('out') || '/open/area_network.parquet') (format parquet, compression zstd);

copy (from down_to_district('area_target_path'))
to (getvariable('out') || '/open/area_target_path.parquet') (format parquet, compression zstd);

copy (from down_to_district('area_indicator_change'))
to (getvariable('out') || '/open/area_indicator_change.parquet') (format parquet, compression zstd);

copy (from down_to_district('area_goal_change'))
to (getvariable('out') || '/open/area_goal_change.parquet') (format parquet, compression zstd);

copy (from down_to_province('area_indicator_breakdown'))
to (getvariable('out') || '/open/area_indicator_breakdown.parquet') (format parquet, compression zstd);

copy (
    select * replace (
        if(area_level = 'village', null, longitude::decimal(38, 12)::decimal(38, 3)::double) as longitude,
        if(area_level = 'village', null, latitude::decimal(38, 12)::decimal(38, 3)::double) as latitude
    )
    from exact('dim_area')
) to (getvariable('out') || '/open/dim_area.parquet') (format parquet, compression zstd);

copy (
    select * replace (
        if(houses_residential < 10, null, houses_surveyed) as houses_surveyed,
        if(houses_residential < 10, null, houses_not_surveyed) as houses_not_surveyed,
        if(houses_residential < 10, null, houses_never_surveyed) as houses_never_surveyed,
        if(houses_residential < 10, null, houses_with_several_households) as houses_with_several_households,
        if(houses_residential < 10, null, houses_municipal_surveyed) as houses_municipal_surveyed,
        if(houses_residential < 10, null, houses_rural_surveyed) as houses_rural_surveyed,
        if(houses_residential < 10, null, households_surveyed) as households_surveyed,
        if(houses_residential < 10, null, members_surveyed) as members_surveyed,
        if(houses_residential < 10, null, coverage_rate) as coverage_rate,
        if(houses_residential < 10, null, municipal_coverage_rate) as municipal_coverage_rate,
        if(houses_residential < 10, null, rural_coverage_rate) as rural_coverage_rate
    )
    from down_to_subdistrict('area_coverage')
) to (getvariable('out') || '/open/area_coverage.parquet') (format parquet, compression zstd);

copy (
    select * replace (
        if(houses_residential < 10, null, houses_residential) as houses_residential,
        if(houses_residential < 10, null, houses_never_surveyed) as houses_never_surveyed,
        houses_residential < 10 as is_suppressed
    )
    from down_to_subdistrict('coverage_gap')
) to (getvariable('out') || '/open/coverage_gap.parquet') (format parquet, compression zstd);

copy (
    select * exclude (deprivation_sum, deprivation_sum_weighted) replace (
        if(households_poor < 10, null, two_decimals(intensity)) as intensity,
        if(households_poor < 10, null, adjusted_headcount_ratio) as adjusted_headcount_ratio
    )
    from down_to_subdistrict('area_poverty')
) to (getvariable('out') || '/open/area_poverty.parquet') (format parquet, compression zstd);

copy (
    select * exclude (deprivation_sum, deprivation_sum_weighted) replace (
        if(households_poor < 10, null, two_decimals(intensity)) as intensity,
        if(households_poor < 10, null, adjusted_headcount_ratio) as adjusted_headcount_ratio
    )
    from down_to_province('area_poverty_breakdown')
) to (getvariable('out') || '/open/area_poverty_breakdown.parquet') (format parquet, compression zstd);

copy (
    select * exclude (deprivation_sum, deprivation_sum_weighted) replace (
        if(households_poor < 20, null, households_poor) as households_poor,
        if(households_poor < 20, null, members_poor) as members_poor,
        if(households_poor < 20, null, members_poor_weighted) as members_poor_weighted,
        if(households_poor < 20, null, headcount_ratio) as headcount_ratio,
        if(households_poor < 20, null, two_decimals(intensity)) as intensity,
        if(households_poor < 20, null, adjusted_headcount_ratio) as adjusted_headcount_ratio,
        households_poor < 20 as is_suppressed
    )
    from down_to_district('area_poverty_sensitivity')
) to (getvariable('out') || '/open/area_poverty_sensitivity.parquet') (format parquet, compression zstd);

copy (
    select figures.* replace (
        if(households_poor < 20, null, members_failing) as members_failing,
        if(households_poor < 20, null, members_poor) as members_poor,
        if(households_poor < 20, null, members_poor_failing) as members_poor_failing,
        if(households_poor < 20, null, members_failing_weighted) as members_failing_weighted,
        if(households_poor < 20, null, members_poor_weighted) as members_poor_weighted,
        if(households_poor < 20, null, members_poor_failing_weighted) as members_poor_failing_weighted,
        if(households_poor < 20, null, uncensored_headcount_ratio) as uncensored_headcount_ratio,
        if(households_poor < 20, null, censored_headcount_ratio) as censored_headcount_ratio,
        if(households_poor < 20, null, contribution) as contribution,
        if(households_poor < 20, null, contribution_share) as contribution_share,
        households_poor < 20 as is_suppressed
    )
    from down_to_district('area_poverty_contribution') as figures
    join (select survey_round, area_level, area_code, households_poor from exact('area_poverty'))
    using (survey_round, area_level, area_code)
) to (getvariable('out') || '/open/area_poverty_contribution.parquet') (format parquet, compression zstd);

copy (
    select figures.* exclude (households_poor, is_few) replace (
        if(is_few, null, estimate) as estimate,
        if(is_few, null, standard_error) as standard_error,
        if(is_few, null, confidence_low) as confidence_low,
        if(is_few, null, confidence_high) as confidence_high,
        is_few as is_suppressed
    )
    from (
        select *, measure = 'intensity' or (measure = 'adjusted_headcount_ratio' and households_poor < 10) as is_few
        from down_to_district('area_estimate_error')
        join (select survey_round, area_level, area_code, households_poor from exact('area_poverty'))
        using (survey_round, area_level, area_code)
    ) as figures
) to (getvariable('out') || '/open/area_estimate_error.parquet') (format parquet, compression zstd);

copy (
    select * replace (
        if(cases_found < 10, null, solved_rate) as solved_rate,
        if(cases_found - cases_not_started < 10, null, weeks(median_days_to_first_action))
            as median_days_to_first_action,
        if(cases_solved < 10, null, weeks(median_days_to_solution))
            as median_days_to_solution
    )
    from down_to_subdistrict('area_case_progress')
) to (getvariable('out') || '/open/area_case_progress.parquet') (format parquet, compression zstd);

create macro class_of(count) as case
    when count = 0 then 'none'
    else (
        select coalesce(max(words) filter (count between low and high), '1000 or more')
        from (
            values (1, 2, 'fewer than 3'), (3, 9, '3 to 9'), (10, 29, '10 to 29'), (30, 99, '30 to 99'),
            (100, 299, '100 to 299'), (300, 999, '300 to 999')
        ) as class (low, high, words)
    )
end;

copy (
    select * exclude (severity_sum, severity, ranked_in) replace (
        format(
            '{} open cases, {} of them open for more than half a year; {}',
            class_of(cases_open),
            class_of(cases_open_over_180_days),
            case sign(cases_found - cases_found_before)
                when 1 then 'more found than in the round before'
                when 0 then 'as many found as in the round before'
                when -1 then 'fewer found than in the round before'
                else 'no earlier round to compare with'
            end
        ) as reason,
        count(*) over everyone + 1 - row_number() over (
            everyone
            order by
                cases_open + greatest(coalesce(cases_found - cases_found_before, 0), 0),
                cases_open,
                cases_open_over_180_days,
                area_code desc,
                indicator_code desc
        ) as priority_rank,
        count(*) over everyone as ranked_among,
        (cases_open + greatest(coalesce(cases_found - cases_found_before, 0), 0))::decimal(38, 9) as priority_score
    )
    from (
        select *, if(indicator_code = 'all', 'all', area_code) as ranked_in
        from down_to_subdistrict('area_priority') where cases_open >= 3
    )
    window everyone as (partition by survey_round, area_level, ranked_in)
) to (getvariable('out') || '/open/area_priority.parquet') (format parquet, compression zstd);

copy (
    from poverty_changes(
        'open',
        'area_poverty',
        'survey_round, area_level, area_code, previous_survey_round, now.households, '
        || 'earlier.households as previous_households, now.members, earlier.members as previous_members, '
        || changes_of('headcount_ratio') || changes_of('intensity') || changes_of('adjusted_headcount_ratio')
        || 'years_between, is_same_framework, false as is_suppressed'
    )
    where area_level in ('nation', 'region', 'pilot_group', 'province', 'district')
) to (getvariable('out') || '/open/area_poverty_change.parquet') (format parquet, compression zstd);
copy (
    from poverty_changes(
        'open',
        'area_poverty_contribution',
        'survey_round, area_level, area_code, indicator_code, previous_survey_round, now.members_poor_failing, '
        || 'earlier.members_poor_failing as previous_members_poor_failing, ' || changes_of('censored_headcount_ratio')
        || 'years_between, is_same_framework, now.is_suppressed or earlier.is_suppressed as is_suppressed'
    )
) to (getvariable('out') || '/open/area_poverty_contribution_change.parquet') (format parquet, compression zstd);
