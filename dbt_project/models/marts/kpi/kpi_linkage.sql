with supplied as (

    select * from {{ ref('stg_un_kpis__kpis') }}

),

places as (

    select * from {{ ref('dim_sdg_indicator') }}

),

kpis as (

    select
        supplied.kpi_code,
        supplied.name,
        places.framework_version,
        places.sdg_indicator,
        places.sdg_target,
        places.canonical_indicator,
        places.series,
        places.kpi_counts,
        places.goal,
        places.is_comparable
    from supplied
    inner join places on supplied.sdg_indicator = places.sdg_indicator

    union all

    -- Until the UN supplies its list, every unique indicator is a KPI, under its own code.
    select
        sdg_indicator as kpi_code,
        label as name,
        framework_version,
        sdg_indicator,
        sdg_target,
        canonical_indicator,
        series,
        kpi_counts,
        goal,
        is_comparable
    from places
    where sdg_indicator = canonical_indicator and not exists (select 1 from supplied)

),

links as (

    select distinct
        places.canonical_indicator,
        round_links.indicator_code,
        round_links.kpi_counts,
        case round_links.fit when 'direct' then 1 when 'proxy' then 2 else 3 end as fit_rank
    from {{ ref('int_round_links_joined') }} as round_links
    inner join places on round_links.sdg_indicator = places.sdg_indicator
    where round_links.is_latest_round

),

best as (

    select
        canonical_indicator,
        min(fit_rank) as fit_rank
    from links
    group by canonical_indicator

),

latest as (

    select max(survey_round) as survey_round from {{ ref('dim_survey_round') }}

),

nation as (

    select
        figures.survey_round,
        figures.indicator_code,
        figures.households_applicable,
        figures.households_failing,
        figures.households_applicable_weighted,
        figures.households_failing_weighted,
        figures.is_suppressed
    from {{ ref('open_area_indicator') }} as figures
    inner join latest on figures.survey_round = latest.survey_round
    where figures.area_level = 'nation'

),

summed as (

    select
        best.canonical_indicator,
        best.fit_rank,
        max(nation.survey_round) as survey_round,
        {{ joined_texts('links.indicator_code') }} as indicator_codes,
        max(links.kpi_counts) as kpi_counts,
        count(distinct links.indicator_code) as indicators_linked,
        coalesce(sum(nation.households_applicable), 0) as households_applicable,
        coalesce(sum(nation.households_failing), 0) as households_failing,
        coalesce(sum(nation.households_applicable_weighted), 0) as households_applicable_weighted,
        coalesce(sum(nation.households_failing_weighted), 0) as households_failing_weighted,
        max(case when nation.is_suppressed then 1 else 0 end) as has_withheld
    from best
    inner join links on best.canonical_indicator = links.canonical_indicator and best.fit_rank = links.fit_rank
    left join nation on links.indicator_code = nation.indicator_code
    group by best.canonical_indicator, best.fit_rank

),

-- A sum without a part that is withheld would be too small, and look whole.
served as (

    select
        canonical_indicator,
        fit_rank,
        survey_round,
        indicator_codes,
        kpi_counts,
        indicators_linked,
        case when has_withheld = 0 then households_applicable end as households_applicable,
        case when has_withheld = 0 then households_failing end as households_failing,
        case when has_withheld = 0 then households_applicable_weighted end as households_applicable_weighted,
        case when has_withheld = 0 then households_failing_weighted end as households_failing_weighted
    from summed

),

-- Of an indicator's series the one that its list names first and that has a value; of its values the latest.
ranked as (

    select
        places.canonical_indicator,
        observations.series,
        observations.unit_measure,
        observations.unit_mult,
        observations.time_period,
        observations.obs_value,
        row_number() over (
            partition by places.canonical_indicator
            order by
                instr(' ' || places.series || ' ', ' ' || observations.series || ' ') asc,
                observations.time_period desc,
                observations.reporting_type asc,
                observations.unit_measure asc
        ) as place
    from {{ ref('stg_un_sdg_series__observations') }} as observations
    inner join places
        on places.sdg_indicator = places.canonical_indicator
        and instr(' ' || places.series || ' ', ' ' || observations.series || ' ') > 0

),

sided as (

    select
        kpis.*,
        case served.fit_rank when 1 then 'direct' when 2 then 'proxy' when 3 then 'context' else 'none' end as measurement,
        served.indicator_codes,
        served.survey_round,
        coalesce(served.kpi_counts, kpis.kpi_counts) as local_value_counts,
        ranked.series as un_series,
        ranked.unit_measure as un_unit,
        coalesce(served.indicators_linked, 0) as indicators_linked,
        served.households_applicable,
        served.households_failing,
        served.households_applicable_weighted,
        served.households_failing_weighted,
        ranked.time_period as un_year,
        ranked.unit_mult as un_unit_multiplier,
        ranked.obs_value as un_value,
        served.fit_rank = 1 and ranked.unit_measure = 'PT' and ranked.unit_mult = 0 as is_direct_share
    from kpis
    left join served on kpis.canonical_indicator = served.canonical_indicator
    left join ranked on kpis.canonical_indicator = ranked.canonical_indicator and ranked.place = 1

),

valued as (

    select
        *,
        100 * cast(
            case local_value_counts
                when 'failing' then households_failing_weighted
                when 'passing' then households_applicable_weighted - households_failing_weighted
            end as double
        ) / nullif(cast(households_applicable_weighted as double), 0) as local_value
    from sided

),

final as (

    select
        kpi_code,
        framework_version,
        sdg_target,
        sdg_indicator,
        name,
        measurement,
        indicator_codes,
        survey_round,
        local_value_counts,
        un_series,
        un_unit,
        goal,
        cast(indicators_linked as bigint) as indicators_linked,
        cast(households_applicable as bigint) as households_applicable,
        cast(households_failing as bigint) as households_failing,
        cast(households_applicable_weighted as decimal(18, 6)) as households_applicable_weighted,
        cast(households_failing_weighted as decimal(18, 6)) as households_failing_weighted,
        local_value,
        un_year,
        un_unit_multiplier,
        un_value,
        case
            when is_comparable and is_direct_share and local_value_counts = kpi_counts then local_value - un_value
        end as difference
    from valued

)

select * from final
