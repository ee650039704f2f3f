"""Rules on whom the survey reaches: institutional houses by kind, houses not and never surveyed, houses of several
households, municipal and rural houses.

What is not here: the houses registered and surveyed as such (coverage.py).
"""

from __future__ import annotations

from typing import Final

from expectations.limits import RATE_TOLERANCE
from expectations.sql import WIDEST_FIRST, breaking, children_sums, same_ratio
from expectations.vocabulary import Rule, finding_rule

_COVERAGE = "restricted__area_coverage"
_AREA = ("survey_round", "area_level", "area_code")
_KINDS = ("government", "temple", "mosque", "other_religious", "health_station", "school")
_OF_KINDS = tuple(f"houses_{kind}" for kind in _KINDS)
_TYPES = ("houses_municipal", "houses_rural", "houses_settlement_unknown")
_TYPES_SURVEYED = ("houses_municipal_surveyed", "houses_rural_surveyed")
_REACHED = ("houses_not_surveyed", "houses_never_surveyed", "houses_with_several_households")

_OTHER_KINDS = f"""
    with published as (
        unpivot (select survey_round, {", ".join(_OF_KINDS)} from {_COVERAGE} where area_level = 'nation')
        on {", ".join(_OF_KINDS)} into name house_kind value houses
    ),
    compared as (
        select survey_round, substring(house_kind, 8) as house_kind, published.houses,
               coalesce(counted.houses, 0) as "houses in fct_house"
        from published
        left join (select concat('houses_', house_kind) as house_kind, houses from audit__house_kind) as counted
          using (house_kind)
    )
    select * from compared where houses is distinct from "houses in fct_house"
"""

_OTHER_HOUSES = f"""
    select survey_round, houses_surveyed, counted.houses as "houses with a household in fct_household",
           houses_with_several_households, counted.houses_shared as "with several",
           houses_residential - houses_never_surveyed as "ever surveyed",
           counted.houses_ever as "with a household in this round or before"
    from {_COVERAGE}
    left join audit__house_reached as counted using (survey_round)
    where area_level = 'nation' and (
        houses_surveyed is distinct from coalesce(counted.houses, 0)
        or houses_with_several_households is distinct from coalesce(counted.houses_shared, 0)
        or houses_residential - houses_never_surveyed is distinct from counted.houses_ever
    )
"""

# A local administration is of one type, so all its houses are of one column; what lies in none is unknown.
_OTHER_TYPES = f"""
    select survey_round, area_level, area_code, lao_type, houses_residential, {", ".join(_TYPES)}
    from {_COVERAGE} left join open__dim_local_administration using (area_level, area_code)
    where area_level = 'local_administration' and case
        when lao_type is null then houses_settlement_unknown
        when lao_type = 'subdistrict_administration' then houses_rural
        else houses_municipal
    end is distinct from houses_residential
"""

_RATES = " and ".join(
    same_ratio(
        f"{name}_coverage_rate", part=f"houses_{name}_surveyed", whole=f"houses_{name}", tolerance=RATE_TOLERANCE
    )
    for name in ("municipal", "rural")
)

