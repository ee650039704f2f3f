select
    kpi.kpi_code,
    kpi.indicator_codes,
    figures.indicator_codes as "indicators of the best fit",
    kpi.households_applicable,
    figures.households_applicable as "applicable in the nation",
    kpi.households_failing,
    figures.households_failing as "failing in the nation",
    kpi.households_failing_weighted,
    figures.households_failing_weighted as "weighted, in the nation"
from open__kpi_linkage as kpi left join audit__kpi_figures as figures using (sdg_indicator)
where kpi.indicator_codes is distinct from figures.indicator_codes
    or kpi.households_applicable is distinct from figures.households_applicable
    or kpi.households_failing is distinct from figures.households_failing
    or kpi.households_applicable_weighted is distinct from figures.households_applicable_weighted
    or kpi.households_failing_weighted is distinct from figures.households_failing_weighted
