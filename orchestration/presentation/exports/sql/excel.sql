-- What the sheets of all workbooks read. A workbook is of a province, or of the nation with regions, pilot groups,
-- provinces and districts. The site's prepare.sql comes first.
create temp table book_area as
with named as (
    select
        area.*,
        parent.name_th as within_th,
        list_position(
            ['nation', 'region', 'pilot_group', 'province', 'district', 'subdistrict', 'local_administration'],
            area.area_level
        ) as depth
    from shown_area as area
    left join shown_area as parent on area.parent_area_code = parent.area_code
),

placed as (
    select nation.area_code as book, named.*
    from named
    inner join shown_area as nation on nation.area_level = 'nation'
    where depth <= 5
    union all
    select province_code as book, named.*
    from named
    where depth >= 4 and province_code is not null
)

select
    placed.*,
    shown_round.survey_round as area_round,
    row_number() over (partition by book order by depth, area_code) as area_place
from placed
inner join latest using (area_level, area_code)
inner join shown_round on latest.place = shown_round.place;

-- The round that each area shows, if a figure of it is shown. A cell has the place of the indicator, households failing
-- and applicable, the failing rate, and whether the households are few.
create temp table indicators_sheet as
with figures as (
    select
        area_level,
        area_code,
        indicator.place,
        round(households_failing_weighted) as failing,
        round(households_applicable_weighted) as applicable,
        failing_rate,
        cast(households_applicable < 30 as integer) as is_few
    from open.area_indicator
    inner join shown_round as round using (survey_round)
    inner join shown_indicator as indicator using (indicator_code)
    inner join latest using (area_level, area_code)
    where round.place = latest.place and not is_suppressed and households_applicable > 0
),

cells as (
    select
        area_level,
        area_code,
        to_json(list([place, failing, applicable, failing_rate, is_few]::double[] order by place)) as cells
    from figures
    group by all
)

select book, area_place, area_level, area_code, name_th, name_en, within_th, area_round, cells
from book_area
inner join cells using (area_level, area_code)
order by book, area_place;

-- The same of goals, with the score before the mark of few households.
create temp table goals_sheet as
with figures as (
    select
        area_level,
        area_code,
        goal,
        round(households_failing_weighted) as failing,
        round(households_applicable_weighted) as applicable,
        failing_rate,
        score,
        cast(households_applicable < 30 as integer) as is_few
    from open.area_sdg_goal
    inner join shown_round as round using (survey_round)
    inner join latest using (area_level, area_code)
    where round.place = latest.place and not is_suppressed and households_applicable > 0
),

cells as (
    select
        area_level,
        area_code,
        to_json(list([goal, failing, applicable, failing_rate, score, is_few]::double[] order by goal)) as cells
    from figures
    group by all
)

select book, area_place, area_level, area_code, name_th, name_en, within_th, area_round, cells
from book_area
inner join cells using (area_level, area_code)
order by book, area_place;

-- Every area has a row of the round that it shows. Other rounds have one where their figures are shown.
create temp table poverty_sheet as
select
    book,
    area_place,
    area_level,
    area_code,
    name_th,
    name_en,
    within_th,
    survey_round,
    coverage.houses_residential,
    coverage.households_surveyed,
    coverage.coverage_rate,
    if(poverty.is_suppressed, null, round(poverty.members_poor_weighted)) as members_poor,
    if(poverty.is_suppressed, null, round(poverty.members_weighted)) as members,
    if(poverty.is_suppressed, null, poverty.headcount_ratio) as headcount_ratio,
    if(poverty.is_suppressed, null, poverty.intensity) as intensity,
    if(poverty.is_suppressed, null, poverty.adjusted_headcount_ratio) as adjusted_headcount_ratio,
    coalesce(not poverty.is_suppressed and poverty.households < 30, false) as is_few
from book_area
inner join open.area_poverty as poverty using (area_level, area_code)
left join open.area_coverage as coverage using (survey_round, area_level, area_code)
where survey_round = area_round or (poverty.households > 0 and not poverty.is_suppressed)
order by book, area_place, survey_round desc;

-- Of the last round with a ranking, up to the round that the area shows, as on the site. The first row of an area is of
-- all its indicators together, and its rank is among areas. The others are ranked in the area.
create temp table priorities_sheet as
with figures as (
    select priority.*
    from open.area_priority as priority
    inner join shown_round as round using (survey_round)
    inner join latest using (area_level, area_code)
    where round.place <= latest.place and not is_suppressed
    qualify dense_rank() over (partition by area_level, area_code order by round.place desc) = 1
)

select
    book,
    area_place,
    area_level,
    area_code,
    book_area.name_th,
    book_area.name_en,
    within_th,
    survey_round,
    indicator_code,
    if(indicator_code = 'total', 'ทุกตัวชี้วัด', indicator.name_th) as indicator_th,
    if(indicator_code = 'total', 'All indicators', indicator.name_en) as indicator_en,
    priority_rank,
    ranked_among,
    cases_open,
    cases_open_over_180_days,
    cases_found,
    false as is_few
from book_area
inner join figures using (area_level, area_code)
left join shown_indicator as indicator using (indicator_code)
order by book, area_place, indicator_code = 'total' desc, priority_rank, indicator_code;
