select
    lao_code as code,
    count(*) as times
from open__dim_local_administration
group by all
having times > 1
union all
select
    province_code,
    count(*)
from open__dim_local_administration
where lao_type = 'provincial_administration'
group by all
having count(*) > 1
