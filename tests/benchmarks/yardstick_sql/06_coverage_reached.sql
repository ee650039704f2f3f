-- Coverage: the houses that the survey reached, by village.

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
