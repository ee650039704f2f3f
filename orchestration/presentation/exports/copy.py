"""Copies the exports of a release to a folder elsewhere, such as a shared drive.

The catalogue of the copy names the copied files alone. Not here: which release readers have (orchestration.release).
"""

from __future__ import annotations

import shutil
from pathlib import Path

from orchestration.errors import ReleaseError
from orchestration.presentation.exports.catalogue import CATALOGUE, leave_out_open_zone
from orchestration.presentation.exports.names import EXPORTS_FOLDER


def exports_of(release: Path) -> Path:
    """The folder. Raises ReleaseError for a release of an earlier version, which has none."""
    folder = release / EXPORTS_FOLDER
    if not folder.is_dir():
        raise ReleaseError(f"release {release.name}: found no {EXPORTS_FOLDER}/, expected one; publish a new release")
    return folder


def copy_exports(release: Path, *, to: Path) -> Path:
    """Copy the files, which can be written there, into the folder `to`, and return it.

    Raises ReleaseError if the folder holds anything, since files of two releases would lie side by side.
    """
    folder = exports_of(release)
    if to.exists() and (not to.is_dir() or any(to.iterdir())):
        raise ReleaseError(f"TO: found files in {to}, expected an empty folder or none; name another folder")
    for path in sorted(folder.rglob("*")):
        place = to / path.relative_to(folder)
        if path.is_dir():
            place.mkdir(parents=True, exist_ok=True)
        else:
            place.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, place)
    if (to / CATALOGUE).exists():
        leave_out_open_zone(to)
    return to
