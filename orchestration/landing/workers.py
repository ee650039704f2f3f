"""Makes batches in processes of their own. A file that takes too much memory or time ends its process, not the run.

A process lives for many files, and ends with the process that started it. Not here: making a batch (batch.py), what a
CSV file may hold before DuckDB reads it (read/csv_scan.py).
"""

from __future__ import annotations

import atexit
import os
import resource
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from multiprocessing.connection import Connection, Pipe
from typing import Final, cast

import duckdb

from orchestration.errors import LandingError
from orchestration.landing.batch import BatchTask, make_batch
from orchestration.landing.read.limits import BYTES_PER_SECOND, PROCESS_BYTES, SECONDS
from orchestration.landing.receipt import Receipt
from orchestration.settings import PROJECT_ROOT
from orchestration.storage import text_in_words
from orchestration.warehouse import bytes_of, open_memory
from orchestration.zones import private_files

# Processes of this one that wait for a file.
_IDLE: Final[list[Worker]] = []
_REMEDY: Final = "expected a file that can be read; take it away, or deliver the same rows in another form"


@atexit.register
def end_workers() -> None:
    """End the processes that wait for a file, and wait for them: their processor time counts as that of this one."""
    while _IDLE:
        _IDLE.pop().end()


def make_in_worker(task: BatchTask) -> Receipt:
    """As `make_batch`. Raises LandingError too if the file takes too much memory or time, or ends the process."""
    with _borrowed() as worker:
        return worker.make(task)


@contextmanager
def _borrowed() -> Iterator[Worker]:
    """A process for one file. A process that a file broke is not used again."""
    try:
        worker = _IDLE.pop()
    except IndexError:
        worker = Worker()
    try:
        yield worker
    finally:
        if worker.is_usable:
            _IDLE.append(worker)
        else:
            worker.end()


class Worker:
    """A process that makes one batch at a time."""

    def __init__(self) -> None:
        self._connection, theirs = Pipe()
        with theirs:
            self._process = subprocess.Popen(
                [sys.executable, "-m", __name__, str(theirs.fileno())],
                pass_fds=(theirs.fileno(),),
                cwd=PROJECT_ROOT,
                stdin=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
            )
        self.is_usable = False

    def make(self, task: BatchTask) -> Receipt:
        self.is_usable = False
        seconds = SECONDS + task.delivery.bytes / BYTES_PER_SECOND
        try:
            self._connection.send(task)
            if not self._connection.poll(seconds):
                raise LandingError(f"reading it was not done after {seconds:,.0f} seconds, {_REMEDY}")
            answer = self._connection.recv()
        except (EOFError, ConnectionError):
            raise LandingError(f"reading it ended the process that read it, {_REMEDY}") from None
        # DuckDB calls a full disk out of memory too. A process keeps what a broken allocation left.
        is_disk = text_in_words(str(answer), task.settings.data_dir) is not None
        if isinstance(answer, duckdb.OutOfMemoryException | MemoryError) and not is_disk:
            raise LandingError(
                f"reading it took more memory than there is ({task.settings.memory_limit}), {_REMEDY}, or raise "
                "SDG_MEMORY_LIMIT"
            )
        self.is_usable = True
        if isinstance(answer, Receipt):
            return answer
        raise answer

    def end(self) -> None:
        self._connection.close()
        self._process.kill()
        self._process.communicate()


def _serve(connection: Connection) -> None:
    """Make batches until the process that asks has ended."""
    databases: dict[tuple[object, ...], duckdb.DuckDBPyConnection] = {}
    while True:
        try:
            task: BatchTask = connection.recv()
        except EOFError:
            return
        key = (task.settings, task.workers)
        try:
            _limit_memory(_limit_of(task))
            if key not in databases:
                while databases:
                    databases.popitem()[1].close()
                databases[key] = open_memory(task.settings, share=task.workers)
            answer: Receipt | Exception = make_batch(task, database=databases[key])
        except Exception as fault:
            answer = fault
            # A file can leave a database that refuses everything after it.
            while databases:
                databases.popitem()[1].close()
        connection.send(answer)


def _limit_of(task: BatchTask) -> int:
    """Bytes that the process of the task may take, however many there are: each keeps what earlier files needed."""
    return bytes_of(task.settings.memory_limit) + PROCESS_BYTES


def _limit_memory(limit: int) -> None:
    """DuckDB keeps its own limit, but not in every part: an allocation beyond this one fails."""
    # Not every system knows the limit of a process.
    with suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_AS, (limit, resource.getrlimit(resource.RLIMIT_AS)[1]))


def _end_with_asker() -> None:
    """The system closes the other end as soon as the process that asks has ended, however it ended.

    What still writes a moment later would write among the files of the next run.
    """
    sys.stdin.buffer.read()
    os._exit(1)


def _main() -> None:
    # A person who stops the run stops the process that asks.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    # What memory holds at a crash must not come to the disk.
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    threading.Thread(target=_end_with_asker, daemon=True).start()
    # DuckDB imports these when a value is bound, to see whether the value is theirs. That takes longer than most files.
    cast("dict[str, object]", sys.modules).update(dict.fromkeys(("pandas", "numpy", "pyarrow")))
    with private_files():
        _serve(Connection(int(sys.argv[1])))


if __name__ == "__main__":
    _main()
