"""Locks down the first errors that a newcomer meets: each is a sentence that names what to run."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from orchestration import __main__ as commands
from orchestration import dbt_command
from orchestration.__main__ import main
from orchestration.errors import ReleaseError, WarehouseError
from orchestration.execute import execute_job
from orchestration.headline import headline
from orchestration.settings import PROJECT_ROOT, VARIABLES, load_settings
from tests.conftest import stale_manifest

SAYING = PROJECT_ROOT / ".ci" / "with-heartbeat"


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["runn"], "sdg: found runn (did you mean run?), expected one of run, ui, summary, "),
        (["everything"], "sdg: found everything, expected one of run, ui, summary, "),
        ([], "sdg: the following arguments are required: "),
        (["run", "--scale", "large"], "sdg run: --scale: found 'large', expected a number above 0 and at most 1"),
        (["run", "--scale", "0"], "`make run SCALE=0.01`"),
        (["run", "--scale", "1.5"], "`make run SCALE=0.01`"),
        (["run", "--scale", "nan"], "`make run SCALE=0.01`"),
        (
            ["run", "--provinces", "58,5A"],
            "sdg run: --provinces: found '58,5A', expected codes of two digits, each once",
        ),
        (["run", "--provinces", "58,58"], "`make run PROVINCES=58,75`"),
        (["run", "--provinces", "Pai"], "`make run PROVINCES=58,75`"),
    ],
)
def test_a_command_that_nobody_knows_is_one_sentence(
    arguments: list[str], sentence: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        main(arguments)
    assert ended.value.code == 2
    (line,) = capsys.readouterr().err.strip().splitlines()
    assert sentence in line
    assert line.endswith("`make help` lists every command")


def test_an_unknown_province_is_one_sentence_before_anything_is_made(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("SDG_DATA_DIR", str(tmp_path / "data"))
    assert main(["run", "--provinces", "58,99"]) == 1
    line = capsys.readouterr().err.strip().splitlines()[-1]
    assert line.startswith("WarehouseError: provinces: found 99, expected codes of provinces, such as 10; ")
    assert not (tmp_path / "data").exists()


def test_python_without_the_set_up_names_the_set_up(tmp_path: Path) -> None:
    """A Python without any package, as the one that the system brings."""
    done = subprocess.run(
        [sys.executable, "-S", "-m", "orchestration", "summary"],
        cwd=PROJECT_ROOT,
        env={**os.environ, "SDG_DATA_DIR": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert done.stderr.startswith("\nfound no package ")
    assert "run `make setup`, then `make run`" in done.stderr
    assert "Traceback" not in done.stderr


def test_another_python_names_the_set_up(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(commands, "_PYTHON", (3, 0))
    assert main(["summary"]) == 1
    assert "expected 3.11; run `make setup`" in capsys.readouterr().err


def test_a_summary_before_the_first_run_names_the_run(tmp_path: Path) -> None:
    with pytest.raises(ReleaseError, match="nothing is published yet; publish a release first: `make run`"):
        headline(load_settings({"SDG_DATA_DIR": str(tmp_path)}))


def test_without_the_manifest_of_dbt_a_job_names_the_target(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dbt_command, "DBT_MANIFEST", tmp_path / "manifest.json")
    with pytest.raises(WarehouseError, match=r"manifest\.json: not found; run `make manifest`"):
        execute_job("rollback_release", settings=load_settings({"SDG_DATA_DIR": str(tmp_path)}))


def test_make_names_the_list_of_targets() -> None:
    done = subprocess.run(["make", "runn"], cwd=PROJECT_ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert "make: found no target runn, expected one of those that `make help` lists" in done.stderr


def test_the_help_lists_every_setting(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["--help"])
    printed = capsys.readouterr().out
    assert [name for name in VARIABLES if name not in printed] == []


@pytest.mark.parametrize(("command", "code"), [("true", 0), ("exit 3", 3)])
def test_a_silent_command_of_the_set_up_says_what_it_does_and_how_it_ended(command: str, code: int) -> None:
    done = subprocess.run([SAYING, "makes it", "bash", "-c", command], capture_output=True, text=True, check=False)
    assert done.returncode == code
    first, last = done.stderr.splitlines()
    assert first == "makes it"
    assert last == ("  0 s" if code == 0 else "  failed after 0 s")


def test_a_silent_command_of_the_set_up_says_that_it_goes_on() -> None:
    """Every eight seconds; the test lets them pass at once."""
    script = SAYING.read_text(encoding="utf-8")
    assert "while sleep 8 " in script
    quick = script.replace("sleep 8 ", "sleep 0.1 ")
    done = subprocess.run(
        ["bash", "-c", quick, "with-heartbeat", "makes it", "sleep", "0.5"], capture_output=True, text=True, check=False
    )
    assert done.stderr.count("s so far: makes it") >= 2


def test_the_set_up_says_how_much_it_installs() -> None:
    makefile = (PROJECT_ROOT / "Makefile").read_text(encoding="utf-8")
    assert "packages of $<, 1 GB on disk, once" in makefile
    silent = [
        line
        for line in makefile.splitlines()
        if ("-m pip install" in line or "-m venv" in line or "$(DBT_PARSE)" in line)
        and "$(SAYING)" not in line
        and not line.startswith(("DBT_PARSE", "\t\t"))
    ]
    assert silent == []


def test_tests_after_a_pull_ask_for_the_manifest_in_one_sentence(tmp_path: Path) -> None:
    """Otherwise tests of models fail that nobody has touched."""
    manifest, model = tmp_path / "target" / "manifest.json", tmp_path / "models" / "area.sql"
    for path in (manifest, model):
        path.parent.mkdir()
        path.write_text("", encoding="utf-8")
    os.utime(model, (1, 1))
    assert stale_manifest(tmp_path, manifest) is None
    os.utime(manifest, (0, 0))
    assert stale_manifest(tmp_path, manifest) == (
        "dbt_project/target/manifest.json: older than models/area.sql, expected that of today's models; run "
        "`make manifest`"
    )
    manifest.unlink()
    assert "not found, expected that of today's models" in str(stale_manifest(tmp_path, manifest))
