select
    survey_round,
    area_level,
    area_code,
    lao_type,
    houses_residential,
    houses_municipal,
    houses_rural,
    houses_settlement_unknown
from restricted__area_coverage left join open__dim_local_administration using (area_level, area_code)
where area_level = 'local_administration' and case
        when lao_type is null then houses_settlement_unknown
        when lao_type = 'subdistrict_administration' then houses_rural
        else houses_municipal
    end is distinct from houses_residential
