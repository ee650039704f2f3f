"""Locks down the page that `make summary` prints: aligned columns, rates in percent, a dash for a missing figure, and
rules by what became of them. Each share is beside the counts that it is made of.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import duckdb
import pandas as pd
import pytest

from orchestration.headline import _gates, _goals, _hardships, _nation, _poverty, _release, _tables, _text
from orchestration.release.manifest import Manifest, ReleasedTable, RoundVintage
from orchestration.release.verdict import CRITICAL, WARNING, Check, Severity, Verdict
from orchestration.waivers import Waiver


def test_texts_are_to_the_left_and_numbers_to_the_right_with_rates_in_percent() -> None:
    frame = pd.DataFrame(
        {"name": ["rice", "a long name"], "houses": [1234567, 5], "failing_rate": [0.125, None], "score": [99.94, 7]}
    )
    assert _text(frame).splitlines() == [
        "name           houses failing_rate score",
        "rice        1,234,567        12.5%  99.9",
        "a long name         5            -   7.0",
    ]


def test_a_table_without_rows_says_so() -> None:
    assert _text(pd.DataFrame({"name": pd.Series([], dtype=str), "houses": pd.Series([], dtype=int)})) == "no row"


def table(zone: str, name: str, rows: int) -> ReleasedTable:
    return ReleasedTable(zone=zone, table=name, rows=rows, rows_digest="", columns={}, files=())


def manifest_with(*tables: ReleasedTable, vintages: tuple[RoundVintage, ...] = ()) -> Manifest:
    return Manifest(
        release_id="r1",
        proposed_at="2024-09-01T02:00:00+00:00",
        code_version="0.1.0",
        dbt_invocation_id="made",
        is_synthetic=True,
        variables={},
        source_batches=(),
        tables=tables,
        databases=(),
        vintages=vintages,
    )


def test_the_vintage_of_each_round_is_below_the_name_of_the_release() -> None:
    texts = ("2566-1 final 2024-01-01", "2567-1 provisional")
    vintages = tuple(RoundVintage(round=text[:6], kind=text.split()[1], text=text, release_id="r1") for text in texts)
    *_, last = _release(manifest_with(vintages=vintages))
    assert last == "Vintages of the rounds: 2566-1 final 2024-01-01, 2567-1 provisional"


def test_tables_are_listed_in_the_order_of_the_manifest_with_their_rows_in_each_zone() -> None:
    manifest = manifest_with(table("open", "dim_area", 1000), table("restricted", "area", 7), table("open", "area", 5))
    assert [line.split() for line in _tables(manifest).splitlines()] == [
        ["Table", "open", "rows", "restricted", "rows"],
        ["dim_area", "1,000", "-"],
        ["area", "5", "7"],
    ]


def check(name: str, *, severity: Severity = CRITICAL, passed: bool = False, **other: str) -> Check:
    parts = {"subject": "made", "table": "area", "observed": "1 of 2 areas", "expected": "none", "sentence": "It is."}
    return Check(name=name, severity=severity, passed=passed, **(parts | other))


def test_rules_that_were_waived_or_not_examined_are_counted_apart_and_named() -> None:
    checks = (
        check("holds", passed=True),
        check("warns", severity=WARNING),
        check("accepted", waived="all areas until 2027-03-31: merged (statistician)"),
        check("first", not_examined="no previous release"),
        check("second", not_examined="no previous release"),
    )
    verdict = Verdict(release_id="r1", manifest_sha256="", audited_at="", checks=checks)
    assert verdict.passed
    waivers = [
        Waiver(rule=rule, areas=("TH",), why="merged", who="statistician", until=date(2027, 3, 31))
        for rule in ("accepted", "holds")
    ]
    assert list(_gates(verdict, waivers)) == [
        "Gates: 5 rules: 1 passed, 0 critical failures, 1 warnings, 1 waived, 2 not examined",
        "  warning warns: 1 of 2 areas",
        "  waived accepted: 1 of 2 areas; for all areas until 2027-03-31: merged (statistician)",
        "  waiver without a failure, holds: for area TH until 2027-03-31: merged (statistician)",
        "  not examined, no previous release: 2 rules",
    ]


@pytest.fixture
def sample() -> Iterator[duckdb.DuckDBPyConnection]:
    """The open tables of a sample: one household of four fails, and represents 6 of the 8 that the four represent."""
    with duckdb.connect() as connection:
        for statement in (
            """create table dim_survey_round as
                select unnest(['2566-1', '2567-1']) as survey_round, 'v1' as framework_version""",
            "create table dim_sdg_goal as select 1 as goal, 'No poverty' as name_en",
            """create table area_sdg_goal as
                select '2567-1' as survey_round, 'nation' as area_level, 1 as goal,
                       8.0 as households_applicable_weighted, 6.0 as households_failing_weighted,
                       0.75e0 as failing_rate, 61.5e0 as score, 'proxy' as measurement""",
            """create table dim_indicator as
                select 'v1' as framework_version, 'TQ01' as indicator_code, 'Rice' as name_en""",
            """create table area_indicator as
                select '2567-1' as survey_round, 'nation' as area_level, 'TQ01' as indicator_code,
                       4 as households_applicable, 1 as households_failing, 8.0 as households_applicable_weighted,
                       6.0 as households_failing_weighted, 0.75e0 as failing_rate
                union all select '2566-1', 'nation', 'TQ01', 4, 1, 8.0, 4.0, 0.5e0""",
            """create table area_poverty as
                select '2567-1' as survey_round, 'nation' as area_level, 10 as members, 3 as members_poor,
                       40.0 as members_weighted, 20.0 as members_poor_weighted, 0.5e0 as headcount_ratio,
                       0.25e0 as intensity, 0.125e0 as adjusted_headcount_ratio""",
            """create table area_coverage as
                select '2567-1' as survey_round, 'nation' as area_level, 100 as houses_registered,
                       80 as houses_residential, 60 as houses_surveyed, 0.75e0 as coverage_rate,
                       70 as households_surveyed, 2 as households_unmatched""",
        ):
            connection.execute(statement)
        yield connection


def test_a_share_is_of_the_counts_beside_it(sample: duckdb.DuckDBPyConnection) -> None:
    assert _hardships(sample).splitlines()[-1].split() == ["TQ01", "Rice", "8", "6", "75.0%", "50.0%", "+25.0"]
    assert _goals(sample).splitlines()[-1].split() == ["1", "No", "poverty", "8", "6", "75.0%", "61.5", "proxy"]
    assert _poverty(sample).splitlines()[-1].split() == ["2567-1", "40", "20", "50.0%", "25.0%", "0.125"]
    assert _nation(sample).splitlines()[-1].split() == ["2567-1", "70", "2", "100", "80", "60", "75.0%"]


def test_a_hardship_is_not_compared_with_a_round_of_another_list(sample: duckdb.DuckDBPyConnection) -> None:
    """The same code may then be another question."""
    sample.execute("update dim_survey_round set framework_version = 'v0' where survey_round = '2566-1'")
    assert _hardships(sample).splitlines()[-1].split() == ["TQ01", "Rice", "8", "6", "75.0%", "-", "-"]


def test_counts_of_a_sample_say_that_they_are_represented(sample: duckdb.DuckDBPyConnection) -> None:
    represented = ", as the sample represents them"
    assert represented in _hardships(sample)
    assert represented in _poverty(sample)
    assert represented in _goals(sample)
    sample.execute("update area_poverty set members_weighted = members")
    assert represented not in _hardships(sample) + _poverty(sample) + _goals(sample)
