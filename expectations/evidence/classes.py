"""A recount of the households by kind, and of the poor among them: their size, their head's sex and age.

What is not here: which differences matter (suites/indicators, suites/poverty), a household's values, which never leave
the query.
"""

from __future__ import annotations

import duckdb

from expectations.evidence.facts import is_weighted
from expectations.evidence.recount import Candidate, Recount

# One row per round, disaggregation and category, over the households located through the register. Households are
# grouped by their class first, so that they are read once.
_CATEGORIES = """
    create table audit__category as
    with class as (
        select survey_round,
               case when member_count > 4 then '5+' when member_count > 2 then '3-4' else cast(member_count as varchar)
               end as size_class,
               coalesce(head_sex, 'unknown') as head_sex,
               case when head_age is null then 'unknown' when head_age >= 75 then '75+' when head_age >= 60 then '60-74'
                    when head_age >= 45 then '45-59' when head_age >= 30 then '30-44' else '0-29' end as head_age_class,
               count(*) as households, sum(indicators_failing) as households_failing,
               sum(member_count * indicators_failing) as members_failing, {sums}
        from restricted__fct_household where village_code is not null group by all
    )
    select survey_round,
           case when grouping(size_class) = 0 then 'size_class' when grouping(head_sex) = 0 then 'head_sex'
                else 'head_age_class' end as disaggregation,
           coalesce(size_class, head_sex, head_age_class) as category, sum(households) as households,
           sum(households_failing) as households_failing, sum(members_failing) as members_failing, {added}
    from class
    group by grouping sets ((survey_round, size_class), (survey_round, head_sex), (survey_round, head_age_class))
"""

# Column of poverty -> the households it counts, what is counted of each.
_POVERTY = {
    "households_dropped": ("is_poor is null", "1"),
    "members_dropped": ("is_poor is null", "member_count"),
    "households_poor": ("is_poor", "1"),
    "members_poor": ("is_poor", "member_count"),
    "deprivation_sum": ("is_poor", "member_count * deprivation_score"),
    "members_poor_weighted": ("is_poor", "{people}"),
    "deprivation_sum_weighted": ("is_poor", "{people} * deprivation_score"),
}


def _categories(connection: duckdb.DuckDBPyConnection, candidate: Candidate) -> None:
    people = "member_count * sampling_weight" if is_weighted(connection) else "member_count"
    sums = ", ".join(
        f"coalesce(sum({each}) filter (where {condition}), 0) as {name}" for name, (condition, each) in _POVERTY.items()
    ).format(people=people)
    added = ", ".join(f"sum({name}) as {name}" for name in _POVERTY)
    connection.execute(_CATEGORIES.format(sums=sums, added=added))


RECOUNTS: dict[str, Recount] = {"audit__category": _categories}
