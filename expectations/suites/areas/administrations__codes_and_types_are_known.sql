select
    lao_code,
    lao_type
from open__dim_local_administration
where (
    regexp_full_match(lao_code, '[1-9][0-9]{6}')
    and lao_type in (
        'provincial_administration',
        'city_municipality',
        'town_municipality',
        'subdistrict_municipality',
        'subdistrict_administration',
        'bangkok',
        'pattaya'
    )
) is not true
