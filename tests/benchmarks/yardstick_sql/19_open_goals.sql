-- The open zone: goals and targets by area. A withheld figure of an indicator is no part of a score.

create temp table open_indicator as
select survey_round, area_level, area_code, item, households_applicable_weighted, households_failing_weighted
from open_result
where not is_suppressed;

create temp table measured_group as
select
    survey_round,
    area_level,
    area_code,
    kind,
    code,
    count(*) as indicators_measured,
    count(*) filter (list_contains(direct, item)) as measured_directly,
    sum(passing_share(households_applicable_weighted, households_failing_weighted)) as shares
from open_indicator
join (select kind, code, direct, unnest(indicators) as item from sdg_group) using (item)
group by all;

-- Links are public: how many indicators of the round's list serve a goal or target is no figure.
create temp view mapped_group as
select survey_round, 'target' as kind, sdg_target as code, count(distinct indicator_code) as indicators_mapped
from round_link group by all
union all
select survey_round, 'goal', goal::varchar, count(distinct indicator_code) from round_link group by all;

create temp table open_group as
with grouped as (
    select
        survey_round,
        area_level,
        area_code,
        kind,
        code,
        households_surveyed,
        households_applicable,
        households_failing,
        households_applicable_weighted,
        households_failing_weighted,
        rate(households_failing_weighted::double, households_applicable_weighted) as failing_rate,
        coalesce(indicators_mapped, 0) as indicators_mapped,
        coalesce(indicators_measured, 0) as indicators_measured,
        coalesce(measured_directly, 0) as measured_directly,
        100 * shares::double / indicators_measured as score,
        if(
            coalesce(indicators_mapped, 0) = 0,
            households_surveyed < 50,
            is_suppressed or indicators_measured is null
        ) as is_suppressed
    from open_result
    join sdg_group on result = item
    left join mapped_group using (survey_round, kind, code)
    left join measured_group using (survey_round, area_level, area_code, kind, code)
)
select
    * exclude (measured_directly),
    case
        when indicators_mapped = 0 then 'not_measured'
        when is_suppressed then 'withheld'
        when measured_directly > 0 then 'measured'
        else 'proxy'
    end as measurement
from grouped;

-- The rank follows from the scores that are shown.
create macro ranked(figures, item) as table
from query(
    format(
        'select * exclude (failing_rate, score, is_suppressed), '
        || 'if(score is null, null, count(score) over (partition by survey_round, area_level, {1} order by -score '
        || 'range between unbounded preceding and current row exclude group) + 1) as rank_in_level, '
        || 'if(is_suppressed, null, count(score) over (partition by survey_round, area_level, {1})) as ranked_among, '
        || 'failing_rate, score, is_suppressed from {0}',
        figures,
        item
    )
);

create temp table open_target as
select
    survey_round,
    area_level,
    area_code,
    code as sdg_target,
    measurement,
    goal,
    shown(is_suppressed, households_surveyed) as households_surveyed,
    shown(is_suppressed, households_applicable) as households_applicable,
    shown(is_suppressed, households_failing) as households_failing,
    shown(is_suppressed, households_applicable_weighted) as households_applicable_weighted,
    shown(is_suppressed, households_failing_weighted) as households_failing_weighted,
    indicators_mapped,
    shown(is_suppressed, indicators_measured) as indicators_measured,
    shown(is_suppressed, failing_rate) as failing_rate,
    shown(is_suppressed, score) as score,
    is_suppressed
from open_group join target on code = sdg_target
where kind = 'target';

copy (from ranked('open_target', 'sdg_target'))
to (getvariable('out') || '/open/area_sdg_target.parquet') (format parquet, compression zstd);

create temp table open_goal as
with scored as (
    select
        survey_round,
        area_level,
        area_code,
        goal::varchar as code,
        sum(score::decimal(18, 12))::double / count(score) as score
    from published('open', 'area_sdg_target')
    group by all
)
select
    survey_round,
    area_level,
    area_code,
    code::integer as goal,
    measurement,
    shown(is_suppressed, households_surveyed) as households_surveyed,
    shown(is_suppressed, households_applicable) as households_applicable,
    shown(is_suppressed, households_failing) as households_failing,
    shown(is_suppressed, households_applicable_weighted) as households_applicable_weighted,
    shown(is_suppressed, households_failing_weighted) as households_failing_weighted,
    indicators_mapped,
    shown(is_suppressed, indicators_measured) as indicators_measured,
    shown(is_suppressed, failing_rate) as failing_rate,
    shown(is_suppressed, scored.score) as score,
    is_suppressed
from (select * exclude (score) from open_group where kind = 'goal')
left join scored using (survey_round, area_level, area_code, code);

copy (from ranked('open_goal', 'goal'))
to (getvariable('out') || '/open/area_sdg_goal.parquet') (format parquet, compression zstd);

drop table open_target;
drop table open_goal;
drop table measured_group;
drop table open_group;
