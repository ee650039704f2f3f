"""Locks down that every type of expectation in use runs on DuckDB, passes where it should and fails where it should.

Great Expectations does not support DuckDB: a new version of either may break any type, so each is tried both ways.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import duckdb
import pytest

from expectations import all_rules, checkpoint
from expectations.limits import RATE_TOLERANCE
from expectations.rule import NativeExpectation, Rule, UnexpectedRows, native_rule, rows_of
from expectations.workbench import Workbench
from orchestration.release.verdict import CRITICAL

TABLE = "open__dim_area"
# Type -> arguments that hold of the table below, arguments that do not, and what is then observed.
TYPES: dict[str, tuple[dict[str, Any], dict[str, Any], str]] = {
    "ExpectTableRowCountToBeBetween": ({"min_value": 1}, {"max_value": 2}, "3 rows"),
    "ExpectColumnValuesToBeBetween": (
        {"column": "rate", "min_value": 0, "max_value": 1},
        {"column": "rate", "min_value": 0, "max_value": 0.5},
        "1 of 3 rows, for example 0.75",
    ),
    "ExpectColumnValuesToNotBeNull": ({"column": "goal"}, {"column": "rate"}, "1 of 3 rows"),
    "ExpectColumnValuesToBeInSet": (
        {"column": "goal", "value_set": [1, 2, 3]},
        {"column": "goal", "value_set": [1, 2]},
        "1 of 3 rows, for example 3",
    ),
    "ExpectColumnPairValuesAToBeGreaterThanB": (
        {"column_A": "goal", "column_B": "rate", "ignore_row_if": "either_value_is_missing"},
        {"column_A": "rate", "column_B": "goal", "ignore_row_if": "either_value_is_missing"},
        "2 of 3 rows, for example (0.25, 1)",
    ),
}


@pytest.fixture
def bench(tmp_path: Path) -> Workbench:
    database = tmp_path / "bench.duckdb"
    with duckdb.connect(str(database)) as connection:
        connection.execute(
            f"create table base as from (values (1, 0.25e0), (2, 0.75e0), (3, null)) as list (goal, rate);"
            f"create view {TABLE} as from base"
        )
    settings = {"memory_limit": "200MB", "threads": 1}
    return Workbench(database=database, settings=settings, faults={}, examined={rows_of(TABLE): 3})


def examine(bench: Workbench, *rules: Rule) -> dict[str, checkpoint.Outcome]:
    docs = bench.database.parent / "docs"
    return checkpoint.run(rules, bench=bench, docs=docs, release_id="made", audited_at=datetime.now(UTC))


def a_rule(name: str, expectation: str, **arguments: Any) -> Rule:
    return native_rule(name, table=TABLE, sentence="It is.", expected="so", expectation=expectation, **arguments)


def a_query(bench: Workbench, name: str, sql: str, *, table: str = TABLE, order: str = "all") -> Rule:
    file = bench.database.parent / f"{name}.sql"
    file.write_text(sql, encoding="utf-8")
    return Rule(
        name=name,
        table=table,
        sentence="It is.",
        expectation=UnexpectedRows(file=file, examined=rows_of(TABLE), order=order),
        expected="none",
        severity=CRITICAL,
        noun="row",
    )


@pytest.mark.parametrize("expectation", TYPES)
def test_an_expectation_passes_and_fails(expectation: str, bench: Workbench) -> None:
    holds, breaks, observed = TYPES[expectation]
    outcomes = examine(
        bench, a_rule("made__holds", expectation, **holds), a_rule("made__breaks", expectation, **breaks)
    )
    assert outcomes["made__holds"].passed, outcomes
    assert outcomes["made__breaks"] == checkpoint.Outcome(passed=False, observed=observed)


def test_a_query_passes_and_fails_and_shows_what_it_found(bench: Workbench) -> None:
    outcomes = examine(
        bench,
        a_query(bench, "made__holds", f"select goal from {TABLE} where goal > 3"),
        a_query(bench, "made__breaks", f"select goal, rate from {TABLE} where goal > 1", order="goal desc"),
    )
    assert outcomes["made__holds"] == checkpoint.Outcome(passed=True, observed="0 of 3 rows")
    assert outcomes["made__breaks"] == checkpoint.Outcome(
        passed=False, observed="2 of 3 rows, for example goal 3, rate absent"
    )


def test_braces_colons_and_percent_signs_in_a_query_mean_themselves(bench: Workbench) -> None:
    sql = f"select goal from {TABLE} where not regexp_matches('12:30 a%', '^[0-9]{{2}}:30 a%$$') and goal::int > 0"
    assert examine(bench, a_query(bench, "made__holds", sql))["made__holds"].passed


def test_a_placeholder_is_filled_with_the_limit_of_its_name(bench: Workbench) -> None:
    rule = a_query(bench, "made__holds", "select ${rate_tolerance} as limit_")
    assert isinstance(rule.expectation, UnexpectedRows)
    assert rule.expectation.query() == f"select {RATE_TOLERANCE} as limit_"


def test_a_placeholder_without_a_value_is_named(bench: Workbench) -> None:
    rule = a_query(bench, "made__holds", "select ${no_such_limit}")
    assert isinstance(rule.expectation, UnexpectedRows)
    with pytest.raises(KeyError, match="no_such_limit"):
        rule.expectation.query()


def test_a_rule_whose_things_examined_cannot_be_counted_has_failed(bench: Workbench) -> None:
    rule = a_query(bench, "made__holds", f"select goal from {TABLE} where goal > 3")
    outcomes = examine(replace(bench, examined={}, uncounted={rows_of(TABLE): "no such table"}), rule)
    assert outcomes["made__holds"] == checkpoint.Outcome(False, "could not be examined: no such table")


def test_a_rule_has_a_class_of_its_own_as_a_user_of_the_library_would_write_it(bench: Workbench) -> None:
    from great_expectations.expectations.core import UnexpectedRowsExpectation

    from expectations.unexpected_rows import query_expectation

    rule = a_query(bench, "made__no_goal_is_lost", f"select goal from {TABLE} where goal > 3")
    assert isinstance(rule.expectation, UnexpectedRows)
    made = query_expectation(rule, rule.expectation, examined=3)
    assert isinstance(made, UnexpectedRowsExpectation)
    assert type(made).__name__ == "ExpectMadeNoGoalIsLost"
    assert f"select goal from {TABLE} where goal > 3" in str(made.unexpected_rows_query)
    assert made.description == "It is. (critical: made__no_goal_is_lost)"
    assert type(query_expectation(rule, rule.expectation, examined=4)) is type(made)


def test_every_type_in_use_is_tried_here() -> None:
    native = [rule.expectation for rule in all_rules() if isinstance(rule.expectation, NativeExpectation)]
    assert {expectation.type for expectation in native} == set(TYPES)


def test_a_rule_that_raises_has_failed_and_the_others_are_still_examined(bench: Workbench) -> None:
    outcomes = examine(
        bench,
        a_query(bench, "made__raises", "select * from no_such_table"),
        a_rule("made__raises_too", "ExpectColumnValuesToNotBeNull", column="no_such_column"),
        a_query(bench, "made__holds", f"select goal from {TABLE} where goal > 3"),
    )
    assert not outcomes["made__raises"].passed
    assert "Table with name no_such_table does not exist" in outcomes["made__raises"].observed
    assert not outcomes["made__raises_too"].passed
    assert "no_such_column" in outcomes["made__raises_too"].observed
    assert outcomes["made__holds"].passed


def test_rules_on_a_table_that_is_not_there_have_failed(bench: Workbench) -> None:
    outcomes = examine(
        bench,
        a_query(bench, "made__lost", "select 1 where false", table="open__release"),
        a_query(bench, "made__holds", f"select goal from {TABLE} where goal > 3"),
    )
    assert not outcomes["made__lost"].passed
    assert outcomes["made__lost"].observed.startswith("could not be examined")
    assert outcomes["made__holds"].passed
