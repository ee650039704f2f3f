"""Servers of Apache Spark on the loopback of this machine, started from the installed package.

Each server is the head of a process group of its own, and only such groups are ended. The log of a server is kept in
its folder. Not here: what runs on the servers.
"""

from __future__ import annotations

import importlib.util
import os
import re
import signal
import subprocess
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

_DEPLOY: Final = "org.apache.spark.deploy"
_SQL: Final = "org.apache.spark.sql"
_SUBMIT: Final = f"{_DEPLOY}.SparkSubmit"
_MEMORY: Final = "1500m"
_START_SECONDS: Final = 180


@dataclass(frozen=True)
class Server:
    """One process. `address` is where it answers, as SDG_SPARK_MASTER names it."""

    process: subprocess.Popen[bytes]
    log: Path
    address: str = ""

    def kill(self) -> None:
        """End the server and what it started at once, as a machine does that loses its power."""
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()


@dataclass(frozen=True)
class Cluster:
    """A master and its workers of one core each."""

    master: Server
    workers: tuple[Server, ...]

    @property
    def address(self) -> str:
        return self.master.address


@contextmanager
def standalone_cluster(folder: Path, *, workers: int, memory: str = "1g") -> Iterator[Cluster]:
    """A standalone cluster. Each worker has one core, and `memory` for its executors."""
    with ExitStack() as stack:
        arguments = (f"{_DEPLOY}.master.Master", "--host", "127.0.0.1", "--port", "0", "--webui-port", "0")
        master = stack.enter_context(_server(folder / "master", *arguments, ready=r"Starting Spark master at (\S+)"))
        options = ("--host", "127.0.0.1", "--cores", "1", "--memory", memory, "--webui-port", "0")
        started = tuple(
            stack.enter_context(
                _server(
                    folder / f"worker_{number}",
                    *(f"{_DEPLOY}.worker.Worker", *options, "--work-dir", str(folder / f"worker_{number}")),
                    master.address,
                    ready=r"Successfully registered with master (\S+)",
                )
            )
            for number in range(workers)
        )
        yield Cluster(master, started)


@contextmanager
def thrift_server(folder: Path, settings: Mapping[str, str], *of_hive: tuple[str, str]) -> Iterator[Server]:
    """A Thrift server with these settings of Spark and of Hive. Its metastore is in the folder."""
    bound = (("hive.server2.thrift.port", "0"), ("hive.server2.thrift.bind.host", "127.0.0.1"))
    place = [part for name, value in (*bound, *of_hive) for part in ("--hiveconf", f"{name}={value}")]
    started = _submitted(folder, f"{_SQL}.hive.thriftserver.HiveThriftServer2", settings, *place)
    with _server(folder, *started, ready=r"ThriftBinaryCLIService on port (\d+)", address="thrift://127.0.0.1:") as it:
        yield it


@contextmanager
def connect_server(folder: Path, settings: Mapping[str, str]) -> Iterator[Server]:
    """A server of Spark Connect with these settings of Spark. Its metastore is in the folder."""
    place = {"spark.connect.grpc.binding.address": "127.0.0.1", "spark.connect.grpc.binding.port": "0"}
    started = _submitted(folder, f"{_SQL}.connect.service.SparkConnectServer", {**settings, **place})
    with _server(folder, *started, ready=r"Connect server started at: \S+:(\d+)", address="sc://127.0.0.1:") as it:
        yield it


def _submitted(folder: Path, program: str, settings: Mapping[str, str], *arguments: str) -> list[str]:
    own = {
        "spark.master": "local[2]",
        "spark.driver.memory": _MEMORY,
        "spark.ui.enabled": "false",
        "spark.local.dir": str(folder / "scratch"),
        "spark.sql.warehouse.dir": str(folder / "tables"),
        "spark.sql.catalogImplementation": "hive",
        "spark.hadoop.javax.jdo.option.ConnectionURL": f"jdbc:derby:;databaseName={folder}/metastore;create=true",
        "spark.driver.extraJavaOptions": f"-Dderby.stream.error.file={folder}/derby.log",
        **settings,
    }
    pairs = [part for name, value in own.items() for part in ("--conf", f"{name}={value}")]
    return [_SUBMIT, "--class", program, *pairs, "spark-internal", *arguments]


@contextmanager
def _server(folder: Path, *arguments: str, ready: str, address: str = "") -> Iterator[Server]:
    """The server, once its log says that it is `ready`. Its address is `address` and what `ready` has found."""
    folder.mkdir(parents=True, exist_ok=True)
    log = folder / "log.txt"
    with log.open("wb") as written:
        process = subprocess.Popen(
            [str(_home() / "bin" / "spark-class"), *arguments],
            cwd=folder,
            env={**os.environ, **_environment(folder, arguments[0])},
            stdout=written,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    server = Server(process, log)
    try:
        yield Server(process, log, address + _awaited(server, ready))
    finally:
        server.kill()


def _environment(folder: Path, program: str) -> dict[str, str]:
    return {
        "SPARK_HOME": str(_home()),
        "SPARK_LOCAL_IP": "127.0.0.1",
        "SPARK_LOCAL_DIRS": str(folder / "scratch"),
        # Of a master or worker; a Thrift server takes its own memory from it too.
        "SPARK_DAEMON_MEMORY": _MEMORY if program.startswith(_SUBMIT) else "256m",
    }


def _home() -> Path:
    found = importlib.util.find_spec("pyspark")
    assert found and found.origin, "pyspark is not installed; run `make setup-spark`"
    return Path(found.origin).parent


def _awaited(server: Server, ready: str) -> str:
    deadline = time.monotonic() + _START_SECONDS
    while time.monotonic() < deadline and server.process.poll() is None:
        if found := re.search(ready, server.log.read_text(encoding="utf-8", errors="replace")):
            return found[1]
        time.sleep(0.2)
    raise AssertionError(f"the server did not start:\n{server.log.read_text(encoding='utf-8', errors='replace')}")
