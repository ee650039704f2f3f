"""Locks down the recount of standard errors where a round's list lacks an indicator: there is nothing to divide by."""

from __future__ import annotations

from pathlib import Path

import duckdb

from expectations.evidence.errors import RECOUNTS

# Round, cluster, answers to A and B. The list of the first round lacks B.
HOUSEHOLDS = """
    create table restricted__fct_household as
    select survey_round, cluster_key || number as household_key, 's' as stratum, cluster_key,
           '50010101' as village_code, 2 as member_count, 1.0::decimal(12, 6) as sampling_weight, a = 0 as is_poor,
           0.3::double as deprivation_score, a as "A", b as "B"
    from (values ('2566-1', 'c1', 1, 0, null), ('2566-1', 'c2', 1, 1, null), ('2566-1', 'c2', 2, 1, null),
                 ('2567-1', 'c1', 1, 0, 1), ('2567-1', 'c2', 1, 1, 0), ('2567-1', 'c2', 2, 1, 1))
        as answers (survey_round, cluster_key, number, a, b)
"""


def test_an_indicator_that_a_round_lacks_has_no_error_and_the_others_have_theirs(tmp_path: Path) -> None:
    connection = duckdb.connect()
    connection.execute(HOUSEHOLDS)
    connection.execute("create table open__dim_indicator as select unnest(['A', 'B']) as indicator_code")
    for recount in RECOUNTS.values():
        recount(connection, tmp_path)  # type: ignore[arg-type]
    found = connection.execute(
        "select survey_round, indicator_code from audit__estimate_error where measure = 'failing_rate' order by all"
    ).fetchall()
    assert found == [("2566-1", "A"), ("2567-1", "A"), ("2567-1", "B")]
