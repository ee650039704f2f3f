select
    area_level,
    area_code
from open__dim_area
where (
    case area_level
        when 'nation' then area_code <> ''
        when 'region' then area_code <> ''
        when 'pilot_group' then area_code in ('PILOT', 'NON_PILOT')
        when 'province' then regexp_full_match(area_code, '[0-9]{2}')
        when 'district' then regexp_full_match(area_code, '[0-9]{4}')
        when 'subdistrict' then regexp_full_match(area_code, '[0-9]{6}')
        when 'village' then regexp_full_match(area_code, '[0-9]{8}')
        when 'local_administration' then regexp_full_match(area_code, '[0-9]{7}')
    end
) is not true
