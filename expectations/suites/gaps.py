"""Rules on the gaps of the survey: every area without a survey is named, the largest first.

What is not here: whether the houses and households of the areas are right (coverage.py, reach.py).
"""

from __future__ import annotations

from typing import Final

from expectations.sql import WIDEST_FIRST
from expectations.vocabulary import Rule, finding_rule

_GAPS = "restricted__coverage_gap"
_AREA = "survey_round, area_level, area_code"

_OTHER_GAPS = f"""
    select {_AREA}, gap.houses_residential, gap.houses_never_surveyed,
           area.houses_residential as "houses_residential in area_coverage", area.households_surveyed
    from {_GAPS} as gap
    full join (
        select * from restricted__area_coverage where houses_residential > 0 and households_surveyed = 0
    ) as area using ({_AREA})
    where gap.houses_residential is distinct from area.houses_residential
       or gap.houses_never_surveyed is distinct from area.houses_never_surveyed
"""

_RANKED_AGAIN = f"""
    with ranked as (
        select {_AREA}, gap_rank, ranked_among, count(*) over level as expected_among,
               row_number() over (level order by houses_residential desc, houses_never_surveyed desc, area_code)
                   as expected_rank
        from {_GAPS}
        window level as (partition by survey_round, area_level)
    )
    select {_AREA}, gap_rank, expected_rank, ranked_among
    from ranked where gap_rank is distinct from expected_rank or ranked_among is distinct from expected_among
"""

RULES: Final[tuple[Rule, ...]] = (
    finding_rule(
        "gaps__no_area_stands_twice",
        table=_GAPS,
        sentence="No area is a gap twice in a round.",
        sql=f"select {_AREA}, count(*) as times from {_GAPS} group by all having times > 1",
        noun="area",
        order=WIDEST_FIRST,
    ),
    finding_rule(
        "gaps__are_the_areas_without_a_survey",
        table=_GAPS,
        sentence="Every area with residential houses and no surveyed household is a gap, with the houses that the table"
        " of coverage counts there, and no other area is.",
        sql=_OTHER_GAPS,
        noun="area",
        order=WIDEST_FIRST,
    ),
    finding_rule(
        "gaps__ranks_follow_the_houses",
        table=_GAPS,
        sentence="The gaps of a level are ranked from the most residential houses down, then by those never surveyed"
        " and by code, without a gap in the ranks.",
        sql=_RANKED_AGAIN,
        noun="area",
        order=WIDEST_FIRST,
    ),
)
