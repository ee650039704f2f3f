"""Recounts of the houses behind the coverage: how many of each kind, and in how many somebody was surveyed.

What is not here: which differences matter (suites/coverage), a house's key, which never leaves these queries.
"""

from __future__ import annotations

from expectations.evidence.recount import Recount, query

_KINDS = """
    create table audit__house_kind as
    select house_kind, count(*) as houses from restricted__fct_house group by all
"""

# One row per round. Keys are grouped by a hash of 64 bits, which is half as dear: that two of
# fifteen million share one is less likely than one in a hundred thousand.
_REACHED = """
    create table audit__house_reached as
    with house as (
        select survey_round, hash(house_key) as house, count(*) as households
        from restricted__fct_household where is_residential_house group by all
    ),
    reached as (
        select survey_round, count(*) as houses, count_if(households > 1) as houses_shared from house group by all
    ),
    first_reached as (
        select survey_round, count(*) as houses
        from (select min(survey_round) as survey_round from house group by house) group by all
    )
    select survey_round, reached.houses, houses_shared,
           sum(coalesce(first_reached.houses, 0)) over (order by survey_round) as houses_ever
    from reached left join first_reached using (survey_round)
"""

RECOUNTS: dict[str, Recount] = {
    "audit__house_kind": query(_KINDS),
    "audit__house_reached": query(_REACHED),
}
