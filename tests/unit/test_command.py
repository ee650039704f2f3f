"""Locks down the console command `sdg`: it is installed, works from any folder, and sets what make sets."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from orchestration import __main__ as commands
from orchestration.settings import PROJECT_ROOT


def sdg(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [str(Path(sys.executable).with_name("sdg")), *arguments],
        cwd=folder,
        env={**os.environ, "SDG_DATA_DIR": str(folder / "data")},
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_command_finds_the_project_from_another_folder(tmp_path: Path) -> None:
    shown = sdg(tmp_path, "--help")
    assert (shown.returncode, shown.stderr) == (0, "")
    assert "{run,summary,rollback,reproduce,verify,contracts,docs" in shown.stdout
    assert "SDG_DATA_DIR" in shown.stdout


def test_an_error_meant_for_a_person_is_printed_without_a_traceback(tmp_path: Path) -> None:
    refused = sdg(tmp_path, "summary")
    assert refused.returncode == 1
    assert refused.stderr.startswith("\nReleaseError: published/current: nothing is published yet")


def test_the_command_sets_what_make_exports_and_leaves_what_is_set(monkeypatch: pytest.MonkeyPatch) -> None:
    makefile = (PROJECT_ROOT / "Makefile").read_text(encoding="utf-8").replace("$(CURDIR)", str(PROJECT_ROOT))
    exported = dict(re.findall(r"^export ([A-Z_]+) := (.+)$", makefile, flags=re.MULTILINE))
    for name in exported:
        monkeypatch.setenv(name, "restored after the test")
        monkeypatch.delenv(name)
    monkeypatch.setenv("DO_NOT_TRACK", "true")
    monkeypatch.setattr(commands, "main", lambda: 0)
    assert commands.sdg() == 0
    assert {name: os.environ[name] for name in exported} == {**exported, "DO_NOT_TRACK": "true"}
