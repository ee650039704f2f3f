select count(distinct area_code) as provinces
from audit__area_of_today
where area_level = 'province'
having provinces <> ${provinces}
