"""Takes the pictures of docs/images: the site, Dagster's graph, and a dashboard. `make images` runs it.

The release has to be of the synthetic country. Not here: the browser (tests/chromium.py).
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb

from orchestration.names import OPEN
from orchestration.presentation.site.names import PAGE, SITE
from orchestration.settings import PROJECT_ROOT, Settings, load_settings
from tests.chromium import Tab, tab_of_chromium
from tests.superset.server import free_port, superset

IMAGES = PROJECT_ROOT / "docs" / "images"
# A reader's page loads all pictures at once.
MOST_BYTES = 250_000
_PATIENCE = 180.0


def main(names: list[str]) -> int:
    """Take the pictures of these names, or all."""
    settings = load_settings()
    _refuse_real(settings)
    takes = {"site": _site, "graph": _graph, "dashboard": _dashboard}
    with tempfile.TemporaryDirectory() as scratch:
        for name in names or takes:
            with tab_of_chromium(Path(scratch, f"profile-{name}")) as tab:
                picture = takes[name](settings, tab, Path(scratch))
            if len(picture) > MOST_BYTES:
                print(f"{name}: {len(picture)} bytes, expected at most {MOST_BYTES}; show less", file=sys.stderr)
                return 1
            IMAGES.mkdir(exist_ok=True)
            (IMAGES / f"{name}.png").write_bytes(picture)
            print(f"docs/images/{name}.png: {len(picture)} bytes")
    return 0


def _refuse_real(settings: Settings) -> None:
    with duckdb.connect(str(settings.current / OPEN / "warehouse.duckdb"), read_only=True) as connection:
        row = connection.sql("select is_synthetic from release").fetchone()
    if row != (True,):
        raise SystemExit("docs/images shows the synthetic country alone; set SDG_DATA_DIR to a data folder that has it")


def _site(settings: Settings, tab: Tab, _: Path) -> bytes:
    tab.resize(1200, 900)
    tab.open(f"{(settings.current / SITE / PAGE).resolve().as_uri()}?lang=th#TH")
    tab.wait_for("document.querySelector('svg path') && document.readyState === 'complete'", patience=_PATIENCE)
    time.sleep(1)
    return tab.picture()


def _graph(settings: Settings, tab: Tab, scratch: Path) -> bytes:
    tab.resize(1400, 900)
    with _dagster(scratch / "home") as address:
        tab.open(address)
        tab.wait_for("location.search === ''", patience=_PATIENCE)
        tab.open(f"{address.partition('/?')[0]}/asset-groups")
        tab.wait_for("/Materialize all/.test(document.body.innerText)", patience=_PATIENCE)
        time.sleep(15)  # the graph is laid out
        return tab.picture()


@contextmanager
def _dagster(home: Path) -> Iterator[str]:
    """The address of a Dagster of its own, with the key."""
    home.mkdir(mode=0o700)
    kept = (PROJECT_ROOT / ".dagster" / "dagster.yaml").read_text(encoding="utf-8")
    # A busy machine takes minutes to load the graph.
    patient = "code_servers:\n  local_startup_timeout: 900\n"
    (home / "dagster.yaml").write_text(f"{kept}\n{patient}", encoding="utf-8")
    command = [sys.executable, "-m", "orchestration", "ui", "--port", str(free_port())]
    environment = {**os.environ, "DAGSTER_HOME": str(home)}
    process = subprocess.Popen(command, cwd=PROJECT_ROOT, env=environment, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    try:
        for line in process.stdout:
            if found := re.match(r"Open (http://\S+)", line):
                time.sleep(5)
                yield found[1]
                break
        else:
            raise AssertionError("Dagster ended before it named its address")
    finally:
        process.terminate()
        process.wait(timeout=90)


def _dashboard(settings: Settings, tab: Tab, scratch: Path) -> bytes:
    tab.resize(1300, 1190)
    with superset((settings.current / OPEN / "warehouse.duckdb").resolve(), scratch / "superset") as server:
        server.log_in(tab)
        server.show(tab, "sdg-nation")
        return tab.picture()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
