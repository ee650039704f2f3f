"""A record of a release in two files: the whole record in `restricted/`, and the part for readers of `open/`.

The part for readers names the SHA-256 of the whole record. Reading compares the two, so that neither is changed alone.
Not here: what the records hold (manifest.py, verdict.py).
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Self, TypeVar

from orchestration.errors import ReleaseError
from orchestration.names import RESTRICTED
from orchestration.record import Record, read_bytes, read_record, write_json


class TwofoldRecord(Record):
    """A record of which readers get a part. `evidence_sha256` is the digest of the whole record, in the part alone."""

    evidence_sha256: str | None = None

    def for_readers(self) -> Self:
        """The record without a figure of the restricted zone."""
        raise NotImplementedError


_Twofold = TypeVar("_Twofold", bound=TwofoldRecord)


def read_whole(kind: type[_Twofold], release: Path, file: str, *, remedy: str) -> _Twofold:
    """The whole record. Raises ReleaseError if a file cannot be used, or the two files do not belong together.

    A release of an earlier version has one file, which is the whole record.
    """
    shown = read_record(kind, release / file, error=ReleaseError, remedy=remedy)
    path = release / RESTRICTED / file
    if shown.evidence_sha256 is None:
        if path.exists():
            raise ReleaseError(f"{release / file}: names no SHA-256 of {RESTRICTED}/{file}, expected one; {remedy}")
        return shown
    digest = _digest(path, remedy=remedy)
    if digest != shown.evidence_sha256:
        raise ReleaseError(f"{path}: found SHA-256 {digest}, {file} names {shown.evidence_sha256}; {remedy}")
    whole = read_record(kind, path, error=ReleaseError, remedy=remedy)
    if _part_of(whole, digest) != shown:
        raise ReleaseError(
            f"{release / file}: differs from {RESTRICTED}/{file}, expected its part for readers; {remedy}"
        )
    return whole


def write_both(
    whole: _Twofold, release: Path, file: str, *, content: Callable[[_Twofold], Mapping[str, Any]], remedy: str
) -> None:
    """Write the whole record first: a part without its whole record is refused when it is read."""
    path = release / RESTRICTED / file
    path.parent.mkdir(exist_ok=True)
    write_json(path, content(whole))
    write_json(release / file, content(_part_of(whole, _digest(path, remedy=remedy))))


def _part_of(whole: _Twofold, digest: str) -> _Twofold:
    return whole.for_readers().model_copy(update={"evidence_sha256": digest})


def _digest(path: Path, *, remedy: str) -> str:
    return hashlib.sha256(read_bytes(path, error=ReleaseError, remedy=remedy)).hexdigest()
