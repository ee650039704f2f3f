"""Locks down how Superset is started. It reads the open zone behind the pointer, and gets no secret of the warehouse.
It keeps what it writes from other accounts.
"""

from __future__ import annotations

import os
import stat
import subprocess
from pathlib import Path
from typing import Any

import pytest

from orchestration.errors import WarehouseError
from orchestration.presentation.superset import serve
from orchestration.presentation.superset.prepare import VARIABLE


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> list[dict[str, Any]]:
    """An environment with a Superset that does nothing, and what it was started with."""
    environment = tmp_path / "environment"
    (environment / "bin").mkdir(parents=True)
    (environment / "bin" / "gunicorn").touch()
    runs: list[dict[str, Any]] = []

    def run(command: list[str], **named: Any) -> subprocess.CompletedProcess[str]:
        runs.append({"command": command, **named})
        return subprocess.CompletedProcess(command, int(named["env"].get("LANG") == "broken"), "", "a fault\n")

    monkeypatch.setattr(serve, "ENVIRONMENT", environment)
    monkeypatch.setattr("subprocess.run", run)
    return runs


def test_without_superset_the_way_to_it_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(serve, "ENVIRONMENT", tmp_path / "absent")
    with pytest.raises(WarehouseError, match="run `make setup-superset`"):
        serve.prepare(tmp_path / "warehouse.duckdb", home=tmp_path / "home", say=print)


def test_the_password_is_shown_once_and_is_in_no_command(
    started: list[dict[str, Any]], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("SDG_ALERT_SMTP_PASSWORD", "planted-secret")
    said: list[str] = []
    for _ in range(2):
        serve.prepare(tmp_path / "warehouse.duckdb", home=tmp_path / "home", say=said.append)
    (sentence,) = said
    first, second = started
    password = first["env"][VARIABLE]
    assert password in sentence
    assert [each["command"][-1] for each in (first, second)] == ["new", "kept"]
    assert not any(password in word for each in (first, second) for word in each["command"])
    assert not any("planted-secret" in str(each["env"]) for each in (first, second))
    assert first["env"]["SCARF_ANALYTICS"] == "false"


def test_a_database_of_another_superset_is_upgraded_and_keeps_its_user(
    started: list[dict[str, Any]], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    said: list[str] = []
    for lock in ("superset==1\n", "superset==2\n", "superset==2\n"):
        (tmp_path / "other.lock").write_text(lock, encoding="utf-8")
        monkeypatch.setattr(serve, "_LOCK", tmp_path / "other.lock")
        serve.prepare(tmp_path / "warehouse.duckdb", home=tmp_path / "home", say=said.append)
    assert [each["command"][-1] for each in started] == ["new", "upgraded", "kept"]
    assert len(said) == 1


def test_the_home_is_closed_and_its_key_stays(started: list[dict[str, Any]], tmp_path: Path) -> None:
    home, keys = tmp_path / "home", []
    for _ in range(2):
        serve.prepare(tmp_path / "warehouse.duckdb", home=home, say=lambda _: None)
        keys.append((home / "secret.key").read_text(encoding="ascii"))
    assert len(started) == 2
    assert keys[0] == keys[1]
    assert stat.S_IMODE(home.stat().st_mode) == 0o700
    assert stat.S_IMODE((home / "secret.key").stat().st_mode) == 0o600


def test_the_imported_database_is_the_file_of_the_release(started: list[dict[str, Any]], tmp_path: Path) -> None:
    serve.prepare(tmp_path / "warehouse.duckdb", home=tmp_path / "home", say=lambda _: None)
    (database,) = (tmp_path / "home" / "assets" / "databases").glob("*.yaml")
    assert f"duckdb:///{tmp_path}/warehouse.duckdb" in database.read_text(encoding="utf-8")
    assert len(started) == 1


def test_other_accounts_read_nothing_that_is_written(
    started: list[dict[str, Any]], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    home, servers = tmp_path / "home", []
    monkeypatch.setattr("subprocess.Popen", lambda command, **_: servers.append((command, os.umask(0o077))))
    serve.start(tmp_path / "warehouse.duckdb", port=8089, home=home, say=lambda _: None)
    written = [home, *home.rglob("*")]
    assert home / "assets" / "charts" / "nation_map.yaml" in written
    assert [path for path in written if stat.S_IMODE(path.stat().st_mode) & 0o077] == []
    # The server writes its database under the same mask.
    ((command, mask),) = servers
    assert f"{serve.HOST}:8089" in command
    assert mask == 0o077
    assert len(started) == 1


def test_a_failed_import_says_why_and_starts_anew_the_next_time(
    started: list[dict[str, Any]], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("LANG", "broken")
    for _ in range(2):
        with pytest.raises(WarehouseError, match=r"not imported \(a fault\)"):
            serve.prepare(tmp_path / "warehouse.duckdb", home=tmp_path / "home", say=lambda _: None)
    assert [each["command"][-1] for each in started] == ["new", "new"]
