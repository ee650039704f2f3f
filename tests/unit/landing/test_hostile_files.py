"""Locks down that a hostile file fails alone, in a process of its own: other files land, and the message is short."""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import time

import pytest

from orchestration import names
from orchestration.errors import LandingError
from orchestration.landing import workers
from orchestration.landing.land import FeedLanding, land_feed
from orchestration.landing.read import readers
from orchestration.landing.read.limits import PROCESS_BYTES
from orchestration.settings import PROJECT_ROOT
from orchestration.warehouse import bytes_of
from tests.unit.landing.by_hand import HOUSE_COLUMNS, Inbox, csv_text, houses, settings_of


def land(inbox: Inbox, feed: str = names.HOUSE_REGISTRY) -> FeedLanding:
    """As a run does it, with a process for each file."""
    return land_feed(inbox.settings, feed)


def refusal(inbox: Inbox, feed: str = names.HOUSE_REGISTRY) -> str:
    with pytest.raises(LandingError) as refused:
        land(inbox, feed)
    return str(refused.value)


def test_files_of_a_run_are_made_by_one_process_or_as_many_as_there_are_threads(inbox: Inbox) -> None:
    for number in range(6):
        inbox.put(f"house_registry/{number}.csv", csv_text(houses(6)[number : number + 1]))
    before = len(workers._IDLE)
    assert land(inbox).total("rows_landed") == 6
    assert len(workers._IDLE) <= max(before, inbox.settings.threads)


def test_a_process_that_ends_waits_for_those_that_made_its_files(inbox: Inbox) -> None:
    """Otherwise a benchmark would not see their processor time."""
    inbox.put("house_registry/houses.csv", houses(3))
    inbox.land()
    idle = [worker._process for worker in workers._IDLE]
    assert idle
    before = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime
    workers.end_workers()
    assert workers._IDLE == []
    assert all(process.returncode is not None for process in idle)
    assert resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime > before


def test_a_file_that_ends_the_process_is_refused_by_name_and_the_others_land(empty_inbox: Inbox) -> None:
    """Brackets within brackets end DuckDB's reader of JSON, and with it the whole process."""
    empty_inbox.put_geography()
    empty_inbox.put("geography/districts.json", '[{"id":' * 100_000 + "1" + "}]" * 100_000)
    message = refusal(empty_inbox, names.GEOGRAPHY)
    assert message.startswith("geography/districts.json: reading it ended the process that read it, expected a file")
    assert len(empty_inbox.landed(names.GEOGRAPHY)) == 3
    empty_inbox.put_geography()
    assert len(land(empty_inbox, names.GEOGRAPHY).receipts) == 3


def test_a_file_that_takes_too_long_is_refused_by_name(inbox: Inbox, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workers, "SECONDS", 0)
    inbox.put("house_registry/houses.csv", houses(3))
    assert refusal(inbox).startswith("house_registry/houses.csv: reading it was not done after 0 seconds, expected")
    monkeypatch.undo()
    assert land(inbox).total("rows_landed") == 3


def test_a_file_that_takes_too_much_memory_is_refused_by_name(inbox: Inbox) -> None:
    small = Inbox(settings_of(inbox.settings.data_dir, SDG_MEMORY_LIMIT="1MB"))
    small.put("house_registry/houses.csv", houses(20_000))
    message = refusal(small)
    assert message.startswith("house_registry/houses.csv: reading it took more memory than there is (1MB), expected")
    assert land(inbox).total("rows_landed") == 20_000


@pytest.mark.skipif(sys.platform != "linux", reason="other systems have no such limit")
def test_the_process_has_a_limit_beside_that_of_duckdb(inbox: Inbox) -> None:
    inbox.put("house_registry/houses.csv", houses(3))
    land(inbox)
    limit = bytes_of(inbox.settings.memory_limit) + PROCESS_BYTES
    assert resource.prlimit(workers._IDLE[-1]._process.pid, resource.RLIMIT_AS)[0] == limit


@pytest.mark.parametrize(
    ("limit", "size"),
    [("4GB", 4 * 10**9), ("500MB", 5 * 10**8), ("1.5 GiB", 3 << 29), ("2kb", 2000), ("1TiB", 1 << 40)],
)
def test_a_limit_of_memory_is_a_number_of_bytes(limit: str, size: int) -> None:
    assert bytes_of(limit) == size


def test_the_process_ends_with_the_one_that_started_it() -> None:
    code = (
        "import os; from orchestration.landing.workers import Worker; worker = Worker(); "
        "print(worker._process.pid, flush=True); os.kill(os.getpid(), 9)"
    )
    ended = subprocess.run([sys.executable, "-c", code], cwd=PROJECT_ROOT, capture_output=True, text=True, check=False)
    process, deadline = int(ended.stdout), time.monotonic() + 20
    while time.monotonic() < deadline and _is_alive(process):
        time.sleep(0.05)
    assert not _is_alive(process)


def test_the_process_waits_for_no_clock_to_end() -> None:
    """The system closes the pipe with the process that asks: the next run clears what would still be written."""
    worker = workers.Worker()
    assert worker._process.stdin is not None
    worker._process.stdin.close()
    assert worker._process.wait(timeout=20) == 1
    worker.end()


def _is_alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    return True


# What is seen before the engine reads a file


@pytest.mark.parametrize(
    ("name", "content", "found"),
    [
        ("commas.csv", ",".join(HOUSE_COLUMNS) + "\n" + "," * 65_536 + "\n", "found 65,537 values in line 2"),
        ("columns.csv", ",".join(f"c{number}" for number in range(50_000)) + "\n1\n", "found 50,000 columns"),
        (
            "line.csv",
            csv_text(houses(2)) + "x" * (2 << 20),
            "found a line of more than 1,048,576 bytes, which is line 4",
        ),
        ("zero.csv", csv_text(houses(2)) + "\0" * 100, "found a byte of value zero in line 4"),
        ("blank.csv", csv_text(houses(2)) + "\n" * 100_000, "blank lines in the first"),
        (
            "letters.csv",
            csv_text(houses(2)) + "x\n" * 100_000,
            "with another number of values than the 8 of the header",
        ),
        (
            "surplus.csv",
            csv_text(houses(20_000)).replace(",50010101,", ",1 Moo 2, Mueang,50010101,"),
            "another number of values than the 8 of the header (row 1 has 10, row 2 has 10, row 3 has 10,",
        ),
    ],
)
def test_a_hostile_csv_file_is_refused_in_one_short_sentence(inbox: Inbox, name: str, content: str, found: str) -> None:
    inbox.put(f"house_registry/{name}", content)
    inbox.put("house_registry/good.csv", houses(3))
    message = inbox.refusal()
    assert message.startswith(f"house_registry/{name}: found ")
    assert found in message
    assert len(message) < 300
    assert len(inbox.landed()) == 3


@pytest.mark.parametrize(
    ("limits", "found"),
    [
        ({"PARQUET_ROWS": 100, "PARQUET_ROWS_PER_BYTE": 1}, "found 20,000 rows in a file of "),
        ({"PARQUET_BYTES": 100, "PARQUET_BYTES_PER_BYTE": 0}, " bytes of values in a file of "),
    ],
)
def test_a_small_parquet_file_of_endless_rows_is_refused(
    inbox: Inbox, monkeypatch: pytest.MonkeyPatch, limits: dict[str, int], found: str
) -> None:
    for name, limit in limits.items():
        monkeypatch.setattr(readers, name, limit)
    inbox.put_parquet("house_registry/bomb.parquet", houses(1) * 20_000)
    message = inbox.refusal()
    assert found in message
    assert len(message) < 200
