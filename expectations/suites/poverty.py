"""Rules on poverty: the identities of Alkire and Foster, from the households up to the nation.

What is not here: the weights of the indicators (indicators.py). The measure is this survey's own, not the official one.
"""

from __future__ import annotations

from typing import Final

from expectations.limits import RATE_TOLERANCE
from expectations.sql import ROUND_INDICATORS, WIDEST_FIRST, as_counted, breaking, children_sums, same_ratio
from expectations.vocabulary import Rule, finding_rule

_POVERTY = "restricted__area_poverty"
_AREA = ("survey_round", "area_level", "area_code")
_DROPPED = ("households_dropped", "members_dropped")
_COUNTS = ("households", "members", *_DROPPED, "households_poor", "members_poor", "deprivation_sum")
_WEIGHTED = (
    "households_weighted",
    "members_weighted",
    "households_poor_weighted",
    "members_poor_weighted",
    "deprivation_sum_weighted",
)
_M0 = "adjusted_headcount_ratio"

_IDENTITY = f"""
    case when members = 0 then {_M0} is null
         when members_poor = 0 then {_M0} = 0
         else abs({_M0} - headcount_ratio * intensity) <= {RATE_TOLERANCE} end
"""

_BOUNDS = f"""
    (members = 0 or ({_M0} >= 0 and {_M0} <= headcount_ratio + {RATE_TOLERANCE} and headcount_ratio <= 1))
    and (members_poor = 0
         or (intensity >= cutoff_k - {RATE_TOLERANCE} and intensity <= 1 + {RATE_TOLERANCE}))
"""

_DEFINITIONS = " and ".join(
    same_ratio(rate, part=part, whole=whole, tolerance=RATE_TOLERANCE)
    for rate, part, whole in (
        ("headcount_ratio", "members_poor_weighted", "members_weighted"),
        ("intensity", "deprivation_sum_weighted", "members_poor_weighted"),
        (_M0, "deprivation_sum_weighted", "members_weighted"),
    )
)

_MEAN_OF_CHILDREN = f"""
    with children as (
        select child.survey_round, edge.parent_level, edge.parent_code, edge.child_level,
               sum(child.{_M0} * child.members_weighted) / sum(child.members_weighted) as weighted
        from {_POVERTY} as child
        join audit__edge as edge on edge.child_level = child.area_level and edge.child_code = child.area_code
        where child.members > 0
        group by all
    )
    select parent.survey_round, parent.area_level, parent.area_code, parent.{_M0},
           children.weighted as "mean of children, by members", children.child_level as children
    from {_POVERTY} as parent
    join children
      on children.survey_round = parent.survey_round
     and children.parent_level = parent.area_level and children.parent_code = parent.area_code
    where (abs(parent.{_M0} - children.weighted) <= {RATE_TOLERANCE}) is not true
"""

_DIFFERS = " or ".join(f"nation.{name} is distinct from coalesce(recount.{name}, 0)" for name in (*_COUNTS, *_WEIGHTED))
_DETAIL = " ".join(
    f"when nation.{name} is distinct from coalesce(recount.{name}, 0) then concat('{name} ', nation.{name},"
    f" ', recounted from fct_household ', coalesce(recount.{name}, 0))"
    for name in (*_COUNTS, *_WEIGHTED)
)
_RECOUNT = f"""
    with counted as (
        select survey_round, sum(households - households_dropped) as households,
               sum(members - members_dropped) as members,
               {", ".join(f"sum({name}) as {name}" for name in _COUNTS[2:])}
        from audit__household where is_located group by all
    ),
    recount as (from counted join audit__household_weighted using (survey_round))
    select survey_round, 'nation' as area_level, 'TH' as area_code, case {_DETAIL} end as detail
    from (select * from {_POVERTY} where area_level = 'nation') as nation
    left join recount using (survey_round)
    where {_DIFFERS}
"""

# One row per round with a cut-off that is not one, not between 0 and 1, or not that of the round's list.
_CUTOFFS = f"""
    select survey_round, count(distinct poverty.cutoff_k) as cutoffs,
           count(*) filter (where poverty.cutoff_k is null) as absent, min(poverty.cutoff_k) as lowest,
           max(poverty.cutoff_k) as highest, any_value(listed.cutoff_k) as "k of the list"
    from {_POVERTY} as poverty
    left join (
        select survey_round, max(cutoff_k) as cutoff_k from {ROUND_INDICATORS} group by survey_round
    ) as listed using (survey_round)
    group by survey_round
    having (cutoffs = 1 and absent = 0 and lowest > 0 and highest <= 1
            and coalesce(lowest = "k of the list", true)) is not true
"""

