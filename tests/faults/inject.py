"""Runs a command in a process of its own, in which a fault strikes at the N-th operation on files of the data folder.

Python's audit hook sees most operations: open for writing, rename, remove, make a folder, link, change a mode. A sync
to disk and a DuckDB statement that writes a file are operations too. The processes are forked from a server that has
imported the product and opened nothing. Not here: what may follow from a fault (outcome.py), a small disk (disk.py).
"""

from __future__ import annotations

import ctypes
import errno
import multiprocessing
import os
import re
import resource
import signal
import sys
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

# What strikes at an operation.
KILLED, TORN, FULL = "killed before it", "killed when half was written", "disk full at it"
# What a whole command has to do with.
SMALL_DISK, NO_RIGHTS = "a disk with little room", "no right to pass over modes"

_SECONDS, _KILLED = 60, 137
_WRITES = os.O_WRONLY | os.O_RDWR | os.O_CREAT
_CHANGES = ("os.rename", "os.remove", "os.rmdir", "os.mkdir", "os.symlink", "os.link", "os.chmod")
_STATEMENT_NAMES = ("copy", "checkpoint", "create")
_STATEMENTS = re.compile(r"\s*(?:copy\b.* to '(?P<path>[^']+)'|checkpoint|create table)", re.DOTALL)


@dataclass(frozen=True)
class Strike:
    """`kind` at operation `at`, counted from 1. Of a small disk, `at` is the number of bytes that a file may have."""

    kind: str
    at: int = 0


@dataclass(frozen=True)
class Operation:
    """`path`: the file that the operation leaves written, if it writes one. `size`: its bytes before."""

    name: str
    path: str = ""
    size: int = 0


@dataclass
class Ended:
    """How the commands ended: what they logged, and the error of the last, if it is one."""

    lines: list[str] = field(default_factory=list)
    operations: list[Operation] = field(default_factory=list)
    error: str = ""
    is_sentence: bool = True
    is_killed: bool = False
    is_hanging: bool = False

    @property
    def is_well(self) -> bool:
        return not (self.error or self.is_killed or self.is_hanging)


def carry_out(folder: Path, *commands: str, strike: Strike | None = None) -> Ended:
    """Run the commands on the data folder, one after the other, until one fails."""
    return start(folder, *commands, strike=strike)()


