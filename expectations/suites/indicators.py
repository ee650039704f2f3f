"""Rules on the indicators: counts in order, rates by their definition, sums that add up, shifts worth a look.

What is not here: what indicators say of the goals (goals.py) or of poverty (poverty.py).
"""

from __future__ import annotations

from typing import Final

from expectations.limits import RATE_TOLERANCE, RELEASE_SHIFT_WARNING, ROUND_SHIFT_WARNING, SHIFT_LIMIT
from expectations.sql import WIDEST_FIRST, as_counted, breaking, children_sums, same_ratio, same_surveyed
from expectations.vocabulary import Rule, finding_rule, value_rule
from orchestration.release.verdict import CRITICAL, WARNING, Severity

_INDICATORS = "restricted__area_indicator"
_ROW = ("survey_round", "area_level", "area_code", "indicator_code")
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
_ORDER = f"{WIDEST_FIRST}, indicator_code"
_BY_INDICATOR = "survey_round, indicator_code"

_RECOUNT = f"""
    select survey_round, 'nation' as area_level, 'TH' as area_code, indicator_code,
           nation.households_applicable, recount.households_applicable as "applicable in fct_household",
           nation.households_failing, recount.households_failing as "failing in fct_household",
           nation.members_applicable, recount.members_applicable as "their members in fct_household",
           nation.households_applicable_weighted,
           recount.households_applicable_weighted as "weighted, applicable in fct_household",
           nation.households_failing_weighted,
           recount.households_failing_weighted as "weighted, failing in fct_household"
    from (select * from {_INDICATORS} where area_level = 'nation') as nation
    left join audit__answers as recount using (survey_round, indicator_code)
    where nation.households_applicable is distinct from coalesce(recount.households_applicable, 0)
       or nation.households_failing is distinct from coalesce(recount.households_failing, 0)
       or nation.members_applicable is distinct from coalesce(recount.members_applicable, 0)
       or nation.households_applicable_weighted is distinct from coalesce(recount.households_applicable_weighted, 0)
       or nation.households_failing_weighted is distinct from coalesce(recount.households_failing_weighted, 0)
       or nation.members_applicable_weighted is distinct from coalesce(recount.members_applicable_weighted, 0)
"""

# The members failing each indicator would cost as much again; over all indicators they are one product per household.
_MEMBERS_RECOUNT = f"""
    with published as (
        select survey_round, sum(households_failing) as households, sum(members_failing) as members,
               sum(members_failing_weighted) as members_weighted
        from {_INDICATORS} where area_level = 'nation' group by all
    ),
    recounted as (
        select survey_round, sum(indicators_failing) as households, sum(member_indicators_failing) as members
        from audit__household where is_located group by all
    )
    select survey_round, published.members as "members failing, over all indicators",
           recounted.members as "by fct_household", published.households as "households failing, over all indicators",
           recounted.households as "by indicators_failing of fct_household",
           published.members_weighted as "members failing, weighted",
           weighted.member_indicators_failing_weighted as "weighted, by fct_household"
    from published left join recounted using (survey_round)
    left join audit__household_weighted as weighted using (survey_round)
    where published.members is distinct from coalesce(recounted.members, 0)
       or published.households is distinct from coalesce(recounted.households, 0)
       or published.members_weighted is distinct from coalesce(weighted.member_indicators_failing_weighted, 0)
"""


# Names of rounds are in the order of time; a version is open where it names no first or last one.
_WITHOUT_LIST = """
    select survey_round, coalesce(framework_version, 'absent') as framework_version
    from open__dim_survey_round as round
    where not exists (
        select 1 from open__dim_indicator as listed
        where listed.framework_version = round.framework_version
          and coalesce(listed.first_survey_round <= round.survey_round, true)
          and coalesce(listed.last_survey_round >= round.survey_round, true)
    )
"""
_SHARED_ROUNDS = """
    with version as (
        select distinct framework_version, coalesce(first_survey_round, '') as first_survey_round,
               coalesce(last_survey_round, '~') as last_survey_round
        from open__dim_indicator
    )
    select one.framework_version, other.framework_version as "in force together with"
    from version as one join version as other
      on one.framework_version < other.framework_version and one.first_survey_round <= other.last_survey_round
     and other.first_survey_round <= one.last_survey_round
"""


