"""Locks down the exit code of the benchmark: 0 only if everything ran and no table differs."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from tests.benchmarks import __main__ as command
from tests.benchmarks.compare import TableComparison
from tests.benchmarks.measure import BenchmarkError, Cost
from tests.benchmarks.place import Place
from tests.benchmarks.report import EngineResult, Machine, Result

RESULT = Result(
    measured_at="2026-01-01T00:00:00+00:00",
    scale=0.001,
    seed=2567,
    file_format="csv",
    code_version="0.1.0+3fa9c1d2",
    machine=Machine(processors=2, memory_bytes=24_000_000_000, load=0.0, memory_limit="4GB", threads=2),
    rows=1_000,
    inbox_bytes=1_000,
    job=Cost(10.0, 10.0, 1, 1),
    stages={"landing": 1.0},
    yardstick=Cost(1.0, 1.0, 1, 1),
    tables=(TableComparison("open", "dim_area", 5, ()),),
    engine="duckdb",
)


def results(folder: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in (folder / "results.jsonl").read_text().splitlines()]


def test_equal_tables_are_a_success(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(command, "_measure", lambda place, engines: RESULT)
    assert command.main(["--folder", str(tmp_path / "new")]) == 0
    assert len(results(tmp_path / "new")) == 1


def test_a_table_that_differs_is_a_failure_and_is_kept_and_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    differing = TableComparison("open", "dim_sdg_goal", 2, ("goal 1: score job 0.1, yardstick 0.2",))
    monkeypatch.setattr(command, "_measure", lambda place, engines: replace(RESULT, tables=(differing,)))
    assert command.main(["--folder", str(tmp_path)]) == 1
    assert "open/dim_sdg_goal: goal 1: score job 0.1, yardstick 0.2" in capsys.readouterr().out
    assert results(tmp_path)[0]["tables_differing"] == ["open/dim_sdg_goal"]


def test_a_table_that_another_engine_makes_otherwise_is_a_failure(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    other = EngineResult("spark", RESULT.job, RESULT.stages, 5, ("open/dim_area: 5 rows in the release, other values",))
    monkeypatch.setattr(command, "_measure", lambda place, engines: replace(RESULT, other_engines=(other,)))
    assert command.main(["--folder", str(tmp_path), "--engines", "duckdb,spark"]) == 1
    assert "open/dim_area: 5 rows in the release, other values" in capsys.readouterr().out


def test_an_engine_that_nobody_knows_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        command.main(["--folder", str(tmp_path), "--engines", "duckdb,trino"])
    assert "found 'trino', expected duckdb, spark or both" in capsys.readouterr().err


def test_a_job_that_fails_is_no_result(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail(place: Place, engines: tuple[str, ...]) -> Result:
        raise BenchmarkError("the job ended with 1")

    monkeypatch.setattr(command, "_measure", fail)
    assert command.main(["--folder", str(tmp_path)]) == 1
    assert "BenchmarkError: the job ended with 1" in capsys.readouterr().err
    assert not (tmp_path / "results.jsonl").exists()


def test_a_scale_that_cannot_be_made_is_refused_before_anything_runs(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert command.main(["--folder", str(tmp_path), "--scale", "7"]) == 1
    assert "scale: found 7.0" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []
