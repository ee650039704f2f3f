"""Rules on practices and the networks behind them: comparisons, candidates, teams of change agents.

What is not here: the failing rates themselves (indicators, goals), villages in the open zone (privacy).
"""

from __future__ import annotations

from typing import Final

from expectations.rule import Rule, query_rule, rows_of
from expectations.suites.shared import WIDEST_FIRST, households_match_coverage
from orchestration.release.verdict import WARNING

_PRACTICES: Final = "restricted__practice_effect"
_CANDIDATES: Final = "open__practice_candidate"
_NETWORK: Final = "restricted__area_network"
_BY_PRACTICE: Final = "practice_id"

_EFFECTS: Final[tuple[Rule, ...]] = (
    query_rule(
        "practices__status_follows_from_the_figures",
        table=_PRACTICES,
        sentence="A practice has an effect exactly where it was compared; otherwise `status` names what is missing.",
        file="practices/status_follows_from_the_figures",
        order=_BY_PRACTICE,
    ),
    query_rule(
        "practices__effects_match_their_definition",
        table=_PRACTICES,
        sentence="The change of a practice equals latest less baseline rate; its effect equals the change less the"
        " median change of comparable areas.",
        file="practices/effects_match_their_definition",
        order=_BY_PRACTICE,
    ),
    query_rule(
        "practices__comparisons_equal_recount",
        table=_PRACTICES,
        sentence="Rates, the number of comparable areas and their median change equal the recount from the tables of"
        " areas.",
        file="practices/comparisons_equal_recount",
        parameters={"comparisons": "audit__practice_comparison"},
        order=_BY_PRACTICE,
    ),
    query_rule(
        "practices__can_be_measured",
        table=_PRACTICES,
        severity=WARNING,
        sentence="Every practice names a listed area and exactly one indicator, target or goal.",
        order=_BY_PRACTICE,
    ),
    query_rule(
        "practices__candidates_equal_recount",
        table=_CANDIDATES,
        sentence="practice_candidate lists exactly the candidates recounted from the tables of areas.",
        noun="candidate",
        examined=f"select count(*) from {_CANDIDATES} full join audit__practice_candidate"
        " using (survey_round, area_level, area_code, indicator_code)",
        order=f"{WIDEST_FIRST}, indicator_code",
    ),
    query_rule(
        "practices__candidates_are_ranked_by_effect",
        table=_CANDIDATES,
        sentence="Candidates of a level and indicator are ranked by effect, the largest first, without a missing rank.",
        noun="candidate",
        examined=rows_of(_CANDIDATES),
        order="area_level, area_code, indicator_code",
    ),
)

_TEAMS: Final[tuple[Rule, ...]] = (
    query_rule(
        "network__counts_are_ordered",
        table=_NETWORK,
        sentence="Own teams and members number at most those within the area; partner groups number at most seven.",
        order=WIDEST_FIRST,
    ),
    query_rule(
        "network__status_follows_from_the_teams",
        table=_NETWORK,
        sentence="`status` is `own team`, `teams inside` or `no team`, as the teams of the area are counted.",
        order=WIDEST_FIRST,
    ),
    query_rule(
        "network__density_matches_its_definition",
        table=_NETWORK,
        sentence="Agents per 1,000 households equal trained members within the area over surveyed households, and are"
        " absent without surveyed households.",
        order=WIDEST_FIRST,
    ),
    query_rule(
        "network__teams_add_up_through_the_levels",
        table=_NETWORK,
        sentence="Teams and members within an area equal its own plus those within its child areas.",
        noun="sum",
        examined=f"select count(*) from {_NETWORK} join audit__edge_level as level on level.parent_level = area_level"
        " where level.child_level <> 'local_administration'",
        order=WIDEST_FIRST,
    ),
    households_match_coverage("network__households_match_coverage", table="area_network"),
    query_rule(
        "network__every_team_has_a_known_area",
        table=_NETWORK,
        severity=WARNING,
        sentence="Every delivered team works for a listed area or a village of the register.",
        noun="round",
        examined=rows_of(_NETWORK, where="area_level = 'nation'"),
    ),
)

RULES: Final = (*_EFFECTS, *_TEAMS)
