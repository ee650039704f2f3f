-- Villages.

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
    'select *, ' || getvariable('group_results')
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

create temp table village_surveyed as
select
    survey_round,
    village_code,
    count(*) as households_surveyed,
    sum(member_count)::bigint as members_surveyed,
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
    sum(member_count * deprivation_score) filter (is_poor) as deprivation_sum,
    count(is_poor) as union_households,
    sum(member_count) filter (is_poor is not null)::bigint as union_members,
    sum(member_count * deprivation_score) filter (is_poor is not null) as union_sum,
    count(*) filter (is_poor is not null and deprivation_score >= 0.2) as k20_households,
    sum(member_count) filter (is_poor is not null and deprivation_score >= 0.2)::bigint as k20_members,
    sum(member_count * deprivation_score) filter (is_poor is not null and deprivation_score >= 0.2) as k20_sum,
    count(*) filter (is_poor is not null and deprivation_score >= 0.26) as k26_households,
    sum(member_count) filter (is_poor is not null and deprivation_score >= 0.26)::bigint as k26_members,
    sum(member_count * deprivation_score) filter (is_poor is not null and deprivation_score >= 0.26) as k26_sum,
    count(*) filter (is_poor is not null and deprivation_score >= 0.33) as k33_households,
    sum(member_count) filter (is_poor is not null and deprivation_score >= 0.33)::bigint as k33_members,
    sum(member_count * deprivation_score) filter (is_poor is not null and deprivation_score >= 0.33) as k33_sum,
    count(*) filter (is_poor is not null and deprivation_score >= 0.5) as k50_households,
    sum(member_count) filter (is_poor is not null and deprivation_score >= 0.5)::bigint as k50_members,
    sum(member_count * deprivation_score) filter (is_poor is not null and deprivation_score >= 0.5) as k50_sum,
    count(nullif(columns(getvariable('result_pattern')), 1)) as "\0_failing",
    sum(case columns(getvariable('answer_pattern')) when 0 then member_count end)::bigint as "\0_members_failing",
    sum(case columns(getvariable('answer_pattern')) when 0 then member_count end) filter (is_poor)::bigint as "\0_members_poor_failing"
from household
where village_code is not null and indicators_failing > 0
group by survey_round, village_code;

create temp table village_dropped as
select
    survey_round,
    village_code,
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

-- A house may hold several households; it is surveyed once.
create temp table village_houses_surveyed as
select survey_round, village_code, count(*) as houses_surveyed, count(*) filter (households > 1) as houses_shared
from (
    select survey_round, village_code, house_key, count(*) as households
    from household where is_residential_house group by all
)
group by survey_round, village_code;

-- Known since the first round in which anybody was asked there.
create temp table village_houses_known as
select
    round.survey_round,
    village_code,
    sum(houses) filter (first_surveyed.survey_round <= round.survey_round)::bigint as houses_known
from (
    select survey_round, village_code, count(*) as houses
    from (
        select min(survey_round) as survey_round, village_code
        from household where is_residential_house group by village_code, house_key
    )
    group by all
) as first_surveyed
cross join (select distinct survey_round from household) as round
group by all;
