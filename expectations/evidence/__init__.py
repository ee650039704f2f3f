"""What the rules read besides the published tables: recounts, made once so that no large table is read for each rule.

Every table made here starts with `audit__` and holds counts and names of things, never a household's value.
What is not here: what must be true of the recounts (suites/), where the database lies (workbench.py).
"""

from __future__ import annotations

import duckdb

from expectations.evidence import (
    areas,
    cases,
    classes,
    facts,
    files,
    houses,
    identifiers,
    kpis,
    practices,
    rounds,
    scores,
)
from expectations.evidence.source import Recount, Source

RECOUNTS: dict[str, Recount] = {
    **files.RECOUNTS,
    **areas.RECOUNTS,
    **scores.RECOUNTS,
    **facts.RECOUNTS,
    **identifiers.RECOUNTS,
    **cases.RECOUNTS,
    **kpis.RECOUNTS,
    **houses.RECOUNTS,
    **rounds.RECOUNTS,
    **classes.RECOUNTS,
    **practices.RECOUNTS,
}


def gather(connection: duckdb.DuckDBPyConnection, *, source: Source) -> dict[str, str]:
    """Make every recount; say of each that could not be made why not. Rules that read it will then raise."""
    faults = {}
    for name, recount in RECOUNTS.items():
        try:
            recount(connection, source)
        except duckdb.Error as fault:
            faults[name] = str(fault)
    return faults
