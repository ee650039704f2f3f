-- The open zone: areas, coverage and networks, which count houses or nothing secret: the exact tables down to a level.

copy (
    select network.* replace (
        if(houses_residential < 10, null, network.households_surveyed) as households_surveyed,
        if(houses_residential < 10, null, teams) as teams,
        if(houses_residential < 10, null, teams_within) as teams_within,
        if(houses_residential < 10, null, partner_groups_within) as partner_groups_within,
        if(houses_residential < 10, null, members_trained) as members_trained,
        if(houses_residential < 10, null, members_trained_within) as members_trained_within,
        if(houses_residential < 10, null, agents_per_1000_households) as agents_per_1000_households,
        houses_residential < 10 as is_suppressed
    )
    from published('restricted', 'area_network') as network
    join published('restricted', 'area_coverage') using (survey_round, area_level, area_code)
    where area_level <> 'village'
) to (getvariable('out') || '/open/area_network.parquet') (format parquet, compression zstd);

copy (
    select * replace (
        if(area_level = 'village', null, longitude::decimal(38, 12)::decimal(38, 3)::double) as longitude,
        if(area_level = 'village', null, latitude::decimal(38, 12)::decimal(38, 3)::double) as latitude
    )
    from published('restricted', 'dim_area')
) to (getvariable('out') || '/open/dim_area.parquet') (format parquet, compression zstd);

copy (
    select * exclude (members_surveyed) replace (
        if(houses_residential < 10, null, houses_surveyed) as houses_surveyed,
        if(houses_residential < 10, null, houses_not_surveyed) as houses_not_surveyed,
        if(houses_residential < 10, null, houses_never_surveyed) as houses_never_surveyed,
        if(houses_residential < 10, null, houses_with_several_households) as houses_with_several_households,
        if(houses_residential < 10, null, houses_municipal_surveyed) as houses_municipal_surveyed,
        if(houses_residential < 10, null, houses_rural_surveyed) as houses_rural_surveyed,
        if(houses_residential < 10, null, households_surveyed) as households_surveyed,
        if(houses_residential < 10, null, coverage_rate) as coverage_rate,
        if(houses_residential < 10, null, municipal_coverage_rate) as municipal_coverage_rate,
        if(houses_residential < 10, null, rural_coverage_rate) as rural_coverage_rate
    )
    from published('restricted', 'area_coverage')
    where area_level <> 'village'
) to (getvariable('out') || '/open/area_coverage.parquet') (format parquet, compression zstd);

copy (
    select * replace (
        count(*) over (partition by survey_round, area_level) as ranked_among
    )
    from published('restricted', 'coverage_gap')
    where area_level <> 'village' and houses_residential >= 10
) to (getvariable('out') || '/open/coverage_gap.parquet') (format parquet, compression zstd);
