"""Holds the data folder for a run, after bringing into order what an earlier run left when it was broken off.

Not here: the lock (warehouse.py), what the history says of releases (release/pointer.py).
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from orchestration.landing.read.inbox import SYNTHETIC_MARK, WRITING
from orchestration.landing.receipt import RECEIPT_FILE
from orchestration.landing.verify import VERIFIED_FILE
from orchestration.record import HALF_MADE, half_made_of
from orchestration.release.acts import LOG_FILE, SEAL_FILE
from orchestration.release.earlier_history import HISTORY_FILE
from orchestration.release.history import current_release, pointed, read_recorded
from orchestration.release.manifest import MANIFEST_FILE
from orchestration.release.pointer import LINK, REMOVED, restore
from orchestration.release.staged import end_change
from orchestration.settings import Settings
from orchestration.storage import said
from orchestration.warehouse import single_run
from orchestration.warehouse_build import RECORD_FILE

# `sdg sql` works there while nothing is built, and does not hold the data folder.
_OF_SQL = "own_list"


@contextmanager
def at_work(
    settings: Settings, *, log: Callable[[str], None], wait: Callable[[str], None] | None = None
) -> Iterator[None]:
    """Hold the data folder for one run. Whoever holds it first restores `published/current` and cleans up.

    `log` is called with a sentence for everything that was otherwise than the history says. `wait` is of `single_run`.
    Raises ReleaseError where only a person can say which release readers had.
    """
    with single_run(settings, wait=wait, log=log) as is_first:
        if is_first:
            with said(settings.data_dir):
                if end_change(settings):
                    log("a command that changed many files at once was broken off; its change is ended now")
                for sentence in restore(settings):
                    log(sentence)
                clean(settings)
        yield


def release_of_readers(settings: Settings, *, log: Callable[[str], None]) -> Path | None:
    """The release that readers have, None before the first. Where the history says otherwise, it is settled first."""
    release = current_release(settings)
    traces = (settings.published / HISTORY_FILE, settings.releases, settings.current)
    has_traces = any(map(os.path.lexists, traces))
    if _is_unsettled(settings, release) if release else has_traces:
        with at_work(settings, log=log):
            return current_release(settings)
    return release


def _is_unsettled(settings: Settings, release: Path) -> bool:
    """Whether the pointer is not where the last line of the history says. A run may be about to write that line."""
    recorded, seen = read_recorded(settings), pointed(settings)
    last = recorded.intended or (recorded.switches[-1] if recorded.switches else None)
    is_recorded = last is not None and last.release_id == seen
    return seen != release.name or not (is_recorded or recorded.intended)


def clean(settings: Settings) -> None:
    """Remove what only a run that was broken off leaves: scratch, half candidates, temporary names."""
    for path in list(_left_over(settings)):
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path)
        else:
            path.unlink(missing_ok=True)


def _left_over(settings: Settings) -> Iterator[Path]:
    yield from (path for path in settings.scratch.glob("*") if path.name != _OF_SQL)
    yield from (path for path in settings.candidates.glob("*") if _is_half_made(path))
    yield from settings.extracts.glob(HALF_MADE)
    yield from settings.releases.glob(f"{REMOVED}*")
    yield from settings.published.glob(f"{LINK}*")
    yield from settings.inbox.glob(f"{WRITING}*")
    yield from settings.quarantine.glob(f"*/*{HALF_MADE}")
    yield from settings.landing.rglob(half_made_of(Path(RECEIPT_FILE)).name)
    if (settings.releases / LOG_FILE).is_file():
        yield from (path for path in (settings.published / HISTORY_FILE,) if path.is_file())
    whole = (
        settings.releases / LOG_FILE,
        settings.releases / SEAL_FILE,
        settings.published / HISTORY_FILE,
        settings.inbox / SYNTHETIC_MARK,
        settings.landing / VERIFIED_FILE,
        settings.warehouse_dir / RECORD_FILE,
        settings.pseudonym_key_file,
        settings.vintages_file,
    )
    yield from (path for path in map(half_made_of, whole) if path.exists())


def _is_half_made(candidate: Path) -> bool:
    """A stray file is left to its owner. Whatever was built by an earlier version has its manifest last."""
    return candidate.is_dir() and (candidate.name == HALF_MADE or not (candidate / MANIFEST_FILE).is_file())