def _since_last_release(name: str, *, limit: float, severity: Severity) -> Rule:
    return finding_rule(
        name,
        table="open__area_indicator",
        severity=severity,
        sentence=f"For the same round, no national failing rate moved by more than {limit * 100:.0f} points"
        " since the last release.",
        expected=f"at most {limit * 100:.0f} points",
        sql=f"""
            select survey_round, indicator_code, now.failing_rate, before.failing_rate as "in the last release"
            from open__area_indicator as now
            join previous_open__area_indicator as before using (survey_round, area_level, area_code, indicator_code)
            where area_level = 'nation' and abs(now.failing_rate - before.failing_rate) > {limit}
        """,
        noun="indicator",
        order=_BY_INDICATOR,
        needs_previous=True,
    )


def _between_rounds(name: str, *, limit: float, severity: Severity) -> Rule:
    return finding_rule(
        name,
        table=_INDICATORS,
        severity=severity,
        sentence=f"From one round to the next, no national failing rate moved by more than {limit * 100:.0f} points.",
        expected=f"at most {limit * 100:.0f} points",
        sql=f"""
            select survey_round, indicator_code, failing_rate, rate_before as "in the round before"
            from (
                select *, lag(failing_rate) over (partition by indicator_code order by survey_round) as rate_before
                from {_INDICATORS} where area_level = 'nation'
            )
            where abs(failing_rate - rate_before) > {limit}
        """,
        noun="indicator",
        order=_BY_INDICATOR,
    )


