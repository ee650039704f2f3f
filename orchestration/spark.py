"""What Apache Spark needs around dbt: where it runs, what must be there before a build, its tables for DuckDB to read.

dbt builds the models on Spark, which writes each table as a folder of Parquet files. The working file then has a view
per table, so that all that follows reads both engines alike. Not here: the settings of a session
(dbt_project/profiles.yml), what Spark needs in SQL (dbt_project/macros/spark.sql).
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import re
import shutil
import socket
import struct
import subprocess
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Final

from orchestration.errors import WarehouseError
from orchestration.settings import SPARK, Settings
from orchestration.warehouse import bytes_of, remove_working_file, write_working_views
from orchestration.zones import private_zone

_OLDEST: Final = (4, 1)
_JAVA: Final = 17
_LOOPBACK: Final = ("127.0.0.1", "localhost")
# Scheme of an address -> who answers there.
_SERVERS: Final = {"spark": "Spark master", "thrift": "Thrift server", "sc": "Spark Connect server"}
_ANSWER_SECONDS: Final = 10
# Seconds without a model or test after which the job says what that can mean.
PAUSE: Final = 300
# Seconds to wait for the metastore of a run that was killed: its Java ends a moment later.
_PATIENCE: Final = 10.0
_METASTORE_IS_HELD: Final = "Spark's metastore is held by {holder}, expected nobody; end that process, and start again"
_SET_UP: Final = "run `make setup-spark`"
# What the hooks at the start of a run say themselves (dbt_project/macros/spark.sql).
_REFUSED: Final = re.compile(r"Spark: found .*, expected .*; .*")
# struct flock of the system: kind, whence, start, length, process.
_LOCK: Final = "hhqqi"
# What Spark or its client says -> what that means for a person. The first that fits counts.
_MEANINGS: Final = {
    "Another instance of Derby": _METASTORE_IS_HELD.format(holder="another process"),
    "SessionHiveMetaStoreClient": "Spark cannot open its metastore, which is held by another process, damaged or out "
    "of reach; end that process, or start the metastore that SDG_SPARK_METASTORE names; where neither helps, remove "
    "the folder of Spark's tables, and run the whole job",
    "parameters that can't be modified at runtime": "the Spark server lets no client change a setting that the models "
    "need, expected all under server_side_parameters of dbt_project/profiles.yml; take them off its list "
    "hive.conf.restricted.list",
    "LOCATION_ALREADY_EXISTS": "Spark's metastore does not know tables whose files are there, so it was lost or is "
    "another's; remove the folder of Spark's tables, and run the whole job: it makes them anew",
    "All masters are unresponsive": "no Spark master answers at SDG_SPARK_MASTER, expected a running cluster; start "
    "the cluster, or correct the address",
    "Could not connect to any of": "no Thrift server answers at SDG_SPARK_MASTER, expected one that runs; start it, or "
    "correct the address",
    "failed to connect to all addresses": "no Spark Connect server answers at SDG_SPARK_MASTER, expected one that "
    "runs; start the server, or correct the address",
    "java.lang.OutOfMemoryError": "Spark ran out of memory; raise SDG_MEMORY_LIMIT, or SDG_SPARK_PARTITIONS for "
    "smaller parts",
}


def spark_environment(settings: Settings) -> dict[str, str]:
    """Variables that the Spark outputs of dbt_project/profiles.yml read, and Spark itself."""
    spark, scheme = settings.spark, settings.spark.master.partition("://")[0]
    host, _, port = settings.spark.master.rpartition("/")[2].partition(":")
    variables = {
        "SDG_DBT_TARGET": {"thrift": "spark_thrift", "sc": "spark_connect"}.get(scheme, "spark"),
        "SDG_DBT_SPARK_MASTER": spark.master,
        "SDG_DBT_SPARK_HOST": host,
        "SDG_DBT_SPARK_PORT": port or "0",
        "SDG_DBT_SPARK_MEMORY": _megabytes(settings.memory_limit),
        "SDG_DBT_SPARK_EXECUTOR_MEMORY": _megabytes(spark.executor_memory or settings.memory_limit),
        "SDG_DBT_SPARK_TABLES": str(tables_folder(settings)),
        "SDG_DBT_SPARK_METASTORE_FOLDER": str(_metastore(settings)),
        "SDG_DBT_SPARK_METASTORE": spark.metastore,
        "SDG_DBT_SPARK_PARTITIONS": str(spark.partitions),
    }
    if scheme == "sc":
        variables["SPARK_REMOTE"] = spark.master
    if scheme.startswith("local") or (scheme == "spark" and host in _LOOPBACK):
        # Nobody on the network needs to reach a session whose executors are on this machine.
        variables["SPARK_LOCAL_IP"] = "127.0.0.1"
    return variables


def _megabytes(limit: str) -> str:
    return f"{bytes_of(limit) // 2**20}m"


def refuse_unusable_spark(settings: Settings) -> None:
    """Raise WarehouseError if Spark cannot be reached.

    Its client must be installed, Java must be here unless a server has it, and somebody must answer at the address.
    """
    try:
        found = version("pyspark")
        version("dbt-spark")
    except PackageNotFoundError as fault:
        raise WarehouseError(
            f"SDG_ENGINE=spark: found no package {fault.name}, expected those of requirements-spark.lock; {_SET_UP}"
        ) from None
    if tuple(map(int, found.split(".")[:2])) < _OLDEST:
        raise WarehouseError(
            f"SDG_ENGINE=spark: found pyspark {found}, expected 4.1 or later, which knows recursive queries; {_SET_UP}"
        )
    if settings.spark.master.partition("://")[0] not in ("thrift", "sc"):
        _refuse_other_java()
    scheme, _, places = settings.spark.master.partition("://")
    if scheme in _SERVERS:
        _refuse_silence("SDG_SPARK_MASTER", places, who=_SERVERS[scheme])
    if settings.spark.metastore:
        _refuse_silence("SDG_SPARK_METASTORE", settings.spark.metastore.partition("://")[2], who="Hive metastore")


def _refuse_silence(name: str, places: str, *, who: str) -> None:
    """Raise WarehouseError if nobody answers at the address. Spark itself would ask again for minutes."""
    for place in places.split(","):
        host, _, port = place.rpartition(":")
        with suppress(OSError, OverflowError), socket.create_connection((host, int(port)), timeout=_ANSWER_SECONDS):
            return
    raise WarehouseError(
        f"{name}: found no {who} that answers at {places}, expected one that runs; start it, or correct the address"
    )


def _refuse_other_java() -> None:
    home = os.environ.get("JAVA_HOME")
    java = str(Path(home, "bin", "java")) if home else shutil.which("java")
    remedy = f"install Java {_JAVA} (Debian: openjdk-17-jre-headless), or name it with JAVA_HOME"
    if not java or not Path(java).is_file():
        where = f"under JAVA_HOME={home}" if home else "on the PATH"
        raise WarehouseError(f"SDG_ENGINE=spark: found no Java {where}, expected Java {_JAVA}; {remedy}")
    said = subprocess.run([java, "-version"], capture_output=True, text=True, check=False).stderr
    found = re.search(r'version "(?:1\.)?(\d+)', said)
    if not found or int(found[1]) != _JAVA:
        what = f"Java {found[1]}" if found else "a program that is no Java"
        raise WarehouseError(f"SDG_ENGINE=spark: found {what} ({java}), expected Java {_JAVA}; {remedy}")


def tables_folder(settings: Settings) -> Path:
    """The folder with a folder of Parquet files for each table: <schema>/<table>/.

    It is this data folder's alone, because tables are removed before they are made anew.
    """
    if settings.spark.tables:
        return settings.spark.tables / f"sdg_warehouse_{_short_digest(settings.data_dir)}"
    return settings.warehouse_dir / "tables"


def prepare_spark(
    settings: Settings, *, log: Callable[[str], None] = lambda _: None, other_code: str | None = None
) -> None:
    """Make sure that Spark can build. The working file is removed: after the build it has Spark's new tables.

    `other_code`: the version of the code that built the tables, if that is not today's. They are then made anew. So are
    tables without their metastore, which Spark would refuse. Raises WarehouseError if Spark or Java is not there, or if
    another process holds the metastore.
    """
    refuse_unusable_spark(settings)
    remove_working_file(settings)
    tables, metastore = tables_folder(settings), _metastore(settings)
    if _has_own_catalogue(settings):
        _refuse_held(metastore)
        has_tables = tables.is_dir() and any(tables.iterdir())
        fault = f"they were built by code {other_code}" if other_code else "their metastore is gone, or they were moved"
        if has_tables and (other_code or not metastore.exists()):
            log(f"Spark's tables are made anew: {fault}")
            shutil.rmtree(tables)
        if not tables.exists():
            for known in settings.warehouse_dir.glob("metastore*"):
                shutil.rmtree(known)
    private_zone(settings.warehouse_dir)
    private_zone(tables)


def _refuse_held(metastore: Path) -> None:
    """Derby locks a file for as long as a process has the metastore open. Spark would end with a page of Java."""
    lock, deadline = metastore / "dbex.lck", time.monotonic() + _PATIENCE
    while lock.exists() and (holder := _holder(lock)):
        if time.monotonic() > deadline:
            raise WarehouseError(_METASTORE_IS_HELD.format(holder=f"process {holder}"))
        time.sleep(0.5)


def _holder(lock: Path) -> int | None:
    """The process that has the file locked."""
    with lock.open("rb+") as file:
        asked = struct.pack(_LOCK, fcntl.F_WRLCK, os.SEEK_SET, 0, 0, 0)
        kind, *_, process = struct.unpack(_LOCK, fcntl.fcntl(file, fcntl.F_GETLK, asked))
    return None if kind == fcntl.F_UNLCK else int(process)


def refuse_shared_catalogue(settings: Settings, *, what: str) -> None:
    """Raise WarehouseError if other programs know the tables: tables of the same names would take their place."""
    if not _has_own_catalogue(settings):
        raise WarehouseError(
            f"SDG_SPARK_MASTER: found {settings.spark.master}, whose catalogue has one place for each table, and this "
            f"{what}; set SDG_ENGINE=duckdb, or SDG_SPARK_MASTER=local[n], for it"
        )


def _has_own_catalogue(settings: Settings) -> bool:
    """Whether no other program knows the tables: no server and no metastore of the site does."""
    return not settings.spark.metastore and settings.spark.master.partition("://")[0] not in ("thrift", "sc")


def sentence_of_pause(settings: Settings) -> str | None:
    """What a long pause of a build can mean: a cluster lets its jobs wait for workers. None on this machine."""
    master = settings.spark.master
    if settings.engine != SPARK or master.startswith("local"):
        return None
    memory = settings.spark.executor_memory or settings.memory_limit
    return (
        f"nothing was built for {PAUSE // 60} minutes; the cluster at {master} may have no worker with {memory} of "
        "free memory (SDG_SPARK_EXECUTOR_MEMORY): its page lists the workers"
    )


def write_views(settings: Settings) -> None:
    """Make the working file anew: a view per table that Spark has written, in the table's schema."""
    write_working_views(settings, dict(_tables(settings)))


def refuse_spark_faults(messages: Iterable[str]) -> None:
    """Raise WarehouseError with what a message of dbt means for a person, if it is of Spark's surroundings."""
    text = "\n".join(messages)
    if refused := _REFUSED.search(text):
        raise WarehouseError(refused[0])
    for words, meaning in _MEANINGS.items():
        if words in text:
            raise WarehouseError(meaning)


def _tables(settings: Settings) -> Iterator[tuple[tuple[str, str], list[Path]]]:
    for table in sorted(tables_folder(settings).glob("*/*/")):
        # Files that begin with _ or . are Spark's own records.
        if files := sorted(path for path in table.rglob("*.parquet") if path.name[0] not in "_."):
            yield (table.parent.name, table.name), files


def _metastore(settings: Settings) -> Path:
    """A metastore has the whole path of each table. After the tables were moved it has another name."""
    return settings.warehouse_dir / f"metastore_{_short_digest(tables_folder(settings))}"


def _short_digest(path: Path) -> str:
    return hashlib.sha256(str(path).encode()).hexdigest()[:8]
