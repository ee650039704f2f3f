select
    area.area_level,
    area.area_code,
    area.parent_area_code,
    pair.parent_level as "expected level of the parent"
from audit__area_of_today as area
left join (
    select * from audit__edge_level
    where parent_level <> 'pilot_group'
) as pair
    on pair.child_level = area.area_level
left join audit__area_of_today as parent
    on parent.area_code = area.parent_area_code and parent.area_level = pair.parent_level
where case when area.area_level = 'nation' then area.parent_area_code is not null
        else parent.area_code is null
    end
