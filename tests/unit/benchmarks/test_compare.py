"""Locks down that the comparison with the yardstick sees every kind of difference and names its row and column."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest

from orchestration.names import OPEN, RESTRICTED
from orchestration.published.lists import FACT_TABLES
from orchestration.warehouse import sql_text
from tests.benchmarks.compare import TableComparison, compare_files

GOALS = "select * from (values (1::integer, 'Poverty', 0.1::double), (2, 'Hunger', null)) as t(goal, name, score)"
HOUSES = "select * from (values ('a1', '10010101', 1.5::double), ('b2', '10010102', 2.5)) as t(house_key, area_code, x)"

Compare = Callable[..., TableComparison]


@pytest.fixture
def compare(tmp_path: Path) -> Compare:
    """Write the rows of both queries and compare them; several queries of the job are several files."""

    def of(*job: str, yardstick: str, table: str = "dim_sdg_goal") -> TableComparison:
        with duckdb.connect() as connection:
            paths = [tmp_path / f"job-{number}.parquet" for number in range(len(job))]
            for query, path in [*zip(job, paths, strict=True), (yardstick, tmp_path / "yardstick.parquet")]:
                connection.execute(f"copy ({query}) to {sql_text(path)} (format parquet)")
            zone = RESTRICTED if table in FACT_TABLES else OPEN
            return compare_files(connection, table, zone=zone, job=paths, yardstick=tmp_path / "yardstick.parquet")

    return of


def test_the_same_rows_in_another_order_and_in_several_files_are_the_same(compare: Compare) -> None:
    found = compare(f"{GOALS} where goal = 2", f"{GOALS} where goal = 1", yardstick=GOALS)
    assert found.differences == ()
    assert found.rows == 2
    assert str(found) == "open/dim_sdg_goal: no cell differs"


def test_one_cell_is_named_by_table_row_and_column_with_both_values(compare: Compare) -> None:
    found = compare(GOALS, yardstick=f"from ({GOALS}) select goal, name, if(goal = 1, 0.2, score) as score")
    assert found.differences == (
        "1 rows are in the job's table only, 1 in the yardstick's only",
        "goal 1: score job 0.1, yardstick 0.2",
    )
    assert str(found).startswith("open/dim_sdg_goal: ")


def test_the_last_digit_of_a_number_counts(compare: Compare) -> None:
    found = compare(GOALS, yardstick=f"from ({GOALS}) select goal, name, score + 1e-17 as score")
    assert found.differences[1:] == ("goal 1: score job 0.1, yardstick 0.10000000000000002",)


def test_null_is_not_zero(compare: Compare) -> None:
    found = compare(GOALS, yardstick=f"from ({GOALS}) select goal, name, coalesce(score, 0) as score")
    assert found.differences[1:] == ("goal 2: score job None, yardstick 0.0",)


@pytest.mark.parametrize(("more", "fewer"), [("job", "yardstick"), ("yardstick", "job")])
def test_a_row_that_one_side_lacks_is_named(compare: Compare, more: str, fewer: str) -> None:
    sides = {more: GOALS, fewer: f"{GOALS} where goal = 1"}
    found = compare(sides["job"], yardstick=sides["yardstick"])
    assert found.differences[1:] == (f"goal 2: only in the {more}",)


def test_a_row_that_stands_twice_is_named(compare: Compare) -> None:
    found = compare(GOALS, GOALS, yardstick=GOALS)
    assert found.differences == (
        "2 rows are in the job's table only, 0 in the yardstick's only",
        "goal 1: the same row, more often on one side than on the other",
        "goal 2: the same row, more often on one side than on the other",
    )


def test_values_that_changed_rows_are_seen(compare: Compare) -> None:
    swapped = f"from ({GOALS}) select goal, name, if(goal = 1, null, 0.1::double) as score"
    assert len(compare(GOALS, yardstick=swapped).differences) == 3


def test_no_more_than_three_rows_are_shown_and_all_are_counted(compare: Compare) -> None:
    rows = "select goal::integer as goal, 'x' as name, {}::double as score from range(1, 10) as t(goal)"
    found = compare(rows.format(1), yardstick=rows.format(2))
    assert found.differences[0].startswith("9 rows")
    assert [line.split(":")[0] for line in found.differences[1:]] == ["goal 1", "goal 2", "goal 3"]


def test_of_a_fact_no_value_is_shown(compare: Compare) -> None:
    found = compare(HOUSES, yardstick=f"from ({HOUSES}) select house_key, '9' as area_code, x", table="fct_house")
    assert found.differences[1:] == ("house_key a1: area_code differs", "house_key b2: area_code differs")


def test_another_type_name_or_order_of_columns_is_a_difference(compare: Compare) -> None:
    found = compare(GOALS, yardstick=f"from ({GOALS}) select goal::bigint as goal, name, score as points")
    assert found.differences == (
        "column goal: job INTEGER, yardstick BIGINT",
        "column score: job DOUBLE, yardstick has none",
        "column points: job has none, yardstick DOUBLE",
    )
    found = compare(GOALS, yardstick=f"from ({GOALS}) select name, goal, score")
    assert found.differences == ("columns are in another order: job goal, name, score; yardstick name, goal, score",)


def test_an_empty_table_is_compared_too(compare: Compare) -> None:
    nothing = f"{GOALS} where goal > 2"
    assert compare(nothing, yardstick=nothing).differences == ()
    assert compare(nothing, yardstick=GOALS).differences[0].startswith("0 rows")


def test_a_table_that_the_yardstick_lacks_is_a_difference(tmp_path: Path) -> None:
    with duckdb.connect() as connection:
        connection.execute(f"copy ({GOALS}) to {sql_text(tmp_path / 'job.parquet')} (format parquet)")
        found = compare_files(
            connection, "dim_sdg_goal", zone=OPEN, job=[tmp_path / "job.parquet"], yardstick=tmp_path / "none.parquet"
        )
    assert found.differences == ("the yardstick does not write this table",)
