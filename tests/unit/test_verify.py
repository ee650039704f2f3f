"""Locks down that everything that is kept can be held against its records, and that each fault is named.

Faults of landed bytes are in tests/unit/landing.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from orchestration.names import GEOGRAPHY
from orchestration.release.acts import INTENDED, ROLLBACK, append, by_account
from orchestration.release.history import new_switch
from orchestration.release.manifest import read_manifest
from orchestration.release.publish import publish_release
from orchestration.settings import Settings
from orchestration.verify import verify
from tests.unit.landing.by_hand import Inbox
from tests.unit.release.by_hand_release import DATABASE, settings_of, waiting

FIRST, SECOND, THIRD = (f"2024010{day}T000000Z-aaaaaaaa" for day in (1, 2, 3))


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """Two releases, of which the second is current, and nothing landed or built."""
    settings = settings_of(tmp_path / "data")
    for rows, name in enumerate((FIRST, SECOND), start=5):
        waiting(settings, name, rows=rows)
        publish_release(settings)
    return settings


def faults(settings: Settings) -> list[str]:
    return [finding.sentence for finding in verify(settings) if finding.is_fault]


def test_what_is_as_its_records_say_is_named_part_by_part(settings: Settings) -> None:
    found = [str(finding) for finding in verify(settings)]
    assert faults(settings) == []
    assert "ok     warehouse: nothing is built; the next run builds it" in found
    tables = read_manifest(settings.releases / FIRST).tables
    rows = sum(table.rows for table in tables)
    assert f"ok     release {FIRST}: {len(tables)} tables, {rows} rows are as its manifest says" in found
    assert f"ok     published/current: readers see release {SECOND}" in found
    assert any(line.startswith("ok     log.jsonl: 4 acts are chained, the last has SHA-256 ") for line in found)


def a_changed_file(settings: Settings) -> None:
    path = settings.releases / FIRST / DATABASE
    path.chmod(0o600)
    path.write_bytes(path.read_bytes()[:-1])


def a_manifest_of_another_time(settings: Settings) -> None:
    path = settings.releases / FIRST / "manifest.json"
    path.write_text(path.read_text(encoding="utf-8") + " ", encoding="utf-8")


def a_lost_release(settings: Settings) -> None:
    shutil.rmtree(settings.releases / SECOND)


def a_lost_release_between_two_others(settings: Settings) -> None:
    waiting(settings, THIRD, rows=9)
    publish_release(settings)
    shutil.rmtree(settings.releases / SECOND)


def a_changed_verdict(settings: Settings) -> None:
    path = settings.releases / FIRST / "verdict.json"
    text = path.read_text(encoding="utf-8")
    path.chmod(0o600)
    path.write_text(text.replace("It holds.", "It hold ."), encoding="utf-8")


def a_lost_page_of_the_audit(settings: Settings) -> None:
    (settings.releases / FIRST / "quality" / "index.html").unlink()


def a_lost_pointer(settings: Settings) -> None:
    settings.current.unlink()


def a_folder_for_a_pointer(settings: Settings) -> None:
    settings.current.unlink()
    settings.current.mkdir()


def another_pointer(settings: Settings) -> None:
    settings.current.unlink()
    settings.current.symlink_to(Path("..") / "releases" / FIRST)


def a_pointer_to_elsewhere(settings: Settings) -> None:
    settings.current.unlink()
    settings.current.symlink_to("elsewhere")


def a_switch_that_did_not_end(settings: Settings) -> None:
    intended = new_switch(settings.releases / FIRST, act=ROLLBACK, by=by_account())
    append(settings, intended.model_copy(update={"state": INTENDED}))


def a_folder_that_nobody_published(settings: Settings) -> None:
    shutil.copytree(settings.releases / FIRST, settings.releases / "copy")


def a_torn_history(settings: Settings) -> None:
    with (settings.releases / "log.jsonl").open("a", encoding="utf-8") as file:
        file.write('{"action": "pub')


def a_lost_history(settings: Settings) -> None:
    (settings.releases / "log.jsonl").unlink()


@pytest.mark.parametrize(
    ("damage", "words"),
    [
        (a_changed_file, f"release {FIRST}: open/warehouse.duckdb changed after the audit"),
        (a_manifest_of_another_time, f"log.jsonl: release {FIRST} was published with another manifest"),
        (a_lost_release, f"published/current: found a link to {SECOND}, expected one to a kept release"),
        (
            a_changed_verdict,
            f"release {FIRST}: verdict.json, quality/ or changes.json is not as it was published",
        ),
        (
            a_lost_page_of_the_audit,
            f"release {FIRST}: verdict.json, quality/ or changes.json is not as it was published",
        ),
        (a_lost_release_between_two_others, f"releases/{SECOND}: not found, though no publication removed it"),
        (a_lost_pointer, "published/current: found no link, expected one to a kept release; the next run restores"),
        (a_folder_for_a_pointer, "published/current: found no link, expected one to a kept release"),
        (a_pointer_to_elsewhere, "published/current: found a link to elsewhere, expected one to a kept release"),
        (a_switch_that_did_not_end, f"log.jsonl: the switch to {FIRST} did not end; the next run settles it"),
        (a_folder_that_nobody_published, "releases/copy: readers never had it by the history; take it away"),
        (another_pointer, f"log.jsonl: the last switch was to {SECOND}, readers see {FIRST}"),
        (a_torn_history, "log.jsonl: line 5 is no record of an act"),
        (a_lost_history, "log.jsonl: no switch was recorded"),
    ],
    ids=lambda each: getattr(each, "__name__", ""),
)
def test_every_damage_is_named(settings: Settings, damage: Callable[[Settings], None], words: str) -> None:
    damage(settings)
    assert any(fault.startswith(words) for fault in faults(settings)), faults(settings)


def test_stray_files_of_other_programs_are_no_fault(settings: Settings) -> None:
    for folder in (settings.releases, settings.candidates, settings.published):
        (folder / ".DS_Store").write_bytes(b"stray")
        (folder / "Thumbs.db").write_bytes(b"stray")
    assert faults(settings) == []


def test_a_warehouse_without_a_record_is_a_fault(settings: Settings) -> None:
    settings.warehouse_dir.mkdir(parents=True)
    settings.warehouse_file.write_bytes(b"")
    assert any("warehouse: no build was recorded" in fault for fault in faults(settings))


def test_a_stray_beside_the_pages_of_the_audit_is_no_fault(settings: Settings) -> None:
    (settings.releases / FIRST / "quality" / ".DS_Store").write_bytes(b"Bud1")
    assert faults(settings) == []


@pytest.fixture
def landed(tmp_path: Path) -> Settings:
    inbox = Inbox(settings_of(tmp_path / "landed"))
    inbox.put_geography()
    inbox.land(GEOGRAPHY)
    return inbox.settings


def test_the_key_of_what_landed_is_named(landed: Settings) -> None:
    assert any(str(finding).startswith("ok     key: pseudonym key") for finding in verify(landed))
    assert faults(landed) == []


def a_key_that_is_torn(key: Path) -> None:
    key.write_bytes(key.read_bytes()[:20])


def a_key_of_another_folder(key: Path) -> None:
    key.write_text("ab" * 32, encoding="ascii")


@pytest.mark.parametrize(
    ("damage", "words"),
    [
        (Path.unlink, "pseudonym key pseudonym.key: not found, but landing holds rows"),
        (a_key_that_is_torn, "pseudonym key pseudonym.key: expected 64 hexadecimal digits"),
        (a_key_of_another_folder, "landing holds batches made with key"),
    ],
    ids=lambda each: getattr(each, "__name__", ""),
)
def test_a_damaged_key_is_named_before_anything_lands(
    landed: Settings, damage: Callable[[Path], None], words: str
) -> None:
    damage(landed.pseudonym_key_file)
    assert any(words in fault for fault in faults(landed)), faults(landed)
