-- The open zone: poverty by area and by kind of household, at other cut-offs, what makes it up, and its errors.

-- Sum of deprivation scores: 0.3 for every member of the noise, and up to 2.6 more or less, for as many as they represent.
create macro perturbed_deprivation(deprivation, members, members_weighted, members_shown, in_cell) as
    if(
        members = 0,
        0,
        deprivation::varchar::double
        + (3 * (members_shown - members) + in_cell % 27 + in_cell // 19683 % 27 - 26)::double / 10 * (members_weighted::double / members)
    );

create macro within(figure, low, high) as least(greatest(figure, low), high);

-- Of exact figures of poverty (a table, with the salts of its rows and their k) what the open zone shows.
create macro open_poverty_of(exact_poverty) as table
with celled as (
    select
        *,
        cell(surveyed_keys, concat_ws('|', 'dropped', salts)) as cell_dropped,
        cell(poor_keys, concat_ws('|', 'poor', salts)) as cell_poor
    from query_table(exact_poverty)
),
noised as (
    select
        *,
        perturbed(households_dropped, cell_dropped) as dropped_shown,
        perturbed(households_poor, cell_poor) as poor_shown
    from celled
),
dropping as (
    select
        *,
        least(dropped_shown, households_surveyed) as dropped,
        least(perturbed_members(members_dropped, dropped_shown, cell_dropped), members_surveyed)
            as people_dropped,
        households_surveyed - dropped as households,
        greatest(households, members_surveyed - people_dropped) as members
    from noised
),
poor as (
    select
        *,
        least(poor_shown, households) as poor,
        least(perturbed_members(members_poor, poor_shown, cell_poor), members) as people_poor,
        weighted(
            (households_surveyed_weighted - households_dropped_weighted)::decimal(18, 6),
            households_surveyed - households_dropped,
            households
        ) as households_weighted,
        weighted(
            (members_surveyed_weighted - members_dropped_weighted)::decimal(18, 6),
            members_surveyed - members_dropped,
            members
        ) as members_weighted,
        weighted(households_poor_weighted::decimal(18, 6), households_poor, poor) as poor_weighted,
        weighted(members_poor_weighted::decimal(18, 6), members_poor, people_poor) as people_poor_weighted
    from dropping
),
deprived as (
    select
        *,
        within(
            perturbed_deprivation(
                deprivation_sum_weighted, members_poor, members_poor_weighted::decimal(18, 6), people_poor, cell_poor
            ),
            cutoff_k * people_poor_weighted::double,
            people_poor_weighted::double
        ) as deprivation_weighted
    from poor
)
select
    survey_round,
    area_level,
    area_code,
    disaggregation,
    category,
    disaggregation_status,
    households,
    members,
    dropped as households_dropped,
    people_dropped as members_dropped,
    poor as households_poor,
    people_poor as members_poor,
    households_weighted,
    members_weighted,
    poor_weighted as households_poor_weighted,
    people_poor_weighted as members_poor_weighted,
    rate(people_poor_weighted::double, members_weighted) as headcount_ratio,
    if(poor < 10, null, two_decimals(deprivation_weighted / nullif(people_poor_weighted::double, 0))) as intensity,
    if(poor < 10, null, deprivation_weighted / nullif(members_weighted::double, 0)) as adjusted_headcount_ratio,
    cutoff_k,
    withheld(households_surveyed, households, poor) as is_suppressed
from deprived;

create temp view framework_round as
select survey_round, framework_version, cutoff_k, vintage_salt
from survey_round join framework using (framework_version) join round_salt using (survey_round);

create temp view exact_poverty as
select
    *,
    'total' as disaggregation,
    'total' as category,
    if(households_surveyed = 0, 'not_available', 'available') as disaggregation_status,
    vintage_salt as salts
from area_weighted join framework_round using (survey_round)
where area_level <> 'village';

create temp view exact_category_poverty as
select *, concat_ws('|', disaggregation, category, vintage_salt) as salts
from category_weighted join framework_round using (survey_round)
where down_to_province(area_level);

create temp table open_poverty as from open_poverty_of('exact_poverty');

create macro figures_of_poverty(name) as regexp_matches(name, '^(households|members)|_ratio$|^intensity$');

copy (
    select
        survey_round,
        area_level,
        area_code,
        if(is_suppressed, null, columns(name -> figures_of_poverty(name))),
        cutoff_k,
        is_suppressed
    from open_poverty
) to (getvariable('out') || '/open/area_poverty.parquet') (format parquet, compression zstd);

copy (
    select
        survey_round,
        area_level,
        area_code,
        disaggregation,
        category,
        disaggregation_status,
        if(is_suppressed, null, columns(name -> figures_of_poverty(name))),
        is_suppressed
    from (
        from open_poverty_of('exact_category_poverty')
        union all
        from open_poverty where down_to_province(area_level)
    )
) to (getvariable('out') || '/open/area_poverty_breakdown.parquet') (format parquet, compression zstd);

-- At other cut-offs: whoever is poor at a higher one is poor at a lower one, so the figures never rise.
copy (
    with exact as (
        select
            survey_round,
            area_level,
            area_code,
            cutoff,
            try_cast(cutoff as double) as cutoff_k,
            poor_households,
            poor_members,
            poor_sum,
            weighted_members::decimal(18, 6) as weighted_members,
            weighted_sum,
            cell(keys, concat_ws('|', 'poor', vintage_salt)) as in_cell
        from (from area_weighted where down_to_district(area_level)) unpivot (
            (poor_households, poor_members, poor_sum, weighted_members, weighted_sum, keys) for cutoff in (
                (union_households, union_members, union_sum, union_members_weighted, union_sum_weighted, union_keys)
                    as 'union',
                (k20_households, k20_members, k20_sum, k20_members_weighted, k20_sum_weighted, k20_keys) as '0.2',
                (k26_households, k26_members, k26_sum, k26_members_weighted, k26_sum_weighted, k26_keys) as '0.26',
                (k33_households, k33_members, k33_sum, k33_members_weighted, k33_sum_weighted, k33_keys) as '0.33',
                (k50_households, k50_members, k50_sum, k50_members_weighted, k50_sum_weighted, k50_keys) as '0.5'
            )
        )
        join round_salt using (survey_round)
    ),
    counted as (
        select
            exact.*,
            households,
            members,
            members_weighted,
            is_suppressed as is_withheld,
            perturbed(poor_households, in_cell) as poor_shown,
            least(poor_shown, households) as poor,
            least(perturbed_members(poor_members, poor_shown, in_cell), members) as people,
            weighted(weighted_members, poor_members, people) as people_weighted,
            within(
                perturbed_deprivation(weighted_sum, poor_members, weighted_members, people, in_cell),
                0,
                people_weighted::double
            ) as deprivation_weighted
        from exact join open_poverty using (survey_round, area_level, area_code)
    ),
    falling as (
        select
            survey_round,
            area_level,
            area_code,
            cutoff,
            cutoff_k,
            shown(is_withheld, households) as households,
            shown(is_withheld, members) as members,
            shown(is_withheld, members_weighted) as members_weighted,
            min(poor) over lower_cutoffs as households_poor,
            min(people) over lower_cutoffs as members_poor,
            min(people_weighted) over lower_cutoffs as members_poor_weighted,
            least(min(deprivation_weighted) over lower_cutoffs, members_poor_weighted::double) as deprivation,
            is_withheld or households_poor < 20 as is_suppressed
        from counted
        window lower_cutoffs as (
            partition by survey_round, area_level, area_code
            order by coalesce(cutoff_k, 0)
        )
    )
    select
        survey_round,
        area_level,
        area_code,
        cutoff,
        households,
        members,
        shown(is_suppressed, households_poor) as households_poor,
        shown(is_suppressed, members_poor) as members_poor,
        members_weighted,
        shown(is_suppressed, falling.members_poor_weighted) as members_poor_weighted,
        cutoff_k,
        shown(is_suppressed, rate(falling.members_poor_weighted::double, members_weighted)) as headcount_ratio,
        shown(is_suppressed, two_decimals(deprivation / nullif(falling.members_poor_weighted::double, 0)))
            as intensity,
        shown(is_suppressed, deprivation / nullif(members_weighted::double, 0)) as adjusted_headcount_ratio,
        is_suppressed
    from falling
) to (getvariable('out') || '/open/area_poverty_sensitivity.parquet') (format parquet, compression zstd);

set variable contribution_sets = (
    select string_agg(
        format(
            '({0}_failing, {0}_dropped_failing_count, {0}_failing_keys, {0}_dropped_failing_keys, {0}_members_failing, '
            || '{0}_members_dropped_failing, {0}_members_failing_weighted, {0}_members_dropped_failing_weighted, '
            || '{0}_poor_failing_count, {0}_poor_failing_keys, {0}_members_poor_failing, '
            || '{0}_members_poor_failing_weighted) as {0}',
            indicator_code
        ),
        ', '
    )
    from question
);

-- Who fails and is not dropped, and who is poor and fails.
copy (
    with exact as (
        select
            survey_round,
            area_level,
            area_code,
            indicator_code,
            dimension,
            weight,
            failing_of_all - failing_of_dropped as failing,
            people_of_all - people_of_dropped as people_failing,
            (weighted_of_all - weighted_of_dropped)::decimal(18, 6) as people_failing_weighted,
            cell(keys_of_all - keys_of_dropped, concat_ws('|', indicator_code, vintage_salt)) as cell_failing,
            poor_failing,
            people_poor_failing,
            poor_failing_weighted::decimal(18, 6) as people_poor_failing_weighted,
            cell(poor_failing_keys, concat_ws('|', indicator_code, vintage_salt)) as cell_poor_failing
        from query(
            'from (from area_weighted where down_to_district(area_level)) unpivot ('
            || '(failing_of_all, failing_of_dropped, keys_of_all, keys_of_dropped, people_of_all, people_of_dropped, '
            || 'weighted_of_all, weighted_of_dropped, poor_failing, poor_failing_keys, people_poor_failing, '
            || 'poor_failing_weighted) for indicator_code in (' || getvariable('contribution_sets') || '))'
        )
        join framework_round using (survey_round)
        join indicator using (framework_version, indicator_code)
    ),
    counted as (
        select
            survey_round,
            area_level,
            area_code,
            indicator_code,
            dimension,
            shown(open_poverty.is_suppressed, members) as members,
            perturbed(failing, cell_failing) as failing_shown,
            perturbed(poor_failing, cell_poor_failing) as poor_failing_shown,
            least(perturbed_members(people_failing, failing_shown, cell_failing), open_poverty.members)
                as members_failing,
            members_poor,
            least(
                perturbed_members(people_poor_failing, poor_failing_shown, cell_poor_failing),
                members_poor,
                members_failing
            ) as members_poor_failing,
            shown(open_poverty.is_suppressed, members_weighted) as members_weighted,
            weighted(people_failing_weighted, people_failing, members_failing) as members_failing_weighted,
            members_poor_weighted,
            weighted(people_poor_failing_weighted, people_poor_failing, members_poor_failing)
                as members_poor_failing_weighted,
            weight,
            rate(members_failing_weighted::double, open_poverty.members_weighted) as uncensored_headcount_ratio,
            rate(members_poor_failing_weighted::double, open_poverty.members_weighted) as censored_headcount_ratio,
            weight * censored_headcount_ratio as contribution,
            contribution / nullif(adjusted_headcount_ratio, 0) as contribution_share,
            open_poverty.is_suppressed or households_poor < 20 as is_suppressed
        from exact join open_poverty using (survey_round, area_level, area_code)
    )
    select
        survey_round,
        area_level,
        area_code,
        indicator_code,
        dimension,
        members,
        shown(is_suppressed, members_failing) as members_failing,
        shown(is_suppressed, members_poor) as members_poor,
        shown(is_suppressed, members_poor_failing) as members_poor_failing,
        members_weighted,
        shown(is_suppressed, members_failing_weighted) as members_failing_weighted,
        shown(is_suppressed, members_poor_weighted) as members_poor_weighted,
        shown(is_suppressed, members_poor_failing_weighted) as members_poor_failing_weighted,
        weight,
        shown(is_suppressed, uncensored_headcount_ratio) as uncensored_headcount_ratio,
        shown(is_suppressed, censored_headcount_ratio) as censored_headcount_ratio,
        shown(is_suppressed, contribution) as contribution,
        shown(is_suppressed, contribution_share) as contribution_share,
        is_suppressed
    from counted
) to (getvariable('out') || '/open/area_poverty_contribution.parquet') (format parquet, compression zstd);

copy (
    with figure as (
        select survey_round, area_level, area_code, 'failing_rate' as measure, indicator_code, failing_rate as estimate
        from published('open', 'area_indicator')
        union all
        select
            survey_round,
            area_level,
            area_code,
            unnest(['headcount_ratio', 'adjusted_headcount_ratio']),
            'total',
            unnest([headcount_ratio, adjusted_headcount_ratio])
        from published('open', 'area_poverty')
    )
    select * rename (shown_error as standard_error)
    from (
        select
            survey_round,
            area_level,
            area_code,
            measure,
            indicator_code,
            if(figure.estimate is null, null, clusters) as clusters,
            if(figure.estimate is null, null, strata) as strata,
            if(figure.estimate is null, null, strata_of_one_cluster) as strata_of_one_cluster,
            figure.estimate,
            if(figure.estimate is null, null, exact.standard_error::decimal(38, 12)::decimal(38, 4)::double) as shown_error,
            greatest(figure.estimate - 1.959963985 * shown_error, if(shown_error is null, null, 0)) as confidence_low,
            least(figure.estimate + 1.959963985 * shown_error, if(shown_error is null, null, 1)) as confidence_high,
            figure.estimate is null as is_suppressed
        from published('restricted', 'area_estimate_error') as exact
        left join figure using (survey_round, area_level, area_code, measure, indicator_code)
        where down_to_district(area_level)
    )
) to (getvariable('out') || '/open/area_estimate_error.parquet') (format parquet, compression zstd);

copy (
    from poverty_changes(
        'open',
        'area_poverty',
        'survey_round, area_level, area_code, previous_survey_round, now.households, '
        || 'earlier.households as previous_households, now.members, earlier.members as previous_members, '
        || changes_of('headcount_ratio') || changes_of('intensity') || changes_of('adjusted_headcount_ratio')
        || 'years_between, is_same_framework, now.is_suppressed or earlier.is_suppressed as is_suppressed'
    )
    where down_to_district(area_level)
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

drop table open_poverty;
