"""Locks down that Dagster's UI is for whoever has its key: every account of the machine reaches the port.

What the UI writes is private from its first file on, whatever the umask.
"""

from __future__ import annotations

import asyncio
import os
import shutil
import socket
import stat
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import Any

import pytest
import uvicorn
from starlette.types import ASGIApp

from orchestration.defs import ui
from orchestration.errors import WarehouseError
from orchestration.settings import PROJECT_ROOT

KEY, COOKIE = "k3y", "sdg_ui_3000"


async def page(scope: Any, receive: Any, send: Any) -> None:
    """What is behind the fence."""
    if scope["type"] == "websocket":
        await send({"type": "websocket.accept"})
        return
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": b"private"})


def asked(app: ASGIApp, path: str, *, query: str = "", cookie: str = "", kind: str = "http") -> list[dict[str, Any]]:
    """What the application sends back."""
    sent: list[dict[str, Any]] = []

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: Any) -> None:
        sent.append(message)

    headers = [(b"host", b"127.0.0.1:3000"), *([(b"cookie", cookie.encode())] if cookie else [])]
    scope = {
        "type": kind,
        "method": "GET",
        "scheme": "http" if kind == "http" else "ws",
        "path": path,
        "query_string": query.encode(),
        "headers": headers,
        "server": ("127.0.0.1", 3000),
    }
    asyncio.run(app(scope, receive, send))  # type: ignore[arg-type]
    return sent


@pytest.fixture
def fence() -> ui.Fence:
    return ui.Fence(page, key=KEY, cookie=COOKIE)


@pytest.mark.parametrize("path", ["/", "/graphql", "/runs", "/logs/a", "/report_asset_check/a", "/server_info"])
@pytest.mark.parametrize("given", [{}, {"query": "key=other"}, {"query": "key="}, {"cookie": f"{COOKIE}=other"}])
def test_without_the_key_nothing_is_served(fence: ui.Fence, path: str, given: dict[str, str]) -> None:
    start, body = asked(fence, path, **given)
    assert start["status"] == 403
    assert body["body"].decode() == "Open the address that `make ui` has printed: it has the key to this page.\n"


def test_a_live_connection_without_the_key_is_closed(fence: ui.Fence) -> None:
    assert asked(fence, "/graphql", kind="websocket") == [{"type": "websocket.close", "code": 1008}]
    assert asked(fence, "/graphql", kind="websocket", cookie=f"{COOKIE}={KEY}") == [{"type": "websocket.accept"}]


def test_the_address_with_the_key_leads_to_itself_without_the_key_and_sets_the_cookie(fence: ui.Fence) -> None:
    start, _ = asked(fence, "/runs", query=f"key={KEY}&q=1")
    headers = {name.decode(): value.decode() for name, value in start["headers"]}
    assert (start["status"], headers["location"]) == (303, "http://127.0.0.1:3000/runs?q=1")
    cookie, *flags = headers["set-cookie"].split("; ")
    assert cookie == f"{COOKIE}={KEY}"
    assert {"HttpOnly", "SameSite=strict"} <= set(flags)
    assert asked(fence, "/runs", cookie=cookie)[0]["status"] == 200


@contextmanager
def umask(mask: int) -> Iterator[None]:
    before = os.umask(mask)
    try:
        yield
    finally:
        os.umask(before)


def test_the_ui_is_served_to_this_machine_behind_the_fence_and_its_files_are_private(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home, workspace = tmp_path / "home", tmp_path / "workspace.yaml"
    served, said = list[tuple[Any, dict[str, Any]]](), list[str]()
    with umask(0):
        home.mkdir()
        shutil.copy(PROJECT_ROOT / ".dagster" / "dagster.yaml", home)
        workspace.write_text("load_from: []", encoding="utf-8")
        monkeypatch.setenv("DAGSTER_HOME", str(home))
        monkeypatch.setattr(ui, "_WORKSPACE", workspace)
        monkeypatch.setattr(ui, "_daemon", nullcontext)
        monkeypatch.setattr(uvicorn, "run", lambda app, **address: served.append((app, address)))
        ui.serve(home, port=free_port(), say=said.append)
    ((app, address),) = served
    assert address["host"] == "127.0.0.1"
    assert asked(app, "/graphql")[0]["status"] == 403
    key = (home / "ui.key").read_text(encoding="ascii").strip()
    assert said == [f"Open http://127.0.0.1:{address['port']}/?key={key}"]
    assert stat.S_IMODE(home.stat().st_mode) == 0o700
    made = [path for path in home.rglob("*") if path.name != "dagster.yaml"]
    assert len(made) > 1
    assert [path for path in made if path.stat().st_mode & 0o077] == []


def free_port() -> int:
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        return int(listening.getsockname()[1])


def test_a_port_that_is_taken_is_a_sentence(tmp_path: Path) -> None:
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen()
        port = listening.getsockname()[1]
        with pytest.raises(WarehouseError, match=rf"^port {port} of 127.0.0.1: Address already in use; end what"):
            ui.serve(tmp_path / "home", port=port, say=print)
    assert not (tmp_path / "home").exists()


@pytest.mark.parametrize(
    "spoil",
    [
        lambda file: file.chmod(0o644),
        lambda file: file.write_text("", encoding="ascii"),
        lambda file: file.unlink(),
    ],
    ids=["open to others", "empty", "deleted"],
)
def test_the_key_lasts_until_it_is_lost_or_others_could_read_it(spoil: Callable[[Path], None], tmp_path: Path) -> None:
    file = tmp_path / "ui.key"
    first = ui.load_key(file)
    assert len(first) > 40
    assert ui.load_key(file) == first
    spoil(file)
    second = ui.load_key(file)
    assert second != first
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
