"""What the rules read besides the published tables: recounts, made once so that no large table is read for each rule.

Every table made here starts with `audit__` and holds counts and names of things, never a household's value.
What is not here: what must be true of the recounts (suites/), where the database lies (workbench.py).
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Final

import duckdb

from expectations.evidence import (
    agencies,
    areas,
    cases,
    classes,
    errors,
    facts,
    files,
    guesses,
    houses,
    identifiers,
    kpis,
    noise,
    pinned,
    places,
    practices,
    recounted,
    redrawn,
    rounds,
    scores,
    sums,
)
from expectations.evidence.recount import Candidate, Recount
from orchestration.progress import counted

RECOUNTS: dict[str, Recount] = {
    **files.RECOUNTS,
    **areas.RECOUNTS,
    **scores.RECOUNTS,
    **facts.RECOUNTS,
    **identifiers.RECOUNTS,
    **cases.RECOUNTS,
    **kpis.RECOUNTS,
    **houses.RECOUNTS,
    **places.RECOUNTS,
    **rounds.RECOUNTS,
    **classes.RECOUNTS,
    **errors.RECOUNTS,
    **practices.RECOUNTS,
    **noise.RECOUNTS,
    **sums.RECOUNTS,
    **guesses.RECOUNTS,
    **pinned.RECOUNTS,
    **recounted.RECOUNTS,
    **redrawn.RECOUNTS,
    **agencies.RECOUNTS,
}


# Recount -> the recounts it reads, which are therefore made before it.
_READS: Final = {
    "audit__household": ("audit__weighing",),
    "audit__sample": ("audit__weighing",),
    "audit__score": ("audit__weighing",),
    "audit__cutoff": ("audit__weighing", "audit__score"),
    "audit__answers": ("audit__weighing",),
    "audit__category": ("audit__weighing",),
    "audit__estimate_error": ("audit__sampling_design",),
    "audit__located": ("audit__village_place",),
    "audit__place": ("audit__village_place",),
    "audit__astray": ("audit__village_place", "audit__place"),
    "audit__target_score": ("audit__wide",),
    "audit__goal_score": ("audit__wide",),
    "audit__open_target_score": ("audit__open_wide",),
    "audit__open_goal_score": ("audit__open_wide",),
    "audit__practice_comparison": ("audit__practised",),
    "audit__open_practice_comparison": ("audit__practised",),
    "audit__practice_candidate": ("audit__practised",),
    "audit__database_identifier": ("audit__identifier", "audit__database_column"),
    **dict.fromkeys(noise.RECOUNTS, ("audit__weighing",)),
    **dict.fromkeys((*sums.RECOUNTS, *guesses.RECOUNTS, *pinned.RECOUNTS), ("audit__edge",)),
}
# Table -> the recount that makes it, where that has another name.
_MADE_BY: Final = {
    "audit__household_weighted": "audit__household",
    "audit__kpi_expected": "audit__kpi",
    "audit__kpi_figures": "audit__kpi",
    "audit__new_household": "audit__recounted",
}


def make_recounts(
    connection: duckdb.DuckDBPyConnection, *, candidate: Candidate, read: Collection[str]
) -> dict[str, str]:
    """Make the recounts that are read; say of each that could not be made why not. Rules that read it will then raise.

    `read` names tables as the rules' queries do; names of other tables are left alone.
    """
    faults = {}
    needed = [name for name in RECOUNTS if name in _needed(read)]
    for name in counted(needed, "recounts", name=_plain):
        try:
            RECOUNTS[name](connection, candidate)
        except duckdb.Error as fault:
            faults[name] = str(fault)
    return faults


def _plain(name: str) -> str:
    return name.removeprefix("audit__").replace("_", " ")


def _needed(read: Collection[str]) -> set[str]:
    named = {_MADE_BY.get(table, table) for table in read}
    return named.union(*(_READS.get(name, ()) for name in named))
