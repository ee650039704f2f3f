"""Prints the profile of an area, two A4 pages of the site, as a PDF by headless Chromium.

Not here: the pages themselves (assets/), which release readers have (orchestration.release).
"""

from __future__ import annotations

import os
import shutil
import subprocess
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final, Literal

from orchestration.errors import ReleaseError
from orchestration.names import OPEN
from orchestration.presentation.site.names import PAGE, SITE
from orchestration.settings import Settings
from orchestration.warehouse import open_memory, parquet_rows

Language = Literal["th", "en"]
_BROWSERS: Final = ("chromium", "chromium-browser", "google-chrome")
_SWITCHES: Final = (
    *("--headless=new", "--disable-gpu", "--disable-background-networking", "--no-first-run", "--disable-extensions"),
    *("--host-resolver-rules=MAP * ~NOTFOUND", "--no-pdf-header-footer", "--virtual-time-budget=20000"),
)
_PATIENCE: Final = 120.0


def write_profile(settings: Settings, release: Path, area: str, *, language: Language, to: Path) -> Path:
    """Print the page of the area into the file `to`.

    Raises ReleaseError if the release has no site or no such area, and if Chromium is missing or fails.
    """
    page = release / SITE / PAGE
    if not page.is_file():
        raise ReleaseError(f"release {release.name}: found no {SITE}/{PAGE}, expected one; publish a new release")
    _refuse_unknown(settings, release, area)
    address = f"{page.as_uri()}?lang={language}#{area}"
    browser = next(filter(None, map(shutil.which, _BROWSERS)), None)
    if browser is None:
        raise ReleaseError(
            f"Chromium: found none, expected one of {', '.join(_BROWSERS)}; install it, or print {address} in a browser"
        )
    with TemporaryDirectory() as own:
        _print(browser, address, to, own=own)
    return to


def _refuse_unknown(settings: Settings, release: Path, area: str) -> None:
    rows = parquet_rows(release / OPEN / "dim_area.parquet")
    query = f"select 1 from {rows} where area_code = ? and valid_to is null and area_level <> 'village'"
    with closing(open_memory(settings)) as connection:
        if connection.execute(query, [area]).fetchone() is None:
            raise ReleaseError(
                f"AREA: found {area!r}, which release {release.name} does not have; expected TH, or the code of a "
                "region, province, district, subdistrict or local administration, such as 58"
            )


def _print(browser: str, address: str, to: Path, *, own: str) -> None:
    """Chromium refuses to run as root inside its own sandbox."""
    printed = Path(own, "profile.pdf")
    as_root = ("--no-sandbox",) if os.geteuid() == 0 else ()
    command = [browser, *_SWITCHES, *as_root, f"--user-data-dir={own}/user", f"--print-to-pdf={printed}", address]
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=_PATIENCE)
    except subprocess.TimeoutExpired:
        raise ReleaseError(f"Chromium: printed nothing in {_PATIENCE:.0f} s, expected a PDF; try again") from None
    if not printed.is_file():
        last = (done.stderr.strip().splitlines() or ["no message"])[-1]
        raise ReleaseError(f"Chromium: printed nothing ({last}), expected a PDF; print {address} in a browser")
    shutil.copyfile(printed, to)
