"""Locks down what a build on Apache Spark needs: its settings, what must be there, its tables for readers.

Nothing here starts Spark; tests/spark does.
"""

from __future__ import annotations

import re
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import duckdb
import pytest
import yaml

from orchestration import spark
from orchestration.dbt_command import DBT_PROJECT, dbt_environment
from orchestration.errors import SettingsError, WarehouseError
from orchestration.pauses import pauses_told
from orchestration.settings import Settings, load_settings
from orchestration.spark import (
    prepare_spark,
    refuse_shared_catalogue,
    refuse_spark_faults,
    refuse_unusable_spark,
    sentence_of_pause,
    spark_environment,
    tables_folder,
    write_views,
)
from orchestration.warehouse import open_reader

HOLD_LOCK = """
import fcntl, sys
file = open(sys.argv[1], "r+")
fcntl.lockf(file, fcntl.LOCK_EX)
print(flush=True)
sys.stdin.read()
"""


def settings_of(folder: Path, **variables: str) -> Settings:
    return load_settings({"SDG_DATA_DIR": str(folder), "SDG_ENGINE": "spark", **variables})


@pytest.fixture
def without_checks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(spark, "refuse_unusable_spark", lambda settings: None)


def java(folder: Path, said: str) -> str:
    """A program that says of itself what a Java says, in a home of its own."""
    program = folder / "bin" / "java"
    program.parent.mkdir(parents=True)
    program.write_text(f"#!/bin/sh\necho '{said}' >&2\n", encoding="utf-8")
    program.chmod(0o755)
    return str(folder)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("SDG_ENGINE", "postgres"),
        ("SDG_SPARK_MASTER", "localhost:7077"),
        ("SDG_SPARK_MASTER", "thrift://user:secret@host:10000"),
        ("SDG_SPARK_METASTORE", "jdbc:mysql://host/metastore"),
        ("SDG_SPARK_EXECUTOR_MEMORY", "much"),
        ("SDG_SPARK_PARTITIONS", "0"),
    ],
)
def test_a_setting_that_cannot_be_used_is_named(name: str, value: str) -> None:
    with pytest.raises(SettingsError, match=rf"^{name}: found"):
        load_settings({name: value})


@pytest.mark.parametrize(
    ("master", "target"),
    [
        ("local[2]", "spark"),
        ("spark://10.0.0.1:7077", "spark"),
        ("spark://127.0.0.1:7077", "spark"),
        ("yarn", "spark"),
        ("k8s://https://10.0.0.1:6443", "spark"),
        ("thrift://10.0.0.1:10000", "spark_thrift"),
        ("sc://10.0.0.1:15002", "spark_connect"),
    ],
)
def test_the_master_decides_how_dbt_reaches_spark(tmp_path: Path, master: str, target: str) -> None:
    variables = dbt_environment(settings_of(tmp_path, SDG_SPARK_MASTER=master))
    assert variables["SDG_DBT_TARGET"] == target
    assert ("SPARK_REMOTE" in variables) == (target == "spark_connect")
    # A session on this machine alone is out of reach for the network.
    assert ("SPARK_LOCAL_IP" in variables) == (master.startswith("local") or "127.0.0.1" in master)
    if target == "spark_thrift":
        assert (variables["SDG_DBT_SPARK_HOST"], variables["SDG_DBT_SPARK_PORT"]) == ("10.0.0.1", "10000")


def test_spark_gets_the_memory_and_the_threads_of_the_settings(tmp_path: Path) -> None:
    settings = settings_of(tmp_path, SDG_MEMORY_LIMIT="2GB", SDG_THREADS="3", SDG_SPARK_PARTITIONS="12")
    variables = spark_environment(settings)
    assert variables["SDG_DBT_SPARK_MEMORY"] == f"{2 * 10**9 // 2**20}m"
    assert variables["SDG_DBT_SPARK_EXECUTOR_MEMORY"] == variables["SDG_DBT_SPARK_MEMORY"]
    assert variables["SDG_DBT_SPARK_MASTER"] == "local[3]"
    assert variables["SDG_DBT_SPARK_PARTITIONS"] == "12"


def test_the_executors_of_a_cluster_may_have_other_memory_than_this_machine(tmp_path: Path) -> None:
    settings = settings_of(tmp_path, SDG_MEMORY_LIMIT="2GiB", SDG_SPARK_EXECUTOR_MEMORY="16GiB")
    variables = spark_environment(settings)
    assert (variables["SDG_DBT_SPARK_MEMORY"], variables["SDG_DBT_SPARK_EXECUTOR_MEMORY"]) == ("2048m", "16384m")


