"""Defects to plant in the networks of change agents, and the rule that must name each.

What is not here: the tools (plant.py), the tests (test_every_gate.py, test_planted_network.py).
"""

from __future__ import annotations

from functools import partial
from typing import Final

from tests.unit.expectations.plant import SOME_DISTRICT, SOME_PROVINCE, Defect, change

_TABLE: Final = "area_network"

NAMED_BY: Final[dict[str, tuple[Defect, str]]] = {
    "more own teams than teams": (
        partial(change, table=_TABLE, where=SOME_DISTRICT, teams="teams_within + 1"),
        "network__counts_are_ordered",
    ),
    "an area with a team said to have none": (
        partial(change, table=_TABLE, where=SOME_DISTRICT, status="'no team'"),
        "network__status_follows_from_the_teams",
    ),
    "agents per household": (
        partial(
            change, table=_TABLE, where=SOME_PROVINCE, agents_per_1000_households="agents_per_1000_households / 1000"
        ),
        "network__density_matches_its_definition",
    ),
    "the province's own teams forgotten": (
        partial(
            change,
            table=_TABLE,
            where=SOME_PROVINCE,
            teams_within="teams_within - teams",
        ),
        "network__teams_add_up_through_the_levels",
    ),
    "households of another round": (
        partial(
            change,
            table=_TABLE,
            where="households_surveyed = 0",
            households_surveyed="1",
            agents_per_1000_households="1000 * members_trained_within",
        ),
        "network__households_match_coverage",
    ),
}
A_TEAM_OF_NOWHERE: Final[Defect] = partial(change, table=_TABLE, where="area_level = 'nation'", teams_unlocated="1")
UNLOCATED_RULE: Final = "network__every_team_has_a_known_area"
DEFECTS: Final = (*(defect for defect, _ in NAMED_BY.values()), A_TEAM_OF_NOWHERE)
RULES: Final = (*(rule for _, rule in NAMED_BY.values()), UNLOCATED_RULE)
