select
    'open' as zone,
    area_level,
    count(*) as rows
from open__area_indicator_breakdown
where area_level not in ('nation', 'region', 'pilot_group', 'province', 'district', 'local_administration')
group by all
union all
select
    'restricted' as zone,
    area_level,
    count(*) as rows
from restricted__area_indicator_breakdown
where area_level not in ('nation', 'region', 'pilot_group', 'province', 'district', 'local_administration')
group by all
