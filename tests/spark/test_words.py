"""Locks down that a fault of Spark's surroundings ends the job with one sentence that says what to do.

The faults are real. The words that Spark has for other faults are in tests/unit/test_spark.py.
"""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from orchestration.spark import spark_environment, tables_folder
from tests.conftest import Warehouse
from tests.spark.servers import thrift_server

pytestmark = pytest.mark.spark

HOLD = """
import os, sys
from pyspark.sql import SparkSession
own = {"spark.ui.enabled": "false", "spark.hadoop.javax.jdo.option.ConnectionURL": sys.argv[1]}
SparkSession.builder.master("local[1]").config(map=own).enableHiveSupport().getOrCreate().sql("show schemas").collect()
print("held", flush=True)
sys.stdin.read()
"""


def sentence_of(warehouse: Warehouse) -> str:
    """What the job that builds the models says at its end, which is one line."""
    printed = warehouse.run_job("build_warehouse")
    _, failed, said = printed.partition("job build_warehouse failed; what readers see is as it was\n")
    assert failed and len(said.strip().splitlines()) == 1, printed
    return said


def test_a_metastore_that_another_process_holds_is_named(published: tuple[Warehouse, str], tmp_path: Path) -> None:
    warehouse = published[0].copy_to(tmp_path / "copy", SDG_ENGINE="spark")
    (tables_folder(warehouse.settings) / "marts").mkdir(parents=True, exist_ok=True)
    metastore = spark_environment(warehouse.settings)["SDG_DBT_SPARK_METASTORE_FOLDER"]
    arguments = [sys.executable, "-c", HOLD, f"jdbc:derby:;databaseName={metastore};create=true"]
    with subprocess.Popen(arguments, cwd=tmp_path, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as holder:
        assert holder.stdout and holder.stdout.readline() == "held\n"
        said = sentence_of(warehouse)
        # Python starts Java beside it.
        assert re.search(r"metastore is held by process \d+, expected nobody; end that process", said)
        holder.communicate()


def test_a_server_with_the_tables_of_another_data_folder_is_refused(
    published: tuple[Warehouse, str], tmp_path: Path
) -> None:
    # Only `make setup-spark` installs it.
    from pyhive import hive

    with thrift_server(tmp_path / "server", {}) as server:
        port = int(server.address.rpartition(":")[2])
        elsewhere = f"file://{tmp_path}/the other/marts"
        hive.connect("127.0.0.1", port).cursor().execute(f"create schema marts location '{elsewhere}'")
        own = published[0].copy_to(tmp_path / "copy", SDG_ENGINE="spark", SDG_SPARK_MASTER=server.address)
        said = sentence_of(own)
    assert (
        f"found schema marts at file:{tmp_path}/the other/marts, expected {tables_folder(own.settings)}/marts" in said
    )
