"""Drift to plant between a release and the one before, at the limit of a level (beyond=0) or just beyond it (1).

What is not here: the limits (data/contracts/drift.yaml), the tools (plant.py), the tests (test_drift.py).
"""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Final

from expectations.drift import read_drift
from orchestration.names import RESTRICTED
from orchestration.release.manifest import Manifest, read_manifest
from tests.unit.expectations.plant import SOME_PROVINCE, change, edit_manifest

MANY = 100_000
LATEST = "survey_round = (select max(survey_round) from rows)"
CLOSED = "survey_round = (select min(survey_round) from rows)"
PART = {"nation": "", "province": "_of_provinces", "district": "_of_districts"}
# Figure of the file -> name of its rules, and the count that fell in the latest round.
FELL = {
    "houses_fell": ("coverage__houses{of}_did_not_drop", "houses_registered"),
    "households_fell": ("coverage__households{of}_did_not_drop", "households_surveyed"),
    "coverage_fell": ("coverage__rate{of}_did_not_drop", "houses_surveyed"),
}
# The same of counts that grew in a round that was over.
GREW = {
    "houses_grew": ("coverage__register_growth{of}_is_plausible", "houses_registered"),
    "households_of_closed_rounds_grew": ("coverage__households{of_closed}_did_not_grow", "households_surveyed"),
    "members_of_closed_rounds_grew": ("coverage__members{of_closed}_did_not_grow", "members_surveyed"),
}
# The same of rates and scores: table, measure, its range, and what is counted.
MOVED = {
    "indicator_rate_moved": (
        "indicators__rate{of}_is_near_the_last_release",
        ("area_indicator", "failing_rate", 1, "households_applicable"),
    ),
    "poverty_moved": (
        "poverty__ratios{of}_are_near_the_last_release",
        ("area_poverty", "headcount_ratio", 1, "households"),
    ),
    "goal_score_moved": (
        "goals__scores{of}_are_near_the_last_release",
        ("area_sdg_goal", "score", 100, "households_applicable"),
    ),
}


def limit(figure: str, level: str) -> float:
    return float(getattr(getattr(read_drift(), figure), level).value)


def rules_of(level: str) -> set[str]:
    closed = "_of_closed_rounds" if level == "nation" else f"{PART[level]}_in_closed_rounds"
    names = (name for kind in (FELL, GREW, MOVED) for name, _ in kind.values())
    return {name.format(of=PART[level], of_closed=closed) for name in names}


def fall(before: Path, now: Path, *, level: str, beyond: int) -> None:
    where, cells = f"area_level = '{level}' and {LATEST}", {column: str(MANY) for _, column in FELL.values()}
    fallen = {column: str(round(MANY * (1 - limit(figure, level))) - beyond) for figure, (_, column) in FELL.items()}
    change(before, "area_coverage", where=where, zones=(RESTRICTED,), houses_residential=str(MANY), **cells)
    change(now, "area_coverage", where=where, zones=(RESTRICTED,), **fallen)


def grow(before: Path, now: Path, *, level: str, beyond: int) -> None:
    """The nation grows by its provinces, and one province by itself."""
    place = {"nation": "area_level = 'province'", "province": SOME_PROVINCE, "district": "area_level = 'district'"}
    where = f"{place[level]} and {CLOSED}"
    grown = {column: str(round(MANY * (1 + limit(figure, level))) + beyond) for figure, (_, column) in GREW.items()}
    change(before, "area_coverage", where=where, zones=(RESTRICTED,), **dict.fromkeys(grown, str(MANY)))
    change(now, "area_coverage", where=where, zones=(RESTRICTED,), **grown)


def move(before: Path, now: Path, *, level: str, beyond: int) -> None:
    where = f"area_level = '{level}' and {LATEST}"
    for figure, (_, (table, measure, span, whole)) in MOVED.items():
        rate = {"before": 0.1 * span, "now": (0.1 + limit(figure, level) + (beyond - 0.5) / 500) * span}
        for release, value in ((before, rate["before"]), (now, rate["now"])):
            change(release, table, where=where, zones=(RESTRICTED,), **{measure: str(value), whole: str(MANY)})


def lose_rows(before: Path, now: Path, *, beyond: int) -> int:
    """The table of households had more rows. Returns how many."""
    rows = read_manifest(now).table(RESTRICTED, "fct_household").rows
    were = int(rows / (1 - limit("rows_fell", "nation"))) + beyond

    def edit(manifest: Manifest) -> Manifest:
        tables = (
            entry.model_copy(update={"rows": were}) if entry.table == "fct_household" else entry
            for entry in manifest.tables
        )
        return manifest.model_copy(update={"tables": tuple(tables)})

    edit_manifest(before, edit)
    return were


BEYOND: Final = (
    *(partial(drift, level=level, beyond=1) for level in PART for drift in (fall, grow, move)),
    partial(lose_rows, beyond=1),
)
RULES: Final = ("completeness__tables_kept_their_rows", *(rule for level in PART for rule in sorted(rules_of(level))))
