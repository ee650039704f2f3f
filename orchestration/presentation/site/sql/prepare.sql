-- What the other files join with: rounds and indicators by place, areas of today, the round that each area shows.
-- A rate in hundredths of a per cent, cut off: what the page then rounds to tenths is rounded once.
create temp macro hundredths(rate) as cast(floor(10000 * rate + 1e-6) as bigint);

create temp table shown_round as
select
    survey_round,
    framework_version,
    first_surveyed_on,
    last_surveyed_on,
    row_number() over (order by survey_round) - 1 as place
from open.dim_survey_round;

-- One code is one question in every version of the list; the newest version that has the code gives its words.
create temp table shown_indicator as
with versions as (
    select framework_version, max(place) as newest from shown_round group by all
),

newest as (
    select dim_indicator.*, versions.newest
    from open.dim_indicator as dim_indicator
    inner join versions using (framework_version)
    qualify row_number() over (partition by indicator_code order by versions.newest desc) = 1
)

select *, row_number() over (order by newest desc, indicator_number, indicator_code) - 1 as place
from newest;

create temp table shown_area as
select area_level, area_code, parent_area_code, province_code, name_th, name_en, is_sdg_pilot, longitude, latitude
from open.dim_area
where valid_to is null and area_level <> 'village';

-- The last round with figures of the area, or else the last round.
create temp table latest as
select
    area.area_level,
    area.area_code,
    coalesce(
        max(shown_round.place) filter (where poverty.households > 0 and not poverty.is_suppressed),
        (select max(place) from shown_round)
    ) as place
from shown_area as area
left join open.area_poverty as poverty using (area_level, area_code)
left join shown_round using (survey_round)
group by all;
