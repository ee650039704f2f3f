select count(*) as nations
from open__dim_area
where area_level = 'nation'
having nations <> 1
