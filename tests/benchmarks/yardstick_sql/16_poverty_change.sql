-- Poverty and its contributions from round to round.

create macro poverty_changes(zone, name, ratios) as table
from query(
    format(
        'select {2} from (from read_parquet(''{0}/{4}/{1}.parquet'')) as now '
        || 'join poverty_pair using (survey_round) '
        || 'join (from read_parquet(''{0}/{4}/{1}.parquet'') select * rename (survey_round as previous_survey_round)) '
        || 'as earlier using (previous_survey_round, area_level, area_code{3})',
        getvariable('out'),
        name,
        ratios,
        if(name = 'area_poverty', '', ', indicator_code'),
        zone
    )
);

create temp table poverty_pair as
select
    pair.survey_round,
    pair.previous_survey_round,
    is_same_framework,
    nullif(greatest(later.last_surveyed_on - earlier.last_surveyed_on, 0), 0)::double / 365.25 as years_between
from round_pair as pair
join survey_round as later on later.survey_round = pair.survey_round
join survey_round as earlier on earlier.survey_round = pair.previous_survey_round;

-- The columns of a ratio: now, before, and the three changes.
create macro changes_of(ratio) as format(
    'now.{0}, earlier.{0} as previous_{0}, if(is_same_framework, now.{0} - earlier.{0}, null) as {0}_change, '
    || '{0}_change / nullif(earlier.{0}, 0) as {0}_relative_change, '
    || '{0}_change / years_between as {0}_yearly_change, ',
    ratio
);

copy (
    from poverty_changes(
        'restricted',
        'area_poverty',
        'survey_round, area_level, area_code, previous_survey_round, now.households, '
        || 'earlier.households as previous_households, now.members, earlier.members as previous_members, '
        || changes_of('headcount_ratio') || changes_of('intensity') || changes_of('adjusted_headcount_ratio')
        || 'years_between, is_same_framework, false as is_suppressed'
    )
) to (getvariable('out') || '/restricted/area_poverty_change.parquet') (format parquet, compression zstd);
copy (
    from poverty_changes(
        'restricted',
        'area_poverty_contribution',
        'survey_round, area_level, area_code, indicator_code, previous_survey_round, now.members_poor_failing, '
        || 'earlier.members_poor_failing as previous_members_poor_failing, ' || changes_of('censored_headcount_ratio')
        || 'years_between, is_same_framework, false as is_suppressed'
    )
) to (getvariable('out') || '/restricted/area_poverty_contribution_change.parquet') (format parquet, compression zstd);
