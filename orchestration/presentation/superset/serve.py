"""Serves Superset on this machine, with the dashboards imported and the open zone of the current release behind them.

Not here: the dashboards (dashboards.py) and their files (write.py).
"""

from __future__ import annotations

import hashlib
import os
import secrets
import shutil
import subprocess
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final

from orchestration.errors import WarehouseError
from orchestration.names import OPEN
from orchestration.presentation.superset.prepare import KEPT, NEW, UPGRADED, USER, VARIABLE
from orchestration.presentation.superset.write import ASSETS, OPEN_DATABASE
from orchestration.record import write_whole
from orchestration.settings import PROJECT_ROOT, Settings
from orchestration.zones import is_open, private_files, private_zone

HOST: Final = "127.0.0.1"
HOME: Final = PROJECT_ROOT / ".superset"
ENVIRONMENT: Final = PROJECT_ROOT / ".venv-superset"
_LOCK: Final = PROJECT_ROOT / "requirements-superset.lock"
_HERE: Final = Path(__file__).parent
# What of the environment Superset needs; secrets of the warehouse are not among it.
_PASSED_ON: Final = ("HOME", "LANG", "LC_ALL", "PATH", "TMPDIR", "TZ")


def serve(settings: Settings, *, port: int, home: Path = HOME, say: Callable[[str], None] = print) -> int:
    """Serve until the person ends it, and return the exit code. `say` gets the address, and a new password once.

    What Superset writes is readable by this account alone. Raises WarehouseError where Superset is not installed,
    nothing is published or Superset fails.
    """
    process = start(_database(settings), port=port, home=home, say=say)
    try:
        return process.wait()
    except KeyboardInterrupt:
        process.terminate()
        process.wait()
        return 0


def start(database: Path, *, port: int, home: Path, say: Callable[[str], None]) -> subprocess.Popen[bytes]:
    """The server, which the caller ends. Raises WarehouseError as `serve` does."""
    say("Superset reads the dashboards. That takes a minute, and some minutes the first time.")
    with private_files():
        variables = prepare(database, home=home, say=say)
        say(f"Open http://{HOST}:{port}/dashboard/list/ and log in as {USER}. Ctrl-C ends Superset.")
        return subprocess.Popen(_server_command(port), cwd=home, env=variables)


def prepare(database: Path, *, home: Path, say: Callable[[str], None]) -> dict[str, str]:
    """Make the folder of Superset where it is missing, import the dashboards, and return Superset's environment.

    `database` is the file that the dashboards read. Raises WarehouseError as `serve` does.
    """
    _refuse_missing()
    home.mkdir(parents=True, exist_ok=True)
    private_zone(home)
    key = home / "secret.key"
    if not key.is_file() or is_open(key):
        write_whole(key, secrets.token_urlsafe(42), mode=0o600)
    write_whole(home / "superset_config.py", (_HERE / "superset_config.txt").read_text(encoding="utf-8"), mode=0o600)
    variables = _variables(home)
    ready, version = home / "ready", hashlib.sha256(_LOCK.read_bytes()).hexdigest()
    state = NEW if not ready.is_file() else KEPT if ready.read_text(encoding="ascii") == version else UPGRADED
    password = os.environ.get(VARIABLE) or secrets.token_urlsafe(12)
    if state == NEW:
        (home / "superset.db").unlink(missing_ok=True)
    _import(_filled(database, home), {**variables, VARIABLE: password}, state=state)
    write_whole(ready, version, mode=0o600)
    if state == NEW:
        say(f"The user is {USER}, the password {password}. The password is shown this once.")
    return variables


def _server_command(port: int) -> list[str]:
    """One process, so that a switch of the release is seen by every request."""
    return [
        str(ENVIRONMENT / "bin" / "gunicorn"),
        *("--bind", f"{HOST}:{port}", "--workers", "1", "--worker-class", "gthread", "--threads", "4"),
        *("--timeout", "120", "--log-level", "warning", "superset.app:create_app()"),
    ]


def _database(settings: Settings) -> Path:
    """The file behind the pointer, so that a switch of the release is followed."""
    database = settings.current / OPEN / "warehouse.duckdb"
    if not database.is_file():
        raise WarehouseError("published/current: nothing is published yet; publish a release first: `make run`")
    return database


def _refuse_missing() -> None:
    if not (ENVIRONMENT / "bin" / "gunicorn").is_file():
        raise WarehouseError(
            f"{ENVIRONMENT.name}: found no Superset, expected that of {_LOCK.name}; run `make setup-superset`"
        )


def _variables(home: Path) -> dict[str, str]:
    return {
        **{name: os.environ[name] for name in _PASSED_ON if name in os.environ},
        "SUPERSET_CONFIG_PATH": str(home / "superset_config.py"),
        "SUPERSET_HOME": str(home),
        "SCARF_ANALYTICS": "false",
        "DO_NOT_TRACK": "1",
    }


def _filled(database: Path, home: Path) -> Path:
    """A copy of the assets that names the file of this machine."""
    folder = home / "assets"
    shutil.rmtree(folder, ignore_errors=True)
    for path in ASSETS.rglob("*.yaml"):
        # A copy with the modes of the project would be open to other accounts.
        copy = folder / path.relative_to(ASSETS)
        copy.parent.mkdir(parents=True, exist_ok=True)
        write_whole(copy, path.read_text(encoding="utf-8").replace(OPEN_DATABASE, str(database)), mode=0o600)
    return folder


def _import(folder: Path, variables: Mapping[str, str], *, state: str) -> None:
    command = [
        str(ENVIRONMENT / "bin" / "python"),
        str(_HERE / "prepare.py"),
        str(folder),
        state,
    ]
    done = subprocess.run(command, cwd=folder, env=dict(variables), capture_output=True, text=True, check=False)
    if done.returncode != 0:
        last = (done.stderr.strip().splitlines() or ["no message"])[-1]
        raise WarehouseError(
            f"Superset: the dashboards were not imported ({last}); run `make setup-superset`, or remove {folder.parent}"
        )
