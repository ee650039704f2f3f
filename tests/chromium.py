"""One tab of headless Chromium that a test clicks in, over the pipe of the DevTools protocol.

Not here: a page that is opened once and looked at (browser.py), what the pages should show.
"""

from __future__ import annotations

import base64
import fcntl
import json
import os
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from tests.browser import CHROMIUM

_SWITCHES = (
    *("--headless=new", "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--hide-scrollbars"),
    *("--disable-component-update", "--no-first-run", "--disable-extensions"),
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
)
_PATIENCE = 20.0
# Chromium reads commands from descriptor 3 and answers on descriptor 4, each message with a zero byte behind it.
_ABOVE = 10


class Tab:
    """A page, everything that it asked for, and everything that it complained about."""

    def __init__(self, commands: int, answers: int) -> None:
        self._commands, self._answers = commands, answers
        self._rest, self._number, self._session = b"", 0, ""
        self.asked: list[str] = []
        self.complaints: list[str] = []
        target = self._call("Target.createTarget", url="about:blank")["targetId"]
        self._session = self._call("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        for domain in ("Page", "Runtime", "Log", "Network"):
            self._call(f"{domain}.enable")

    def open(self, address: str) -> None:
        self._call("Page.navigate", url="about:blank")
        self._call("Page.navigate", url=address)

    def value(self, expression: str) -> Any:
        """What the JavaScript gives. Raises AssertionError with its error."""
        answer = self._call("Runtime.evaluate", expression=expression, returnByValue=True, awaitPromise=True)
        assert "exceptionDetails" not in answer, answer["exceptionDetails"]
        return answer["result"].get("value")

    def wait_for(self, expression: str, *, patience: float = _PATIENCE) -> Any:
        """The first value of the JavaScript that is true. `patience` is in seconds."""
        deadline, seen = time.monotonic() + patience, None
        while time.monotonic() < deadline:
            with suppress(AssertionError):  # between two pages there is no document
                if seen := self.value(expression):
                    return seen
            time.sleep(0.02)
        raise AssertionError(f"never true: {expression}; the page says: {self.value('document.body.innerText')[:800]}")

    def click(self, selector: str) -> None:
        """A click of the mouse at the middle of the element."""
        self.wait_for(f"Boolean(document.querySelector({json.dumps(selector)}))")
        x, y = self.value(
            f"(() => {{ const found = document.querySelector({json.dumps(selector)}); found.scrollIntoView("
            "{block: 'center'}); const box = found.getClientRects()[0]; return [box.x + box.width / 2, "
            "box.y + box.height / 2]; })()"
        )
        for kind in ("mousePressed", "mouseReleased"):
            self._call("Input.dispatchMouseEvent", type=kind, x=x, y=y, button="left", clickCount=1)

    def press(self, key: str) -> None:
        codes = {"Enter": 13, "Tab": 9, "ArrowDown": 40}
        text = {"text": "\r"} if key == "Enter" else {}
        for kind in ("keyDown", "keyUp"):
            self._call("Input.dispatchKeyEvent", type=kind, key=key, windowsVirtualKeyCode=codes[key], **text)
            text = {}

    def write(self, text: str) -> None:
        self._call("Input.insertText", text=text)

    def resize(self, width: int, height: int = 900) -> None:
        self._call(
            "Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=width < 600
        )

    def look_as(self, media: str) -> None:
        """Show the page as `print` has it, or as the window has it without a name."""
        self._call("Emulation.setEmulatedMedia", media=media)

    def picture(self) -> bytes:
        """What the window shows, as a PNG."""
        return base64.b64decode(self._call("Page.captureScreenshot", format="png")["data"])

    def pdf(self) -> bytes:
        return base64.b64decode(self._call("Page.printToPDF", printBackground=True, preferCSSPageSize=True)["data"])

    def _call(self, method: str, **parameters: Any) -> dict[str, Any]:
        self._number += 1
        message: dict[str, Any] = {"id": self._number, "method": method, "params": parameters}
        if self._session:
            message["sessionId"] = self._session
        os.write(self._commands, json.dumps(message).encode() + b"\0")
        while True:
            answer = self._next()
            if answer.get("id") == self._number:
                assert "error" not in answer, answer
                result: dict[str, Any] = answer["result"]
                return result
            self._note(answer.get("method", ""), answer.get("params", {}))

    def _next(self) -> dict[str, Any]:
        while b"\0" not in self._rest:
            piece = os.read(self._answers, 1 << 16)
            assert piece, "Chromium has ended"
            self._rest += piece
        message, _, self._rest = self._rest.partition(b"\0")
        answer: dict[str, Any] = json.loads(message)
        return answer

    def _note(self, method: str, event: dict[str, Any]) -> None:
        if method == "Network.requestWillBeSent":
            self.asked.append(event["request"]["url"])
        elif method == "Network.loadingFailed" and not event.get("canceled"):
            self.complaints.append(f"not loaded: {event.get('errorText')}")
        elif method == "Runtime.exceptionThrown":
            self.complaints.append(json.dumps(event["exceptionDetails"]))
        elif method == "Runtime.consoleAPICalled" and event["type"] in ("error", "warning", "assert"):
            self.complaints.append(json.dumps(event["args"]))
        elif method == "Log.entryAdded":
            self.complaints.append(json.dumps(event["entry"]))


@contextmanager
def tab_of_chromium(profile: Path) -> Iterator[Tab]:
    """A browser of its own with one tab, which ends with the block."""
    assert CHROMIUM is not None
    theirs, commands = os.pipe()
    answers, their_answers = os.pipe()
    moved = [fcntl.fcntl(each, fcntl.F_DUPFD, _ABOVE) for each in (theirs, their_answers)]

    def place() -> None:
        os.dup2(moved[0], 3)
        os.dup2(moved[1], 4)

    process = subprocess.Popen(
        [CHROMIUM, *_SWITCHES, "--remote-debugging-pipe", f"--user-data-dir={profile}"],
        preexec_fn=place,
        close_fds=False,  # the two descriptors are open in the child alone
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    for each in (theirs, their_answers, *moved):
        os.close(each)
    try:
        yield Tab(commands, answers)
    finally:
        process.terminate()
        process.wait(timeout=30)
        os.close(commands)
        os.close(answers)
