with practices as (

    select
        *,
        case when indicator_code is null then 0 else 1 end
        + case when sdg_target is null then 0 else 1 end
        + case when goal is null then 0 else 1 end as measures,
        case when indicator_code is not null then 'indicator' when sdg_target is not null then 'target' else 'goal' end
            as kind,
        coalesce(indicator_code, sdg_target, cast(goal as varchar)) as item
    from {{ ref('stg_practices__practices') }}

),

rounds as (

    select * from {{ ref('dim_survey_round') }}

),

latest as (

    select max(survey_round) as survey_round from rounds

),

regions as (

    {{ region_of_area() }}

),

-- The last round before the practice began is what it started from.
baselines as (

    select
        practices.practice_id,
        max(rounds.survey_round) as baseline_round
    from practices
    inner join rounds on practices.start_round > rounds.survey_round
    group by practices.practice_id

),

begun as (

    select
        latest.survey_round,
        practices.*,
        baselines.baseline_round
    from practices
    cross join latest
    left join baselines on practices.practice_id = baselines.practice_id

),

-- What practices are measured by, whichever area registered them.
questions as (

    select distinct
        kind,
        item,
        area_level,
        baseline_round,
        survey_round
    from begun
    where measures = 1 and baseline_round is not null and start_round <= survey_round

),

asked as (

    select kind, item, area_level, survey_round from questions
    union
    select kind, item, area_level, baseline_round as survey_round from questions

),

published as (

    select
        'indicator' as kind,
        indicator_code as item,
        survey_round,
        area_level,
        area_code,
        households_applicable,
        households_failing,
        households_applicable_weighted,
        households_failing_weighted,
        failing_rate
    from {{ ref('area_indicator') }}

    union all

    select
        'target' as kind,
        sdg_target as item,
        survey_round,
        area_level,
        area_code,
        households_applicable,
        households_failing,
        households_applicable_weighted,
        households_failing_weighted,
        failing_rate
    from {{ ref('area_sdg_target') }}

    union all

    select
        'goal' as kind,
        cast(goal as varchar) as item,
        survey_round,
        area_level,
        area_code,
        households_applicable,
        households_failing,
        households_applicable_weighted,
        households_failing_weighted,
        failing_rate
    from {{ ref('area_sdg_goal') }}

),

-- What nobody asks about is most of it, and would be written out to be read twice.
figures as (

    select published.*
    from published
    inner join asked
        on published.kind = asked.kind
        and published.item = asked.item
        and published.area_level = asked.area_level
        and published.survey_round = asked.survey_round

),

changed as (

    select
        questions.kind,
        questions.item,
        questions.area_level,
        questions.baseline_round,
        later.area_code,
        regions.region_code,
        later.households_applicable,
        later.households_failing,
        earlier.households_applicable as baseline_households_applicable,
        earlier.households_failing as baseline_households_failing,
        later.households_applicable_weighted,
        later.households_failing_weighted,
        earlier.households_applicable_weighted as baseline_households_applicable_weighted,
        earlier.households_failing_weighted as baseline_households_failing_weighted,
        later.failing_rate,
        earlier.failing_rate as baseline_failing_rate,
        later.failing_rate - earlier.failing_rate as failing_rate_change
    from questions
    inner join figures as later
        on questions.kind = later.kind
        and questions.item = later.item
        and questions.area_level = later.area_level
        and questions.survey_round = later.survey_round
    inner join figures as earlier
        on questions.kind = earlier.kind
        and questions.item = earlier.item
        and questions.area_level = earlier.area_level
        and questions.baseline_round = earlier.survey_round
        and later.area_code = earlier.area_code
    inner join regions
        on later.area_level = regions.area_level
        and later.area_code = regions.area_code
    where later.failing_rate is not null and earlier.failing_rate is not null

),

placed as (

    select
        *,
        {{ baseline_decile('baseline_failing_rate', 'kind, item, area_level, baseline_round') }} as baseline_decile
    from changed

),

measured as (

    select
        begun.practice_id,
        placed.*
    from begun
    inner join placed
        on begun.kind = placed.kind
        and begun.item = placed.item
        and begun.area_level = placed.area_level
        and begun.baseline_round = placed.baseline_round
        and begun.area_code = placed.area_code
    where begun.measures = 1 and begun.start_round <= begun.survey_round

),

-- Areas with a practice for the same indicators say nothing about what happens without one.
others_with_practice as (

    select distinct
        own.practice_id,
        other.area_code
    from {{ ref('int_practice_indicators_joined') }} as own
    inner join {{ ref('int_practice_indicators_joined') }} as other
        on own.indicator_code = other.indicator_code
        and own.area_level = other.area_level

),

compared as (

    select
        measured.practice_id,
        count(*) as areas_compared,
        median(placed.failing_rate_change) as median_failing_rate_change
    from measured
    inner join placed
        on measured.kind = placed.kind
        and measured.item = placed.item
        and measured.area_level = placed.area_level
        and measured.baseline_round = placed.baseline_round
        and measured.region_code = placed.region_code
        and measured.baseline_decile = placed.baseline_decile
        and measured.area_code <> placed.area_code
    left join others_with_practice
        on measured.practice_id = others_with_practice.practice_id
        and placed.area_code = others_with_practice.area_code
    where others_with_practice.area_code is null
    group by measured.practice_id

),

final as (

    select
        begun.survey_round,
        begun.area_level,
        begun.area_code,
        begun.practice_id,
        begun.title,
        begun.indicator_code,
        begun.sdg_target,
        begun.start_round,
        begun.baseline_round,
        case
            when regions.area_code is null then 'area not known'
            when begun.measures <> 1 then 'measure not clear'
            when begun.start_round > begun.survey_round then 'not yet surveyed'
            when begun.baseline_round is null then 'no baseline'
            when measured.practice_id is null then 'not measured'
            when compared.practice_id is null then 'no comparable area'
            else 'compared'
        end as status,
        begun.goal,
        measured.baseline_decile,
        measured.households_applicable,
        measured.households_failing,
        measured.baseline_households_applicable,
        measured.baseline_households_failing,
        measured.households_applicable_weighted,
        measured.households_failing_weighted,
        measured.baseline_households_applicable_weighted,
        measured.baseline_households_failing_weighted,
        coalesce(compared.areas_compared, 0) as areas_compared,
        measured.failing_rate,
        measured.baseline_failing_rate,
        measured.failing_rate_change,
        compared.median_failing_rate_change,
        measured.failing_rate_change - compared.median_failing_rate_change as effect,
        false as is_suppressed
    from begun
    left join regions
        on begun.area_level = regions.area_level
        and begun.area_code = regions.area_code
    left join measured on begun.practice_id = measured.practice_id
    left join compared on begun.practice_id = compared.practice_id

)

select * from final
