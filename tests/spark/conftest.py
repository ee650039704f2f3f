"""The mixed country after a whole job, once for all tests here: on Spark in this process, and on DuckDB."""

from __future__ import annotations

import pytest

from tests.conftest import Warehouse
from tests.spark.mixed_country import PROVINCES, receive_mixed_country


@pytest.fixture(scope="session")
def published(tmp_path_factory: pytest.TempPathFactory) -> tuple[Warehouse, str]:
    """After the whole job on Spark, and what the job printed."""
    return after_the_job(Warehouse(tmp_path_factory.mktemp("spark"), {"SDG_ENGINE": "spark"}, provinces=PROVINCES))


@pytest.fixture(scope="session")
def on_duckdb(tmp_path_factory: pytest.TempPathFactory) -> Warehouse:
    """After the whole job on DuckDB."""
    warehouse, _ = after_the_job(Warehouse(tmp_path_factory.mktemp("duckdb"), provinces=PROVINCES))
    return warehouse


def after_the_job(warehouse: Warehouse) -> tuple[Warehouse, str]:
    receive_mixed_country(warehouse)
    code, printed = warehouse.run("run")
    assert code == 0, printed
    return warehouse, printed
