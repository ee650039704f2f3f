"""Locks down that a cluster makes the same release as DuckDB: two workers, a Thrift server, Spark Connect.

A worker that is killed in the middle of a build harms no release.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.conftest import Warehouse
from tests.spark.servers import connect_server, standalone_cluster, thrift_server

pytestmark = [pytest.mark.spark, pytest.mark.soak]

# Two workers of one core and a session beside them fit into three gigabytes.
MEMORY = {"SDG_MEMORY_LIMIT": "1GiB", "SDG_SPARK_EXECUTOR_MEMORY": "800MiB"}
EQUAL = "stays current: the candidate holds the same tables from the same sources"
# What a server of a site may have by itself; the session of a job has what the models need.
OF_A_SITE = {"spark.sql.decimalOperations.allowPrecisionLoss": "true", "spark.sql.session.timeZone": "Asia/Bangkok"}
# Of more than seventy models.
IN_THE_MIDDLE = 40


def on_spark(warehouse: Warehouse, folder: Path, master: str) -> Warehouse:
    """The data folder once more, with its release of DuckDB, for a build on that Spark."""
    return warehouse.copy_to(folder, SDG_ENGINE="spark", SDG_SPARK_MASTER=master, **MEMORY)


def assert_equal(code: int, printed: str) -> None:
    assert code == 0, printed
    assert EQUAL in printed, printed
    tests = re.search(r"(\d+) of (\d+) tests of the models hold", printed)
    assert tests and tests[1] == tests[2] != "0", printed


def test_two_workers_make_the_same_release(on_duckdb: Warehouse, tmp_path: Path) -> None:
    with standalone_cluster(tmp_path / "cluster", workers=2) as cluster:
        assert_equal(*on_spark(on_duckdb, tmp_path / "data", cluster.address).run("run"))
    for number in range(2):
        assert list((tmp_path / "cluster" / f"worker_{number}").glob("app-*/*/stderr")), f"worker {number} had no part"


def test_a_worker_killed_in_the_middle_of_a_build_harms_no_release(on_duckdb: Warehouse, tmp_path: Path) -> None:
    with standalone_cluster(tmp_path / "cluster", workers=2) as cluster:
        warehouse = on_spark(on_duckdb, tmp_path / "data", cluster.address)
        before = warehouse.release
        job = warehouse.start("run", "--verbose")
        assert job.stdout
        lines: list[str] = []
        for line in job.stdout:
            lines.append(line)
            if sum("built " in line for line in lines) == IN_THE_MIDDLE and cluster.workers[1].process.poll() is None:
                cluster.workers[1].kill()
            assert warehouse.release == before
        printed = "".join(lines)
        assert cluster.workers[1].process.returncode, printed
        if job.wait() != 0:
            assert "what readers see is as it was" in printed, printed
            assert "Traceback" not in printed, printed
            printed = warehouse.run("run")[1]
        assert EQUAL in printed, printed


def test_spark_connect_makes_the_same_release(on_duckdb: Warehouse, tmp_path: Path) -> None:
    with connect_server(tmp_path / "server", OF_A_SITE) as server:
        assert_equal(*on_spark(on_duckdb, tmp_path / "data", server.address).run("run"))


def test_a_thrift_server_makes_the_same_release_and_its_lost_metastore_is_named(
    on_duckdb: Warehouse, tmp_path: Path
) -> None:
    with thrift_server(tmp_path / "server", OF_A_SITE) as server:
        assert_equal(*on_spark(on_duckdb, tmp_path / "data", server.address).run("run"))
    with thrift_server(tmp_path / "other", OF_A_SITE) as server:
        after = Warehouse(tmp_path / "data", {"SDG_ENGINE": "spark", "SDG_SPARK_MASTER": server.address})
        said = after.run_job("build_warehouse")
    assert "Spark's metastore does not know tables whose files are there" in said
    assert "Traceback" not in said


def test_a_server_that_lets_no_client_change_a_setting_is_named(on_duckdb: Warehouse, tmp_path: Path) -> None:
    restricted = ("hive.conf.restricted.list", "spark.sql.decimalOperations.allowPrecisionLoss")
    with thrift_server(tmp_path / "server", OF_A_SITE, restricted) as server:
        said = on_spark(on_duckdb, tmp_path / "data", server.address).run_job("build_warehouse")
    assert "lets no client change a setting" in said
    assert "Traceback" not in said
