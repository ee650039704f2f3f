"""Compares the contracts with readers with those of the product's last release, and names the version that is due.

The promises of the last release are in data/contracts/released.json. `make contracts-released` writes them when a
version of the product is tagged. Not here: the contracts (contracts.py).
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from orchestration.errors import ContractError

RELEASED_FILE = "released.json"
Promise = dict[str, Any]


def promises(contracts: dict[str, dict[str, Any]]) -> dict[str, Promise]:
    """<zone>/<table> -> what readers would notice a change of: version, key, levels, types of the columns."""
    return {table: _promise(contract) for table, contract in contracts.items()}


def read_promises(folder: Path) -> dict[str, Promise]:
    """`folder`: data/contracts."""
    kept: dict[str, Promise] = json.loads((folder / RELEASED_FILE).read_text(encoding="utf-8"))
    return kept


def write_promises(now: dict[str, Promise], folder: Path) -> Path:
    path = folder / RELEASED_FILE
    path.write_text(json.dumps(now, indent=1) + "\n", encoding="utf-8")
    return path


def refuse_unversioned(now: dict[str, Promise], then: dict[str, Promise]) -> None:
    """Raise ContractError that names each table whose version does not reflect its changes since the last release."""
    faults = [fault for table, promise in then.items() for fault in _faults(table, promise, now.get(table))]
    if faults:
        raise ContractError("contracts with readers changed under an old version:\n  " + "\n  ".join(faults))


def _promise(contract: dict[str, Any]) -> Promise:
    stated = {entry["property"]: entry["value"] for entry in contract["customProperties"]}
    return {
        "version": contract["version"],
        "key": stated["key"],
        "levels": stated.get("levels", []),
        "columns": {column["name"]: column["physicalType"] for column in contract["schema"][0]["properties"]},
    }


def _faults(table: str, then: Promise, now: Promise | None) -> list[str]:
    if now is None:
        return [
            f"{table}: readers were promised it and it is not published any more; bring the zone back into `zones` of "
            "its model, or, if its end was announced to readers, run `make contracts-released`"
        ]
    broken, added = _broken(then, now), _added(then, now)
    major, minor, _ = map(int, then["version"].split("."))
    due = (major + 1, 0) if broken else (major, minor + 1) if added else (major, minor)
    if tuple(map(int, now["version"].split(".")[:2])) >= due:
        return []
    return [
        f"{table}: {'; '.join(broken + added)} since version {then['version']}; "
        f"write `version: {due[0]}.{due[1]}.0` in config.meta of its model (of its `open` part for the open zone), "
        "then run `make contracts`"
    ]


def _broken(then: Promise, now: Promise) -> list[str]:
    """The changes that break a reader's query."""
    columns = now["columns"]
    gone = [f"column {name} is gone" for name in then["columns"] if name not in columns]
    other = [
        f"column {name} was {kind} and is {columns[name]}"
        for name, kind in then["columns"].items()
        if columns.get(name, kind) != kind
    ]
    levels = [f"level {level} is gone" for level in then["levels"] if level not in now["levels"]]
    key = [] if then["key"] == now["key"] else [f"the key was {', '.join(then['key'])} and is {', '.join(now['key'])}"]
    return [*gone, *other, *levels, *key]


def _added(then: Promise, now: Promise) -> list[str]:
    columns = [f"column {name} is new" for name in now["columns"] if name not in then["columns"]]
    return columns + [f"level {level} is new" for level in now["levels"] if level not in then["levels"]]