RULES: Final[tuple[Rule, ...]] = (
    finding_rule(
        "indicators__codes_are_unique",
        table="open__dim_indicator",
        sentence="Every indicator is listed once in its version of the list and has a code.",
        sql="select framework_version, indicator_code, count(*) as times from open__dim_indicator group by all"
        " having times > 1 or indicator_code is null",
        noun="code",
        order="framework_version, indicator_code",
    ),
    finding_rule(
        "indicators__weights_sum_to_1",
        table="open__dim_indicator",
        sentence="The weights of the indicators of a version sum to one.",
        sql="select framework_version, sum(weight) as weights from open__dim_indicator group by all"
        " having (abs(weights - 1) <= 1e-6) is not true",
        noun="version",
        order="framework_version",
    ),
    finding_rule(
        "indicators__every_round_is_of_the_list_in_force",
        table="open__dim_survey_round",
        sentence="Every round names a version of the list of indicators that is in force in it.",
        sql=_WITHOUT_LIST,
        noun="round",
        order="survey_round",
    ),
    finding_rule(
        "indicators__lists_share_no_round",
        table="open__dim_indicator",
        sentence="No two versions of the list of indicators are in force in the same round.",
        sql=_SHARED_ROUNDS,
        noun="pair of versions",
        order="framework_version",
    ),
    finding_rule(
        "indicators__counts_are_ordered",
        table=_INDICATORS,
        sentence="Households failing an indicator are among those it applies to, and these among the surveyed ones.",
        sql=breaking(
            _INDICATORS,
            condition="households_failing >= 0 and households_failing <= households_applicable"
            " and households_applicable <= households_surveyed",
            shows=(*_ROW, "households_failing", "households_applicable", "households_surveyed"),
        ),
        order=_ORDER,
    ),
    finding_rule(
        "indicators__weighted_counts_are_of_the_households_counted",
        table=_INDICATORS,
        sentence="Weighted counts are above 0 where a household is counted: those failing are no more than the"
        " applicable ones, and households no more than people.",
        sql=breaking(
            _INDICATORS,
            condition="(households_failing_weighted > 0) = (households_failing > 0)"
            " and (households_applicable_weighted > 0) = (households_applicable > 0)"
            " and households_failing_weighted between 0 and households_applicable_weighted"
            " and members_failing_weighted between households_failing_weighted and members_applicable_weighted"
            f" and {as_counted('members_failing', 'members_applicable')}",
            shows=(*_ROW, "households_failing", "households_applicable", *_COUNTS[5:]),
        ),
        order=_ORDER,
    ),
    value_rule(
        "indicators__rate_is_between_0_and_1",
        table=_INDICATORS,
        sentence="The failing rate lies between 0 and 1.",
        expected="between 0 and 1",
        expectation="ExpectColumnValuesToBeBetween",
        column="failing_rate",
        min_value=0,
        max_value=1,
    ),
    finding_rule(
        "indicators__rate_is_failing_over_applicable",
        table=_INDICATORS,
        sentence="The failing rate is the failing households divided by the applicable households, both weighted,"
        " never by all, and absent where none is applicable; without weights these are the counts.",
        sql=breaking(
            _INDICATORS,
            condition=same_ratio(
                "failing_rate",
                part="households_failing_weighted",
                whole="households_applicable_weighted",
                tolerance=RATE_TOLERANCE,
            )
            + f" and {as_counted('households_failing', 'households_applicable')}",
            shows=(*_ROW, "failing_rate", *_COUNTS[5:7], "households_failing", "households_applicable"),
        ),
        order=_ORDER,
    ),
    finding_rule(
        "indicators__members_cover_households",
        table=_INDICATORS,
        sentence="Every failing household has at least one member, and so has every applicable one that does not fail.",
        sql=breaking(
            _INDICATORS,
            condition="members_failing >= households_failing and (households_failing > 0 or members_failing = 0)"
            " and members_applicable - members_failing >= households_applicable - households_failing"
            " and (households_applicable > households_failing or members_applicable = members_failing)",
            shows=(*_ROW, *_COUNTS[1:5]),
        ),
        order=_ORDER,
    ),
    finding_rule(
        "indicators__children_sum_to_parent",
        table=_INDICATORS,
        sentence="At every level, from village to nation, the counts of each indicator in the parts add up"
        " to the whole's.",
        sql=children_sums(_INDICATORS, measures=_COUNTS, item="indicator_code"),
        noun="sum",
        order=_ORDER,
    ),
    finding_rule(
        "indicators__surveyed_matches_coverage",
        table=_INDICATORS,
        sentence="Households surveyed are the same for every indicator as in the table of coverage.",
        sql=same_surveyed(_INDICATORS),
        noun="area",
        order=WIDEST_FIRST,
    ),
    finding_rule(
        "indicators__nation_equals_recount",
        table="restricted__fct_household",
        sentence="The nation's households that an indicator applies to, their members, and the households failing it,"
        " counted and weighted, are those recounted from the households themselves.",
        sql=_RECOUNT,
        noun="indicator",
        order=_BY_INDICATOR,
    ),
    finding_rule(
        "indicators__members_failing_equal_recount",
        table="restricted__fct_household",
        sentence="Over all indicators together, the nation's members and households failing are those recounted from"
        " the members and failed indicators of each household.",
        sql=_MEMBERS_RECOUNT,
        noun="round",
        order="survey_round",
    ),
    finding_rule(
        "indicators__every_indicator_was_answered",
        table=_INDICATORS,
        severity=WARNING,
        sentence="In every round with households, each indicator applies to at least one of them.",
        sql=f"select survey_round, indicator_code, households_surveyed, households_applicable from {_INDICATORS}"
        " where area_level = 'nation' and households_surveyed > 0 and households_applicable = 0",
        noun="indicator",
        order=_BY_INDICATOR,
    ),
    _since_last_release("indicators__rate_was_not_turned_over", limit=SHIFT_LIMIT, severity=CRITICAL),
    _since_last_release("indicators__rate_is_near_the_last_release", limit=RELEASE_SHIFT_WARNING, severity=WARNING),
    _between_rounds("indicators__rate_is_possible_between_rounds", limit=SHIFT_LIMIT, severity=CRITICAL),
    _between_rounds("indicators__rate_is_plausible_between_rounds", limit=ROUND_SHIFT_WARNING, severity=WARNING),
)
