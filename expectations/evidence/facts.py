"""Recounts of the two large tables: houses, households, their indicators, the shape of their keys.

What is not here: a household's values, which never leave these queries; raw numbers in texts (identifiers.py).
"""

from __future__ import annotations

import duckdb

from expectations.evidence.recount import Candidate, Recount, name, query, text
from expectations.rule import view
from orchestration.names import POVERTY_CUTOFFS, RESTRICTED

_HOUSES = """
    create table audit__house as
    select count(*) as houses, count_if(registered_on > released_on) as registered_later
    from restricted__fct_house
    cross join (select max(cast(published_at as date)) as released_on from restricted__release)
"""

# Each scan keeps to few aggregates or few groups: one scan for everything takes three times as long (28 s against 10 s
# on 25 million households).
_HOUSEHOLDS = """
    create table audit__household as
    select survey_round, village_code is not null as is_located, year(surveyed_on) as year_surveyed,
           count(*) as households, sum(member_count) as members, sum(indicators_failing) as indicators_failing,
           sum(member_count * indicators_failing) as member_indicators_failing,
           count(*) filter (where is_poor is null) as households_dropped,
           coalesce(sum(member_count) filter (where is_poor is null), 0) as members_dropped,
           count(*) filter (where answers_missing > 0) as households_unanswered,
           count(*) filter (where answers_missing > 0 and is_poor is null) as households_unanswered_dropped,
           count(*) filter (where is_poor) as households_poor,
           sum(member_count) filter (where is_poor) as members_poor,
           sum(member_count * deprivation_score) filter (where is_poor) as deprivation_sum
    from restricted__fct_household
    group by all
"""
# The same for the households that the sample represents, over those located through the register. Without weights
# these are the counts above.
_WEIGHTED_HOUSEHOLDS = """
    create table audit__household_weighted as
    select survey_round, coalesce(sum(sampling_weight) filter (where is_poor is not null), 0) as households_weighted,
           coalesce(sum(member_count * sampling_weight) filter (where is_poor is not null), 0) as members_weighted,
           coalesce(sum(sampling_weight) filter (where is_poor), 0) as households_poor_weighted,
           coalesce(sum(member_count * sampling_weight) filter (where is_poor), 0) as members_poor_weighted,
           coalesce(sum(member_count * sampling_weight * deprivation_score) filter (where is_poor), 0)
             as deprivation_sum_weighted,
           sum(member_count * sampling_weight * indicators_failing) as member_indicators_failing_weighted
    from restricted__fct_household where village_code is not null group by all
"""
_COUNTED_HOUSEHOLDS = """
    create table audit__household_weighted as
    select survey_round, sum(households - households_dropped) as households_weighted,
           sum(members - members_dropped) as members_weighted,
           coalesce(sum(households_poor), 0) as households_poor_weighted,
           coalesce(sum(members_poor), 0) as members_poor_weighted,
           coalesce(sum(deprivation_sum), 0) as deprivation_sum_weighted,
           sum(member_indicators_failing) as member_indicators_failing_weighted
    from audit__household where is_located group by all
"""

_WEIGHING = """
    create table audit__weighing as
    select exists (select 1 from restricted__fct_household where sampling_weight is distinct from 1) as is_weighted
"""

_CUTOFFS_K = ", ".join(f"('{cutoff}', {'null' if cutoff == 'union' else cutoff})" for cutoff in POVERTY_CUTOFFS)
# The scores are few hundred values: households are grouped by theirs once.
_SCORES = """
    create table audit__score as
    select survey_round, deprivation_score, indicators_failing > 0 as is_failing, count(*) as households,
           sum(member_count) as members, {members_weighted} as members_weighted
    from restricted__fct_household where village_code is not null and is_poor is not null group by all
"""
# One row per round and cut-off.
_CUTOFFS = f"""
    create table audit__cutoff as
    with listed (cutoff, k) as (values {_CUTOFFS_K})
    select survey_round, cutoff, coalesce(sum(households) filter (where is_poor), 0) as households_poor,
           coalesce(sum(members) filter (where is_poor), 0) as members_poor,
           coalesce(sum(members * deprivation_score) filter (where is_poor), 0) as deprivation_sum,
           coalesce(sum(members_weighted) filter (where is_poor), 0) as members_poor_weighted,
           coalesce(sum(members_weighted * deprivation_score) filter (where is_poor), 0) as deprivation_sum_weighted
    from (select *, coalesce(deprivation_score >= k, is_failing) as is_poor from audit__score cross join listed)
    group by all
"""

# One row per round of a sample: households, and the sum of their weights. Without weights there is none.
_SAMPLES = """
    create table audit__sample as
    select survey_round, count(*) as households, sum(sampling_weight) as weights
    from restricted__fct_household where (select is_weighted from audit__weighing)
    group by survey_round having bool_or(sampling_weight <> 1)
"""


def _malformed(key: str) -> str:
    """How many keys are not of 32 characters or, of one key in twenty, not hexadecimal: a pattern costs ten times more.

    Nested cases keep the order of the questions; the optimizer would ask the expensive one first.
    """
    is_hexadecimal = f"regexp_full_match({key}, '[0-9a-f]+')"
    sampled = f"case when hash({key}) % 20 = 0 then case when not {is_hexadecimal} then 1 end end"
    return f"count(case when coalesce(strlen({key}), 0) <> 32 then 1 else {sampled} end)"


