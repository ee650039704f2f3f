"""Rules on indicators by kind of household: categories that add up to the whole, and what is said to be unknown.

What is not here: the whole itself (indicators.py), the agreement of both zones (hierarchy.py).
"""

from __future__ import annotations

from typing import Final

from expectations.limits import RATE_TOLERANCE
from expectations.sql import ROUND_INDICATORS, WIDEST_FIRST, as_counted, breaking, same_ratio
from expectations.vocabulary import Rule, finding_rule
from orchestration.published.tables import TABLES

BREAKDOWN_TABLE: Final = "area_indicator_breakdown"
_TABLE = f"restricted__{BREAKDOWN_TABLE}"
_CATEGORIES = {
    "total": ("total",),
    "size_class": ("1", "2", "3-4", "5+"),
    "settlement": ("municipal", "rural", "unknown"),
    "head_sex": ("female", "male", "unknown"),
    "head_age_class": ("0-29", "30-44", "45-59", "60-74", "75+", "unknown"),
}
_COUNTS = (
    "households_surveyed",
    "households_applicable",
    "households_failing",
    "members_applicable",
    "members_failing",
    "households_applicable_weighted",
    "households_failing_weighted",
    "members_applicable_weighted",
    "members_failing_weighted",
)
_AREA = ("survey_round", "area_level", "area_code", "indicator_code")
_ROW = (*_AREA, "disaggregation", "category")
_ORDER = f"{WIDEST_FIRST}, indicator_code, disaggregation, category"
_LEVELS = ", ".join(f"'{level}'" for level in TABLES[BREAKDOWN_TABLE].levels)
_EXPECTED = ", ".join(f"('{name}')" for name in _CATEGORIES if name != "total")
_LISTED = " or ".join(
    f"(disaggregation = '{name}' and category in ({', '.join(repr(category) for category in categories)}))"
    for name, categories in _CATEGORIES.items()
)

_BELOW = " union all ".join(
    f"select '{zone}' as zone, area_level, count(*) as rows from {zone}__{BREAKDOWN_TABLE}"
    f" where area_level not in ({_LEVELS}) group by all"
    for zone in ("open", "restricted")
)


def _differing(left: str, right: str) -> str:
    return " or ".join(f"{left}.{count} is distinct from {right}.{count}" for count in _COUNTS)


_OTHER_TOTALS = f"""
    with total as (select * from {_TABLE} where disaggregation = 'total'),
    indicator as (select * from restricted__area_indicator where area_level in ({_LEVELS}))
    select {", ".join(_AREA)}, {", ".join(f"total.{count}" for count in _COUNTS)},
           {", ".join(f'indicator.{count} as "{count} in area_indicator"' for count in _COUNTS)}
    from total full join indicator using ({", ".join(_AREA)})
    where {_differing("total", "indicator")}
"""

# An area with households has every disaggregation, be it of unknown households alone; one without has none.
_OTHER_SUMS = f"""
    with summed as (
        select {", ".join(_AREA)}, disaggregation, {", ".join(f"sum({count}) as {count}" for count in _COUNTS)}
        from {_TABLE} where disaggregation <> 'total' group by all
    ),
    wanted as (
        select * exclude (disaggregation), expected.disaggregation
        from {_TABLE} cross join (values {_EXPECTED}) as expected (disaggregation)
        where {_TABLE}.disaggregation = 'total' and households_surveyed > 0
    )
    select {", ".join(_AREA)}, disaggregation, {", ".join(f"wanted.{count}" for count in _COUNTS)},
           {", ".join(f'summed.{count} as "{count}, sum of categories"' for count in _COUNTS)}
    from wanted full join summed using ({", ".join(_AREA)}, disaggregation)
    where {_differing("wanted", "summed")}
"""

_OTHER_STATUS = f"""
    with told as (
        select *, sum(case when category = 'unknown' then households_surveyed else 0 end) over whole as unknown,
               sum(households_surveyed) over whole as households
        from {_TABLE} where (survey_round, indicator_code) in (
            select (survey_round, min(indicator_code)) from {ROUND_INDICATORS} group by survey_round
        )
        window whole as (partition by survey_round, area_level, area_code, disaggregation)
    ),
    expected as (
        select *, case when households = unknown then 'not_available' when unknown > 0 then 'partly_available'
                       else 'available' end as expected
        from told
    ),
    differing as (
        select {", ".join(_ROW)}, disaggregation_status, expected from expected
        where disaggregation_status is distinct from expected
        union all
        select {", ".join(_AREA[:3])}, 'any', disaggregation, 'any', min(disaggregation_status), 'the same for all'
        from {_TABLE} group by survey_round, area_level, area_code, disaggregation
        having count(distinct disaggregation_status) <> 1
    )
    select * from differing
"""

_OTHER_CHILDREN = f"""
    with children as (
        select child.survey_round, edge.parent_level as area_level, edge.parent_code as area_code, edge.child_level,
               indicator_code, disaggregation, category, {", ".join(f"sum({count}) as {count}" for count in _COUNTS)}
        from {_TABLE} as child
        join audit__edge as edge on edge.child_level = child.area_level and edge.child_code = child.area_code
        where disaggregation <> 'total' group by all
    ),
    parent as (
        select {_TABLE}.*, level.child_level
        from {_TABLE} join audit__edge_level as level on level.parent_level = area_level
        where disaggregation <> 'total' and level.child_level in ({_LEVELS})
    )
    select {", ".join(_ROW)}, child_level as parts, {", ".join(f"parent.{count}" for count in _COUNTS)},
           {", ".join(f'children.{count} as "{count} of the parts"' for count in _COUNTS)}
    from parent full join children using ({", ".join(_ROW)}, child_level)
    where {_differing("parent", "children")}
"""

