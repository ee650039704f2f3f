"""Serves Dagster's UI to whoever has its key, and runs its daemon beside it.

Dagster asks for no password, and every account of the machine reaches a port of 127.0.0.1. The key is in the home of
Dagster, which is closed to other accounts. Not here: the graph (the other modules of defs).
"""

import hmac
import secrets
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import dagster as dg
from dagster._core.workspace.context import WorkspaceProcessContext
from dagster._core.workspace.load_target import WorkspaceFileTarget
from starlette.datastructures import URL
from starlette.requests import HTTPConnection
from starlette.responses import PlainTextResponse, RedirectResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from orchestration.errors import WarehouseError
from orchestration.progress import Progress
from orchestration.record import write_whole
from orchestration.settings import PROJECT_ROOT
from orchestration.zones import is_open, private_files, private_zone

HOST = "127.0.0.1"
KEY_FILE = "ui.key"
_WORKSPACE = PROJECT_ROOT / "workspace.yaml"
_PARAMETER = "key"
# Seconds that the daemon has to end.
_PATIENCE = 60.0
_REFUSAL = "Open the address that `make ui` has printed: it has the key to this page.\n"


class Fence:
    """Lets a request pass that has the key: in its address, which then sets a cookie, or in that cookie."""

    def __init__(self, app: ASGIApp, *, key: str, cookie: str) -> None:
        self._app, self._key, self._cookie = app, key, cookie

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
            return
        connection = HTTPConnection(scope)
        if self._fits(connection.cookies.get(self._cookie)):
            await self._app(scope, receive, send)
        elif scope["type"] == "http" and self._fits(connection.query_params.get(_PARAMETER)):
            await self._admitted(connection.url)(scope, receive, send)
        elif scope["type"] == "http":
            await PlainTextResponse(_REFUSAL, status_code=403)(scope, receive, send)
        else:
            await send({"type": "websocket.close", "code": 1008})

    def _fits(self, given: str | None) -> bool:
        return hmac.compare_digest((given or "").encode(), self._key.encode())

    def _admitted(self, address: URL) -> RedirectResponse:
        """The same address without the key, which then is in no history of the browser."""
        response = RedirectResponse(str(address.remove_query_params(_PARAMETER)), status_code=303)
        # Another page of the browser cannot let it send the cookie.
        response.set_cookie(self._cookie, self._key, httponly=True, samesite="strict")
        return response


def serve(home: Path, *, port: int, say: Callable[[str], None]) -> None:
    """Serve the UI of the Dagster home, and run the daemon, until the person ends both.

    `say` is called with the address to open. What both write is readable by their account alone. Raises WarehouseError
    where the port is taken.
    """
    import uvicorn
    from dagster_webserver.app import create_app_from_workspace_process_context

    _refuse_taken(port)
    # As Ctrl-C does, so that the daemon ends too.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    with suppress(KeyboardInterrupt), private_files():
        key = load_key(private_zone(home) / KEY_FILE)
        with dg.DagsterInstance.get() as instance, _daemon():
            with Progress(starts="starts Dagster and loads the graph"):
                context = WorkspaceProcessContext(instance, WorkspaceFileTarget([str(_WORKSPACE)]))
            with context:
                app = create_app_from_workspace_process_context(context)
                app.add_middleware(Fence, key=key, cookie=f"sdg_ui_{port}")
                say(f"Open http://{HOST}:{port}/?{_PARAMETER}={key}")
                uvicorn.run(app, host=HOST, port=port, log_level="warning")


def load_key(file: Path) -> str:
    """The key of the UI, made on the first call. A new key replaces one that is empty or open to other accounts."""
    if not file.is_file() or not file.stat().st_size or is_open(file):
        write_whole(file, secrets.token_urlsafe(32), mode=0o600)
    return file.read_text(encoding="ascii").strip()


@contextmanager
def _daemon() -> Iterator[None]:
    """The process of schedule and sensors, for as long as the UI is served."""
    command = [sys.executable, "-m", "dagster._daemon", "run", "-w", str(_WORKSPACE)]
    daemon = subprocess.Popen(command, cwd=PROJECT_ROOT)
    try:
        yield
    finally:
        daemon.terminate()
        try:
            daemon.wait(timeout=_PATIENCE)
        except subprocess.TimeoutExpired:
            daemon.kill()


def _refuse_taken(port: int) -> None:
    with socket.socket() as attempt:
        attempt.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            attempt.bind((HOST, port))
        except OSError as fault:
            raise WarehouseError(
                f"port {port} of {HOST}: {fault.strerror}; end what listens there, or choose another: "
                "`make ui PORT=3001`"
            ) from None
