"""Locks down what a benchmark says of itself: the ratio, rows per second, and any table that differs."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

from tests.benchmarks.compare import TableComparison
from tests.benchmarks.measure import Cost
from tests.benchmarks.report import EngineResult, Machine, Result, append_result, page

SAME = TableComparison("open", "dim_area", 5, ())
OTHER = TableComparison("open", "dim_sdg_goal", 2, ("goal 1: score job 0.1, yardstick 0.2",))
RESULT = Result(
    measured_at="2026-01-01T00:00:00+00:00",
    scale=0.02,
    seed=2567,
    file_format="csv",
    code_version="0.1.0+3fa9c1d2",
    machine=Machine(processors=2, memory_bytes=24_000_000_000, load=0.1, memory_limit="4GB", threads=2),
    rows=1_000_000,
    inbox_bytes=140_000_000,
    job=Cost(100.0, 90.0, 900_000_000, 1_000_000_000),
    stages={"landing": 10.0, "transform": 50.0, "propose": 15.0, "audit": 12.5, "publish": 0.5},
    yardstick=Cost(20.0, 30.0, 700_000_000, 700_000_000),
    tables=(SAME, SAME),
    engine="duckdb",
)


def line_of(text: str, start: str) -> list[str]:
    return next(line for line in text.splitlines() if line.startswith(start)).removeprefix(start).split()


def test_the_page_gives_every_stage_and_what_is_left_of_the_whole() -> None:
    text = page(RESULT)
    assert line_of(text, "transform") == ["50.0", "50%"]
    assert line_of(text, "start, end, between") == ["12.0", "12%"]


def test_the_page_holds_the_job_against_the_yardstick() -> None:
    text = page(RESULT)
    assert line_of(text, "job on duckdb") == ["100.0", "10,000", "90.0", "900", "MB", "1,000", "MB"]
    assert line_of(text, "yardstick  ") == ["20.0", "50,000", "30.0", "700", "MB", "700", "MB"]
    assert line_of(text, "job / yardstick") == ["5.00", "3.00"]
    assert "2 tables compared, 10 rows: every cell is the same" in text


def test_another_engine_stands_beside_the_first() -> None:
    cost = Cost(400.0, 900.0, 5_000_000_000, 6_000_000_000)
    other = EngineResult("spark", cost, {**RESULT.stages, "transform": 350.0}, 2, ())
    text = page(replace(RESULT, other_engines=(other,)))
    assert line_of(text, "Stage of the job") == ["duckdb", "share", "spark", "share"]
    assert line_of(text, "transform") == ["50.0", "50%", "350.0", "88%"]
    assert line_of(text, "job on spark") == ["400.0", "2,500", "900.0", "5,000", "MB", "6,000", "MB"]
    assert "2 tables of spark compared with those of duckdb: every cell is the same" in text


def test_a_table_that_differs_is_named_with_row_and_column() -> None:
    text = page(replace(RESULT, tables=(SAME, OTHER)))
    assert "1 differ:\nopen/dim_sdg_goal: goal 1: score job 0.1, yardstick 0.2" in text


def test_results_are_added_one_line_each(tmp_path: Path) -> None:
    for tables in ((SAME,), (SAME, OTHER)):
        append_result(replace(RESULT, tables=tables), tmp_path / "results.jsonl")
    first, second = map(json.loads, (tmp_path / "results.jsonl").read_text().splitlines())
    assert (first["ratio"], first["processor_ratio"]) == (5.0, 3.0)
    assert first["job"]["stages"]["audit"] == 12.5
    assert first["job"]["rows_per_second"] == 10_000
    assert first["machine"] == {
        "processors": 2,
        "memory_bytes": 24_000_000_000,
        "load": 0.1,
        "memory_limit": "4GB",
        "threads": 2,
    }
    assert (first["tables_differing"], second["tables_differing"]) == ([], ["open/dim_sdg_goal"])