def _keys(connection: duckdb.DuckDBPyConnection, candidate: Candidate) -> None:
    keys = (
        ("fct_house", "house_key"),
        ("fct_house_location", "house_key"),
        ("fct_household", "household_key"),
        ("fct_household", "house_key"),
        ("fct_case", "household_key"),
        ("fct_case", "house_key"),
        ("household_priority", "household_key"),
        ("household_priority", "house_key"),
    )
    counted = " union all ".join(
        f"select {text(table)} as table_name, {text(key)} as column_name, {_malformed(key)} as malformed"
        f" from {view(RESTRICTED, table)}"
        for table, key in keys
    )
    connection.execute(f"create table audit__key as {counted}")


def is_weighted(connection: duckdb.DuckDBPyConnection) -> bool:
    """Whether any household has a weight other than 1. Weighted sums are expensive, and without weights the counts."""
    row = connection.execute("select is_weighted from audit__weighing").fetchone()
    return bool(row and row[0])


def _households(connection: duckdb.DuckDBPyConnection, candidate: Candidate) -> None:
    connection.execute(_HOUSEHOLDS)
    connection.execute(_WEIGHTED_HOUSEHOLDS if is_weighted(connection) else _COUNTED_HOUSEHOLDS)


def _scores(connection: duckdb.DuckDBPyConnection, candidate: Candidate) -> None:
    each = "member_count * sampling_weight" if is_weighted(connection) else "member_count"
    connection.execute(_SCORES.format(members_weighted=f"sum({each})"))


def _answers(connection: duckdb.DuckDBPyConnection, candidate: Candidate) -> None:
    """One row per round and indicator, over the households located through the register.

    `members_counted_failing` is of the households that poverty is counted of, and absent where these are all.
    """
    codes = [
        code
        for (code,) in connection.execute(
            "select distinct indicator_code from open__dim_indicator where indicator_code is not null order by all"
        ).fetchall()
    ]
    drops = connection.execute("select 1 from restricted__fct_household where is_poor is null limit 1").fetchone()
    counted = "sum(member_count) filter (where is_poor is not null and {} = 0)" if drops else "null::bigint"
    weighted = is_weighted(connection)
    sums = "".join(
        f", count({name(code)}) as {name(f'{code} applicable')}, sum({name(code)}) as {name(f'{code} passing')}"
        f", sum(case when {name(code)} is not null then member_count end) as {name(f'{code} members')}"
        f", sum(member_count) filter (where is_poor and {name(code)} = 0) as {name(f'{code} poor')}"
        f", {counted.format(name(code))} as {name(f'{code} counted')}{_weighted_sums(code) if weighted else ''}"
        for code in codes
    )
    each = " union all ".join(
        f"select survey_round, {text(code)} as indicator_code, {name(f'{code} applicable')} as households_applicable,"
        f" {name(f'{code} applicable')} - coalesce({name(f'{code} passing')}, 0) as households_failing,"
        f" coalesce({name(f'{code} members')}, 0) as members_applicable,"
        f" coalesce({name(f'{code} poor')}, 0) as members_poor_failing,"
        f" {name(f'{code} counted')} as members_counted_failing,"
        f" {_weighted_results(code) if weighted else _COUNTED_RESULTS} from summed"
        for code in codes
    )
    connection.execute(f"""
        create table audit__answers as
        with summed as materialized (
            select survey_round{sums} from restricted__fct_household where village_code is not null group by all
        )
        {each}
    """)


# What the indicator applies to and who fails it, weighted; without weights the columns before them.
_COUNTED_RESULTS = ", ".join(
    f"{count} as {count}_weighted"
    for count in ("households_applicable", "households_failing", "members_applicable", "members_poor_failing")
)


def _weighted_sums(code: str) -> str:
    weight = "sum({}sampling_weight) filter (where {}) as {}"
    return ", " + ", ".join(
        weight.format(each, condition.format(name(code)), name(f"{code} {count} weighted"))
        for count, each, condition in (
            ("applicable", "", "{} is not null"),
            ("failing", "", "{} = 0"),
            ("members", "member_count * ", "{} is not null"),
            ("poor", "member_count * ", "is_poor and {} = 0"),
        )
    )


def _weighted_results(code: str) -> str:
    return ", ".join(
        f"coalesce({name(f'{code} {count} weighted')}, 0) as {column}_weighted"
        for count, column in (
            ("applicable", "households_applicable"),
            ("failing", "households_failing"),
            ("members", "members_applicable"),
            ("poor", "members_poor_failing"),
        )
    )


RECOUNTS: dict[str, Recount] = {
    "audit__house": query(_HOUSES),
    "audit__weighing": query(_WEIGHING),
    "audit__household": _households,
    "audit__sample": query(_SAMPLES),
    "audit__score": _scores,
    "audit__cutoff": query(_CUTOFFS),
    "audit__key": _keys,
    "audit__answers": _answers,
}
