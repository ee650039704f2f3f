"""Locks down that a folder or disk that cannot be used is named in one sentence: what, where, who, how much is free.

The words of a full disk are those that DuckDB, Arrow, SQLite and the system use.
"""

from __future__ import annotations

import errno
import os
import shutil
import sqlite3
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import duckdb
import pytest

from expectations import audit as audit_module
from expectations.checkpoint import Outcome
from orchestration.__main__ import main
from orchestration.errors import StorageError
from orchestration.landing import batch
from orchestration.recover import at_work
from orchestration.release.publish import publish_release, refuse_unfit
from orchestration.settings import Settings
from orchestration.storage import in_words, said, text_in_words
from orchestration.warehouse import single_run
from tests.unit.release.by_hand_release import settings_of, waiting

NOBODY = 65534


def refusal(settings: Settings) -> str:
    with pytest.raises(StorageError) as refused, single_run(settings):
        pass
    message = str(refused.value)
    assert "\n" not in message
    return message


# A folder that cannot be written


@pytest.fixture
def passable() -> Iterator[Path]:
    """A folder that another account may enter; those of pytest are closed."""
    folder = Path(tempfile.mkdtemp(prefix="sdg-test-"))
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder)


def as_another_account(action: Callable[[], str]) -> str:
    """What the action returns in a child without rights. Who is not root stays, and has made the folder read-only."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        answer = "nothing was said"
        try:
            if os.geteuid() == 0:
                os.setgroups([])
                os.setgid(NOBODY)
                os.setuid(NOBODY)
            answer = action()
        except BaseException as fault:
            answer = f"{type(fault).__name__}: {fault}"
        finally:
            os.write(writing, answer.encode())
            os._exit(0)
    os.close(writing)
    with os.fdopen(reading) as answered:
        said_there = answered.read()
    os.waitpid(child, 0)
    return said_there


@pytest.mark.parametrize("zone", ["", "landing", "releases", "published", "warehouse"])
def test_a_folder_of_another_user_is_named_with_user_owner_and_remedy(passable: Path, zone: str) -> None:
    settings = settings_of(passable / "data")
    for name in ("data", f"data/{zone}"):
        (passable / name).mkdir(exist_ok=True)
        (passable / name).chmod(0o777)
    folder = passable / "data" / zone
    folder.chmod(0o555)

    def hold() -> str:
        with single_run(settings):
            return "held"

    message = as_another_account(hold)
    assert message.startswith(f"StorageError: {folder}: user ")
    assert "(owner " in message
    assert "mode 555" in message
    assert message.endswith("or name another folder in SDG_DATA_DIR")


@pytest.mark.parametrize("command", ["run", "rollback", "verify", "reproduce"])
def test_every_command_ends_with_one_sentence_and_no_traceback(
    tmp_path: Path, command: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "data").write_text("a file", encoding="utf-8")
    monkeypatch.setenv("SDG_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.delenv("DAGSTER_HOME", raising=False)
    assert main([command]) == 1
    *_, line = capsys.readouterr().err.strip().splitlines()
    assert line == (
        f"StorageError: {tmp_path / 'data'}: found a file, expected a folder; move the file away, or name another "
        "folder in SDG_DATA_DIR"
    )


@pytest.mark.parametrize("zone", ["inbox", "landing", "warehouse", "candidates", "releases", "published", "scratch"])
def test_a_file_in_the_place_of_a_zone_is_named(tmp_path: Path, zone: str) -> None:
    (tmp_path / zone).write_text("a file", encoding="utf-8")
    assert refusal(settings_of(tmp_path)).startswith(f"{tmp_path / zone}: found a file, expected a folder; move ")


def test_a_data_folder_below_a_file_names_the_file(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    assert refusal(settings_of(tmp_path / "file" / "data")).startswith(f"{tmp_path / 'file'}: found a file")


def test_a_read_only_disk_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    mounted = os.statvfs(tmp_path)

    class ReadOnly:
        f_flag = mounted.f_flag | os.ST_RDONLY

    monkeypatch.setattr(os, "access", lambda *_: False)
    monkeypatch.setattr(os, "statvfs", lambda _: ReadOnly)
    assert ": the disk is mounted read-only, expected one that user " in refusal(settings_of(tmp_path / "data"))


# A full disk


def write_with_duckdb() -> None:
    raise duckdb.IOException('IO Error: Could not write file "/data/x.parquet": No space left on device')


def write_with_python() -> None:
    raise OSError(errno.ENOSPC, "No space left on device", "/data/x")


def write_with_arrow() -> None:
    raise OSError(errno.ENOSPC, "Error writing bytes to file. Detail: [errno 28] No space left on device")


def spill_with_duckdb() -> None:
    raise duckdb.OutOfMemoryException(
        "Out of Memory Error: failed to offload data block of size 256.0 KiB (0 bytes/0 bytes used).\n"
        "This limit was set by the 'max_temp_directory_size' setting."
    )


def write_with_sqlite() -> None:
    raise sqlite3.OperationalError("database or disk is full")


@pytest.mark.parametrize(
    "write", [write_with_duckdb, write_with_python, write_with_arrow, spill_with_duckdb, write_with_sqlite]
)
def test_a_full_disk_is_said_in_one_sentence_whoever_wrote(tmp_path: Path, write: Callable[[], None]) -> None:
    with pytest.raises(StorageError) as refused, said(tmp_path):
        write()
    message = str(refused.value)
    assert "the disk is full, " in message
    assert " are free now; free space, or name another folder in SDG_DATA_DIR on another disk" in message
    assert "\n" not in message


def test_a_full_disk_says_what_the_last_run_wrote(tmp_path: Path) -> None:
    (tmp_path / "warehouse").mkdir()
    (tmp_path / "warehouse" / "warehouse.duckdb").write_bytes(b"x" * 4_000_000)
    full = OSError(errno.ENOSPC, "No space left on device", str(tmp_path / "scratch" / "x"))
    assert "and warehouse and release of the last run take 4 MB; free space" in str(in_words(full, tmp_path))


@pytest.mark.parametrize("at", range(12))
def test_a_publication_on_a_full_disk_leaves_readers_a_whole_release(
    tmp_path: Path, at: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The disk is full at the write number `at`."""
    settings = settings_of(tmp_path / "data")
    waiting(settings, "20240101T000000Z-aaaaaaaa")
    publish_release(settings)
    waiting(settings, "20240102T000000Z-aaaaaaaa", rows=6)
    written: list[int] = []
    real = os.fsync

    def full(descriptor: int) -> None:
        written.append(descriptor)
        if len(written) > at:
            raise OSError(errno.ENOSPC, "No space left on device")
        real(descriptor)

    with monkeypatch.context() as patched:
        patched.setattr(os, "fsync", full)
        with pytest.raises(StorageError, match="the disk is full"):
            publish_release(settings)
    assert refuse_unfit(settings.current.resolve()) is None
    with at_work(settings, log=lambda _: None):
        assert publish_release(settings).release_id == "20240102T000000Z-aaaaaaaa"


