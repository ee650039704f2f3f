with published as (
    unpivot (
        select
            survey_round,
            houses_government,
            houses_temple,
            houses_mosque,
            houses_other_religious,
            houses_health_station,
            houses_school
        from restricted__area_coverage
        where area_level = 'nation'
    )
    on houses_government,
    houses_temple,
    houses_mosque,
    houses_other_religious,
    houses_health_station,
    houses_school into name house_kind value houses
),

compared as (
    select
        survey_round,
        substring(house_kind, 8) as house_kind,
        published.houses,
        coalesce(counted.houses, 0) as "houses in fct_house"
    from published
    left join (
        select
            concat('houses_', house_kind) as house_kind,
            houses
        from audit__house_kind
    ) as counted
        using (house_kind)
)

select * from compared
where houses is distinct from "houses in fct_house"
