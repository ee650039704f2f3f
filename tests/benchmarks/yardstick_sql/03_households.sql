-- Households.

set variable answers = (select list(indicator_code order by indicator_number) from indicator);
set variable answer_types = (
    select string_agg(indicator_code || ': ''tinyint''', ', ' order by indicator_number) from indicator
);

-- A sample says in its last column how many households each stands for.
set variable is_sample = (
    select count(*) > 0
    from (
        describe from query(
            format('from read_{}(getvariable(''household_survey_files''))', getvariable('file_format'))
        )
    )
    where column_name = 'sampling_weight'
);

create temp view delivered_household as
from query(
    if(getvariable('is_sample'), '', 'select *, 1 as sampling_weight ')
    || case getvariable('file_format')
        when 'csv' then $$
            from read_csv(
                getvariable('household_survey_files'), filename = true, header = true, auto_detect = false, delim = ',',
                quote = '"', escape = '"', nullstr = ['', '-'], columns = {
                    household_id: 'varchar', house_code: 'varchar', survey_round: 'varchar', surveyed_on: 'date',
                    member_count: 'smallint', head_sex: 'varchar', head_age: 'smallint',
        $$ || getvariable('answer_types') || if(getvariable('is_sample'), ', sampling_weight: ''decimal(12, 6)''})', '})')
        when 'parquet' then $$
            from (
                select
                    columns(name -> name not in getvariable('answers')),
                    nullif(columns(getvariable('answers')), '-')::tinyint
                from read_parquet(getvariable('household_survey_files'), filename = true)
            )
        $$
    end
);

-- What fails, counted by weight: equal weights are multiplied once.
create temp table weighing as
select
    'failing_' || row_number() over (order by weight) as column_name,
    weight,
    string_agg(format('case when {} = 0 then 1::tinyint else 0::tinyint end', indicator_code), ' + ') as failing
from indicator
group by weight;

set variable failing_by_weight = (select string_agg(failing || ' as ' || column_name, ', ') from weighing);
set variable indicators_failing = (select string_agg(column_name, ' + ') from weighing);
set variable answers_missing = (
    select string_agg(format('coalesce(({} = 9)::smallint, 0::smallint)', indicator_code), ' + ') from indicator
);
set variable deprivation_score = (select string_agg(format('{} * {}', column_name, weight), ' + ') from weighing);

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
            columns(getvariable('answers')),
            house_kind = 'residential' as is_residential_house,
            surveyed_on
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
        if(
            getvariable('drops_households') and answers_missing > 0,
            null,
            deprivation_score >= getvariable('cutoff_k')::decimal(10, 9)
        ) as is_poor,
        is_residential_house,
        surveyed_on
    from scored
) to (getvariable('out') || '/restricted/fct_household.parquet') (format parquet, compression zstd);

reset disabled_optimizers;
drop table house;
