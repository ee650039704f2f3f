"""Reads `published/history.jsonl`, in which earlier versions recorded the switches of readers, as acts.

The record of acts takes its lines over with the first act that is added to it. Not here: that record (acts.py).
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

HISTORY_FILE: Final = "history.jsonl"

_PARTS: Final = ("state", "manifest_sha256", "audit_sha256")


def converted(content: bytes, *, releases: Path) -> tuple[list[dict[str, Any]], bool]:
    """The parts of each act, oldest first, and whether the last line was torn.

    Lines that are no record of a switch are left out. `releases` is the folder of what is kept.
    """
    lines = [line for line in content.decode("utf-8", errors="replace").splitlines() if line.strip()]
    entries = [_entry_of(line) for line in lines]
    switches = [entry for entry in entries if entry]
    is_torn = bool(entries) and entries[-1] is None
    return list(_acts(switches, _unrecorded(switches, releases=releases))), is_torn


def _entry_of(line: str) -> dict[str, Any] | None:
    try:
        entry = json.loads(line)
    except ValueError:
        return None
    texts = ("action", "release_id", "manifest_sha256", "switched_at")
    is_switch = isinstance(entry, dict) and all(isinstance(entry.get(name), str) for name in texts)
    is_switch = is_switch and isinstance(entry.get("audit_sha256", ""), str)
    return entry if is_switch and entry.get("state", "done") in ("intended", "done", "settled") else None


def _acts(switches: list[dict[str, Any]], unrecorded: list[str]) -> Iterator[dict[str, Any]]:
    for place, entry in enumerate(switches):
        parts = {name: entry[name] for name in _PARTS if name in entry}
        yield {"act": entry["action"], "release_id": entry["release_id"], "at": entry["switched_at"], **parts}
        retired = entry.get("retired") or ()
        is_last = place == len(switches) - 1 or switches[place + 1].get("state") == "intended"
        for name in (*retired, *(unrecorded if is_last and entry.get("state") != "intended" else ())):
            reason = "the publication named it" if name in retired else "an earlier version did not record its removals"
            yield {"act": "prune", "release_id": name, "at": entry["switched_at"], "why": reason}


def _unrecorded(switches: list[dict[str, Any]], *, releases: Path) -> list[str]:
    """Releases that went while no older one is kept: the versions before `retired` removed the oldest first."""
    names = dict.fromkeys(entry["release_id"] for entry in switches)
    standing: list[str] = []
    for entry in switches:
        if entry["release_id"] in standing:
            del standing[standing.index(entry["release_id"]) :]
        standing.append(entry["release_id"])
    kept = {name for name in names if (releases / name).is_dir()}
    first = next((place for place, name in enumerate(standing) if name in kept), len(standing))
    recorded = {entry["release_id"] for entry in switches if entry.get("retired") is not None}
    retired = {name for entry in switches for name in entry.get("retired") or ()}
    return [name for name in names if name not in {*kept, *recorded, *retired, *standing[first:]}]
