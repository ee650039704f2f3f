select kpi_code
from audit__kpi_expected
where kpi_code not in (
        select kpi_code from open__kpi_linkage
        where kpi_code is not null
    )
