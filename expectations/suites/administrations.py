"""Rules on local administrations: the list, its place among the areas, and how many households have none.

What is not here: whether their figures add up to their province (the suites of the figures, by the edges of areas.py).
"""

from __future__ import annotations

from typing import Final

from expectations.sql import breaking
from expectations.vocabulary import Rule, finding_rule
from orchestration.release.verdict import WARNING

_LIST = "open__dim_local_administration"
_AREAS = "open__dim_area"
_TYPES: Final = (
    "provincial_administration",
    "city_municipality",
    "town_municipality",
    "subdistrict_municipality",
    "subdistrict_administration",
    "bangkok",
    "pattaya",
)
# A larger share is no news of villages: the links of a whole delivery are missing.
_WITHOUT_WARNING: Final = 0.05
_IS_WITHOUT = "area_code = concat('0', province_code, '0000')"

_MISPLACED = f"""
    select lao_code, lao_type, area_level, area_code
    from {_LIST} as listed
    left join (select area_level, area_code, province_code as province_of_area from {_AREAS}) as area
      using (area_level, area_code)
    where province_of_area is distinct from province_code
       or case when lao_type = 'provincial_administration' then area_level <> 'province'
          else area_level <> 'local_administration' or area_code <> lao_code end
"""

_UNLISTED = f"""
    select area_level, area_code, name_th from {_AREAS}
    where area_level = 'local_administration' and ({_IS_WITHOUT}) is not true
      and area_code not in (select area_code from {_LIST} where area_level = 'local_administration')
"""

_NOT_COUNTED = f"""
    select province.area_level, province.area_code from {_AREAS} as province
    where area_level = 'province' and exists (select 1 from {_LIST})
      and not exists (
          select 1 from {_AREAS} as area
          where area.area_level = 'local_administration' and area.area_code = concat('0', province.area_code, '0000')
      )
"""

_WITHOUT = f"""
    select survey_round, sum(households_surveyed) filter (where {_IS_WITHOUT}) as "households without one",
           sum(households_surveyed) as households_surveyed
    from restricted__area_coverage
    join (select area_level, area_code, province_code from {_AREAS}) as area using (area_level, area_code)
    where area_level = 'local_administration'
    group by survey_round
    having "households without one" > {_WITHOUT_WARNING} * sum(households_surveyed)
"""

RULES: Final[tuple[Rule, ...]] = (
    finding_rule(
        "administrations__codes_are_unique",
        table=_LIST,
        sentence="No two local administrations have the same code, and no province has two provincial ones.",
        sql=f"""
            select lao_code as code, count(*) as times from {_LIST} group by all having times > 1
            union all
            select province_code, count(*) from {_LIST} where lao_type = 'provincial_administration'
            group by all having count(*) > 1
        """,
        noun="code",
        order="code",
    ),
    finding_rule(
        "administrations__codes_and_types_are_known",
        table=_LIST,
        sentence="Every local administration has a code of 7 digits, the first not 0, and is of a known type.",
        sql=breaking(
            _LIST,
            condition=f"regexp_full_match(lao_code, '[1-9][0-9]{{6}}') and lao_type in {_TYPES}",
            shows=("lao_code", "lao_type"),
        ),
        order="lao_code",
    ),
    finding_rule(
        "administrations__figures_stand_where_they_say",
        table=_LIST,
        sentence="Every local administration names the area of its province that has its figures: the province itself"
        " for a provincial one, else an area of its own.",
        sql=_MISPLACED,
        order="lao_code",
    ),
    finding_rule(
        "administrations__areas_are_listed",
        table=_AREAS,
        sentence="Every area that is a local administration is in their list, or counts what lies in none.",
        sql=_UNLISTED,
        noun="area",
        order="area_code",
    ),
    finding_rule(
        "administrations__who_has_none_is_counted",
        table=_AREAS,
        sentence="Where local administrations are listed, every province has an area for the villages without one.",
        sql=_NOT_COUNTED,
        noun="province",
        order="area_code",
    ),
    finding_rule(
        "administrations__few_households_have_none",
        table="restricted__area_coverage",
        severity=WARNING,
        sentence=f"At most {_WITHOUT_WARNING:.0%} of the surveyed households live in a village without a local"
        " administration.",
        expected=f"at most {_WITHOUT_WARNING:.0%} of the surveyed households",
        sql=_WITHOUT,
        noun="round",
        order="survey_round",
    ),
)
