"""Locks down that the backup of docs/trust.md, restored by the commands of the page itself, is whole and goes on."""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from orchestration.settings import PROJECT_ROOT
from tests.conftest import PublishedRun, Warehouse

pytestmark = pytest.mark.slow

# What a backup leaves out: every run makes these anew.
LEFT_OUT = ("scratch", "candidates", "warehouse")
# What a command writes that changes nothing else: who holds the folder, and when landed bytes were compared.
NOTES = (".run.lock", "landing/verified.json")
# The commands of the page run with the Python of the tests.
MAKE = f'make() {{ "{sys.executable}" -m orchestration "$@"; }}\n'


def blocks() -> tuple[str, str, str]:
    """The commands that back up, restore and ask, as the page has them."""
    page = (PROJECT_ROOT / "docs" / "trust.md").read_text(encoding="utf-8")
    section = page.split("## Backup and restore\n")[1].split("\n## ")[0]
    backup, restore, ask = re.findall(r"^```bash\n(.*?)^```", section, flags=re.MULTILINE | re.DOTALL)
    return backup, restore, ask


def by_the_page(commands: str, warehouse: Warehouse, backups: Path) -> subprocess.CompletedProcess[str]:
    places = {"BACKUP": str(backups / "disk"), "SAFE": str(backups / "safe")}
    return subprocess.run(
        ["bash", "-euo", "pipefail", "-c", MAKE + commands],
        cwd=PROJECT_ROOT,
        env={**warehouse.environment, **places},
        capture_output=True,
        text=True,
        check=False,
    )


def state(folder: Path) -> dict[str, tuple[object, ...]]:
    """Everything that is backed up: kind and mode, content or target of the link, number of names."""
    found: dict[str, tuple[object, ...]] = {}
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder)
        if name.parts[0] in LEFT_OUT:
            continue
        status = path.lstat()
        content: object = path.readlink() if path.is_symlink() else ""
        if stat.S_ISREG(status.st_mode):
            content = (hashlib.sha256(path.read_bytes()).hexdigest(), status.st_nlink)
        found[name.as_posix()] = (stat.filemode(status.st_mode), content)
    return found


def destroy(folder: Path) -> None:
    """Some test before may have destroyed the folder already."""
    for path, _, _ in os.walk(folder):
        Path(path).chmod(0o700)
    shutil.rmtree(folder, ignore_errors=not folder.exists())


@pytest.fixture(scope="module")
def warehouse(small_run: PublishedRun, tmp_path_factory: pytest.TempPathFactory) -> Warehouse:
    """A copy that the tests of this module destroy and restore, in their order."""
    return small_run.warehouse.copy_to(tmp_path_factory.mktemp("restored") / "copy")


@pytest.fixture(scope="module")
def before(warehouse: Warehouse) -> dict[str, tuple[object, ...]]:
    return state(warehouse.settings.data_dir)


@pytest.fixture(scope="module")
def backups(
    warehouse: Warehouse, before: dict[str, tuple[object, ...]], tmp_path_factory: pytest.TempPathFactory
) -> Path:
    """Made by the page, before the data folder is destroyed."""
    folder = tmp_path_factory.mktemp("backups")
    (folder / "disk").mkdir()
    (folder / "safe").mkdir()
    made = by_the_page(blocks()[0], warehouse, folder)
    assert made.returncode == 0, made.stderr
    assert "secrets/pseudonym.key" in before
    listed = subprocess.run(["tar", "tf", folder / "disk" / "data.tar"], capture_output=True, text=True, check=True)
    zones = {line.split("/")[1] for line in listed.stdout.splitlines()}
    assert zones.isdisjoint({"secrets", *LEFT_OUT})
    destroy(warehouse.settings.data_dir)
    return folder


def test_a_backup_without_the_key_is_named_in_one_sentence(warehouse: Warehouse, backups: Path) -> None:
    """The restored rows stay as they are: a new key would make them strangers to every new row."""
    _, restore, _ = blocks()
    without_key = "".join(line for line in restore.splitlines(keepends=True) if "$SAFE" not in line)
    assert without_key != restore
    restored = by_the_page(without_key, warehouse, backups)
    assert restored.returncode == 0, restored.stderr
    found = {name: each for name, each in state(warehouse.settings.data_dir).items() if name not in NOTES}
    sentence = "pseudonym key pseudonym.key: not found, but landing holds rows made with a key; restore the key file"
    asked = by_the_page("make verify", warehouse, backups)
    assert asked.returncode == 1
    assert [line for line in asked.stdout.splitlines() if line.startswith("FAULT")] == [
        line for line in asked.stdout.splitlines() if sentence in line
    ]
    assert asked.stdout.endswith("1 fault found\n")
    code, printed = warehouse.run("run")
    assert code == 1
    assert sentence in printed
    assert {name: each for name, each in state(warehouse.settings.data_dir).items() if name in found} == found
    destroy(warehouse.settings.data_dir)


def test_what_was_restored_is_what_was_backed_up(
    warehouse: Warehouse, backups: Path, before: dict[str, tuple[object, ...]]
) -> None:
    _, restore, ask = blocks()
    restored = by_the_page(restore, warehouse, backups)
    assert restored.returncode == 0, restored.stderr
    assert state(warehouse.settings.data_dir) == before
    asked = by_the_page(ask, warehouse, backups)
    assert asked.returncode == 0, asked.stdout + asked.stderr
    assert "No fault found" in asked.stdout
    assert "every one the same" in asked.stdout
    assert warehouse.release.name in asked.stdout.split("every one the same")[1]


@pytest.mark.soak
def test_the_next_run_after_a_restore_goes_on(warehouse: Warehouse, backups: Path) -> None:
    destroy(warehouse.settings.data_dir)
    restored = by_the_page(blocks()[1], warehouse, backups)
    assert restored.returncode == 0, restored.stderr
    name = warehouse.release.name
    code, printed = warehouse.run("run")
    assert code == 0, printed
    assert f"release {name} stays current" in printed


def test_a_changed_byte_of_the_restored_release_is_named(warehouse: Warehouse) -> None:
    """The question of the page can be answered with no."""
    path = warehouse.release / "open" / "area_coverage.parquet"
    path.parent.chmod(0o700)
    path.chmod(0o600)
    content = path.read_bytes()
    path.write_bytes(content[:-9] + bytes([content[-9] ^ 1]) + content[-8:])
    code, printed = warehouse.run("verify")
    assert code == 1
    assert "area_coverage.parquet" in printed
