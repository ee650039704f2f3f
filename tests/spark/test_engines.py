"""Locks down that Apache Spark makes the same release as DuckDB. The whole job runs on Spark, its release is built
again on DuckDB, and every cell of every table is compared.
"""

from __future__ import annotations

import json

import pytest

from orchestration.dbt_command import dbt_target
from orchestration.published.lists import PUBLISHED_TABLES
from orchestration.release.manifest import read_manifest
from orchestration.release.verdict import read_verdict
from tests.conftest import Warehouse, read_table
from tests.spark.mixed_country import PROVINCES, receive_mixed_country

pytestmark = pytest.mark.spark


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> tuple[Warehouse, str]:
    """After the whole job on Spark, and what the job printed."""
    made = Warehouse(tmp_path_factory.mktemp("spark"), {"SDG_ENGINE": "spark"}, provinces=PROVINCES)
    receive_mixed_country(made)
    code, printed = made.run("run")
    assert code == 0, printed
    return made, printed


def test_the_release_names_its_engine_and_passed_its_audit(published: tuple[Warehouse, str]) -> None:
    warehouse, printed = published
    assert read_manifest(warehouse.release).engine == "spark"
    assert read_verdict(warehouse.release).passed
    assert "tests of the models hold" in printed


def test_the_country_has_what_the_engines_might_see_differently(published: tuple[Warehouse, str]) -> None:
    release = published[0].release
    assert read_manifest(release).variables == {"cutoff_k": 0.26, "sampling_weights": True, "sampling_design": True}
    assert len(read_table(release, "dim_survey_round")) == 3
    assert read_table(release, "dim_indicator")["framework_version"].nunique() == 2
    assert read_table(release, "area_poverty")["households_dropped"].max() > 0
    empty = {name for name in PUBLISHED_TABLES if not len(read_table(release, name, PUBLISHED_TABLES[name][-1]))}
    assert empty <= {"practice_candidate"}


def test_duckdb_builds_the_same_release_cell_by_cell(published: tuple[Warehouse, str]) -> None:
    warehouse, _ = published
    code, printed = Warehouse(warehouse.folder, {"SDG_ENGINE": "duckdb"}).run("reproduce")
    assert (code, "every one the same" in printed) == (0, True), printed


def test_every_test_of_the_models_ran_on_spark(published: tuple[Warehouse, str]) -> None:
    ran = json.loads((dbt_target(published[0].settings) / "run_results.json").read_text(encoding="utf-8"))["results"]
    tests = [result for result in ran if result["unique_id"].startswith("test.")]
    assert {result["status"] for result in tests} == {"pass"}
