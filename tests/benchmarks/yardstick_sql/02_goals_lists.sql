-- Goals: targets, links of the indicators, and how goals and targets are counted.

create temp table target as
select sdg_target, label, goal::integer as goal from seed('sdg_targets');

create temp table delivered_link as
with delivered as (
    select null::varchar as kpi_counts where false
    union all by name
    from optional_feed('indicator_sdg_map_files', ['indicator_code', 'sdg_target', 'sdg_indicator', 'fit'])
)
select indicator_code, sdg_target, nullif(sdg_indicator, '-') as sdg_indicator, fit, kpi_counts as said_side
from delivered;

create temp table link as
with in_force as (
    from delivered_link
    union all by name
    from seed('indicator_sdg_links')
    where not exists (from delivered_link) and not exists (from delivered_indicator)
)
select
    indicator_code,
    sdg_target,
    sdg_indicator,
    fit,
    coalesce(max(said_side) over (partition by canonical_indicator), kpi_counts) as kpi_counts,
    goal
from in_force
left join target using (sdg_target)
left join (select sdg_indicator, canonical_indicator, kpi_counts from seed('sdg_indicators')) using (sdg_indicator);

copy link to (getvariable('out') || '/open/indicator_sdg_map.parquet') (format parquet, compression zstd);
copy (
    select goal::integer as goal, name_th, name_en from seed('sdg_goals')
) to (getvariable('out') || '/open/dim_sdg_goal.parquet') (format parquet, compression zstd);
copy (
    select
        sdg_indicator, sdg_target, canonical_indicator, tier_2022, series, label, kpi_counts, framework_version,
        goal::integer as goal, is_comparable::boolean as is_comparable
    from seed('sdg_indicators')
) to (getvariable('out') || '/open/dim_sdg_indicator.parquet') (format parquet, compression zstd);

-- Goals and targets. `result` names the three-valued result of a household: one indicator's own column, or the least
-- of several. A goal without an indicator has none.
create temp table sdg_group as
with numbered as (
    select 'goal' as kind, goal::varchar as code, indicator_code, fit
    from seed('sdg_goals') left join link using (goal)
    union all
    select 'target' as kind, sdg_target as code, indicator_code, fit from link
),
listed as (
    select
        kind,
        code,
        kind || '_' || replace(code, '.', '_') as column_name,
        coalesce(list(distinct indicator_code order by indicator_code) filter (indicator_code is not null), [])
            as indicators,
        coalesce(list(distinct indicator_code order by indicator_code) filter (fit = 'direct'), []) as direct
    from numbered
    group by all
)
select
    *,
    case len(indicators) when 0 then 'none' when 1 then indicators[1] else column_name end as result
from listed;