_OTHER_SETTLEMENT = f"""
    select {", ".join(_ROW)}, lao_type, households_surveyed
    from {_TABLE} left join open__dim_local_administration using (area_level, area_code)
    where area_level = 'local_administration' and disaggregation = 'settlement' and category <> case
        when lao_type is null then 'unknown' when lao_type = 'subdistrict_administration' then 'rural'
        else 'municipal' end
"""

_OTHER_NATION = f"""
    with nation as (
        select survey_round, disaggregation, category, max(households_surveyed) as households,
               sum(households_failing) as households_failing, sum(members_failing) as members_failing
        from {_TABLE} where area_level = 'nation' and disaggregation not in ('total', 'settlement') group by all
    )
    select survey_round, disaggregation, category, nation.households, recount.households as "in fct_household",
           nation.households_failing as "failing, over all indicators",
           recount.households_failing as "failing in fct_household"
    from nation full join audit__category as recount using (survey_round, disaggregation, category)
    where nation.households is distinct from recount.households
       or nation.households_failing is distinct from recount.households_failing
       or nation.members_failing is distinct from recount.members_failing
"""

RULES: Final[tuple[Rule, ...]] = (
    finding_rule(
        "breakdown__stops_at_the_district",
        table=f"open__{BREAKDOWN_TABLE}",
        sentence="Households are told apart down to the district and the local administration, and no further.",
        sql=_BELOW,
        noun="level",
        order="zone, area_level",
    ),
    finding_rule(
        "breakdown__has_no_duplicates",
        table=_TABLE,
        sentence="No area has a category twice for the same indicator and round.",
        sql=f"select {', '.join(_ROW)}, count(*) as rows from {_TABLE} group by all having count(*) > 1",
        order=_ORDER,
    ),
    finding_rule(
        "breakdown__categories_are_known",
        table=_TABLE,
        sentence="Every category is one of its disaggregation, and every disaggregation one of those expected.",
        sql=breaking(_TABLE, condition=_LISTED, shows=_ROW),
        order=_ORDER,
    ),
    finding_rule(
        "breakdown__total_is_the_indicator",
        table=_TABLE,
        sentence="The total of every area and indicator is there, and is what area_indicator says.",
        sql=_OTHER_TOTALS,
        noun="total",
        order=f"{WIDEST_FIRST}, indicator_code",
    ),
    finding_rule(
        "breakdown__categories_sum_to_total",
        table=_TABLE,
        sentence="Where anybody was surveyed, the categories of each expected disaggregation add up to the total.",
        sql=_OTHER_SUMS,
        noun="sum",
        order=f"{WIDEST_FIRST}, indicator_code, disaggregation",
    ),
    finding_rule(
        "breakdown__counts_are_ordered",
        table=_TABLE,
        sentence="In every category those who fail are among those an indicator applies to, these among those surveyed,"
        " and each of them has a member.",
        sql=breaking(
            _TABLE,
            condition="0 <= households_failing and households_failing <= households_applicable"
            " and households_applicable <= households_surveyed and households_failing <= members_failing"
            " and households_applicable - households_failing <= members_applicable - members_failing",
            shows=(*_ROW, *_COUNTS),
        ),
        order=_ORDER,
    ),
    finding_rule(
        "breakdown__rate_is_failing_over_applicable",
        table=_TABLE,
        sentence="The failing rate of a category is its failing households divided by its applicable households, both"
        " weighted, and absent where none is applicable.",
        sql=breaking(
            _TABLE,
            condition=same_ratio(
                "failing_rate",
                part="households_failing_weighted",
                whole="households_applicable_weighted",
                tolerance=RATE_TOLERANCE,
            )
            + f" and {as_counted(*_COUNTS[1:5])}",
            shows=(*_ROW, "failing_rate", "households_failing_weighted", "households_applicable_weighted"),
        ),
        order=_ORDER,
    ),
    finding_rule(
        "breakdown__status_tells_what_is_unknown",
        table=_TABLE,
        sentence="A disaggregation is not available where all households are of unknown category, partly available"
        " where some are, available where none is; the same for every indicator.",
        sql=_OTHER_STATUS,
        noun="status",
        order=_ORDER,
    ),
    finding_rule(
        "breakdown__children_sum_to_parent",
        table=_TABLE,
        sentence="From the district and the local administration up to the nation, the counts of each category in the"
        " parts add up to the whole's.",
        sql=_OTHER_CHILDREN,
        noun="sum",
        order=_ORDER,
    ),
    finding_rule(
        "breakdown__settlement_is_by_type_of_local_administration",
        table=_TABLE,
        sentence="All households of a municipality, of Bangkok and of Pattaya are municipal, all of a subdistrict"
        " administration rural, and of those in no local administration it is unknown.",
        sql=_OTHER_SETTLEMENT,
        noun="category",
        order=_ORDER,
    ),
    finding_rule(
        "breakdown__nation_equals_recount",
        table="restricted__fct_household",
        sentence="The nation's households by size, by their head's sex and age, and what they fail, are those recounted"
        " from the households themselves.",
        sql=_OTHER_NATION,
        noun="category",
        order="survey_round, disaggregation, category",
    ),
)
