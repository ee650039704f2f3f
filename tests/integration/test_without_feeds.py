"""Locks down a run without the feeds that a release can do without: no case follow-up, no local administrations.

What hangs on them is empty; every other figure is that of the run with them.
"""

from __future__ import annotations

import shutil

import pandas
import pytest

from orchestration.published.lists import AREA_TABLES
from tests.conftest import PublishedRun, Warehouse, read_table

pytestmark = pytest.mark.slow

LEVEL = "area_level == 'local_administration'"
FEEDS = ("case_follow_up", "local_administrations", "village_local_administration")
# Tables of cases and columns of local administrations.
OF_CASES = ("area_case_progress", "area_priority")
OF_SETTLEMENTS = "municipal|rural|settlement"


@pytest.fixture(scope="module")
def warehouse(small_run: PublishedRun, tmp_path_factory: pytest.TempPathFactory) -> Warehouse:
    made = Warehouse(tmp_path_factory.mktemp("without"))
    shutil.copytree(small_run.settings.inbox, made.settings.inbox, ignore=shutil.ignore_patterns(*FEEDS))
    code, printed = made.run("run")
    assert code == 0, printed
    assert "0 critical failures, 0 warnings" in printed
    return made


def test_without_a_follow_up_no_area_has_a_case(warehouse: Warehouse) -> None:
    progress = read_table(warehouse.release, "area_case_progress")
    assert len(progress) > 0
    assert (progress["cases_found"] == 0).all()
    assert progress["solved_rate"].isna().all()
    assert progress["as_of_on"].notna().all()
    assert read_table(warehouse.release, "area_priority").empty
    assert read_table(warehouse.release, "household_priority", "restricted").empty


def test_without_local_administrations_their_level_has_no_rows(warehouse: Warehouse) -> None:
    for table in ("dim_area", *AREA_TABLES):
        assert read_table(warehouse.release, table).query(LEVEL).empty
    assert read_table(warehouse.release, "dim_local_administration").empty
    coverage = read_table(warehouse.release, "area_coverage")
    assert (coverage["houses_settlement_unknown"] == coverage["houses_residential"]).all()


@pytest.mark.parametrize("table", [table for table in ("dim_area", *AREA_TABLES) if table not in OF_CASES])
def test_every_other_figure_is_that_of_the_run_with_them(
    warehouse: Warehouse, small_run: PublishedRun, table: str
) -> None:
    rows = read_table(warehouse.release, table)
    before = read_table(small_run.release, table).query(f"not {LEVEL}").reset_index(drop=True)
    settlement = rows.filter(regex=OF_SETTLEMENTS).columns
    pandas.testing.assert_frame_equal(rows.drop(columns=settlement), before.drop(columns=settlement))
