"""Locks down who may read what, whatever the umask: another account reads the open part of a release and nothing else.
Zones that an earlier version left open are closed by the next command, and it says so.
"""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from orchestration import zones
from orchestration.errors import WarehouseError
from orchestration.release.publish import publish_release
from orchestration.settings import Settings
from orchestration.warehouse import open_memory, single_run
from tests.other_account import readable_to_others
from tests.unit.release.by_hand_release import settings_of, waiting

RELEASE_ID = "20240101T000000Z-aaaaaaaa"
PRIVATE = ("inbox", "landing", "quarantine", "warehouse", "candidates", "scratch", "extracts", "dagster")
READERS = {
    "changes.js",
    "changes.json",
    "changes.md",
    *(f"open/{name}" for name in ("area.parquet", "release.parquet", "warehouse.duckdb")),
    "manifest.json",
    "quality/index.html",
    "verdict.js",
    "verdict.json",
}


@pytest.fixture(params=[0o000, 0o022, 0o077], ids=lambda umask: f"umask {umask:04o}")
def umask(request: pytest.FixtureRequest) -> Iterator[int]:
    before = os.umask(request.param)
    yield request.param
    os.umask(before)


@pytest.fixture
def settings(tmp_path: Path, umask: int) -> Settings:
    return replace(settings_of(tmp_path / "data"), dagster_home=tmp_path / "data" / "dagster")


def fill(settings: Settings) -> None:
    """A file in a folder of every private zone, made by whoever does not care."""
    for name in PRIVATE:
        folder = settings.data_dir / name / "folder"
        folder.mkdir(parents=True)
        (folder / "file").write_text("private", encoding="utf-8")


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_another_account_reads_the_open_part_of_a_release_and_nothing_else(settings: Settings) -> None:
    with single_run(settings):
        waiting(settings, RELEASE_ID)
        publish_release(settings)
        fill(settings)
    assert readable_to_others(settings.data_dir) == {f"releases/{RELEASE_ID}/{name}" for name in READERS}
    assert readable_to_others(settings.current) == READERS


def test_what_an_earlier_version_left_open_is_closed_by_the_next_command(settings: Settings) -> None:
    zones.readers_folder(settings.data_dir)
    waiting(settings, RELEASE_ID)
    publish_release(settings)
    fill(settings)
    (settings.data_dir / ".run.lock").write_text("", encoding="ascii")
    settings.waivers_file.write_text("waivers: []", encoding="utf-8")
    opened = [settings.data_dir / name for name in PRIVATE]
    for path in (*opened, *settings.current.resolve().rglob("*"), settings.releases / "log.jsonl"):
        path.chmod(0o777 if path.is_dir() else 0o666)
    said: list[str] = []
    with single_run(settings, log=said.append):
        pass
    assert readable_to_others(settings.data_dir) == {f"releases/{RELEASE_ID}/{name}" for name in READERS}
    assert said == [f"{name}: other accounts could read it; it is closed to them now" for name in PRIVATE]
    for zone in opened:
        modes = {mode(path) & 0o077 for path in (zone, *zone.rglob("*"))}
        assert modes == {0}, zone
    assert mode(settings.current / "restricted") == 0o700
    assert {mode(path) for path in (settings.current / "restricted").iterdir()} == {0o400}


def test_the_folder_of_the_key_and_what_is_kept_beside_the_pointer_are_closed_too(settings: Settings) -> None:
    aside = settings.published / "current.found" / "restricted"
    for folder in (settings.pseudonym_key_file.parent, aside):
        zones.readers_folder(folder)
        (folder / "file").write_text("private", encoding="utf-8")
        (folder / "file").chmod(0o644)
    said: list[str] = []
    with single_run(settings, log=said.append):
        pass
    assert said == ["secrets: other accounts could read it; it is closed to them now"]
    assert readable_to_others(settings.data_dir) == set()
    assert mode(settings.pseudonym_key_file.parent / "file") == 0o644, "a key that others could read is an error"


def test_a_zone_that_was_closed_is_not_spoken_of(settings: Settings) -> None:
    with single_run(settings):
        fill(settings)
    said: list[str] = []
    with single_run(settings, log=said.append):
        pass
    assert said == []


def test_a_command_that_only_reads_leaves_no_open_zone_behind(settings: Settings) -> None:
    open_memory(settings).close()
    assert mode(settings.scratch) == 0o700
    assert mode(settings.data_dir) == 0o755


def test_a_folder_that_an_operator_narrowed_to_a_group_of_readers_stays_narrow(settings: Settings) -> None:
    waiting(settings, RELEASE_ID)
    publish_release(settings)
    settings.releases.chmod(0o750)
    with single_run(settings):
        pass
    assert mode(settings.releases) == 0o750


def test_the_umask_of_the_account_is_back_after_a_run(settings: Settings, umask: int) -> None:
    with single_run(settings):
        pass
    before = os.umask(umask)
    assert before == umask


def test_links_out_of_a_zone_are_left_alone(settings: Settings, tmp_path: Path) -> None:
    fill(settings)
    elsewhere = tmp_path / "elsewhere"
    elsewhere.write_text("not ours", encoding="utf-8")
    elsewhere.chmod(0o644)
    (settings.inbox / "link").symlink_to(elsewhere)
    with single_run(settings):
        pass
    assert mode(elsewhere) == 0o644


def test_a_zone_that_this_account_cannot_close_stops_the_run(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(settings)
    settings.inbox.chmod(0o755)

    def refuse(path: Path, mode: int) -> None:
        raise PermissionError(1, "Operation not permitted", str(path))

    monkeypatch.setattr(zones.Path, "chmod", refuse)
    found = (
        f"{settings.inbox}: found mode 755 and owner {os.getuid()}, expected mode 700, which this account cannot set"
    )
    with pytest.raises(WarehouseError, match=re.escape(found)), single_run(settings):
        pass