def start(folder: Path, *commands: str, strike: Strike | None = None) -> Callable[[], Ended]:
    """Start the commands, and return what waits for their end."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["tests.faults.place", "duckdb", "pandas"])
    here, there = context.Pipe(duplex=False)
    process = context.Process(target=_child, args=(there, folder, commands, strike), daemon=True)
    process.start()
    there.close()

    def wait() -> Ended:
        ended = Ended(is_hanging=True)
        if here.poll(_SECONDS):
            try:
                ended = here.recv()
            except EOFError:
                ended = Ended(is_killed=True)
        if ended.is_hanging:
            process.kill()
        process.join()
        return ended

    return wait


def _child(result: Connection, folder: Path, commands: Sequence[str], strike: Strike | None) -> None:
    from orchestration.errors import WarehouseError
    from orchestration.storage import said
    from tests.faults.place import COMMANDS, held_for, settings_of

    os.setpgid(0, 0)
    ended = Ended()
    settings = settings_of(folder)
    ended.operations = _arm(folder, strike)
    try:
        for command in commands:
            with said(folder), held_for(command, settings, ended.lines.append):
                COMMANDS[command](settings, ended.lines.append)
    except WarehouseError as fault:
        ended.error = str(fault)
    except Exception as fault:
        ended.error, ended.is_sentence = f"{type(fault).__name__}: {fault}", False
    if strike and strike.kind == TORN and strike.at == len(ended.operations):
        _tear_and_die(ended.operations[-1])
    result.send(ended)


def _arm(folder: Path, strike: Strike | None) -> list[Operation]:
    """From now on operations are counted, and the strike falls at its own. Returns the list that they come into."""
    operations: list[Operation] = []
    lock = threading.Lock()
    if strike and strike.kind == SMALL_DISK:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (strike.at, strike.at))
    if strike and strike.kind == NO_RIGHTS:
        _give_up_rights()

    def before(name: str, path: str = "", *, appends: bool = False) -> None:
        with lock:
            number = len(operations)
            if strike and strike.kind == TORN and number == strike.at:
                _tear_and_die(operations[-1])
            size = Path(path).stat().st_size if appends and Path(path).is_file() else 0
            operations.append(Operation(name, path, size))
            if strike and strike.kind == KILLED and number + 1 == strike.at:
                os._exit(_KILLED)
            if strike and strike.kind == FULL and number + 1 == strike.at:
                raise _no_space(name, path)

    sys.addaudithook(_hook(str(folder), before))
    _wrap_statements(str(folder), before)
    _wrap_sync(before)
    return operations


def _no_space(name: str, path: str) -> Exception:
    """The error that Python or DuckDB raises where the disk is full."""
    import duckdb

    reason = os.strerror(errno.ENOSPC)
    if name in _STATEMENT_NAMES:
        return duckdb.IOException(f'IO Error: Could not write to file "{path}": {reason}')
    return OSError(errno.ENOSPC, reason, path or None)


def _hook(folder: str, before: Callable[..., None]) -> Callable[[str, tuple[Any, ...]], None]:
    def hook(event: str, arguments: tuple[Any, ...]) -> None:
        if event == "open":
            path, _, flags = arguments
            if isinstance(path, str | bytes) and isinstance(flags, int) and flags & _WRITES:
                text = os.fsdecode(path)
                if text.startswith(folder):
                    before(f"open {text.removeprefix(folder)}", text, appends=bool(flags & os.O_APPEND))
        elif event in _CHANGES and _is_within(folder, event, arguments):
            before(f"{event} {os.fsdecode(arguments[0]).removeprefix(folder)}")

    return hook


def _is_within(folder: str, event: str, arguments: tuple[Any, ...]) -> bool:
    """A name without a folder comes from the removal of a tree, which names entries of an open folder.

    A folder that is there is not made, and a file that is not there is not removed: nothing changes.
    """
    names = [os.fsdecode(part) for part in arguments[:2] if isinstance(part, os.PathLike | str | bytes)]
    if not any(name.startswith(folder) or "/" not in name for name in names):
        return False
    if event == "os.mkdir":
        return not Path(names[0]).is_dir()
    return event != "os.remove" or "/" not in names[0] or os.path.lexists(names[0])


def _wrap_statements(folder: str, before: Callable[..., None]) -> None:
    import duckdb

    for name in ("execute", "sql"):
        plain = getattr(duckdb.DuckDBPyConnection, name)

        def wrapped(self: Any, query: Any, *arguments: Any, plain: Any = plain, **named: Any) -> Any:
            if isinstance(query, str) and (found := _STATEMENTS.match(query)):
                path = found["path"] or ""
                if not path or path.startswith(folder):
                    before(query.split()[0], path)
            return plain(self, query, *arguments, **named)

        setattr(duckdb.DuckDBPyConnection, name, wrapped)


def _wrap_sync(before: Callable[..., None]) -> None:
    plain = os.fsync

    def wrapped(descriptor: int) -> None:
        before("os.fsync")
        plain(descriptor)

    os.fsync = wrapped


def _tear_and_die(operation: Operation) -> None:
    """Leave half of what the operation wrote, as far as the file is still there."""
    if operation.path and Path(operation.path).is_file():
        written = Path(operation.path).stat().st_size - operation.size
        os.truncate(operation.path, operation.size + written // 2)
    os._exit(_KILLED)


def _give_up_rights() -> None:
    """Root reads any file. Without its capabilities, modes hold for root as for any other user (Linux)."""
    if os.geteuid() == 0 and sys.platform == "linux":
        header = (ctypes.c_uint32 * 2)(0x20080522, 0)
        ctypes.CDLL(None, use_errno=True).capset(header, (ctypes.c_uint32 * 6)())
