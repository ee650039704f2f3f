select
    survey_round,
    area_level,
    area_code,
    indicator_code,
    disaggregation,
    category,
    lao_type,
    households_surveyed
from restricted__area_indicator_breakdown left join open__dim_local_administration using (area_level, area_code)
where area_level = 'local_administration' and disaggregation = 'settlement' and category <> case
        when lao_type is null then 'unknown' when lao_type = 'subdistrict_administration' then 'rural'
        else 'municipal'
    end
