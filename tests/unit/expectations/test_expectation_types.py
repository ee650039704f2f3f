"""Locks down that every type of expectation in use runs on DuckDB, passes where it should and fails where it should.

Great Expectations does not support DuckDB: a new version of either may break any type, so each is tried both ways.
"""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import duckdb
import pytest

from expectations import all_rules, checkpoint
from expectations.vocabulary import FINDINGS, Rule, finding_rule, value_rule
from expectations.workbench import Workbench

TABLE = "open__dim_area"
# Type -> arguments that hold of the table below, arguments that do not, and what is then observed.
TYPES: dict[str, tuple[dict[str, Any], dict[str, Any], str]] = {
    "ExpectTableRowCountToBeBetween": ({"min_value": 1}, {"max_value": 2}, "3"),
    "ExpectColumnValuesToBeBetween": (
        {"column": "rate", "min_value": 0, "max_value": 1},
        {"column": "rate", "min_value": 0, "max_value": 0.5},
        "1 of 3 rows, for example 0.75",
    ),
    "ExpectColumnValuesToNotBeNull": ({"column": "goal"}, {"column": "rate"}, "1 of 3 rows"),
    "ExpectColumnDistinctValuesToEqualSet": (
        {"column": "goal", "value_set": [1, 2, 3]},
        {"column": "goal", "value_set": [1, 2]},
        "not expected: 3",
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
    return Workbench(database=database, settings={"memory_limit": "200MB", "threads": 1}, faults={})


def examine(bench: Workbench, *rules: Rule) -> dict[str, checkpoint.Outcome]:
    docs = bench.database.parent / "docs"
    return checkpoint.run(rules, bench=bench, docs=docs, release_id="made", audited_at=datetime.now(UTC))


def a_rule(name: str, expectation: str, **arguments: Any) -> Rule:
    return value_rule(name, table=TABLE, sentence="It is.", expected="so", expectation=expectation, **arguments)


def a_query(name: str, sql: str, **more: Any) -> Rule:
    return finding_rule(name, table=more.pop("table", TABLE), sentence="It is.", sql=sql, **more)


@pytest.mark.parametrize("expectation", TYPES)
def test_an_expectation_passes_and_fails(expectation: str, bench: Workbench) -> None:
    holds, breaks, observed = TYPES[expectation]
    outcomes = examine(
        bench, a_rule("made__holds", expectation, **holds), a_rule("made__breaks", expectation, **breaks)
    )
    assert outcomes["made__holds"].passed, outcomes
    assert outcomes["made__breaks"] == checkpoint.Outcome(passed=False, observed=observed)


def test_a_query_passes_and_fails_and_tells_what_it_found(bench: Workbench) -> None:
    outcomes = examine(
        bench,
        a_query("made__holds", f"select goal from {TABLE} where goal > 3"),
        a_query("made__breaks", f"select goal, rate from {TABLE} where goal > 1", order="goal desc"),
    )
    assert outcomes["made__holds"] == checkpoint.Outcome(passed=True, observed="none found")
    assert outcomes["made__breaks"] == checkpoint.Outcome(
        passed=False, observed="2 of 3 rows, for example goal 3, rate absent"
    )


def test_braces_colons_and_percent_signs_in_a_query_mean_themselves(bench: Workbench) -> None:
    sql = f"select goal from {TABLE} where not regexp_matches('12:30 a%', '^[0-9]{{2}}:30 a%$') and goal::int > 0"
    assert examine(bench, a_query("made__holds", sql))["made__holds"].passed


def test_every_type_in_use_is_tried_here() -> None:
    assert {rule.expectation for rule in all_rules()} == {FINDINGS, *TYPES}


def test_a_rule_that_raises_has_failed_and_the_others_are_still_examined(bench: Workbench) -> None:
    outcomes = examine(
        bench,
        a_query("made__raises", "select * from no_such_table"),
        a_rule("made__raises_too", "ExpectColumnValuesToNotBeNull", column="no_such_column"),
        a_query("made__holds", f"select goal from {TABLE} where goal > 3"),
    )
    assert not outcomes["made__raises"].passed
    assert "Table with name no_such_table does not exist" in outcomes["made__raises"].observed
    assert not outcomes["made__raises_too"].passed
    assert "no_such_column" in outcomes["made__raises_too"].observed
    assert outcomes["made__holds"].passed


def test_rules_on_a_table_that_is_not_there_have_failed(bench: Workbench) -> None:
    outcomes = examine(
        bench,
        a_query("made__lost", "select 1 where false", table="open__release", noun="fault"),
        a_query("made__holds", f"select goal from {TABLE} where goal > 3"),
    )
    assert not outcomes["made__lost"].passed
    assert outcomes["made__lost"].observed.startswith("could not be examined")
    assert outcomes["made__holds"].passed
