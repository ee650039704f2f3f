-- Names that the audit's queries share. Placeholders are limits (limits.py); DuckDB reads a macro where it is named.

-- Areas of former times are listed too, and have no figures.
create view audit__area_of_today as
select * from open__dim_area
where valid_to is null;

-- The areas of the code list of the last release.
create view audit__area_before as
select * from previous_open__dim_area
where valid_to is null and area_level in ('province', 'district', 'subdistrict');

-- Those of them with coordinates.
create view audit__area_located_before as
select * from audit__area_before
where longitude is not null and latitude is not null;

-- The rounds that were over when the last release was made: all but its latest.
create view audit__round_closed_before as
select survey_round
from previous_open__dim_survey_round
qualify row_number() over (order by year_be desc, round desc) > 1;

-- The rounds that both releases have under the same list of indicators.
create view audit__round_of_the_same_list as
select now.survey_round
from open__dim_survey_round as now
join previous_open__dim_survey_round as before using (survey_round, framework_version);

-- The indicators of each round: those of the version of the list that the round names.
create view audit__round_indicator as
select
    round.survey_round,
    listed.*
from open__dim_survey_round as round
join open__dim_indicator as listed on listed.framework_version = round.framework_version;

-- A round whose version has no list breaks one rule; what the round should hold is not known.
create view audit__round_without_list as
select survey_round
from open__dim_survey_round
where survey_round not in (
        select survey_round from audit__round_indicator
        where survey_round is not null
    );

-- Two sums of deprivation scores are the same, but for digits that a double has no room for; or both are absent.
create macro is_same_sum(one, other) as
(one is null and other is null)
or coalesce(abs(cast(one - other as double)) <= ${sum_rounding} * abs(cast(one as double)), false);

-- A rate equals part / whole, and is absent exactly where the whole is 0.
create macro is_ratio(rate, part, whole) as
case when whole = 0 then rate is null else abs(rate - part / cast(whole as double)) <= ${rate_tolerance} end;

-- Two figures are the same within the tolerance of rates, or both absent.
create macro is_near(one, other) as
(one is null and other is null) or coalesce(abs(one - other) <= ${rate_tolerance}, false);

-- So many areas of a level with so many may be corrected: a share of them, or in a small level a few.
create macro corrections(areas, share) as
greatest(share * areas, least(${corrected_areas}, ${corrected_share} * areas));

-- Years from one survey date to a later one. Less than a year counts as one, and so does a date that is not known.
create macro years_at_least_one(earlier, later) as
greatest((later - earlier) / ${days_of_a_year}, 1);

-- The code of the nation, as the list of areas has it.
create macro nation_code() as (
    select min(area_code) from open__dim_area
    where area_level = 'nation'
);

-- Kilometres between two places in degrees, near enough for areas of a country: a degree of latitude has 111.2.
create macro km_between(longitude, latitude, other_longitude, other_latitude) as
111.2 * sqrt(
    power(latitude - other_latitude, 2)
    + power((longitude - other_longitude) * cos(radians((latitude + other_latitude) / 2)), 2)
);

-- A change equals the figure less that of the round before, and is absent where the rounds have two lists.
create macro is_change(change, now, earlier, is_same_list) as
is_near(change, case when is_same_list then now - earlier end);

-- The widest area first: a fault in a village that reaches the nation is shown as the nation's.
create macro level_rank(area_level) as
list_position([${area_levels}], area_level);

-- The areas that each zone must have rows for in each round; the open zone stops at the subdistrict.
create view audit__area_of_each_round as
select
    zone.zone,
    round.survey_round,
    area.area_level,
    area.area_code
from open__dim_survey_round as round
cross join audit__area_of_today as area
join (values ('open'), ('restricted')) as zone (zone)
    on zone.zone = 'restricted' or area.area_level <> 'village';