def test_each_engine_has_a_warehouse_of_its_own(tmp_path: Path) -> None:
    one, other = settings_of(tmp_path), settings_of(tmp_path, SDG_ENGINE="duckdb")
    assert dbt_environment(other)["SDG_DBT_TARGET"] == "duckdb"
    assert one.warehouse_dir != other.warehouse_dir
    assert one.landing == other.landing


def test_a_missing_package_is_named_with_its_remedy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def version(name: str) -> str:
        raise spark.PackageNotFoundError(name)

    monkeypatch.setattr(spark, "version", version)
    with pytest.raises(WarehouseError, match=r"found no package pyspark, expected .*; run `make setup-spark`"):
        refuse_unusable_spark(settings_of(tmp_path))


def test_an_older_spark_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(spark, "version", lambda name: "4.0.1")
    with pytest.raises(WarehouseError, match=r"found pyspark 4\.0\.1, expected 4\.1 or later"):
        refuse_unusable_spark(settings_of(tmp_path))


@pytest.mark.parametrize(
    ("said", "found"),
    [
        ('openjdk version "21.0.4" 2024-07-16', "Java 21"),
        ('java version "1.8.0_402"', "Java 8"),
        ("no such thing", "a program that is no Java"),
    ],
)
def test_another_java_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, said: str, found: str) -> None:
    monkeypatch.setattr(spark, "version", lambda name: "4.1.4")
    monkeypatch.setenv("JAVA_HOME", java(tmp_path / "java", said))
    with pytest.raises(WarehouseError, match=f"found {found} .*, expected Java 17; install"):
        refuse_unusable_spark(settings_of(tmp_path))


@pytest.mark.parametrize("home", ["", "/no/such/java"])
def test_no_java_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, home: str) -> None:
    monkeypatch.setattr(spark, "version", lambda name: "4.1.4")
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setenv("JAVA_HOME", home)
    with pytest.raises(WarehouseError, match=r"found no Java .*, expected Java 17; install"):
        refuse_unusable_spark(settings_of(tmp_path))


def test_java_17_will_do_and_a_server_needs_none_here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(spark, "version", lambda name: "4.1.4")
    monkeypatch.setenv("JAVA_HOME", java(tmp_path / "java", 'openjdk version "17.0.15" 2025-04-15'))
    refuse_unusable_spark(settings_of(tmp_path))
    monkeypatch.setenv("JAVA_HOME", "/no/such/java")
    with socket.create_server(("127.0.0.1", 0)) as server:
        for scheme in ("thrift", "sc"):
            address = f"{scheme}://127.0.0.1:{server.getsockname()[1]}"
            refuse_unusable_spark(settings_of(tmp_path, SDG_SPARK_MASTER=address))


@pytest.mark.parametrize(
    ("scheme", "who"), [("spark", "Spark master"), ("thrift", "Thrift server"), ("sc", "Spark Connect server")]
)
def test_an_address_where_nobody_answers_is_named_at_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, scheme: str, who: str
) -> None:
    monkeypatch.setattr(spark, "version", lambda name: "4.1.4")
    monkeypatch.setenv("JAVA_HOME", java(tmp_path / "java", 'openjdk version "17.0.15" 2025-04-15'))
    with socket.create_server(("127.0.0.1", 0)) as server:
        place = f"127.0.0.1:{server.getsockname()[1]}"
    with pytest.raises(WarehouseError, match=rf"found no {who} that answers at {place}, expected one .*; start it"):
        refuse_unusable_spark(settings_of(tmp_path, SDG_SPARK_MASTER=f"{scheme}://{place}"))


