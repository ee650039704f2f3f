"""Rules on areas of former times: where their figures went, and that they are over.

What is not here: that no figure stands under a former code (completeness.py).
"""

from __future__ import annotations

from typing import Final

from expectations.sql import AREAS_OF_TODAY
from expectations.vocabulary import Rule, finding_rule

_CROSSWALK = "open__area_crosswalk"
_AREAS = "open__dim_area"
_BY_CODE = "former_area_code"

# Villages are listed where houses are registered: of one without any, its subdistrict is.
_ASTRAY = f"""
    select area_level, former_area_code, area_code from {_CROSSWALK} as former
    where not exists (
        select 1 from {AREAS_OF_TODAY} as area
        where case when former.area_level = 'village'
              then area.area_level = 'subdistrict' and area.area_code = left(former.area_code, 6)
              else area.area_level = former.area_level and area.area_code = former.area_code end
    )
"""

_NOT_OVER = f"""
    select former.area_level, former_area_code, former.area_code from {_CROSSWALK} as former
    join {AREAS_OF_TODAY} as area on area.area_level = former.area_level and area.area_code = former_area_code
    union all
    select min(area_level), former_area_code, string_agg(area_code, ' and ' order by area_code)
    from {_CROSSWALK} group by former_area_code having count(*) > 1
"""

_HALF_OVER = f"""
    select area_level, area_code, successor_area_code, valid_from, valid_to from {_AREAS} as area
    where (valid_to is null) <> (successor_area_code is null)
       or valid_from > valid_to
       or (valid_to is not null and area_code not in (select former_area_code from {_CROSSWALK}))
       or (successor_area_code is not null and area_level <> 'village' and not exists (
           select 1 from {_AREAS} as successor
           where successor.area_level = area.area_level and successor.area_code = area.successor_area_code
       ))
"""

RULES: Final[tuple[Rule, ...]] = (
    finding_rule(
        "former__codes_lead_to_areas_of_today",
        table=_CROSSWALK,
        sentence="Every former code leads to an area of today of its level; that of a village, to one of a subdistrict"
        " of today.",
        sql=_ASTRAY,
        noun="code",
        order=_BY_CODE,
    ),
    finding_rule(
        "former__codes_are_over",
        table=_CROSSWALK,
        sentence="No former code is that of an area of today, and none leads to two.",
        sql=_NOT_OVER,
        noun="code",
        order=_BY_CODE,
    ),
    finding_rule(
        "former__areas_have_a_successor",
        table=_AREAS,
        sentence="An area has a successor if and only if it ended, not before it began, and is in the crosswalk then.",
        sql=_HALF_OVER,
        noun="area",
        order="area_code",
    ),
)
