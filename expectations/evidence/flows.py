"""How many households came into and went out of hardship: open counts of two rounds, each beside the exact one.

Not here: what an attacker makes of them (guesses.py, pinned.py).
"""

from __future__ import annotations

from typing import Final

import duckdb

from expectations.evidence.recount import text

# Who fails now is one of the first four, who failed before one of the others, but for those who moved into the area.
NOW: Final = ("stayed_failing", "fell", "became_applicable_failing", "entered_failing")
BEFORE: Final = ("stayed_failing", "escaped", "no_longer_applicable_failing", "left_failing", "moved_away_failing")
MOVED_IN: Final = "moved_in_failing"
_OPEN_FLOWS: Final = tuple(dict.fromkeys((*NOW, *BEFORE, MOVED_IN)))
FAILED_BEFORE: Final = "failing before"
_OPEN: Final = """
    select area_level, area_code, {item}, r.households_boundary_failing = 0, [{shown}], [{exact}]
    from open__{table} as o join exact__{table} as r using (survey_round, area_level, area_code, {column})
    where survey_round = {survey_round} and area_level in ('province', 'district') and not o.is_suppressed
      and survey_round not in (select survey_round from audit__other_flows)
"""
_OPEN_TABLES: Final = {
    "area_indicator_change": ("indicator_code", "indicator_code"),
    "area_goal_change": ("goal", "'goal ' || goal"),
}
# Area and item, as figures.py names them.
Place = tuple[str, str, str]
# Flow -> its open and its exact count.
Counts = dict[str, tuple[int, int]]


def read_open_flows(connection: duckdb.DuckDBPyConnection, survey_round: str) -> dict[Place, Counts]:
    """The flows to the round that are shown in provinces and districts, and the households that failed before.

    There are none of the latter where villages came or went between the rounds: the flows are then not all of them.
    Flows of earlier vintages do not sum to what the open zone shows, and are left out.
    """
    columns = [*(f"households_{flow}" for flow in _OPEN_FLOWS), "previous_households_failing"]
    shown, exact = (", ".join(f"{row}.{column}" for column in columns) for row in ("o", "r"))
    found = {}
    for table, (column, item) in _OPEN_TABLES.items():
        query = _OPEN.format(
            table=table, column=column, item=item, shown=shown, exact=exact, survey_round=text(survey_round)
        )
        for level, code, name_of_item, has_all, *counts in connection.execute(query).fetchall():
            both = dict(zip((*_OPEN_FLOWS, FAILED_BEFORE), zip(*counts, strict=True), strict=True))
            if not has_all:
                both.pop(FAILED_BEFORE)
            found[level, code, name_of_item] = both
    return found
