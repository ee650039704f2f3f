"""Rules on poverty at other cut-offs: the same identities, and fewer poor wherever the cut-off is higher.

What is not here: poverty at the cut-off of the release (poverty.py).
"""

from __future__ import annotations

from typing import Final

from expectations.limits import RATE_TOLERANCE
from expectations.sql import WIDEST_FIRST, as_counted, breaking, children_sums, same_ratio
from expectations.vocabulary import Rule, finding_rule
from orchestration.names import POVERTY_CUTOFFS

_TABLE = "restricted__area_poverty_sensitivity"
_ROW = ("survey_round", "area_level", "area_code", "cutoff")
_COUNTS = ("households", "members", "households_poor", "members_poor", "deprivation_sum")
_POOR = ("households_poor", "members_poor", "deprivation_sum")
_POOR_WEIGHTED = ("members_poor_weighted", "deprivation_sum_weighted")
_WEIGHTED = ("members_weighted", *_POOR_WEIGHTED)
_RATIOS = ("headcount_ratio", "intensity", "adjusted_headcount_ratio")

_DEFINITIONS = " and ".join(
    same_ratio(rate, part=part, whole=whole, tolerance=RATE_TOLERANCE)
    for rate, part, whole in (
        ("headcount_ratio", "members_poor_weighted", "members_weighted"),
        ("intensity", "deprivation_sum_weighted", "members_poor_weighted"),
        ("adjusted_headcount_ratio", "deprivation_sum_weighted", "members_weighted"),
    )
)
_IN_ORDER = f"list_position([{', '.join(repr(cutoff) for cutoff in POVERTY_CUTOFFS)}], cutoff)"
_FEWER = f"""
    with compared as (
        select survey_round, area_level, area_code, cutoff, {", ".join(_POOR)},
               {", ".join(f'lag({name}) over lower as "{name} below"' for name in _POOR)}
        from {_TABLE}
        window lower as (partition by survey_round, area_level, area_code order by {_IN_ORDER})
    )
    select * from compared where {" or ".join(f'{name} > "{name} below"' for name in _POOR)}
"""
_K = "select distinct cutoff, cutoff_k from {table} where cutoff_k is distinct from try_cast(cutoff as double)"
_SAME_AS_POVERTY = f"""
    select survey_round, area_level, area_code, cutoff, part.households, part.members, part.members_poor,
           part.deprivation_sum, poverty.households as "households in area_poverty",
           poverty.members as "members in area_poverty", poverty.members_poor as "members_poor in area_poverty"
    from {_TABLE} as part
    left join restricted__area_poverty as poverty using (survey_round, area_level, area_code)
    where part.households is distinct from poverty.households or part.members is distinct from poverty.members
       or part.members_weighted is distinct from poverty.members_weighted
       or (part.cutoff_k = poverty.cutoff_k and ({
    " or ".join(f"part.{name} is distinct from poverty.{name}" for name in (*_POOR, *_POOR_WEIGHTED))
}))
"""
_RECOUNT = f"""
    select survey_round, cutoff, {", ".join(f"nation.{name}" for name in (*_POOR, *_POOR_WEIGHTED))},
           {", ".join(f'recount.{name} as "{name} recounted"' for name in (*_POOR, *_POOR_WEIGHTED))}
    from (select * from {_TABLE} where area_level = 'nation') as nation
    left join audit__cutoff as recount using (survey_round, cutoff)
    where {
    " or ".join(f"nation.{name} is distinct from coalesce(recount.{name}, 0)" for name in (*_POOR, *_POOR_WEIGHTED))
}
"""

RULES: Final[tuple[Rule, ...]] = (
    finding_rule(
        "sensitivity__counts_are_ordered",
        table=_TABLE,
        sentence="At every cut-off the poor are among the households and members surveyed.",
        sql=breaking(
            _TABLE,
            condition="households_poor >= 0 and households_poor <= households and members_poor >= households_poor"
            " and members_poor <= members and deprivation_sum >= 0 and deprivation_sum <= members_poor",
            shows=(*_ROW, *_COUNTS),
        ),
        order=WIDEST_FIRST,
    ),
    finding_rule(
        "sensitivity__a_higher_cutoff_finds_fewer_poor",
        table=_TABLE,
        sentence="The higher the cut-off, the fewer are poor; nobody is poor who fails no indicator (the union).",
        sql=_FEWER,
        order=WIDEST_FIRST,
    ),
    finding_rule(
        "sensitivity__cutoffs_are_what_they_are_called",
        table=_TABLE,
        sentence="The cut-off k is the number it is called by, and absent for the union.",
        sql=_K.format(table=_TABLE),
        noun="cut-off",
        order="cutoff",
    ),
    finding_rule(
        "sensitivity__ratios_match_their_definitions",
        table=_TABLE,
        sentence="H, A and M0 are the quotients of the published weighted counts, and absent where there is nothing to"
        " divide by.",
        sql=breaking(
            _TABLE,
            condition=f"{_DEFINITIONS} and {as_counted('members', *_POOR[1:])}",
            shows=(*_ROW, *_RATIOS, *_WEIGHTED),
        ),
        order=WIDEST_FIRST,
    ),
    finding_rule(
        "sensitivity__children_sum_to_parent",
        table=_TABLE,
        sentence="At every cut-off and level, households, members, the poor and their deprivations add up to the"
        " whole's.",
        sql=children_sums(_TABLE, measures=(*_COUNTS, *_WEIGHTED), item="cutoff"),
        noun="sum",
        order=WIDEST_FIRST,
    ),
    finding_rule(
        "sensitivity__agrees_with_poverty",
        table=_TABLE,
        sentence="Households and members are those of the table of poverty; so are the poor where the cut-off is the"
        " same.",
        sql=_SAME_AS_POVERTY,
        order=WIDEST_FIRST,
    ),
    finding_rule(
        "sensitivity__nation_equals_recount",
        table="restricted__fct_household",
        sentence="The nation's poor at every cut-off are those recounted from the households.",
        sql=_RECOUNT,
        noun="cut-off",
        order="survey_round, cutoff",
    ),
)
