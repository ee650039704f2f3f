"""Rules on what poverty is made of: contributions of the indicators, which add up to the adjusted headcount ratio M0.

What is not here: M0 itself (poverty.py), the weights of the indicators (indicators.py).
"""

from __future__ import annotations

from typing import Final

from expectations.limits import RATE_TOLERANCE
from expectations.sql import (
    ROUND_INDICATORS,
    ROUNDS_WITHOUT_INDICATORS,
    WIDEST_FIRST,
    as_counted,
    breaking,
    children_sums,
    same_ratio,
)
from expectations.vocabulary import Rule, finding_rule

_TABLE = "restricted__area_poverty_contribution"
_ROW = ("survey_round", "area_level", "area_code", "indicator_code")
_COUNTS = ("members", "members_failing", "members_poor", "members_poor_failing")
_WEIGHTED = tuple(f"{count}_weighted" for count in _COUNTS)

_DEFINITIONS = " and ".join(
    same_ratio(rate, part=part, whole="members_weighted", tolerance=RATE_TOLERANCE)
    for rate, part in (
        ("uncensored_headcount_ratio", "members_failing_weighted"),
        ("censored_headcount_ratio", "members_poor_failing_weighted"),
        ("contribution", "weight * members_poor_failing_weighted"),
    )
)
# A deprivation score is rounded to nine decimals and the poor have one of at least k: the sums miss by no more.
_ROUNDING = "0.5e-9"
_ADD_UP = f"""
    with added as (
        select survey_round, area_level, area_code, sum(contribution) as contributions,
               sum(contribution_share) as shares
        from {_TABLE} group by all
    )
    select survey_round, area_level, area_code, contributions, poverty.adjusted_headcount_ratio, shares
    from restricted__area_poverty as poverty
    left join added using (survey_round, area_level, area_code)
    where (
        case when poverty.members = 0 then contributions is null
             when poverty.members_poor = 0 then contributions = 0 and shares is null
             else abs(contributions - poverty.adjusted_headcount_ratio) <= {RATE_TOLERANCE}
                  and abs(shares - 1) <= {_ROUNDING} / poverty.cutoff_k + {RATE_TOLERANCE} end
    ) is not true
"""
_SAME_PEOPLE = f"""
    select survey_round, area_level, area_code, indicator_code, part.members, part.members_poor, part.members_failing,
           poverty.members as "members in area_poverty", poverty.members_poor as "members_poor in area_poverty",
           indicator.members_failing as "members_failing in area_indicator"
    from {_TABLE} as part
    left join restricted__area_poverty as poverty using (survey_round, area_level, area_code)
    left join restricted__area_indicator as indicator using (survey_round, area_level, area_code, indicator_code)
    where part.members is distinct from poverty.members or part.members_poor is distinct from poverty.members_poor
       or part.members_weighted is distinct from poverty.members_weighted
       or part.members_poor_weighted is distinct from poverty.members_poor_weighted
       or (part.members_failing = indicator.members_failing
           and part.members_failing_weighted = indicator.members_failing_weighted
           or poverty.households_dropped > 0 and part.members_failing < indicator.members_failing
           and part.members_failing_weighted < indicator.members_failing_weighted
           or poverty.households_dropped > 0 and part.members_failing = indicator.members_failing
           and part.members_failing_weighted = indicator.members_failing_weighted) is not true
"""
_WEIGHTS = f"""
    select distinct survey_round, indicator_code, part.dimension, part.weight,
           listed.dimension as "dimension in dim_indicator", listed.weight as "weight in dim_indicator"
    from {_TABLE} as part
    left join {ROUND_INDICATORS} as listed using (survey_round, indicator_code)
    where (part.dimension is distinct from listed.dimension or part.weight is distinct from listed.weight)
      and coalesce(survey_round, '') not in {ROUNDS_WITHOUT_INDICATORS}
"""
_RECOUNT = f"""
    select survey_round, indicator_code, nation.members_poor_failing,
           recount.members_poor_failing as "recounted from fct_household", nation.members_failing,
           recount.members_counted_failing as "members_failing recounted", nation.members_poor_failing_weighted,
           recount.members_poor_failing_weighted as "weighted, recounted"
    from (select * from {_TABLE} where area_level = 'nation') as nation
    left join audit__answers as recount using (survey_round, indicator_code)
    where nation.members_poor_failing is distinct from coalesce(recount.members_poor_failing, 0)
       or nation.members_failing <> recount.members_counted_failing
       or nation.members_poor_failing_weighted is distinct from coalesce(recount.members_poor_failing_weighted, 0)
"""

RULES: Final[tuple[Rule, ...]] = (
    finding_rule(
        "contribution__counts_are_ordered",
        table=_TABLE,
        sentence="The poor who fail an indicator are among the poor and among those who fail it.",
        sql=breaking(
            _TABLE,
            condition="members_poor_failing >= 0 and members_poor_failing <= members_poor"
            " and members_poor_failing <= members_failing and members_failing <= members and members_poor <= members",
            shows=(*_ROW, *_COUNTS),
        ),
        order=WIDEST_FIRST,
    ),
    finding_rule(
        "contribution__ratios_match_their_definitions",
        table=_TABLE,
        sentence="Headcount ratios and contributions are the quotients of the published weighted counts, and absent"
        " where there is nothing to divide by.",
        sql=breaking(
            _TABLE,
            condition=f"{_DEFINITIONS} and {as_counted(*_COUNTS)}",
            shows=(
                *_ROW,
                "uncensored_headcount_ratio",
                "censored_headcount_ratio",
                "contribution",
                "weight",
                *_WEIGHTED,
            ),
        ),
        order=WIDEST_FIRST,
    ),
    finding_rule(
        "contribution__contributions_add_up_to_m0",
        table=_TABLE,
        sentence="In every area the contributions of the indicators add up to the adjusted headcount ratio M0, and"
        " their shares to 1.",
        sql=_ADD_UP,
        noun="area",
        order=WIDEST_FIRST,
    ),
    finding_rule(
        "contribution__children_sum_to_parent",
        table=_TABLE,
        sentence="At every level, from village to nation, members, the poor and those who fail add up to the whole's.",
        sql=children_sums(_TABLE, measures=(*_COUNTS, *_WEIGHTED), item="indicator_code"),
        noun="sum",
        order=WIDEST_FIRST,
    ),
    finding_rule(
        "contribution__people_match_the_other_tables",
        table=_TABLE,
        sentence="Members and poor members are those of the table of poverty, members who fail those of the table of"
        " indicators, less those dropped.",
        sql=_SAME_PEOPLE,
        order=WIDEST_FIRST,
    ),
    finding_rule(
        "contribution__nation_equals_recount",
        table="restricted__fct_household",
        sentence="The nation's members who fail an indicator, and the poor among them, are those recounted from the"
        " households.",
        sql=_RECOUNT,
        noun="indicator",
        order="survey_round, indicator_code",
    ),
    finding_rule(
        "contribution__weights_are_those_of_the_framework",
        table=_TABLE,
        sentence="Dimension and weight of every indicator are those of the round's list of indicators.",
        sql=_WEIGHTS,
        noun="indicator",
        order="indicator_code, survey_round",
    ),
)
