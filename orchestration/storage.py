"""Says in one sentence why a folder or disk cannot be used: what, where, who needs access, and how much is free.

Not here: the modes of zones (zones.py), what a broken-off run leaves (recover.py).
"""

from __future__ import annotations

import errno
import os
import pwd
import re
import shutil
import stat
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from functools import wraps
from pathlib import Path
from typing import Concatenate, Final, ParamSpec, TypeVar

from orchestration.errors import StorageError, WarehouseError
from orchestration.settings import Settings

_Arguments = ParamSpec("_Arguments")
_Result = TypeVar("_Result")

_ELSEWHERE: Final = "name another folder in SDG_DATA_DIR"
# The text of libraries whose errors carry no number: DuckDB, SQLite, Arrow, and whatever dbt repeats of them.
_WORDS: Final = (
    (r"No space left on device|disk is full|quota exceeded|failed to offload data block", errno.ENOSPC),
    (r"Permission denied|Operation not permitted", errno.EACCES),
    (r"Read-only file system|readonly database", errno.EROFS),
    (r"Not a directory|exists but is not a directory", errno.ENOTDIR),
    (r"File too large", errno.EFBIG),
    (r"disk I/O error|Input/output error", errno.EIO),
)
_PATH: Final = re.compile(r"""["'](/[^"'\n]+)["']""")
_UNITS: Final = ("bytes", "kB", "MB", "GB", "TB")


@contextmanager
def said(data_dir: Path) -> Iterator[None]:
    """Raise StorageError in place of an error that only says that a folder or disk of the data cannot be used."""
    try:
        yield
    except WarehouseError:
        raise
    except Exception as fault:
        if sentence := in_words(fault, data_dir):
            raise StorageError(sentence) from None
        raise


def says_storage_faults(
    function: Callable[Concatenate[Settings, _Arguments], _Result],
) -> Callable[Concatenate[Settings, _Arguments], _Result]:
    """The function, which takes the settings first, with its errors of folders and disks `said` in one sentence."""

    @wraps(function)
    def saying(settings: Settings, /, *arguments: _Arguments.args, **named: _Arguments.kwargs) -> _Result:
        with said(settings.data_dir):
            return function(settings, *arguments, **named)

    return saying


def in_words(fault: BaseException, data_dir: Path) -> str | None:
    """The sentence for the error or for what caused it, or None if no folder or disk is at fault."""
    seen: BaseException | None = fault
    while seen is not None:
        if isinstance(seen, OSError) and seen.errno in _SENTENCES:
            path = next((Path(name) for name in (seen.filename2, seen.filename) if isinstance(name, str)), None)
            return _sentence(seen.errno, path or _path_in(str(seen)), data_dir)
        # Errors of DuckDB and SQLite, and of their callers, have the reason in their text alone.
        module = type(seen).__module__.split(".")[0]
        if module in ("sqlite3", "sqlalchemy"):  # Dagster's records of runs, which may be on another disk
            return text_in_words(str(seen), Path(os.environ.get("DAGSTER_HOME") or data_dir))
        if module in ("_duckdb", "duckdb", "dagster_dbt"):
            return text_in_words(str(seen), data_dir)
        seen = seen.__cause__ or seen.__context__
    return None


def text_in_words(text: str, data_dir: Path) -> str | None:
    """The sentence for the text of an error, or None if the text does not speak of a folder or disk."""
    for pattern, number in _WORDS:
        # Other lines may be of a stack, and name files of programs.
        if found := re.search(f".*(?:{pattern}).*", text, re.IGNORECASE):
            return _sentence(number, _path_in(found[0]), data_dir)
    return None


def refuse_unusable(settings: Settings) -> None:
    """Raise StorageError, before a run begins, for a data folder or zone that the run could not write."""
    zones = (
        settings.landing,
        settings.quarantine,
        settings.warehouse_dir,
        settings.scratch,
        settings.candidates,
        settings.releases,
        settings.published,
    )
    for folder in (settings.data_dir, *zones):
        there = _nearest(folder)
        if not there.is_dir():
            raise StorageError(str(_sentence(errno.ENOTDIR, folder, settings.data_dir)))
        if not os.access(there, os.R_OK | os.W_OK | os.X_OK):
            is_read_only = bool(os.statvfs(there).f_flag & os.ST_RDONLY)
            raise StorageError(str(_sentence(errno.EROFS if is_read_only else errno.EACCES, folder, settings.data_dir)))
    if settings.inbox.exists() and not settings.inbox.is_dir():
        raise StorageError(str(_sentence(errno.ENOTDIR, settings.inbox, settings.data_dir)))


