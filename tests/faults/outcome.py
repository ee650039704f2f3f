"""What a fault came to: the state of the data folder afterwards, and what the next commands said.

Not here: how a fault is put in (inject.py, damage.py), which faults there are (catalogue.py).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from orchestration import names
from orchestration.errors import WarehouseError
from orchestration.landing.receipt import read_receipts
from orchestration.landing.verify import verify_landing
from orchestration.release.history import released
from orchestration.release.manifest import read_manifest
from orchestration.release.publish import refuse_unfit
from orchestration.release.read_back import faults_of
from orchestration.settings import Settings
from tests.faults.inject import Ended
from tests.faults.place import HOUSES, RELEASES, ROWS, settings_of

SURVIVED, RECOVERED, REFUSED = "survived", "recovered", "refused"
WRONG, LOST, NO_SENTENCE, HANGS = "wrong", "lost", "no sentence", "hangs"
GOOD = (SURVIVED, RECOVERED, REFUSED)
BAD = (WRONG, LOST, NO_SENTENCE, HANGS)


@dataclass(frozen=True)
class Outcome:
    """`message`: what a person reads. `detail`: of a bad outcome, what was found."""

    word: str
    message: str = ""
    detail: str = ""


def of_endings(*endings: Ended) -> Outcome | None:
    """The outcome where a command hung, or ended in anything but a sentence. A kill on purpose is not judged."""
    for ended in endings:
        if ended.is_hanging:
            return Outcome(HANGS)
        if ended.error and not ended.is_sentence:
            return Outcome(NO_SENTENCE, detail=ended.error)
    return None


def in_words(ended: Ended, folder: Path, *, ordinary: Ended | None = None) -> str:
    """What the command said beyond its ordinary lines, without what differs from run to run."""
    usual = {plain(line, folder) for line in ordinary.lines} if ordinary else set()
    said = [plain(line, folder) for line in ([ended.error] if ended.error else ended.lines)]
    return " / ".join(line for line in dict.fromkeys(said) if line not in usual)


def plain(text: str, folder: Path) -> str:
    text = text.replace(str(folder), "<data folder>")
    text = re.sub(r"\d{8}T\d{6}Z-[0-9a-f]{8}(-\d+)?", "<release>", text)
    text = re.sub(r"\b[0-9a-f]{64}\b", "<digest>", text)
    text = re.sub(r"\b[0-9a-f]{16}\b", "<batch>", text)
    text = re.sub(r"\bkey [0-9a-f]{12}\b", "key <name>", text)
    text = re.sub(r"\b[\d,]+ of the receipt", "<size> of the receipt", text)
    text = re.sub(r"<batch>-\w{8}\b", "<batch>-<name>", text)
    text = re.sub(r"\b\d+(\.\d+)? (bytes|kB|MB|GB|TB)\b", "<size>", text)
    text = re.sub(r"\bprocess \d+( \([^)]*\))?", "process <number>", text)
    text = re.sub(r"\b(user|owner|let|to) root\b", r"\1 <name>", text)
    text = re.sub(rf"\b{re.escape(folder.name)}: process", "<data folder>: process", text)
    return " ".join(text.split())


def lost_in(before: Path, after: Path, *, dropped: tuple[str, ...] = ()) -> Iterator[str]:
    """Releases, landed batches and the key that were there before and are not whole now."""
    then, now = settings_of(before), settings_of(after)
    for name in released(then):
        if name not in dropped and (fault := unfit(now.releases / name)):
            yield fault
    for path in sorted(then.landing.rglob("*.parquet")):
        kept = [each for each in now.landing.rglob(path.name) if _holds_the_bytes(each, path)]
        if not kept:
            yield f"batch {path.stem} is not in landing any more"
    if _key(now) != _key(then):
        yield "the key of the pseudonyms is another one"


def _holds_the_bytes(path: Path, other: Path) -> bool:
    return path.is_file() and path.read_bytes() == other.read_bytes()


def _key(settings: Settings) -> bytes:
    return settings.pseudonym_key_file.read_bytes() if settings.pseudonym_key_file.is_file() else b""


def unfit(release: Path) -> str:
    try:
        refuse_unfit(release)
    except WarehouseError as fault:
        return str(fault)
    return ""


def wrong_for_readers(folder: Path, *, may_see: set[str]) -> str:
    """What is wrong with what readers see at this moment."""
    settings = settings_of(folder)
    current = settings.current.resolve()
    if not settings.current.is_symlink() or not current.is_dir():
        return "readers see no release"
    if current.name not in may_see:
        return f"readers see {current.name}, expected one of {sorted(may_see)}"
    return unfit(current)


def unfinished(folder: Path, command: str) -> str:
    """What is not as the command leaves it when nothing strikes."""
    settings = settings_of(folder)
    if command == "land":
        found = {
            each.source_file: each.rows_landed
            for each in read_receipts(settings.landing, names.HOUSE_REGISTRY).values()
        }
        return "" if found == HOUSES else f"landed {found}, expected {HOUSES}"
    if command == "propose":
        (candidate,) = settings.candidates.glob("*")
        faults = faults_of(candidate)
        return "; ".join(faults) if faults else _other_rows(candidate)
    if command in ("publish", "prune"):
        return _other_rows(settings.current)
    if command == "roll back":
        found = settings.current.resolve().name
        return "" if found == RELEASES[-2] else f"readers see {found}, expected {RELEASES[-2]}"
    return ""


def _other_rows(release: Path) -> str:
    rows = read_manifest(release).table(names.RESTRICTED, "household").rows
    return "" if rows == ROWS else f"{rows} households, expected {ROWS}"


def left_over(folder: Path) -> list[str]:
    """Half-made files and links that the next command should have cleaned."""
    settings = settings_of(folder)
    half = [path for path in folder.rglob("*") if path.name.endswith(".part") or path.name.startswith(".current.")]
    scratch = [path for path in settings.scratch.rglob("*") if not path.is_dir()] if settings.scratch.exists() else []
    hidden = [path for zone in (settings.releases, settings.candidates) for path in zone.glob(".*")]
    return [path.relative_to(folder).as_posix() for path in (*half, *scratch, *hidden)]


def landing_faults(settings: Settings) -> str:
    try:
        verify_landing(settings, whole=True)
    except WarehouseError as fault:
        return str(fault)
    return ""
