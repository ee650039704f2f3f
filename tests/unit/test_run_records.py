"""Locks down that damaged records of Dagster's runs are named in one sentence, and sound ones are left alone."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from orchestration.__main__ import main
from orchestration.errors import WarehouseError
from orchestration.run_records import refuse_unreadable_records

FILES = ["history/runs.db", "history/runs/index.db", "schedules/schedules.db"]


def sound(home: Path, name: str) -> Path:
    path = home / name
    path.parent.mkdir(parents=True, exist_ok=True)
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("create table runs (name text)")
        connection.executemany("insert into runs values (?)", [(f"{number:0200}",) for number in range(500)])
        connection.commit()
    return path


@pytest.mark.parametrize("name", FILES)
def test_a_record_that_is_no_database_is_named_with_the_remedy(tmp_path: Path, name: str) -> None:
    sound(tmp_path, name).write_bytes(b"no database " * 400)
    with pytest.raises(WarehouseError) as refused:
        refuse_unreadable_records(tmp_path)
    message = str(refused.value)
    assert message.startswith(f"{tmp_path / name}: Dagster's record of runs cannot be read (file is not a database); ")
    assert f"move the folder {tmp_path / name.split('/')[0]} away" in message
    assert "\n" not in message


def test_a_record_that_lost_its_end_is_named(tmp_path: Path) -> None:
    path = sound(tmp_path, "history/runs.db")
    path.write_bytes(path.read_bytes()[:20_000])
    with pytest.raises(WarehouseError, match="record of runs cannot be read"):
        refuse_unreadable_records(tmp_path)


def test_a_folder_in_the_place_of_a_record_is_named(tmp_path: Path) -> None:
    (tmp_path / "history" / "runs.db").mkdir(parents=True)
    with pytest.raises(WarehouseError, match="found a folder, expected a file"):
        refuse_unreadable_records(tmp_path)


def test_sound_empty_and_missing_records_are_left_alone(tmp_path: Path) -> None:
    refuse_unreadable_records(tmp_path)
    sound(tmp_path, "history/runs.db")
    (tmp_path / "schedules").mkdir()
    (tmp_path / "schedules" / "schedules.db").touch()
    refuse_unreadable_records(tmp_path)
    assert (tmp_path / "schedules" / "schedules.db").stat().st_size == 0


def test_a_command_ends_with_the_sentence_and_no_traceback(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    sound(tmp_path, "history/runs.db").write_bytes(b"no database " * 400)
    (tmp_path / "data").mkdir()
    monkeypatch.setenv("DAGSTER_HOME", str(tmp_path))
    monkeypatch.setenv("SDG_DATA_DIR", str(tmp_path / "data"))
    assert main(["rollback"]) == 1
    *progress, line = capsys.readouterr().err.strip().splitlines()
    assert "Traceback" not in "".join(progress)
    assert line.startswith(f"WarehouseError: {tmp_path / 'history/runs.db'}: Dagster's record of runs cannot be read")
