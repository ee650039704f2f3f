-- The open zone: indicators by area, and by kind of household.

-- An item is an indicator, or a goal or target that several indicators serve. A set of households has one figure everywhere.
-- Goals and targets have no counts of members.
set variable result_columns = (
    with result as (
        select indicator_code as item, true as has_members from question
        union
        select result, false from sdg_group where result = column_name or result = 'none'
    )
    select string_agg(
        format(
            '({0}_applicable, {0}_failing, {0}_failing_keys, {0}_applicable_weighted, {0}_failing_weighted, '
            || '{1}_applicable, {1}_failing, {1}_applicable_weighted, {1}_failing_weighted) as {0}',
            item,
            if(has_members, item || '_members', 'none')
        ),
        ', '
    )
    from result
);

create temp table exact_result as
select * exclude (vintage_salt), concat_ws('|', item, vintage_salt) as salts
from (
    select
        survey_round, area_level, area_code, item, households_surveyed, households_applicable, households_failing,
        members_surveyed, members_applicable, members_failing, surveyed_keys, failing_keys,
        households_applicable_weighted, households_failing_weighted, members_applicable_weighted,
        members_failing_weighted
    from query(
        'from ('
        || 'select *, 0::bigint as none_applicable, 0::bigint as none_failing, 0::bigint as none_failing_keys, '
        || '0 as none_applicable_weighted, 0 as none_failing_weighted '
        || 'from area_weighted where area_level <> ''village'''
        || ') unpivot ('
        || '(households_applicable, households_failing, failing_keys, households_applicable_weighted, '
        || 'households_failing_weighted, members_applicable, members_failing, members_applicable_weighted, '
        || 'members_failing_weighted) for item in (' || getvariable('result_columns') || '))'
    )
)
join round_salt using (survey_round);

create temp table open_result as from open_results('exact_result');

copy (
    select
        survey_round,
        area_level,
        area_code,
        item as indicator_code,
        if(is_suppressed, null, columns(name -> regexp_matches(name, '^(households|members)_'))),
        if(is_suppressed, null, rate(households_failing_weighted::double, households_applicable_weighted))
            as failing_rate,
        is_suppressed
    from open_result semi join asked on asked.survey_round = open_result.survey_round and indicator_code = item
) to (getvariable('out') || '/open/area_indicator.parquet') (format parquet, compression zstd);

set variable category_result_columns = (
    select string_agg(
        format(
            '({0}_applicable, {0}_failing, {0}_failing_keys, {0}_applicable_weighted, {0}_failing_weighted, '
            || '{0}_members_applicable, {0}_members_failing, {0}_members_applicable_weighted, '
            || '{0}_members_failing_weighted) as {0}',
            indicator_code
        ),
        ', '
    )
    from question
);

create temp table exact_category_result as
select
    survey_round, area_level, area_code, indicator_code, disaggregation, category, disaggregation_status,
    households_surveyed, households_applicable, households_failing, members_surveyed, members_applicable,
    members_failing, surveyed_keys, failing_keys, households_applicable_weighted, households_failing_weighted,
    members_applicable_weighted, members_failing_weighted,
    concat_ws('|', indicator_code, disaggregation, category, vintage_salt) as salts
from query(
    'from (from category_weighted where down_to_province(area_level)) unpivot ('
    || '(households_applicable, households_failing, failing_keys, households_applicable_weighted, '
    || 'households_failing_weighted, members_applicable, members_failing, members_applicable_weighted, '
    || 'members_failing_weighted) for indicator_code in ('
    || getvariable('category_result_columns')
    || '))'
)
semi join asked using (survey_round, indicator_code)
join round_salt using (survey_round);

copy (
    select
        survey_round,
        area_level,
        area_code,
        indicator_code,
        disaggregation,
        category,
        disaggregation_status,
        if(is_suppressed, null, columns(name -> regexp_matches(name, '^(households|members)_'))),
        if(is_suppressed, null, rate(households_failing_weighted::double, households_applicable_weighted))
            as failing_rate,
        is_suppressed
    from open_results('exact_category_result')
    union all by name
    select open.*, 'total' as disaggregation, 'total' as category, disaggregation_status
    from published('open', 'area_indicator') as open
    join (
        select
            survey_round, area_level, area_code,
            if(households_surveyed = 0, 'not_available', 'available') as disaggregation_status
        from area_figures
    ) using (survey_round, area_level, area_code)
    where down_to_province(area_level)
) to (getvariable('out') || '/open/area_indicator_breakdown.parquet') (format parquet, compression zstd);

drop table exact_category_result;
