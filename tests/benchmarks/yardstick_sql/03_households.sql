-- Households.

set variable answers = (select list(indicator_code order by indicator_number) from question);
set variable answer_types = (
    select string_agg(indicator_code || ': ''tinyint''', ', ' order by indicator_number) from question
);

-- A sample says how many households each of its own stands for.
set variable is_sample = (
    select count(*) > 0
    from (
        describe from query(
            format(
                'from read_{}(getvariable(''household_survey_files''), union_by_name = true)', getvariable('file_format')
            )
        )
    )
    where column_name = 'sampling_weight'
);

-- Where files may have other columns than the first one, names tell them; they are dearer to read by than places.
set variable by_name = (
    select if(count(*) > 1 or getvariable('is_sample'), 'by name, ', '') from framework
);

create temp view delivered_household as
from query(
    if(getvariable('is_sample'), '', 'select *, 1 as sampling_weight ')
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
        member_count,
        head_sex,
        head_age,
        sampling_weight,
        nullif(columns(getvariable('answers')), 9),
        answers_missing,
        indicators_failing,
        deprivation_score,
        is_poor,
        is_residential_house,
        surveyed_on
    from judged
) to (getvariable('out') || '/restricted/fct_household.parquet') (format parquet, compression zstd);

reset disabled_optimizers;
drop table house;
