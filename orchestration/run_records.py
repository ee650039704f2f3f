"""Looks at Dagster's records of runs before a run, because Dagster itself answers damage with pages of SQL.

Not here: what Dagster records, or where (the file dagster.yaml in its home).
"""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Final

from orchestration.errors import WarehouseError

# Relative to Dagster's home: the runs, and what their events are found by. Each run's events have a file of their own.
_FILES: Final = ("history/runs.db", "history/runs/index.db", "schedules/schedules.db")


def refuse_unreadable_records(home: Path) -> None:
    """Raise WarehouseError that names the damaged files of Dagster's home and the remedy."""
    for name in _FILES:
        if fault := _fault_of(home / name):
            raise WarehouseError(
                f"{home / name}: Dagster's record of runs cannot be read ({fault}); move the folder "
                f"{home / Path(name).parts[0]} away, and Dagster begins a new record; deliveries, landing and releases "
                "are not in it"
            )


def _fault_of(path: Path) -> str:
    """What SQLite has against the file. A missing or empty file is made anew by Dagster."""
    if path.is_dir():
        return "found a folder, expected a file"
    if not path.exists() or not path.stat().st_size:
        return ""
    try:
        with closing(sqlite3.connect(path)) as connection:
            connection.execute("select count(*) from sqlite_master").fetchone()
            row = connection.execute("pragma quick_check(1)").fetchone() if path.name == "runs.db" else ("ok",)
    except sqlite3.OperationalError:  # locked, or not to be written: Dagster says so itself
        return ""
    except sqlite3.DatabaseError as fault:
        return str(fault)
    return "" if row == ("ok",) else str(row[0])
