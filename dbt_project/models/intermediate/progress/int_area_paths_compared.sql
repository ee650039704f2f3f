{{ config(materialized='view') }}

with indicators as (

    select
        'restricted' as of_zone,
        *
    from {{ ref('area_indicator') }}

    union all

    select
        'open' as of_zone,
        *
    from {{ ref('open_area_indicator') }}
    where {{ is_of_open_zone('area_target_path') }}

),

rounds as (

    select * from {{ ref('dim_survey_round') }}

),

-- Now is the last day of the latest round, never the clock: a release says the same whenever it is made.
present as (

    select
        max(survey_round) as survey_round,
        max_by(last_surveyed_on, survey_round) as last_surveyed_on
    from rounds

),

spans as (

    select
        rounds.survey_round,
        {{ days_between('rounds.last_surveyed_on', 'present.last_surveyed_on') }} as days_since,
        {{ days_between('present.last_surveyed_on', "date '" ~ var('sdg_deadline') ~ "'") }} as days_left
    from rounds
    cross join present

),

latest as (

    select indicators.*
    from indicators
    inner join present on indicators.survey_round = present.survey_round

),

baseline as (

    select
        indicators.of_zone,
        indicators.area_level,
        indicators.area_code,
        indicators.indicator_code,
        min(indicators.survey_round) as survey_round,
        min_by(indicators.households_applicable, indicators.survey_round) as households_applicable,
        min_by(indicators.households_failing, indicators.survey_round) as households_failing,
        min_by(indicators.households_applicable_weighted, indicators.survey_round) as households_applicable_weighted,
        min_by(indicators.households_failing_weighted, indicators.survey_round) as households_failing_weighted,
        min_by(indicators.failing_rate, indicators.survey_round) as failing_rate
    from indicators
    cross join present
    where indicators.households_applicable > 0 and indicators.survey_round < present.survey_round
    group by indicators.of_zone, indicators.area_level, indicators.area_code, indicators.indicator_code

),

paired as (

    select
        latest.of_zone,
        latest.survey_round,
        latest.area_level,
        latest.area_code,
        latest.indicator_code,
        baseline.survey_round as baseline_round,
        latest.households_applicable,
        latest.households_failing,
        baseline.households_applicable as baseline_households_applicable,
        baseline.households_failing as baseline_households_failing,
        latest.households_applicable_weighted,
        latest.households_failing_weighted,
        baseline.households_applicable_weighted as baseline_households_applicable_weighted,
        baseline.households_failing_weighted as baseline_households_failing_weighted,
        latest.failing_rate,
        baseline.failing_rate as baseline_failing_rate,
        latest.is_suppressed,
        case when since.days_since > 0 then cast(since.days_since as double) / 365.25 end as years_between,
        case when ahead.days_left > 0 then cast(ahead.days_left as double) / 365.25 else 0 end as years_left
    from latest
    left join baseline
        on latest.of_zone = baseline.of_zone
        and latest.area_level = baseline.area_level
        and latest.area_code = baseline.area_code
        and latest.indicator_code = baseline.indicator_code
    left join spans as since on baseline.survey_round = since.survey_round
    left join spans as ahead on latest.survey_round = ahead.survey_round

),

changed as (

    select
        *,
        -failing_rate / nullif(years_left, 0) as required_yearly_change,
        (failing_rate - baseline_failing_rate) / years_between as actual_yearly_change
    from paired

),

compared as (

    select
        *,
        actual_yearly_change / nullif(required_yearly_change, 0) as progress_ratio
    from changed

),

final as (

    select
        of_zone,
        survey_round,
        area_level,
        area_code,
        indicator_code,
        baseline_round,
        case
            when failing_rate is null then 'no trend'
            when households_applicable < {{ var('path_fewest_households') }} then 'too few households'
            when households_failing = 0 then 'achieved'
            when actual_yearly_change is null then 'no trend'
            when baseline_households_applicable < {{ var('path_fewest_households') }} then 'too few households'
            -- Rounded, so that a ratio on the limit is on it. Without years left there is no ratio.
            when {{ rounded('progress_ratio', 9) }} >= {{ var('on_track_share') }} then 'on track'
            when {{ rounded('progress_ratio', 9) }} < {{ var('worsening_share') }} then 'worsening'
            when progress_ratio is null and actual_yearly_change > 0 then 'worsening'
            else 'progress too slow'
        end as status,
        households_applicable,
        households_failing,
        case
            when years_left > 1 then cast(ceil(cast(households_failing_weighted as double) / years_left) as bigint)
            else cast(ceil(households_failing_weighted) as bigint)
        end as households_to_help_per_year,
        baseline_households_applicable,
        baseline_households_failing,
        households_applicable_weighted,
        households_failing_weighted,
        baseline_households_applicable_weighted,
        baseline_households_failing_weighted,
        failing_rate,
        baseline_failing_rate,
        years_between,
        years_left,
        required_yearly_change,
        actual_yearly_change,
        progress_ratio,
        is_suppressed
    from compared

)

select * from final
