"""Whom the survey of the tiny country reaches, by area, and what a faultless pipeline would publish of it.

What is not here: the houses and households (country.py), defects (plant_reach.py).
"""

from __future__ import annotations

from typing import Final

KINDS: Final = ("government", "temple", "mosque", "other_religious", "health_station", "school")
# Column of area_coverage -> how it is made of a village's counts.
_COUNTS: Final = {
    **{f"houses_{kind}": kind for kind in KINDS},
    "houses_not_surveyed": "residential - coalesce(surveyed, 0)",
    "houses_never_surveyed": "residential - coalesce(ever, 0)",
    "houses_with_several_households": "shared",
    "houses_municipal": "case when is_rural is false then residential end",
    "houses_rural": "case when is_rural then residential end",
    "houses_settlement_unknown": "case when is_rural is null then residential end",
    "houses_municipal_surveyed": "case when is_rural is false then surveyed end",
    "houses_rural_surveyed": "case when is_rural then surveyed end",
}
COLUMNS: Final = ", ".join(_COUNTS)
RATES: Final = ", ".join(
    f"houses_{name}_surveyed / nullif(cast(houses_{name} as double), 0) as {name}_coverage_rate"
    for name in ("municipal", "rural")
)

_VILLAGES = f"""
    create table village_reach as
    with lived_in as (
        select survey_round, village_code, house_key, count(*) as households
        from fct_household where village_code is not null group by all
    ),
    reached as (
        select survey_round, village_code, count(*) as surveyed, count(*) filter (where households > 1) as shared
        from lived_in group by all
    ),
    known as (
        select later.survey_round, village_code, count(distinct house_key) as ever
        from lived_in join dim_survey_round as later on lived_in.survey_round <= later.survey_round group by all
    ),
    built as (
        select area_code as village_code, count(*) filter (where is_residential) as residential,
               {", ".join(f"count(*) filter (where house_kind = '{kind}') as {kind}" for kind in KINDS)}
        from fct_house group by all
    ),
    served as (
        select village_code, lao_type = 'subdistrict_administration' as is_rural
        from area_village join dim_local_administration using (area_level, area_code)
        where area_level = 'local_administration'
    )
    select survey_round, village_code, {", ".join(f"{count} as {name}" for name, count in _COUNTS.items())}
    from dim_survey_round cross join built
    left join reached using (survey_round, village_code)
    left join known using (survey_round, village_code)
    left join served using (village_code)
"""

_AREAS = f"""
    create table area_reach as
    select survey_round, area_level, area_code,
           {", ".join(f"cast(coalesce(sum({name}), 0) as bigint) as {name}" for name in _COUNTS)}
    from dim_survey_round cross join dim_area
    left join area_village using (area_level, area_code)
    left join village_reach using (survey_round, village_code)
    group by all
"""


# Of the provinces but the last an official count was delivered, of some the register's own.
_OFFICIAL = "case when area_level = 'province' and area_code < '86' then houses_registered + area_code::bigint % 5 end"
OFFICIAL: Final = f"{_OFFICIAL} as houses_official, houses_registered - {_OFFICIAL} as houses_official_difference"

# Made of area_coverage, when that is there.
GAP: Final = """
    create table coverage_gap as
    select survey_round, area_level, area_code,
           row_number() over (level order by houses_residential desc, houses_never_surveyed desc, area_code)
             as gap_rank, count(*) over level as ranked_among,
           houses_residential, houses_never_surveyed, false as is_suppressed
    from area_coverage where houses_residential > 0 and households_surveyed = 0
    window level as (partition by survey_round, area_level)
"""


def reach_tables() -> list[str]:
    """Statements that make `area_reach`, what area_coverage says besides the houses registered and surveyed."""
    return [_VILLAGES, _AREAS]