RULES: Final[tuple[Rule, ...]] = (
    finding_rule(
        "reach__kinds_sum_to_institutional",
        table=_COVERAGE,
        sentence="Government places, temples, mosques, other religious places, health stations and schools are together"
        " the institutional houses of the area.",
        sql=breaking(
            _COVERAGE,
            condition=f"least({', '.join(_OF_KINDS)}) >= 0 and {' + '.join(_OF_KINDS)} = houses_institutional",
            shows=(*_AREA, "houses_institutional", *_OF_KINDS),
        ),
        order=WIDEST_FIRST,
    ),
    finding_rule(
        "reach__kinds_equal_the_register",
        table="restricted__fct_house",
        sentence="The nation's institutional houses of each kind are as many as the register's, in every round.",
        sql=_OTHER_KINDS,
        noun="kind",
        order="survey_round, house_kind",
    ),
    finding_rule(
        "reach__municipal_and_rural_sum_to_residential",
        table=_COVERAGE,
        sentence="Municipal houses, rural houses and those of which neither is known are together the residential"
        " houses of the area; no more of them are surveyed than there are.",
        sql=breaking(
            _COVERAGE,
            condition=f"least({', '.join((*_TYPES, *_TYPES_SURVEYED))}) >= 0"
            f" and {' + '.join(_TYPES)} = houses_residential and houses_municipal_surveyed <= houses_municipal"
            " and houses_rural_surveyed <= houses_rural and houses_municipal_surveyed + houses_rural_surveyed"
            " between houses_surveyed - houses_settlement_unknown and houses_surveyed",
            shows=(*_AREA, "houses_residential", *_TYPES, "houses_surveyed", *_TYPES_SURVEYED),
        ),
        order=WIDEST_FIRST,
    ),
    finding_rule(
        "reach__municipal_is_by_type_of_local_administration",
        table=_COVERAGE,
        sentence="All houses of a municipality, of Bangkok and of Pattaya are municipal, all of a subdistrict"
        " administration rural, and of houses in no local administration it is unknown.",
        sql=_OTHER_TYPES,
        noun="area",
        order=WIDEST_FIRST,
    ),
    finding_rule(
        "reach__rates_match_their_definitions",
        table=_COVERAGE,
        sentence="Municipal and rural coverage rates are surveyed houses divided by houses, and absent where there"
        " is no house.",
        sql=breaking(
            _COVERAGE,
            condition=_RATES,
            shows=(*_AREA, "municipal_coverage_rate", "rural_coverage_rate", *_TYPES[:2], *_TYPES_SURVEYED),
        ),
        order=WIDEST_FIRST,
    ),
    finding_rule(
        "reach__official_difference_is_of_the_registered_houses",
        table=_COVERAGE,
        sentence="The difference to the official houses is the registered houses minus these, and absent where no"
        " official count was delivered.",
        sql=breaking(
            _COVERAGE,
            condition="houses_official_difference is not distinct from houses_registered - houses_official",
            shows=(*_AREA, "houses_registered", "houses_official", "houses_official_difference"),
        ),
        order=WIDEST_FIRST,
    ),
    finding_rule(
        "reach__not_surveyed_is_the_rest",
        table=_COVERAGE,
        sentence="Houses surveyed and not surveyed are together the residential houses, houses never surveyed are among"
        " those not surveyed, and houses of several households are surveyed and have the households they need.",
        sql=breaking(
            _COVERAGE,
            condition="houses_surveyed + houses_not_surveyed = houses_residential"
            " and houses_never_surveyed between 0 and houses_not_surveyed"
            " and houses_with_several_households between 0 and houses_surveyed"
            " and houses_surveyed + houses_with_several_households <= households_surveyed",
            shows=(*_AREA, "houses_residential", "houses_surveyed", *_REACHED, "households_surveyed"),
        ),
        order=WIDEST_FIRST,
    ),
    finding_rule(
        "reach__nation_equals_recount",
        table="restricted__fct_household",
        sentence="For the nation, residential houses surveyed in the round, those of several households among them, and"
        " those surveyed in it or before are as many as the households of the survey live in.",
        sql=_OTHER_HOUSES,
        noun="round",
        order="survey_round",
    ),
    finding_rule(
        "reach__children_sum_to_parent",
        table=_COVERAGE,
        sentence="At every level, from village to nation, institutional houses by kind, houses not and never surveyed,"
        " shared, municipal and rural of the parts add up to the whole's.",
        sql=children_sums(_COVERAGE, measures=(*_OF_KINDS, *_REACHED, *_TYPES, *_TYPES_SURVEYED)),
        noun="sum",
        order=WIDEST_FIRST,
    ),
)
