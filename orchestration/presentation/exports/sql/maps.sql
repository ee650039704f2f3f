-- One row per area of today of the level: words, headline figures of the latest round, the failing rate of each goal,
-- and its place: the outline where there is one, else the middle. A withheld row has no figure.
with goals as (
    select
        survey_round,
        area_level,
        area_code,
        {rates}
    from open.area_sdg_goal
    where
        area_level = '{level}' and not is_suppressed
        and survey_round = (select max(survey_round) from open.area_profile)
    group by all
)

select
    area.area_level,
    area.area_code,
    area.name_th,
    area.name_en,
    area.province_code,
    area.province_name_th,
    area.province_name_en,
    area.district_code,
    profile.survey_round,
    coalesce(profile.is_suppressed, true) as is_suppressed,
    {figures},
    {goals},
    coalesce(
        outline.geometry,
        if(longitude is null or latitude is null, null, cast(format('POINT ({{}} {{}})', longitude, latitude) as geometry))
    ) as geometry,
    case
        when outline.geometry is not null then outline.bbox
        when longitude is not null and latitude is not null
            then {{'xmin': longitude, 'ymin': latitude, 'xmax': longitude, 'ymax': latitude}}
    end as bbox
from open.dim_area as area
left join outline using (area_code)
left join open.area_profile as profile using (area_level, area_code)
left join goals using (survey_round, area_level, area_code)
where area.area_level = '{level}' and area.valid_to is null
order by area.area_code
