-- Indicators: households and what they fail, by village.

set variable answers = (select list(indicator_code order by indicator_number) from question);
set variable answer_types = (
    select string_agg(indicator_code || ': ''tinyint''', ', ' order by indicator_number) from question
);

-- A sample says how many households each of its own stands for.
create temp table delivered_column as
select column_name
from (
    describe from query(
        format('from read_{}(getvariable(''household_survey_files''), union_by_name = true)', getvariable('file_format'))
    )
);

set variable is_sample = (select 'sampling_weight' in (from delivered_column));
set variable has_strata = (select 'stratum' in (from delivered_column));
set variable has_clusters = (select 'cluster' in (from delivered_column));

-- Where files may have other columns than the first one, names tell them; they are dearer to read by than places.
set variable by_name = (
    select if(
        count(*) > 1 or getvariable('is_sample') or getvariable('has_strata') or getvariable('has_clusters'),
        'by name, ',
        ''
    )
    from framework
);

create temp view delivered_household as
from query(
    'select *'
    || if(getvariable('is_sample'), '', ', 1 as sampling_weight')
    || if(getvariable('has_strata'), '', ', null::varchar as stratum')
    || if(getvariable('has_clusters'), ' ', ', null::varchar as cluster ')
    || case getvariable('by_name') || getvariable('file_format')
        when 'by name, csv' then $$
            from read_csv(
                getvariable('household_survey_files'), filename = true, header = true, union_by_name = true,
                all_varchar = true, delim = ',', quote = '"', escape = '"', nullstr = ['', '-']
            )
        $$
        when 'csv' then $$
            from read_csv(
                getvariable('household_survey_files'), filename = true, header = true, auto_detect = false, delim = ',',
                quote = '"', escape = '"', nullstr = ['', '-'], columns = {
                    household_id: 'varchar', house_code: 'varchar', survey_round: 'varchar', surveyed_on: 'date',
                    member_count: 'smallint', head_sex: 'varchar', head_age: 'smallint',
        $$ || getvariable('answer_types') || '})'
        else $$
            from (
                select
                    columns(name -> name not in getvariable('answers')),
                    nullif(columns(getvariable('answers')), '-')::tinyint
                from read_parquet(getvariable('household_survey_files'), filename = true, union_by_name = true)
            )
        $$
    end
);

-- What fails, counted by weight: equal weights are multiplied once.
create temp table weighing as
select
    'failing_' || row_number() over (order by framework_version, weight) as column_name,
    framework_version,
    weight,
    string_agg(format('case when {} = 0 then 1::tinyint else 0::tinyint end', indicator_code), ' + ') as failing
from indicator
group by framework_version, weight;

create temp table scoring as
select
    holds,
    string_agg(column_name, ' + ') as indicators_failing,
    string_agg(format('{} * {}', column_name, weight), ' + ') as deprivation_score,
    format(
        if(
            drops_households,
            'if(answers_missing > 0, null, deprivation_score >= {}::decimal(10, 9))',
            'deprivation_score >= {}::decimal(10, 9)'
        ),
        cutoff_k
    ) as is_poor
from framework join weighing using (framework_version)
group by holds, drops_households, cutoff_k;

set variable failing_by_weight = (select string_agg(failing || ' as ' || column_name, ', ') from weighing);
set variable indicators_failing = (select of_framework(holds, indicators_failing) from scoring);

set variable answers_missing = (
    select string_agg(format('coalesce(({} = 9)::smallint, 0::smallint)', indicator_code), ' + ') from question
);

set variable deprivation_score = (select of_framework(holds, deprivation_score) from scoring);
set variable is_poor = (select of_framework(holds, is_poor) from scoring);

-- Rows of a CSV file are unknown before it is read: left to itself, the optimizer would keep the households in memory.
set disabled_optimizers = 'build_side_probe_side';

copy (
    with located as (
        select
            household_id,
            coalesce(replace(house_key::varchar, '-', ''), pseudonym(house_code)) as house_key,
            survey_round,
            village_number::varchar as village_code,
            batch_id,
            stratum,
            cluster,
            member_count::smallint as member_count,
            head_sex,
            head_age::smallint as head_age,
            coalesce(sampling_weight::decimal(12, 6), 1)::decimal(12, 6) as sampling_weight,
            columns(getvariable('answers'))::tinyint,
            house_kind = 'residential' as is_residential_house,
            surveyed_on::date as surveyed_on
        from delivered_household as delivered
        left join house on delivered.house_code::bigint = house.house_number
        join batch on filename = file
    ),
    counted as (
        from query(
            'select *, ' || getvariable('failing_by_weight') || ', cast(' || getvariable('answers_missing')
            || ' as smallint) as answers_missing from located'
        )
    ),
    scored as (
        from query(
            'select *, cast(' || getvariable('indicators_failing') || ' as smallint) as indicators_failing, '
            || 'cast(' || getvariable('deprivation_score') || ' as decimal(10, 9)) as deprivation_score from counted'
        )
    ),
    judged as (
        from query('select *, ' || getvariable('is_poor') || ' as is_poor from scored')
    )
    select
        pseudonym(household_id) as household_key,
        house_key,
        survey_round,
        village_code,
        batch_id,
        stratum,
        pseudonym(cluster) as cluster_key,
        member_count,
        head_sex,
        head_age,
        sampling_weight::double as sampling_weight,
        nullif(columns(getvariable('answers')), 9),
        answers_missing,
        indicators_failing,
        deprivation_score::double as deprivation_score,
        is_poor,
        is_residential_house,
        surveyed_on
    from judged
) to (getvariable('out') || '/restricted/fct_household.parquet') (format parquet, compression zstd);

reset disabled_optimizers;

drop table house;

-- Regular expressions, so that a count can be named after its column.
set variable answer_pattern = '^(' || array_to_string(getvariable('answers'), '|') || ')$';
set variable result_pattern = '^(' || array_to_string(getvariable('answers'), '|') || '|goal_.*|target_.*)$';

-- A goal or target of several indicators is one more result of the household: 0 if any of them fails, NULL if none
-- applies.
set variable group_results = (
    select string_agg(format('least({}) as {}', array_to_string(indicators, ', '), column_name), ', ')
    from sdg_group where result = column_name
);

create temp view household as
from query(
    'select * replace (sampling_weight::decimal(12, 6) as sampling_weight, '
    || 'deprivation_score::decimal(10, 9) as deprivation_score), number_of(household_key) as record_key, '
    || getvariable('group_results')
    || ' from read_parquet(getvariable(''out'') || ''/restricted/fct_household.parquet'')'
);

create temp table survey_round as
with visited as (
    select
        survey_round,
        left(survey_round, 4)::integer as year_be,
        substring(survey_round, 6)::integer as round,
        min(surveyed_on) as first_surveyed_on,
        max(surveyed_on) as last_surveyed_on,
        count(*) - count(village_code) as households_unmatched
    from household
    group by survey_round
)
select survey_round, framework_version, visited.* exclude (survey_round)
from visited
left join framework
    on survey_round between coalesce(first_survey_round, survey_round) and coalesce(last_survey_round, survey_round);

-- What was asked in a round, and what that is linked to.
create temp table asked as
select survey_round, indicator_code from survey_round join indicator using (framework_version);

create temp table round_link as
select survey_round, link.* from asked join link using (indicator_code);

copy (
    select * exclude (households_unmatched) from survey_round
) to (getvariable('out') || '/open/dim_survey_round.parquet') (format parquet, compression zstd);
copy (
    select target.*, count(distinct indicator_code) as indicators_mapped
    from target
    left join (from round_link where survey_round = (select max(survey_round) from survey_round)) using (sdg_target)
    group by target.*
) to (getvariable('out') || '/open/dim_sdg_target.parquet') (format parquet, compression zstd);

-- Sums of record keys (_keys) say which households a count is of: the noise of the open zone is drawn by them.
create temp table village_surveyed as
select
    survey_round,
    village_code,
    count(*) as households_surveyed,
    sum(member_count)::bigint as members_surveyed,
    sum(record_key)::bigint as surveyed_keys,
    count(*) filter (is_poor is null) as households_dropped,
    coalesce(sum(member_count) filter (is_poor is null), 0)::bigint as members_dropped,
    count(columns(getvariable('result_pattern'))) as "\0_applicable",
    sum(if(columns(getvariable('answer_pattern')) is null, 0, member_count))::bigint as "\0_members_applicable"
from household
where village_code is not null
group by survey_round, village_code;

-- Three households in four fail nothing: they are not read again.
create temp table village_failing as
select
    survey_round,
    village_code,
    count(*) filter (is_poor) as households_poor,
    sum(member_count) filter (is_poor)::bigint as members_poor,
    sum(record_key) filter (is_poor)::bigint as poor_keys,
    sum(member_count * deprivation_score) filter (is_poor) as deprivation_sum,
    count(is_poor) as union_households,
    sum(record_key) filter (is_poor is not null)::bigint as union_keys,
    sum(member_count) filter (is_poor is not null)::bigint as union_members,
    sum(member_count * deprivation_score) filter (is_poor is not null) as union_sum,
    count(*) filter (is_poor is not null and deprivation_score >= 0.2) as k20_households,
    sum(record_key) filter (is_poor is not null and deprivation_score >= 0.2)::bigint as k20_keys,
    sum(member_count) filter (is_poor is not null and deprivation_score >= 0.2)::bigint as k20_members,
    sum(member_count * deprivation_score) filter (is_poor is not null and deprivation_score >= 0.2) as k20_sum,
    count(*) filter (is_poor is not null and deprivation_score >= 0.26) as k26_households,
    sum(record_key) filter (is_poor is not null and deprivation_score >= 0.26)::bigint as k26_keys,
    sum(member_count) filter (is_poor is not null and deprivation_score >= 0.26)::bigint as k26_members,
    sum(member_count * deprivation_score) filter (is_poor is not null and deprivation_score >= 0.26) as k26_sum,
    count(*) filter (is_poor is not null and deprivation_score >= 0.33) as k33_households,
    sum(record_key) filter (is_poor is not null and deprivation_score >= 0.33)::bigint as k33_keys,
    sum(member_count) filter (is_poor is not null and deprivation_score >= 0.33)::bigint as k33_members,
    sum(member_count * deprivation_score) filter (is_poor is not null and deprivation_score >= 0.33) as k33_sum,
    count(*) filter (is_poor is not null and deprivation_score >= 0.5) as k50_households,
    sum(record_key) filter (is_poor is not null and deprivation_score >= 0.5)::bigint as k50_keys,
    sum(member_count) filter (is_poor is not null and deprivation_score >= 0.5)::bigint as k50_members,
    sum(member_count * deprivation_score) filter (is_poor is not null and deprivation_score >= 0.5) as k50_sum,
    count(nullif(columns(getvariable('result_pattern')), 1)) as "\0_failing",
    sum(case columns(getvariable('result_pattern')) when 0 then record_key end)::bigint as "\0_failing_keys",
    sum(case columns(getvariable('answer_pattern')) when 0 then member_count end)::bigint as "\0_members_failing",
    count(nullif(columns(getvariable('answer_pattern')), 1)) filter (is_poor) as "\0_poor_failing_count",
    sum(case columns(getvariable('answer_pattern')) when 0 then record_key end) filter (is_poor)::bigint as "\0_poor_failing_keys",
    sum(case columns(getvariable('answer_pattern')) when 0 then member_count end) filter (is_poor)::bigint as "\0_members_poor_failing"
from household
where village_code is not null and indicators_failing > 0
group by survey_round, village_code;

create temp table village_dropped as
select
    survey_round,
    village_code,
    count(nullif(columns(getvariable('answer_pattern')), 1)) as "\0_dropped_failing_count",
    sum(case columns(getvariable('answer_pattern')) when 0 then record_key end)::bigint as "\0_dropped_failing_keys",
    sum(case columns(getvariable('answer_pattern')) when 0 then member_count end)::bigint as "\0_members_dropped_failing"
from household
where village_code is not null and is_poor is null
group by survey_round, village_code;

-- What a sample stands for: each count above once more, with every household times its weight. Where all stand for
-- themselves, these are the counts (area_weighted, class_weighted).
create temp table village_weighted as
from query(
    case
        when not getvariable('is_sample') then 'select survey_round, village_code from village_surveyed where false'
        else $$
        select
            survey_round,
            village_code,
            sum(sampling_weight) as households_surveyed_weighted,
            sum(member_count * sampling_weight) as members_surveyed_weighted,
            sum(sampling_weight) filter (is_poor is null) as households_dropped_weighted,
            sum(member_count * sampling_weight) filter (is_poor is null) as members_dropped_weighted,
            sum(sampling_weight) filter (is_poor) as households_poor_weighted,
            sum(member_count * sampling_weight) filter (is_poor) as members_poor_weighted,
            sum(member_count * sampling_weight * deprivation_score) filter (is_poor) as deprivation_sum_weighted,
            sum(member_count * sampling_weight) filter (is_poor is not null and indicators_failing > 0) as union_members_weighted,
            sum(member_count * sampling_weight * deprivation_score) filter (is_poor is not null) as union_sum_weighted,
            sum(member_count * sampling_weight) filter (is_poor is not null and deprivation_score >= 0.2) as k20_members_weighted,
            sum(member_count * sampling_weight * deprivation_score) filter (is_poor is not null and deprivation_score >= 0.2)
                as k20_sum_weighted,
            sum(member_count * sampling_weight) filter (is_poor is not null and deprivation_score >= 0.26) as k26_members_weighted,
            sum(member_count * sampling_weight * deprivation_score) filter (is_poor is not null and deprivation_score >= 0.26)
                as k26_sum_weighted,
            sum(member_count * sampling_weight) filter (is_poor is not null and deprivation_score >= 0.33) as k33_members_weighted,
            sum(member_count * sampling_weight * deprivation_score) filter (is_poor is not null and deprivation_score >= 0.33)
                as k33_sum_weighted,
            sum(member_count * sampling_weight) filter (is_poor is not null and deprivation_score >= 0.5) as k50_members_weighted,
            sum(member_count * sampling_weight * deprivation_score) filter (is_poor is not null and deprivation_score >= 0.5)
                as k50_sum_weighted,
            sum(if(columns(getvariable('result_pattern')) is null, 0, sampling_weight)) as "\0_applicable_weighted",
            sum(case columns(getvariable('result_pattern')) when 0 then sampling_weight end) as "\0_failing_weighted",
            sum(if(columns(getvariable('answer_pattern')) is null, 0, member_count * sampling_weight))
                as "\0_members_applicable_weighted",
            sum(case columns(getvariable('answer_pattern')) when 0 then member_count * sampling_weight end)
                as "\0_members_failing_weighted",
            sum(case columns(getvariable('answer_pattern')) when 0 then member_count * sampling_weight end) filter (is_poor)
                as "\0_members_poor_failing_weighted",
            sum(case columns(getvariable('answer_pattern')) when 0 then member_count * sampling_weight end) filter (is_poor is null)
                as "\0_members_dropped_failing_weighted"
        from household
        where village_code is not null
        group by survey_round, village_code
        $$
    end
);
