"""Locks down the console command `sdg`: it is installed, works from any folder, and sets what make sets."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from orchestration import __main__ as commands
from orchestration.errors import ContractError
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
    assert (
        "{run,ui,summary,profile,exports,rollback,tag,vintage,extract,erase,rekey,fetch-un,reproduce,verify,contracts,docs"
        in shown.stdout
    )
    assert "SDG_DATA_DIR" in shown.stdout


def test_an_error_that_dagster_wrapped_is_printed_without_a_traceback(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A broken file of limits breaks the graph, which names the rules: whoever wrote the file gets its sentence."""

    def load(_: object) -> int:
        try:
            raise ContractError("drift.yaml: drift: houses_fell is missing; correct it")
        except ContractError as error:
            try:
                raise LookupError("while the component was loaded") from error
            except LookupError as wrapped:
                raise RuntimeError("the graph cannot be loaded") from wrapped

    monkeypatch.setattr(commands, "_summary", load)
    assert commands.main(["summary"]) == 1
    shown = capsys.readouterr()
    assert (shown.out, shown.err) == (
        "",
        "\nContractError: drift.yaml: drift: houses_fell is missing; correct it\n",
    )


def test_an_error_meant_for_a_person_is_printed_without_a_traceback(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    refused = sdg(tmp_path, "summary")
    assert refused.returncode == 1
    assert refused.stderr.startswith("\nReleaseError: published/current: nothing is published yet")


@pytest.mark.parametrize("command", ["summary", "verify", "rollback", "reproduce"])
def test_a_command_that_looks_at_data_finds_no_fault_in_a_folder_that_is_not_there(
    command: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("SDG_DATA_DIR", str(tmp_path / "dta"))
    assert commands.main([command]) == 1
    assert f"{tmp_path / 'dta'}: found no folder of this name, expected the data folder" in capsys.readouterr().err
    assert not (tmp_path / "dta").exists()


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