def refuse_missing(settings: Settings) -> None:
    """Raise StorageError if there is no data folder: a command that only looks would find no fault in nothing."""
    if not settings.data_dir.exists():
        raise StorageError(
            f"{settings.data_dir}: found no folder of this name, expected the data folder; correct SDG_DATA_DIR, or "
            "make the folder with `make run`"
        )


def refuse_faults(texts: Iterable[str], data_dir: Path) -> None:
    """Raise StorageError if one of the texts says that a folder or disk cannot be used: nothing was examined then."""
    for text in texts:
        if sentence := text_in_words(text, data_dir):
            raise StorageError(sentence)


def _sentence(number: int, path: Path | None, data_dir: Path) -> str | None:
    path = data_dir if path is None else path.absolute()
    return _SENTENCES[number](path, data_dir)


def _full(path: Path, data_dir: Path) -> str:
    disk = shutil.disk_usage(_nearest(path))
    return (
        f"{path}: the disk is full, {_size(disk.free)} of {_size(disk.total)} are free now{_needed(data_dir)}; "
        f"free space, or {_ELSEWHERE} on another disk, and start again"
    )


def _needed(data_dir: Path) -> str:
    """What the last run wrote: the next one writes as much before it removes anything."""
    last = (data_dir / "warehouse", data_dir / "published" / "current")
    total = 0
    with suppress(OSError):
        total = sum(each.stat().st_size for folder in last for each in folder.rglob("*") if each.is_file())
    return f", and warehouse and release of the last run take {_size(total)}" if total else ""


def _denied(path: Path, data_dir: Path) -> str:
    there = _nearest(path)
    with suppress(OSError):
        found = there.stat()
        user, owner = _name(os.geteuid()), _name(found.st_uid)
        give = "change its mode" if user == owner else f"let {owner} give it to {user}"
        return (
            f"{there}: user {user} may not read and write it (owner {owner}, mode {stat.S_IMODE(found.st_mode):o}), "
            f"expected access for the user who runs the job; {give}, or {_ELSEWHERE}"
        )
    return f"{there}: user {_name(os.geteuid())} may not see it; let its owner give access, or {_ELSEWHERE}"


def _read_only(path: Path, data_dir: Path) -> str:
    return (
        f"{path}: the disk is mounted read-only, expected one that user {_name(os.geteuid())} may write to; mount it "
        f"for writing, or {_ELSEWHERE}"
    )


def _no_folder(path: Path, data_dir: Path) -> str | None:
    there = _nearest(path)
    if there.is_dir():
        return None
    return f"{there}: found a file, expected a folder; move the file away, or {_ELSEWHERE}"


def _no_file(path: Path, data_dir: Path) -> str:
    return f"{path}: found a folder, expected a file; move the folder away and start again"


def _too_large(path: Path, data_dir: Path) -> str:
    return (
        f"{path}: the file grew beyond what user {_name(os.geteuid())} may write into one file; raise the limit "
        "(`ulimit -f`) and start again"
    )


def _broken(path: Path, data_dir: Path) -> str:
    return (
        f"{path}: the disk itself reports a fault on reading or writing; bring the data folder to a sound disk and "
        "start again"
    )


_SENTENCES: Final[dict[int, Callable[[Path, Path], str | None]]] = {
    errno.ENOSPC: _full,
    errno.EDQUOT: _full,
    errno.EACCES: _denied,
    errno.EPERM: _denied,
    errno.EROFS: _read_only,
    errno.ENOTDIR: _no_folder,
    errno.EEXIST: _no_folder,
    errno.EISDIR: _no_file,
    errno.EFBIG: _too_large,
    errno.EIO: _broken,
}


def _path_in(text: str) -> Path | None:
    found = _PATH.search(text)
    return Path(found[1]) if found else None


def _nearest(path: Path) -> Path:
    """The path, or the nearest above it that there is."""
    return next((each for each in (path, *path.parents) if os.path.lexists(each)), Path("/"))


def _name(uid: int) -> str:
    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        return str(uid)


def _size(amount: float) -> str:
    for unit in _UNITS[:-1]:
        if amount < 1000:
            return f"{amount:.0f} {unit}"
        amount /= 1000
    return f"{amount:.1f} {_UNITS[-1]}"
