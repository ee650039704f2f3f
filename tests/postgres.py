"""A PostgreSQL server of the tests' own, on a free port of 127.0.0.1, with a password for every account.

Not here: what the server should hold (tests/integration/test_postgres.py).
"""

from __future__ import annotations

import os
import pwd
import secrets
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg

ADMINISTRATOR = "administrator"
_PATIENCE = 30.0
_SETTINGS = {
    "listen_addresses": "127.0.0.1",
    "fsync": "off",
    "shared_buffers": "32MB",
    "max_connections": "30",
    # Whatever reaches the server is in its log.
    "log_statement": "all",
    "log_connections": "on",
}


def binaries() -> Path | None:
    """The folder with `initdb`: Debian keeps it beside the version."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    if found:
        return found[-1].parent
    there = shutil.which("initdb")
    return Path(there).parent if there else None


@dataclass(frozen=True)
class Server:
    """`password` is that of every account which the tests make."""

    port: int
    password: str
    log: Path

    def dsn(self, user: str = ADMINISTRATOR, *, word: str = "") -> str:
        return f"host=127.0.0.1 port={self.port} dbname=postgres user={user} password={word or self.password}"

    @contextmanager
    def connected(self, user: str = ADMINISTRATOR) -> Iterator[psycopg.Connection[Any]]:
        with psycopg.connect(self.dsn(user), autocommit=True) as connection:
            yield connection

    def make_login(self, name: str, *, of: str = "", may: str = "") -> str:
        with self.connected() as connection:
            connection.execute(f"create role {name} login password '{self.password}' {may}")  # type: ignore[arg-type]
            if of:
                connection.execute(f"grant {of} to {name}")  # type: ignore[arg-type]
        return name


@contextmanager
def server() -> Iterator[Server]:
    """A server in a folder of its own, which ends with the block. PostgreSQL does not run as root."""
    programs = binaries()
    assert programs is not None
    folder = Path(tempfile.mkdtemp(prefix="sdg-postgres-"))
    account = _account(folder)
    made = Server(port=_free_port(), password=secrets.token_hex(12), log=folder / "log")
    (folder / "word").write_text(made.password, encoding="ascii")
    own = {"cwd": folder, **account}
    words = ("--auth=scram-sha-256", f"--pwfile={folder / 'word'}", f"--username={ADMINISTRATOR}")
    initdb = [programs / "initdb", "-D", folder / "data", *words, "--no-sync", "--locale=C", "--encoding=UTF8"]
    subprocess.run(initdb, check=True, stdout=subprocess.DEVNULL, **own)
    options = {**_SETTINGS, "port": made.port, "unix_socket_directories": folder}
    given = [word for name, value in options.items() for word in ("-c", f"{name}={value}")]
    with made.log.open("wb") as log:
        process = subprocess.Popen(
            [programs / "postgres", "-D", folder / "data", *given], stdout=log, stderr=log, **own
        )
    try:
        _wait_for(made, process)
        yield made
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(timeout=_PATIENCE)
        shutil.rmtree(folder)


def _account(folder: Path) -> dict[str, Any]:
    if os.geteuid() != 0:
        return {}
    names = {entry.pw_name for entry in pwd.getpwall()}
    name = "postgres" if "postgres" in names else "nobody"
    entry = pwd.getpwnam(name)
    os.chown(folder, entry.pw_uid, entry.pw_gid)
    return {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": []}


def _free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


def _wait_for(made: Server, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + _PATIENCE
    while True:
        try:
            psycopg.connect(made.dsn()).close()
            return
        except psycopg.OperationalError:
            assert process.poll() is None, made.log.read_text(encoding="utf-8")
            assert time.monotonic() < deadline, made.log.read_text(encoding="utf-8")
            time.sleep(0.05)
