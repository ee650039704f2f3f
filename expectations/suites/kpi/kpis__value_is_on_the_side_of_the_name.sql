select
    kpi.kpi_code,
    kpi.sdg_indicator,
    kpi.name,
    kpi.local_value_counts,
    figures.kpi_counts as "side by the links and dim_sdg_indicator"
from open__kpi_linkage as kpi left join audit__kpi_figures as figures using (sdg_indicator)
where kpi.local_value_counts is distinct from figures.kpi_counts
