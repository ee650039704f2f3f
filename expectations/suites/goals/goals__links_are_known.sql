select
    link.indicator_code,
    link.sdg_target,
    link.goal,
    link.sdg_indicator,
    link.fit,
    case when indicator.indicator_code is null then 'indicator'
        when target.sdg_target is null then 'target of that goal'
        when link.sdg_indicator is not null and listed.sdg_indicator is null then 'SDG indicator'
        else 'fit'
    end as unknown
from open__indicator_sdg_map as link
left join (select distinct indicator_code from open__dim_indicator) as indicator using (indicator_code)
left join (
    select distinct
        sdg_target,
        goal
    from open__dim_sdg_target
) as target using (sdg_target, goal)
left join (select distinct sdg_indicator from open__dim_sdg_indicator) as listed using (sdg_indicator)
where indicator.indicator_code is null or target.sdg_target is null
    or (link.sdg_indicator is not null and listed.sdg_indicator is null)
    or coalesce(link.fit, '') not in ('direct', 'proxy', 'context')
