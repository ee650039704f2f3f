select
    link.indicator_code,
    link.sdg_indicator,
    link.kpi_counts,
    listed.kpi_counts as "side in dim_sdg_indicator",
    side.sides as "sides of its links"
from open__indicator_sdg_map as link
left join open__dim_sdg_indicator as listed using (sdg_indicator)
left join (
    select
        canonical_indicator,
        count(distinct map.kpi_counts) as sides
    from open__indicator_sdg_map as map
    join open__dim_sdg_indicator using (sdg_indicator)
    group by all
) as side using (canonical_indicator)
where case
        when link.sdg_indicator is null then link.kpi_counts is not null
        else coalesce(link.kpi_counts, '') not in ('passing', 'failing', 'neither')
            or (link.kpi_counts = 'neither' and listed.kpi_counts <> 'neither')
            or side.sides > 1
    end
