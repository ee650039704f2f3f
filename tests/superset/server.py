"""A Superset with the dashboards of the project, for as long as a test needs it: its API and its pages.

Not here: what the dashboards should show (test_dashboards.py).
"""

from __future__ import annotations

import json
import os
import secrets
import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from orchestration.presentation.superset.prepare import USER, VARIABLE
from orchestration.presentation.superset.serve import HOST, start
from tests.chromium import Tab

PATIENCE = 180.0


@dataclass(frozen=True)
class Server:
    """The address of a Superset, and the password of its user."""

    address: str
    password: str

    def asked(self, path: str, body: object = None, *, token: str = "") -> Any:
        """The answer of the API as JSON. Raises AssertionError with the text of a refusal."""
        data = None if body is None else json.dumps(body).encode()
        # Superset refuses a request that names JSON and has no body.
        headers = {"Content-Type": "application/json"} if data else {}
        headers |= {"Authorization": f"Bearer {token}"} if token else {}
        request = urllib.request.Request(f"{self.address}{path}", data=data, headers=headers)
        try:
            with urllib.request.urlopen(request, timeout=PATIENCE) as answer:
                return json.loads(answer.read())
        except urllib.error.HTTPError as refused:
            raise AssertionError(f"{path}: {refused.code} {refused.read().decode()[:2000]}") from None

    def token(self) -> str:
        who = {"username": USER, "password": self.password, "provider": "db", "refresh": False}
        token: str = self.asked("/api/v1/security/login", who)["access_token"]
        return token

    def log_in(self, tab: Tab) -> None:
        tab.open(f"{self.address}/login/")
        for field, text in (("#username", USER), ("#password", self.password)):
            tab.wait_for(f"Boolean(document.querySelector('{field}'))", patience=PATIENCE)
            tab.click(field)
            tab.write(text)
        tab.press("Enter")
        tab.wait_for("!location.pathname.includes('login') && document.readyState === 'complete'", patience=PATIENCE)

    def show(self, tab: Tab, dashboard: str) -> None:
        """Open the dashboard of this slug, and wait until every chart has been drawn."""
        tab.open(f"{self.address}/superset/dashboard/{dashboard}/?standalone=1")
        tab.wait_for("document.querySelectorAll('.dashboard-chart').length > 3", patience=PATIENCE)
        drawn = "!document.querySelector('[data-test=loading-indicator], .loading')"
        tab.wait_for(drawn, patience=PATIENCE)
        time.sleep(2)  # the charts move into their places
        tab.wait_for(drawn, patience=PATIENCE)


def free_port() -> int:
    with socket.socket() as free:
        free.bind((HOST, 0))
        port: int = free.getsockname()[1]
        return port


@contextmanager
def superset(database: Path, home: Path) -> Iterator[Server]:
    """A server on a free port of this machine that reads the database, with a folder of its own."""
    os.environ[VARIABLE] = password = secrets.token_urlsafe(12)
    port = free_port()
    try:
        process = start(database, port=port, home=home, say=lambda _: None)
    finally:
        del os.environ[VARIABLE]
    server = Server(f"http://{HOST}:{port}", password)
    try:
        _wait(server, process)
        yield server
    finally:
        process.terminate()
        process.wait(timeout=60)


def _wait(server: Server, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        assert process.poll() is None, "Superset has ended"
        with suppress(OSError), urllib.request.urlopen(f"{server.address}/health", timeout=5):
            return
        time.sleep(0.5)
    raise AssertionError(f"Superset did not answer within {PATIENCE:.0f} s")
