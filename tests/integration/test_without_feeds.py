"""Locks down a warehouse without the feeds that a release can do without: no case follow-up, no local administrations.

What hangs on them is empty; every other figure is that of the run with them. Not here: a release without them, whose
audit passes (test_rounds.py).
"""

from __future__ import annotations

import shutil

import duckdb
import pandas
import pytest

from orchestration.published.lists import AREA_TABLES
from orchestration.published.tables import TABLES
from orchestration.settings import Settings
from tests.conftest import PublishedRun, Warehouse

pytestmark = pytest.mark.slow

LEVEL = "area_level == 'local_administration'"
FEEDS = ("case_follow_up", "local_administrations", "village_local_administration")
# Tables of cases, and columns of local administrations and of cases.
OF_CASES = ("area_case_agency", "area_case_progress", "area_priority")
OF_THE_FEEDS = "municipal|rural|settlement|^cases_|^solved_rate$"


def read_mart(settings: Settings, table: str) -> pandas.DataFrame:
    """A table as the build left it, in the order of its key."""
    with duckdb.connect(settings.warehouse_file, read_only=True) as connection:
        return connection.sql(f"from marts.{table} order by {', '.join(TABLES[table].key)}").df()


@pytest.fixture(scope="module")
def warehouse(small_run: PublishedRun, tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """Landed and built from the inbox of the run, without the feeds."""
    made = Warehouse(tmp_path_factory.mktemp("without"))
    shutil.copytree(small_run.settings.inbox, made.settings.inbox, ignore=shutil.ignore_patterns(*FEEDS))
    for job in ("land_feeds", "build_warehouse"):
        assert f"job {job} failed" not in made.run_job(job)
    return made.settings


def test_without_a_follow_up_no_area_has_a_case(warehouse: Settings) -> None:
    progress = read_mart(warehouse, "area_case_progress")
    assert len(progress) > 0
    assert (progress["cases_found"] == 0).all()
    assert progress["solved_rate"].isna().all()
    assert progress["as_of_on"].notna().all()
    assert read_mart(warehouse, "area_case_agency").empty
    assert read_mart(warehouse, "area_priority").empty
    assert read_mart(warehouse, "household_priority").empty


def test_without_local_administrations_their_level_has_no_rows(warehouse: Settings) -> None:
    for table in ("dim_area", *AREA_TABLES):
        assert read_mart(warehouse, table).query(LEVEL).empty
    assert read_mart(warehouse, "dim_local_administration").empty
    coverage = read_mart(warehouse, "area_coverage")
    assert (coverage["houses_settlement_unknown"] == coverage["houses_residential"]).all()


@pytest.mark.parametrize("table", [table for table in ("dim_area", *AREA_TABLES) if table not in OF_CASES])
def test_every_other_figure_is_that_of_the_run_with_them(
    warehouse: Settings, small_run: PublishedRun, table: str
) -> None:
    rows = read_mart(warehouse, table)
    before = read_mart(small_run.settings, table).query(f"not {LEVEL}").reset_index(drop=True)
    lost = rows.filter(regex=OF_THE_FEEDS).columns
    pandas.testing.assert_frame_equal(rows.drop(columns=lost), before.drop(columns=lost))
