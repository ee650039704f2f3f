with zones as (

    select 'restricted' as of_zone

    union all

    select 'open' as of_zone

),

practices as (

    select
        zones.of_zone,
        rounds.*
    from {{ ref('int_practice_rounds_joined') }} as rounds
    cross join zones

),

regions as (

    select * from {{ ref('int_area_regions_joined') }}

),

peers as (

    select * from {{ ref('int_area_peers_compared') }}
    where purpose = 'practice'

),

measured as (

    select
        practices.practice_id,
        peers.*
    from practices
    inner join peers
        on practices.of_zone = peers.of_zone
        and practices.kind = peers.kind
        and practices.item = peers.item
        and practices.area_level = peers.area_level
        and practices.baseline_round = peers.baseline_round
        and practices.area_code = peers.area_code
    where practices.measures = 1 and practices.start_round <= practices.survey_round

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
        measured.of_zone,
        measured.practice_id,
        count(*) as areas_compared,
        median(peers.failing_rate_change) as median_failing_rate_change
    from measured
    inner join peers
        on measured.of_zone = peers.of_zone
        and measured.kind = peers.kind
        and measured.item = peers.item
        and measured.area_level = peers.area_level
        and measured.baseline_round = peers.baseline_round
        and measured.region_code = peers.region_code
        and measured.baseline_decile = peers.baseline_decile
        and measured.area_code <> peers.area_code
    left join others_with_practice
        on measured.practice_id = others_with_practice.practice_id
        and peers.area_code = others_with_practice.area_code
    where others_with_practice.area_code is null
    group by measured.of_zone, measured.practice_id

),

final as (

    select
        practices.of_zone,
        practices.survey_round,
        practices.area_level,
        practices.area_code,
        practices.practice_id,
        practices.title,
        practices.indicator_code,
        practices.sdg_target,
        practices.start_round,
        practices.baseline_round,
        case
            when regions.area_code is null then 'area not known'
            when practices.measures <> 1 then 'measure not clear'
            when practices.start_round > practices.survey_round then 'not yet surveyed'
            when practices.baseline_round is null then 'no baseline'
            when measured.practice_id is null then 'not measured'
            when compared.practice_id is null then 'no comparable area'
            else 'compared'
        end as status,
        practices.goal,
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
    from practices
    left join regions
        on practices.area_level = regions.area_level
        and practices.area_code = regions.area_code
    left join measured
        on practices.of_zone = measured.of_zone
        and practices.practice_id = measured.practice_id
    left join compared
        on practices.of_zone = compared.of_zone
        and practices.practice_id = compared.practice_id

)

select * from final
