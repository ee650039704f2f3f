"""Measures what a second worker of a Spark cluster is worth: `python -m tests.benchmarks.cluster [million rows]`.

DuckDB writes a table of answers. A cluster of one worker, and then one of two, sums them by area. Each worker has one
core. Not here: the whole job (tests/benchmarks/__main__.py).
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Final

import duckdb
import psutil

from tests.spark.servers import standalone_cluster

_FILES: Final = 8
_ROUNDS: Final = 3
_AREAS: Final = 80_000
# A session whose figures are sums over every row, as those of the widest model are. Its first round is for warming up.
_SUM: Final = """
import sys, time
from pyspark.sql import SparkSession
settings = {
    "spark.executor.memory": "800m",
    "spark.sql.files.minPartitionNum": "8",
    "spark.sql.shuffle.partitions": "8",
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
}
session = SparkSession.builder.master(sys.argv[1]).config(map=settings).getOrCreate()
session.sparkContext.setLogLevel("ERROR")
session.read.parquet(sys.argv[2]).createOrReplaceTempView("answers")
sums = ", ".join(f"sum(case when answer_{n} = 0 then weight end) as failing_{n}" for n in range(1, 13))
for _ in range(1 + int(sys.argv[3])):
    begun = time.monotonic()
    session.sql(f"select area, {sums} from answers group by area").write.format("noop").mode("overwrite").save()
    print(time.monotonic() - begun, flush=True)
"""


def main(millions: float) -> None:
    with tempfile.TemporaryDirectory(prefix="sdg-cluster-") as folder:
        answers = _write_answers(Path(folder), rows=round(millions * 1_000_000))
        print(f"{millions:g} million rows, sums of 12 columns by {_AREAS:,} areas; load {os.getloadavg()[0]:.1f}")
        seconds = {workers: _measure(Path(folder), answers, workers=workers) for workers in (1, 2)}
    print(f"two workers are {min(seconds[1]) / min(seconds[2]):.2f} times as fast as one (the best of {_ROUNDS})")


def _write_answers(folder: Path, *, rows: int) -> Path:
    answers = folder / "answers"
    answers.mkdir()
    columns = ", ".join(f"(hash(i, {n}) % 2)::tinyint as answer_{n}" for n in range(1, 13))
    for number in range(_FILES):
        part = f"range({rows * number // _FILES}, {rows * (number + 1) // _FILES}) as of_rows(i)"
        query = f"select hash(i) % {_AREAS} as area, (hash(i, 0) % 90 / 10)::decimal(9, 6) as weight, {columns}"
        duckdb.execute(f"copy ({query} from {part}) to '{answers}/{number}.parquet' (format parquet)")
    return answers


def _measure(folder: Path, answers: Path, *, workers: int) -> list[float]:
    before, begun = os.times(), time.monotonic()
    with standalone_cluster(folder / f"{workers}", workers=workers) as cluster:
        arguments = [sys.executable, "-c", _SUM, cluster.address, str(answers), str(_ROUNDS)]
        environment = {**os.environ, "SPARK_LOCAL_IP": "127.0.0.1"}
        said = subprocess.run(arguments, env=environment, capture_output=True, text=True, check=True).stdout
        after = os.times()
        # What a worker has waited for are its executors.
        spent = sum(sum(psutil.Process(server.process.pid).cpu_times()[:4]) for server in cluster.workers)
    spent += after.children_user + after.children_system - before.children_user - before.children_system
    seconds = [float(line) for line in said.split()[1:]]
    print(
        f"{workers} of one core: {', '.join(f'{one:.1f}' for one in seconds)} s each; {spent:.0f} processor s and "
        f"{time.monotonic() - begun:.0f} s with start and end; load {os.getloadavg()[0]:.1f}",
        flush=True,
    )
    return seconds


if __name__ == "__main__":
    main(float(sys.argv[1]) if len(sys.argv) > 1 else 20)