def test_a_limit_of_files_and_a_broken_disk_are_named(tmp_path: Path) -> None:
    assert "raise the limit (`ulimit -f`)" in str(in_words(OSError(errno.EFBIG, "File too large"), tmp_path))
    assert "the disk itself reports a fault" in str(in_words(OSError(errno.EIO, "I/O error"), tmp_path))


def test_a_folder_in_the_place_of_a_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(StorageError, match="found a folder, expected a file"), said(tmp_path):
        tmp_path.read_bytes()


def test_an_error_of_another_kind_passes_unchanged(tmp_path: Path) -> None:
    for other in (FileNotFoundError(errno.ENOENT, "not there"), ValueError("Permission denied"), KeyError("x")):
        with pytest.raises(type(other)), said(tmp_path):
            raise other
    with pytest.raises(FileExistsError), said(tmp_path):
        tmp_path.mkdir()


# Nothing is named as broken that did not run


def test_a_file_that_a_full_disk_kept_from_being_read_is_not_refused_as_broken(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise duckdb.IOException('IO Error: Could not write file "/x/spill": No space left on device')

    monkeypatch.setattr(batch, "header_of", full)
    task = type("Task", (), {"settings": settings_of(tmp_path)})()
    with pytest.raises(StorageError, match="the disk is full"):
        batch._read(duckdb.connect(), task, tmp_path / "x.csv")


def test_rules_that_a_full_disk_kept_from_running_have_not_failed() -> None:
    outcomes = {
        "it_ran": Outcome(False, "3 areas"),
        "it_did_not": Outcome(False, "could not be examined: IO Error: No space left on device"),
    }
    assert audit_module._unexamined(outcomes) == ["could not be examined: IO Error: No space left on device"]


def test_messages_of_dbt_are_understood(tmp_path: Path) -> None:
    message = 'Runtime Error in test x (x.yml)\n  IO Error: Could not write file "/a/b": No space left on device'
    assert "/a/b: the disk is full" in str(text_in_words(message, tmp_path))
    stack = 'File "/lib/dbt/cli/requires.py", line 1\n[Errno 28] No space left on device\nFile "/lib/x.py", line 2'
    assert str(text_in_words(stack, tmp_path)).startswith(f"{tmp_path}: the disk is full")
    assert text_in_words("Got 3 results, configured to fail if != 0", tmp_path) is None


def test_a_folder_in_the_place_of_the_lock_is_named(tmp_path: Path) -> None:
    (tmp_path / ".run.lock").mkdir()
    assert refusal(settings_of(tmp_path)) == (
        f"{tmp_path / '.run.lock'}: found a folder, expected a file; move the folder away and start again"
    )
