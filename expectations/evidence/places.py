"""Recounts of where the houses are: the middle of every village, subdistrict and province, and houses far from theirs.

A middle above the village is a median, so that few wrong houses do not move it. What is not here: how far is too far
(limits.py), a single house's place, which never leaves these queries.
"""

from __future__ import annotations

from expectations import limits
from expectations.evidence.recount import Recount, query

_VILLAGES = """
    create table audit__village_place as
    select area_code, count(*) as houses, sum(longitude)::double as longitude_sum, sum(latitude)::double as latitude_sum
    from restricted__fct_house_location group by all
"""

# Houses with a position and their mean, by the digits of their area: a province has two of them, a village eight.
_LOCATED = """
    create table audit__located as
    select left(area_code, digits) as area_code, sum(houses) as houses,
           sum(longitude_sum) / sum(houses) as longitude_mean, sum(latitude_sum) / sum(houses) as latitude_mean
    from audit__village_place cross join (values (2), (4), (6), (8)) as code (digits) group by all
"""

_PLACES = """
    create table audit__place as
    with subdistrict as (
        select left(area_code, 6) as area_code, sum(houses) as houses,
               median(longitude_sum / houses) as longitude, median(latitude_sum / houses) as latitude
        from audit__village_place group by all
    )
    select 'subdistrict' as area_level, area_code, houses, longitude, latitude from subdistrict
    union all
    select 'province', left(area_code, 2), sum(houses), median(longitude), median(latitude)
    from subdistrict group by all
"""

_ASTRAY = f"""
    create table audit__astray as
    select left(house.area_code, 2) as area_code, count(*) as houses,
           count_if(km_between(house.longitude, house.latitude, place.longitude, place.latitude)
                    > {limits.FARTHEST_HOUSE_KM}) as houses_astray
    from restricted__fct_house_location as house
    join audit__place as place on place.area_level = 'subdistrict' and place.area_code = left(house.area_code, 6)
    group by all
"""

RECOUNTS: dict[str, Recount] = {
    "audit__village_place": query(_VILLAGES),
    "audit__located": query(_LOCATED),
    "audit__place": query(_PLACES),
    "audit__astray": query(_ASTRAY),
}
