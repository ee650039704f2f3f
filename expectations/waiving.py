"""Whether the waivers of a release can be used, and what each waives: a rule, everywhere or in the areas that it names.

What is not here: the file of waivers and its dates (orchestration.waivers), the outcome of a waived rule
(checkpoint.py).
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Final

import duckdb

from expectations.rule import Rule, UnexpectedRows
from orchestration.errors import WaiverError
from orchestration.release.manifest import read_manifest
from orchestration.waivers import ALL, Waiver

# Subjects whose failures nobody may accept: what is private, and whether the files are those that were proposed.
NEVER_WAIVED: Final = ("privacy", "release")
AREA: Final = "area_code"
_AREAS_KNOWN: Final = (
    "select area_code from open__dim_area",
    "select area_code from previous_open__dim_area",
    "select former_area_code from open__area_crosswalk",
)


@dataclass(frozen=True)
class Waived:
    """What the waivers of one rule cover together. `areas` is empty if they cover every finding."""

    areas: tuple[str, ...]
    words: str

    def is_outside(self) -> str:
        """SQL that is true for a finding that no waiver covers."""
        codes = ", ".join("'" + area.replace("'", "''") + "'" for area in self.areas)
        return f"({AREA} in ({codes})) is not true" if codes else "false"


def waived_rules(
    waivers: Sequence[Waiver],
    *,
    rules: Sequence[Rule],
    connection: duckdb.DuckDBPyConnection,
    previous: Path | None,
) -> dict[str, Waived]:
    """Rule -> what is waived of it. Raise WaiverError with every fault of the waivers.

    Areas that a waiver of the previous release names are known: the area may be gone from both lists by now.
    """
    if not waivers:
        return {}
    known = {code for query in _AREAS_KNOWN for code in _codes(connection, query)}
    if previous is not None:
        known.update(area for waiver in read_manifest(previous).waivers for area in waiver.areas)
    by_name = {rule.name: rule for rule in rules}
    faults = [
        f"waivers {number} ({waiver.rule}): {fault}"
        for number, waiver in enumerate(waivers, start=1)
        for fault in _faults(waiver, rules=by_name, known=known, connection=connection)
    ]
    if faults:
        raise WaiverError("\n".join((*faults, "Correct the file of waivers, and propose the candidate again.")))
    names = dict.fromkeys(waiver.rule for waiver in waivers)
    return {name: _together([waiver for waiver in waivers if waiver.rule == name]) for name in names}


def _codes(connection: duckdb.DuckDBPyConnection, query: str) -> list[str]:
    try:
        return [code for (code,) in connection.execute(query).fetchall()]
    except duckdb.Error:  # rules on this table cannot be examined, and say so
        return []


def _together(waivers: Sequence[Waiver]) -> Waived:
    areas = () if any(waiver.is_for_all for waiver in waivers) else {area for each in waivers for area in each.areas}
    return Waived(areas=tuple(sorted(areas)), words="; ".join(map(str, waivers)))


def _faults(
    waiver: Waiver,
    *,
    rules: Mapping[str, Rule],
    known: Collection[str],
    connection: duckdb.DuckDBPyConnection,
) -> Iterator[str]:
    if waiver.rule not in rules:
        near = get_close_matches(waiver.rule, rules, n=1)
        yield f"found no rule of this name{f', the nearest is {near[0]}' if near else ''}; name a rule of verdict.json"
        return
    if rules[waiver.rule].subject in NEVER_WAIVED:
        yield f"rules of {' and '.join(NEVER_WAIVED)} are never waived; correct what the rule finds"
    if waiver.is_for_all:
        return
    if unknown := [area for area in waiver.areas if area not in known]:
        yield f"found {', '.join(unknown)}, expected codes of this release or the previous one; correct the code"
    if not _finds_areas(rules[waiver.rule], connection):
        yield f"found areas, but what this rule finds is no area; write areas: {ALL}, or take the waiver away"


def _finds_areas(rule: Rule, connection: duckdb.DuckDBPyConnection) -> bool:
    if not isinstance(rule.expectation, UnexpectedRows):
        return False
    try:
        columns = connection.execute(f"describe {rule.expectation.query()}").fetchall()
    except duckdb.Error:  # the rule cannot be examined either, and says so
        return True
    return AREA in {name for name, *_ in columns}
