"""Locks down that the job publishes, cell by cell, what hand-written SQL computes from the same files."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import duckdb
import pytest

from orchestration.published.lists import PUBLISHED_TABLES, YARDSTICK_TABLES
from orchestration.settings import PROJECT_ROOT
from orchestration.warehouse import sql_text
from tests.benchmarks.compare import compare_tables
from tests.benchmarks.stages import STAGES, read_stages
from tests.benchmarks.yardstick import yardstick_command, yardstick_environment
from tests.conftest import PublishedRun

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def yardstick(published_run: PublishedRun, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The yardstick's tables, from the inbox and with the key of the published run."""
    folder = tmp_path_factory.mktemp("yardstick")
    environment = yardstick_environment(published_run.settings, os.environ)
    subprocess.run(yardstick_command(folder), cwd=PROJECT_ROOT, env=environment, check=True)
    return folder


def change(path: Path, values: str) -> None:
    """Write the Parquet file anew with other values (DuckDB: `expression as column, ..`)."""
    changed = path.with_suffix(".changed")
    with duckdb.connect() as connection:
        query = f"select * replace ({values}) from read_parquet({sql_text(path)})"
        connection.execute(f"copy ({query}) to {sql_text(changed)} (format parquet)")
    changed.replace(path)


def test_no_cell_differs_from_hand_written_sql(published_run: PublishedRun, yardstick: Path) -> None:
    compared = compare_tables(published_run.settings, release=published_run.release, yardstick=yardstick)
    assert [str(table) for table in compared if table.differences] == []
    expected = {(zone, table) for table in YARDSTICK_TABLES for zone in PUBLISHED_TABLES[table]}
    assert {(table.zone, table.table) for table in compared} == expected
    # Errors are of a sample (test_other_framework.py). Candidates are found by chance alone in this country, and the
    # noise has another key in every run.
    filled = {table.table for table in compared if table.rows} | {"practice_candidate"}
    assert filled == set(YARDSTICK_TABLES) - {"area_estimate_error"}


def test_one_changed_cell_is_named(published_run: PublishedRun, yardstick: Path, tmp_path: Path) -> None:
    changed = shutil.copytree(yardstick, tmp_path / "changed")
    change(
        changed / "open" / "area_indicator.parquet",
        "if(survey_round = '2567-1' and area_code = 'TH' and indicator_code = 'TQ04', members_failing + 1, "
        "members_failing) as members_failing",
    )
    change(
        changed / "restricted" / "fct_house.parquet",
        "if(house_key = min(house_key) over (), not is_residential, is_residential) as is_residential",
    )
    compared = compare_tables(published_run.settings, release=published_run.release, yardstick=changed)
    differing = {f"{table.zone}/{table.table}": table.differences for table in compared if table.differences}
    assert set(differing) == {"open/area_indicator", "restricted/fct_house"}
    counted, cell = differing["open/area_indicator"]
    assert counted.startswith("1 rows are in the job's table only")
    assert cell.startswith(
        "survey_round 2567-1, area_level nation, area_code TH, indicator_code TQ04: members_failing job "
    )
    assert differing["restricted/fct_house"][1].endswith(": is_residential differs")


def test_every_step_of_the_job_is_measured_in_a_stage(published_run: PublishedRun) -> None:
    seconds = read_stages(published_run.warehouse.folder / "dagster")
    assert tuple(seconds) == STAGES
    assert min(seconds.values()) > 0
