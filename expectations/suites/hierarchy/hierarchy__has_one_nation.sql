select
    count(*) as nations,
    count(*) filter (where area_code = 'TH') as "with code TH"
from open__dim_area
where area_level = 'nation'
having nations <> 1 or "with code TH" <> 1
