"""Locks down that a candidate is built from its own files, whatever the names of the folders above. DuckDB may take a
name for a pattern (its neighbour r1 fits r[1]) or for a column (round=2).
"""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

from orchestration.release import candidate as candidate_module
from orchestration.settings import Settings
from orchestration.warehouse import parquet_rows
from tests.unit.release.by_hand_release import DATABASE, make_release, settings_of

NAMES = ["r[1]", "r*", "it's", "round=2", "{r1,r2}"]


@pytest.fixture(params=NAMES)
def candidate(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    make_release(tmp_path / "r1", rows=7)
    return make_release(tmp_path / "plain", rows=5).rename(tmp_path / request.param)


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """The tables of a release made by hand have no contract, so nothing is commented on them."""
    monkeypatch.setattr(candidate_module, "comment_on_table", lambda *_, **__: None)
    return settings_of(tmp_path / "data")


def test_rows_are_read_from_this_file_alone(candidate: Path) -> None:
    with duckdb.connect() as connection:
        relation = connection.sql(f"select * from {parquet_rows(candidate / 'restricted' / 'household.parquet')}")
        assert (relation.columns, len(relation.fetchall())) == (["household", "household_key"], 5)


def test_the_database_holds_the_candidates_own_tables(candidate: Path, settings: Settings) -> None:
    (candidate / DATABASE).unlink()
    candidate_module._write_database(settings, candidate)
    with duckdb.connect(str(candidate / DATABASE), read_only=True) as connection:
        assert [row[0] for row in connection.execute("describe area").fetchall()] == ["area", "name", "rate"]
        assert connection.execute("select release_id from release").fetchall() == [("plain",)]
