"""Damage between two commands: every kind of damage, to every kind of file and folder of the data folder.

Not here: faults in the middle of a command (steps.py).
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from orchestration.release.verdict import DATA_DOCS_FOLDER
from tests.faults.inject import NO_RIGHTS, Ended, Strike, carry_out
from tests.faults.outcome import (
    LOST,
    RECOVERED,
    REFUSED,
    SURVIVED,
    WRONG,
    Outcome,
    in_words,
    landing_faults,
    lost_in,
    of_endings,
    unfinished,
    wrong_for_readers,
)
from tests.faults.place import CANDIDATE, NEXT_CANDIDATE, RELEASES, settings_of

_HISTORY = ("summary", "publish", "roll back", "verify")
_BATCH = "landing/house_registry/*"
_PARTS = {
    "manifest": "manifest.json",
    "verdict": "verdict.json",
    "open table": "open/area.parquet",
    "restricted table": "restricted/household.parquet",
    "database": "open/warehouse.duckdb",
    "page of the audit": "quality/index.html",
}


@dataclass(frozen=True)
class Target:
    """What is damaged, as a pattern below the data folder, and the commands that come next."""

    stage: str
    name: str
    pattern: str
    commands: tuple[str, ...]

    def path_in(self, folder: Path) -> Path:
        return sorted(folder.glob(self.pattern))[0]


def _in_release(stage: str, release: str, commands: tuple[str, ...]) -> tuple[Target, ...]:
    return tuple(Target(stage, name, f"{release}/{path}", commands) for name, path in _PARTS.items())


_CURRENT, _EARLIER = (f"releases/{name}" for name in (RELEASES[-1], RELEASES[-2]))
FILES = (
    Target("landing", "landed rows", f"{_BATCH}/*.parquet", ("land", "build", "verify")),
    Target("landing", "receipt", f"{_BATCH}/receipt.json", ("land", "verify")),
    Target("landing", "note of what was verified", "landing/verified.json", ("land",)),
    Target("key", "key of the pseudonyms", "secrets/pseudonym.key", ("land", "verify")),
    Target("lock", "lock of the run", ".run.lock", ("land",)),
    Target("warehouse", "warehouse", "warehouse/warehouse.duckdb", ("build", "propose")),
    Target("warehouse", "record of the build", "warehouse/build.json", ("propose", "verify")),
    *_in_release("candidate", "candidates/*", ("publish",)),
    *_in_release("current release", _CURRENT, ("summary", "verify")),
    *_in_release("earlier release", _EARLIER, ("roll back",)),
    Target("history", "record of acts", "releases/log.jsonl", _HISTORY),
    Target("history", "seal of the record", "releases/log.seal.json", _HISTORY),
)
LINKS = (Target("history", "link to the current release", "published/current", _HISTORY),)
FOLDERS = (
    Target("landing", "folder of landing", "landing", ("land", "build")),
    Target("landing", "folder of a batch", _BATCH, ("land", "verify")),
    Target("landing", "quarantine", "quarantine", ("land",)),
    Target("landing", "scratch", "scratch", ("propose",)),
    Target("key", "folder of secrets", "secrets", ("land",)),
    Target("warehouse", "folder of the warehouse", "warehouse", ("build", "propose")),
    Target("candidate", "folder of candidates", "candidates", ("propose", "publish")),
    Target("candidate", "folder of the candidate", "candidates/*", ("publish",)),
    Target("current release", "folder of the release", _CURRENT, _HISTORY),
    Target("earlier release", "folder of the release", _EARLIER, ("roll back", "verify")),
    Target("history", "folder of releases", "releases", ("summary", "publish")),
    Target("history", "folder of what is published", "published", ("summary", "publish")),
)


def deleted(path: Path) -> None:
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink()


def emptied(path: Path) -> None:
    _write(path, b"")


def torn(path: Path) -> None:
    _write(path, path.read_bytes()[: path.stat().st_size // 2])


def flipped(path: Path) -> None:
    content = bytearray(path.read_bytes())
    if content:
        content[len(content) // 2] ^= 1
    _write(path, bytes(content))


def folder_instead(path: Path) -> None:
    deleted(path)
    path.mkdir()


def file_instead(path: Path) -> None:
    deleted(path)
    path.write_bytes(b"")


def dangling_link(path: Path) -> None:
    deleted(path)
    path.symlink_to("gone")


def linked_elsewhere(path: Path) -> None:
    deleted(path)
    path.symlink_to(Path("..") / "releases" / RELEASES[0])


def unreadable(path: Path) -> None:
    path.chmod(0)


def unwritable(path: Path) -> None:
    path.chmod(0o500)


def stray_beside(path: Path) -> None:
    (path.parent / ".DS_Store").write_bytes(b"\0\0\0\1Bud1")


def stray_within(path: Path) -> None:
    (path / ".DS_Store").write_bytes(b"\0\0\0\1Bud1")


def _write(path: Path, content: bytes) -> None:
    mode = path.stat().st_mode
    path.chmod(0o600)
    path.write_bytes(content)
    path.chmod(mode)


Damage = Callable[[Path], None]
OF_FILES: dict[str, Damage] = {
    "deleted": deleted,
    "empty": emptied,
    "torn": torn,
    "one bit flipped": flipped,
    "a folder in its place": folder_instead,
    "a dangling link in its place": dangling_link,
    "not readable": unreadable,
    "a stray beside it": stray_beside,
}
OF_LINKS: dict[str, Damage] = {
    "deleted": deleted,
    "a folder in its place": folder_instead,
    "a file in its place": file_instead,
    "a dangling link in its place": dangling_link,
    "a link to another release": linked_elsewhere,
    "a stray beside it": stray_beside,
}
OF_FOLDERS: dict[str, Damage] = {
    "deleted": deleted,
    "a file in its place": file_instead,
    "a dangling link in its place": dangling_link,
    "not readable": unreadable,
    "not writable": unwritable,
    "a stray within": stray_within,
}
_NEED_RIGHTS = ("not readable", "not writable")
# After these nothing is damaged: the file or folder is as it was for whoever may read it.
_HARMLESS = ("not writable", "a stray beside it", "a stray within")


@dataclass(frozen=True)
class Case:
    """One injected damage and the command after it."""

    target: Target
    kind: str
    command: str

    @property
    def apply(self) -> Damage:
        kinds = OF_FILES if self.target in FILES else OF_LINKS if self.target in LINKS else OF_FOLDERS
        return kinds[self.kind]


def cases() -> Iterator[Case]:
    for targets, kinds in ((FILES, OF_FILES), (LINKS, OF_LINKS), (FOLDERS, OF_FOLDERS)):
        yield from (Case(target, kind, command) for target in targets for kind in kinds for command in target.commands)


def put_in(place: Path, folder: Path, *, case: Case, ordinary: Ended) -> Outcome:
    """Damage a copy of the place, and run the command."""
    shutil.copytree(place, folder, symlinks=True)
    case.apply(case.target.path_in(folder))
    lost = set(lost_in(place, folder))
    seen = wrong_for_readers(folder, may_see={RELEASES[-1]})
    strike = Strike(NO_RIGHTS) if case.kind in _NEED_RIGHTS else None
    ended = carry_out(folder, case.command, strike=strike)
    _give_back_rights(folder)
    if bad := of_endings(ended):
        return bad
    if more := sorted(set(lost_in(place, folder)) - lost):
        return Outcome(LOST, in_words(ended, folder, ordinary=ordinary), detail="; ".join(more))
    wrong_now = wrong_for_readers(folder, may_see={*RELEASES[-2:], CANDIDATE, NEXT_CANDIDATE})
    if wrong_now and not seen:
        return Outcome(WRONG, in_words(ended, folder, ordinary=ordinary), detail=wrong_now)
    said = in_words(ended, folder, ordinary=ordinary)
    if ended.error:
        return Outcome(REFUSED, said)
    if wrong := _unseen(place, folder, case, ended, wrong_now):
        return Outcome(WRONG, said, detail=wrong)
    if any(line.startswith("FAULT") for line in ended.lines):
        return Outcome(REFUSED, " / ".join(line for line in said.split(" / ") if line.startswith("FAULT")))
    return Outcome(RECOVERED, said) if said else Outcome(SURVIVED)


def _give_back_rights(folder: Path) -> None:
    for path in (folder, *folder.rglob("*")):
        if not path.is_symlink():
            path.chmod(0o700 if path.is_dir() else 0o600)


def _unseen(place: Path, folder: Path, case: Case, ended: Ended, wrong_now: str) -> str:
    """What is wrong although the command ended well."""
    if case.command == "verify":
        named = any(line.startswith("FAULT") for line in ended.lines)
        is_right = named or case.kind in _HARMLESS or _is_mended(place, folder, case)
        return "" if is_right else "verify names no fault"
    if case.command == "build":
        return landing_faults(settings_of(folder))
    if case.command == "land":
        return unfinished(folder, "land") or landing_faults(settings_of(folder))
    if case.command == "summary":
        is_named = any("readers see" in line or "switched by hand" in line for line in ended.lines)
        return "" if is_named else wrong_now or _other_files(place, folder)
    return unfinished(folder, case.command) or (wrong_now if case.command != "propose" else "")


def _is_mended(place: Path, folder: Path, case: Case) -> bool:
    there, here = case.target.path_in(place), folder / case.target.path_in(place).relative_to(place)
    if there.is_symlink():
        return here.is_symlink() and here.readlink() == there.readlink()
    if there.is_dir():
        return here.is_dir()
    return here.is_file() and here.read_bytes() == there.read_bytes()


def _other_files(place: Path, folder: Path) -> str:
    """Tables and records of the release that readers see whose bytes are not those of the place."""
    then, now = place / "releases" / RELEASES[-1], settings_of(folder).current.resolve()
    files = (path for path in sorted(then.rglob("*")) if path.is_file() and path.parent.name != DATA_DOCS_FOLDER)
    return "; ".join(
        f"{path.relative_to(then)} is another file"
        for path in files
        if not (now / path.relative_to(then)).is_file()
        or (now / path.relative_to(then)).read_bytes() != path.read_bytes()
    )
