"""Who may read which zone: the modes of folders and files, whatever the umask of the account.

Not here: where the zones are (settings.py), what each zone holds and on which ground (docs/trust.md).
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

from orchestration.errors import WarehouseError
from orchestration.names import RESTRICTED
from orchestration.settings import Settings

_OTHERS: Final = 0o077
_PRIVATE: Final = 0o700
_FOR_READERS: Final = 0o755


@contextmanager
def private_files() -> Iterator[None]:
    """What this process and its children write meanwhile is readable by their account alone."""
    before = os.umask(_OTHERS)
    try:
        yield
    finally:
        os.umask(before)


def private_zone(zone: Path) -> Path:
    """The zone of a data folder, made if it is missing, and open to its owner alone."""
    readers_folder(zone.parent)
    zone.mkdir(exist_ok=True, mode=_PRIVATE)
    private(zone)
    return zone


def private(path: Path) -> None:
    """Take the folder or file from everybody but its owner. Raises WarehouseError if this account may not."""
    if is_open(path):
        _set(path, _mode(path) & ~_OTHERS)


def readers_folder(folder: Path) -> Path:
    """The folder and those above it: what is missing is made so that readers may pass.

    A folder that exists keeps its mode, because an operator may have narrowed the folder to a group of readers.
    """
    if not folder.exists():
        readers_folder(folder.parent)
        folder.mkdir(exist_ok=True)
        folder.chmod(_FOR_READERS)
    return folder


def close_zones(settings: Settings) -> list[str]:
    """Give every folder and file of the data folder the mode of its zone, also where an earlier version made them.

    Returns a sentence for each private zone that others could enter. Raises WarehouseError if this account may not set
    the mode of a zone or a release.
    """
    zones = (
        settings.inbox,
        settings.landing,
        settings.quarantine,
        settings.warehouse_dir,
        settings.candidates,
        settings.scratch,
        settings.extracts,
        *([settings.dagster_home] if settings.dagster_home else []),
    )
    present = [zone for zone in zones if zone.is_dir()]
    # The key keeps its mode: who could read the key is an error of its own (landing/pseudonym.py).
    keys = settings.data_dir / "secrets"
    opened = [zone for zone in (*present, keys) if zone.is_dir() and is_open(zone)]
    if keys.is_dir():
        private(keys)
    # What was in the place of published/current, and is kept beside it, may hold anything.
    aside = [path for path in settings.published.glob("*") if path.is_dir() and not path.is_symlink()]
    for zone in (*present, *aside):
        _close_all(zone, but_links=zone == settings.candidates)
    for file in (
        settings.waivers_file,
        settings.vintages_file,
        settings.erased_file,
        *settings.published.glob("*"),
        *settings.releases.glob("*"),
    ):
        if file.is_file() and not file.is_symlink():
            private(file)
    for release in settings.releases.glob("*"):
        if release.is_dir() and not release.is_symlink():
            protect_release(release)
    return [f"{zone.name}: other accounts could read it; it is closed to them now" for zone in opened]


def protect_release(release: Path) -> None:
    """Let readers read the release, but for its restricted zone, and nobody write a file of it."""
    _set(release, _FOR_READERS)
    for path in release.rglob("*"):
        if path.is_symlink():
            continue
        is_restricted = path.relative_to(release).parts[0] == RESTRICTED
        if path.is_dir():
            _set(path, _PRIVATE if is_restricted else _FOR_READERS)
        else:
            _set(path, 0o400 if is_restricted else 0o444)


def same_mode(path: Path, other: Path) -> None:
    """Give the new version of a file the mode of the file whose place it takes."""
    if other.is_file():
        _set(path, _mode(other))


def is_open(path: Path) -> bool:
    """Whether the mode lets another account do anything with the folder or file."""
    return bool(_mode(path) & _OTHERS)


def _close_all(zone: Path, *, but_links: bool) -> None:
    """The zone first: once it is closed, nobody gets further. What is in it and belongs to others stays theirs.

    `but_links`: a file with a second name is that of a release, which readers would lose with its mode.
    """
    private(zone)
    for folder, folders, files in os.walk(zone):
        for name in (*folders, *files):
            path = Path(folder, name)
            with suppress(WarehouseError, FileNotFoundError):
                is_shared = but_links and path.is_file() and path.stat().st_nlink > 1
                if not path.is_symlink() and not is_shared:
                    private(path)


def _set(path: Path, mode: int) -> None:
    if _mode(path) == mode:
        return
    with suppress(PermissionError):
        path.chmod(mode)
    if _mode(path) != mode:
        raise WarehouseError(
            f"{path}: found mode {_mode(path):o} and owner {path.stat().st_uid}, expected mode {mode:o}, which this "
            f"account cannot set; give it to this account, or let its owner run `chmod {mode:o}` on it"
        )


def _mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)