def test_one_of_several_masters_is_enough(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(spark, "version", lambda name: "4.1.4")
    monkeypatch.setenv("JAVA_HOME", java(tmp_path / "java", 'openjdk version "17.0.15" 2025-04-15'))
    with socket.create_server(("127.0.0.1", 0)) as server:
        place = f"127.0.0.1:{server.getsockname()[1]}"
        refuse_unusable_spark(settings_of(tmp_path, SDG_SPARK_MASTER=f"spark://127.0.0.1:99999,{place}"))


def write_table(settings: Settings, table: str, query: str) -> None:
    folder = tables_folder(settings) / table
    folder.mkdir(parents=True)
    (folder / "_SUCCESS").touch()
    duckdb.execute(f"copy ({query}) to '{folder / 'part-0.zstd.parquet'}' (format parquet)")


def test_tables_that_spark_wrote_are_read_as_those_of_the_working_file(tmp_path: Path) -> None:
    settings = settings_of(tmp_path / "a=1 [x]")
    write_table(settings, "marts/dim_area", "select 'TH' as area_code")
    write_table(settings, "main/dbt_invocation", "select 'one' as invocation_id")
    write_views(settings)
    with open_reader(settings) as connection:
        found = connection.sql("select * from marts.dim_area")
        assert (found.columns, found.fetchall()) == (["area_code"], [("TH",)])
        assert connection.sql("from main.dbt_invocation").fetchall() == [("one",)]


@pytest.mark.usefixtures("without_checks")
def test_a_build_by_other_code_and_a_lost_metastore_begin_anew(tmp_path: Path) -> None:
    gone = "Spark's tables are made anew: their metastore is gone, or they were moved"
    for metastore, other_code, said in (
        (True, None, []),
        (True, "0.1", ["Spark's tables are made anew: they were built by code 0.1"]),
        (False, None, [gone]),
    ):
        settings, log = settings_of(tmp_path / f"{metastore} {other_code}"), list[str]()
        write_table(settings, "marts/dim_area", "select 'TH' as area_code")
        write_views(settings)
        place = Path(spark_environment(settings)["SDG_DBT_SPARK_METASTORE_FOLDER"])
        if metastore:
            place.mkdir()
        prepare_spark(settings, log=log.append, other_code=other_code)
        assert log == said
        assert not settings.warehouse_file.exists()
        assert (tables_folder(settings) / "marts").exists() == (not said)
        assert place.exists() == (not said)


@pytest.mark.usefixtures("without_checks")
def test_the_metastore_of_a_data_folder_that_was_moved_is_not_asked(tmp_path: Path) -> None:
    before, log = settings_of(tmp_path / "before"), list[str]()
    write_table(before, "marts/dim_area", "select 'TH' as area_code")
    Path(spark_environment(before)["SDG_DBT_SPARK_METASTORE_FOLDER"]).mkdir()
    before.data_dir.rename(tmp_path / "after")
    after = settings_of(tmp_path / "after")
    prepare_spark(after, log=log.append)
    assert log == ["Spark's tables are made anew: their metastore is gone, or they were moved"]
    assert [path.name for path in after.warehouse_dir.iterdir()] == ["tables"]


@pytest.mark.usefixtures("without_checks")
def test_a_metastore_that_another_process_holds_is_named_and_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(spark, "_PATIENCE", 0.0)
    settings = settings_of(tmp_path)
    lock = Path(spark_environment(settings)["SDG_DBT_SPARK_METASTORE_FOLDER"]) / "dbex.lck"
    lock.parent.mkdir(parents=True)
    lock.touch()
    arguments = [sys.executable, "-c", HOLD_LOCK, str(lock)]
    with subprocess.Popen(arguments, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as holder:
        assert holder.stdout and holder.stdout.readline()
        with pytest.raises(WarehouseError, match=f"held by process {holder.pid}, expected nobody; end that process"):
            prepare_spark(settings)
        holder.communicate()
    assert lock.exists()
    prepare_spark(settings)


def test_a_metastore_of_the_site_that_does_not_answer_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(spark, "version", lambda name: "4.1.4")
    monkeypatch.setenv("JAVA_HOME", java(tmp_path / "java", 'openjdk version "17.0.15" 2025-04-15'))
    with socket.create_server(("127.0.0.1", 0)) as server:
        place = f"127.0.0.1:{server.getsockname()[1]}"
    with pytest.raises(WarehouseError, match=f"SDG_SPARK_METASTORE: found no Hive metastore that answers at {place}"):
        refuse_unusable_spark(settings_of(tmp_path, SDG_SPARK_METASTORE=f"thrift://{place}"))


@pytest.mark.usefixtures("without_checks")
def test_what_lies_beside_the_tables_in_a_named_folder_is_left_alone(tmp_path: Path) -> None:
    shared = tmp_path / "shared"
    one, other = (settings_of(tmp_path / name, SDG_SPARK_TABLES=str(shared)) for name in ("one", "other"))
    (shared / "letters").mkdir(parents=True)
    write_table(one, "marts/dim_area", "select 'TH' as area_code")
    for settings in (other, one):
        prepare_spark(settings, other_code="0.1")
        assert (shared / "letters").exists()
        assert (tables_folder(one) / "marts").exists() == (settings is other)


@pytest.mark.usefixtures("without_checks")
def test_tables_that_other_programs_know_are_left_alone(tmp_path: Path) -> None:
    settings = settings_of(tmp_path, SDG_SPARK_MASTER="thrift://10.0.0.1:10000")
    write_table(settings, "marts/dim_area", "select 'TH' as area_code")
    prepare_spark(settings, other_code="0.1")
    assert (tables_folder(settings) / "marts" / "dim_area").exists()


def test_a_release_is_not_built_again_in_a_catalogue_of_others(tmp_path: Path) -> None:
    refuse_shared_catalogue(settings_of(tmp_path), what="builds a release once more")
    own = settings_of(tmp_path)
    for spark_settings in (
        replace(own.spark, master="thrift://10.0.0.1:10000"),
        replace(own.spark, metastore="thrift://10.0.0.1:9083"),
    ):
        with pytest.raises(WarehouseError, match="one place for each table"):
            refuse_shared_catalogue(replace(own, spark=spark_settings), what="builds a release once more")


@pytest.mark.parametrize(
    ("message", "meaning"),
    [
        ("XSDB6: Another instance of Derby may have already booted the database", "held by another process"),
        (
            "Cannot modify spark.sql.x at runtime. It is in the list of parameters that can't be modified at runtime",
            "off",
        ),
        ("Unable to instantiate org.apache.hadoop.hive.ql.metadata.SessionHiveMetaStoreClient", "cannot open"),
        ("[LOCATION_ALREADY_EXISTS] Cannot name the managed table", "metastore does not know"),
        ("Could not connect to any of [('10.0.0.1', 10000)]", "no Thrift server answers"),
        ("All masters are unresponsive! Giving up.", "no Spark master answers"),
        ("java.lang.OutOfMemoryError: Java heap space", "raise SDG_MEMORY_LIMIT"),
    ],
)
def test_what_spark_says_of_its_surroundings_is_told_in_words(message: str, meaning: str) -> None:
    with pytest.raises(WarehouseError, match=meaning):
        refuse_spark_faults(["Database Error", message])


def test_what_a_hook_refuses_is_the_whole_message() -> None:
    said = "Spark: found version 4.0.1, expected 4.1 or later, which knows recursive queries; update the cluster"
    with pytest.raises(WarehouseError, match=f"^{re.escape(said)}$"):
        refuse_spark_faults([f"dbt failed with exit code 2\n  {said}\n\n  > in macro spark__known_settings"])


def test_what_spark_says_of_a_model_is_left_to_dbt() -> None:
    refuse_spark_faults(["[DIVIDE_BY_ZERO] in model area_poverty"])


def test_a_thrift_server_gets_the_settings_of_the_other_ways() -> None:
    outputs = yaml.safe_load((DBT_PROJECT / "profiles.yml").read_text(encoding="utf-8"))
    targets = outputs["sdg_household_warehouse"]["outputs"]
    for_all = targets["spark_connect"]["server_side_parameters"]
    for_thrift = {f"set:hiveconf:{name}": value for name, value in for_all.items()}
    assert targets["spark_thrift"]["server_side_parameters"] == for_thrift
    assert for_all.items() <= targets["spark"]["server_side_parameters"].items()


def test_a_long_pause_of_a_build_on_a_cluster_is_told_once() -> None:
    """Without a worker the cluster lets the job wait."""
    told, is_told = list[str](), threading.Event()

    def tell() -> None:
        told.append("nothing was built")
        is_told.set()

    def events() -> Iterator[int]:
        yield 1
        assert is_told.wait(10)
        yield 2

    assert list(pauses_told(events(), seconds=0.05, tell=tell)) == [1, 2]
    assert told == ["nothing was built"]


def test_only_a_cluster_may_lack_a_worker() -> None:
    master = "spark://127.0.0.1:7077"
    variables = {"SDG_ENGINE": "spark", "SDG_SPARK_MASTER": master, "SDG_MEMORY_LIMIT": "3GB"}
    sentence = str(sentence_of_pause(load_settings(variables)))
    assert f"the cluster at {master} may have no worker with 3GB of free memory" in sentence
    for here in ({**variables, "SDG_SPARK_MASTER": "local[2]"}, {}):
        assert sentence_of_pause(load_settings(here)) is None
