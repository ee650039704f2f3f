select
    kpi.kpi_code,
    kpi.measurement,
    figures.measurement as "best fit"
from open__kpi_linkage as kpi
left join audit__kpi_figures as figures using (sdg_indicator)
where kpi.measurement is distinct from figures.measurement
