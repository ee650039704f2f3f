"""A page in headless Chromium: what it asks the network for, and how many elements a reader sees.

Not here: what a page should show (the tests of the pages).
"""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from pathlib import Path

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
_SWITCHES = (
    *("--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"),
    *("--no-first-run", "--disable-extensions", "--host-resolver-rules=MAP * ~NOTFOUND"),
)
_COUNT = """
<script>
const seen = [...document.querySelectorAll("{selector}")].filter(found => found.getBoundingClientRect().height > 0);
document.documentElement.setAttribute("data-seen", seen.length);
</script>
"""


def open_in_chromium(page: Path, *, selector: str, scratch: Path) -> tuple[list[str], int]:
    """The addresses that the page asked for beside its folder, and the number of elements with a height.

    A copy of the folder is opened, whose page counts the elements; no other script is in it.
    """
    assert CHROMIUM is not None
    copy = Path(shutil.copytree(page.parent, scratch / "opened")) / page.name
    copy.write_text(copy.read_text(encoding="utf-8") + _COUNT.replace("{selector}", selector), encoding="utf-8")
    log = scratch / "network.json"
    own = (f"--user-data-dir={scratch / 'profile'}", f"--log-net-log={log}")
    done = subprocess.run(
        [CHROMIUM, *_SWITCHES, *own, "--dump-dom", copy.as_uri()],
        capture_output=True,
        text=True,
        check=True,
        timeout=120,
    )
    seen = re.search(r'<html[^>]* data-seen="(\d+)"', done.stdout)
    assert seen, done.stderr
    return sorted(_asked(log)), int(seen[1])


def _asked(log: Path) -> set[str]:
    """Addresses that a page asked for over the network. What the browser asks for itself has no origin."""
    asked = (event.get("params", {}) for event in json.loads(log.read_text(encoding="utf-8"))["events"])
    by_pages = (each for each in asked if each.get("initiator", "not an origin") != "not an origin")
    return {each["url"] for each in by_pages if re.match(r"(https?|wss?):", each.get("url", ""))}