_WRONGLY_DROPPED = f"""
    with rule as (
        select survey_round, count(distinct missing_answer_rule) as rules,
               bool_or(missing_answer_rule = 'household_dropped') as drops
        from {ROUND_INDICATORS} group by survey_round
    ),
    counted as (
        select survey_round, sum(households_dropped) as dropped, sum(households_unanswered) as unanswered,
               sum(households_unanswered_dropped) as unanswered_dropped
        from audit__household group by all
    )
    select survey_round, dropped as "households dropped", unanswered as "households with missing answers",
           unanswered_dropped as "both", rules as "rules for missing answers"
    from counted join rule using (survey_round)
    where (rules = 1 and dropped = unanswered_dropped
           and unanswered_dropped = case when drops then unanswered else 0 end) is not true
"""

RULES: Final[tuple[Rule, ...]] = (
    finding_rule(
        "poverty__counts_are_ordered",
        table=_POVERTY,
        sentence="The poor are among the households and members counted, and every household has a member.",
        sql=breaking(
            _POVERTY,
            condition="households_poor >= 0 and households_poor <= households and members_poor <= members"
            " and members >= households and members_poor >= households_poor and deprivation_sum >= 0"
            " and households_dropped >= 0 and members_dropped >= households_dropped"
            " and (members_poor_weighted > 0) = (members_poor > 0) and (members_weighted > 0) = (members > 0)",
            shows=(*_AREA, *_COUNTS, *_WEIGHTED),
        ),
        order=WIDEST_FIRST,
    ),
    finding_rule(
        "poverty__ratios_match_their_definitions",
        table=_POVERTY,
        sentence="Headcount ratio, intensity and adjusted headcount ratio are the quotients of the published weighted"
        " counts, and absent where there is nothing to divide by.",
        sql=breaking(
            _POVERTY,
            condition=f"{_DEFINITIONS} and {as_counted('households', 'members', *_COUNTS[4:])}",
            shows=(*_AREA, "headcount_ratio", "intensity", _M0, *_WEIGHTED),
        ),
        order=WIDEST_FIRST,
    ),
    finding_rule(
        "poverty__m0_is_h_times_a",
        table=_POVERTY,
        sentence="The adjusted headcount ratio is the headcount ratio times the intensity (M0 = H x A).",
        sql=breaking(_POVERTY, condition=_IDENTITY, shows=(*_AREA, _M0, "headcount_ratio", "intensity")),
        order=WIDEST_FIRST,
    ),
    finding_rule(
        "poverty__measures_lie_in_their_bounds",
        table=_POVERTY,
        sentence="M0 lies between 0 and H, H is at most 1, and the intensity lies between the cut-off k and 1.",
        sql=breaking(_POVERTY, condition=_BOUNDS, shows=(*_AREA, _M0, "headcount_ratio", "intensity", "cutoff_k")),
        order=WIDEST_FIRST,
    ),
    finding_rule(
        "poverty__cutoff_is_one_for_all",
        table=_POVERTY,
        sentence="One cut-off k, above 0 and at most 1, holds for every area of a round: that of the round's list.",
        sql=_CUTOFFS,
        noun="round",
        order="survey_round",
    ),
    finding_rule(
        "poverty__children_sum_to_parent",
        table=_POVERTY,
        sentence="At every level, from village to nation, households, members, those dropped, the poor and their"
        " deprivations add up to the whole's.",
        sql=children_sums(_POVERTY, measures=(*_COUNTS, *_WEIGHTED)),
        noun="sum",
        order=WIDEST_FIRST,
    ),
    finding_rule(
        "poverty__m0_is_mean_of_children_by_members",
        table=_POVERTY,
        sentence="The adjusted headcount ratio of the whole is the mean of the parts', weighted by their members"
        " and what they stand for.",
        sql=_MEAN_OF_CHILDREN,
        noun="area",
        order=WIDEST_FIRST,
    ),
    finding_rule(
        "poverty__households_match_coverage",
        table=_POVERTY,
        sentence="Counted and dropped, households and their members are as many as those surveyed in the table of"
        " coverage.",
        sql="select survey_round, area_level, area_code, poverty.households, households_dropped,"
        ' coverage.households_surveyed as "households_surveyed in area_coverage", poverty.members, members_dropped,'
        ' coverage.members_surveyed as "members_surveyed in area_coverage"'
        f" from {_POVERTY} as poverty"
        " left join restricted__area_coverage as coverage using (survey_round, area_level, area_code)"
        " where poverty.households + households_dropped is distinct from coverage.households_surveyed"
        " or poverty.members + members_dropped is distinct from coverage.members_surveyed",
        noun="area",
        order=WIDEST_FIRST,
    ),
    finding_rule(
        "poverty__the_rule_says_who_is_dropped",
        table="restricted__fct_household",
        sentence="Households with missing answers are dropped in the rounds whose list of indicators says so, and no"
        " others; a list has one rule.",
        sql=_WRONGLY_DROPPED,
        noun="round",
        order="survey_round",
    ),
    finding_rule(
        "poverty__nation_equals_recount",
        table="restricted__fct_household",
        sentence="The nation's members, dropped members, poor members and deprivations are those recounted from the"
        " households.",
        sql=_RECOUNT,
        noun="round",
        order="survey_round",
    ),
)
