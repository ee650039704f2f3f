"""Rules on the networks of change agents: teams that add up through the levels, and a density that follows from them.

What is not here: how many households an area has (coverage.py).
"""

from __future__ import annotations

from typing import Final

from expectations.limits import RATE_TOLERANCE
from expectations.sql import WIDEST_FIRST, breaking, same_surveyed
from expectations.vocabulary import Rule, finding_rule
from orchestration.release.verdict import WARNING

_TABLE: Final = "restricted__area_network"
_AREA = ("survey_round", "area_level", "area_code")
_COUNTS = ("teams", "teams_within", "partner_groups_within", "members_trained", "members_trained_within")

# A team is inside every wider area. To a local administration only villages belong as a whole: it adds up to nothing.
_NOT_THE_SUM = f"""
    with inside as (
        select edge.parent_level, edge.parent_code, edge.child_level, sum(child.teams_within) as teams,
               sum(child.members_trained_within) as members
        from {_TABLE} as child
        join audit__edge as edge on edge.child_level = child.area_level and edge.child_code = child.area_code
        where edge.child_level <> 'local_administration' group by all
    )
    select survey_round, area_level, area_code, level.child_level as "summed over", teams_within,
           parent.teams + coalesce(inside.teams, 0) as "own teams and those inside", members_trained_within,
           parent.members_trained + coalesce(inside.members, 0) as "their members"
    from {_TABLE} as parent
    join audit__edge_level as level
      on level.parent_level = parent.area_level and level.child_level <> 'local_administration'
    left join inside
      on inside.parent_level = parent.area_level and inside.parent_code = parent.area_code
     and inside.child_level = level.child_level
    where parent.teams_within is distinct from parent.teams + coalesce(inside.teams, 0)
       or parent.members_trained_within is distinct from parent.members_trained + coalesce(inside.members, 0)
"""

RULES: Final[tuple[Rule, ...]] = (
    finding_rule(
        "network__counts_are_ordered",
        table=_TABLE,
        sentence="An area's own teams are among those within it, as are their members; there are seven partner groups.",
        sql=breaking(
            _TABLE,
            condition="teams >= 0 and teams <= teams_within and members_trained >= 0"
            " and members_trained <= members_trained_within and partner_groups_within <= least(teams_within, 7)"
            " and (partner_groups_within > 0) = (teams_within > 0)"
            " and (area_level = 'nation') = (teams_unlocated is not null)",
            shows=(*_AREA, *_COUNTS, "teams_unlocated"),
        ),
        order=WIDEST_FIRST,
    ),
    finding_rule(
        "network__status_follows_from_the_teams",
        table=_TABLE,
        sentence="An area has its own team, teams inside it, or none.",
        sql=breaking(
            _TABLE,
            condition="status = case when teams > 0 then 'own team' when teams_within > 0 then 'teams inside'"
            " else 'no team' end",
            shows=(*_AREA, "status", "teams", "teams_within"),
        ),
        order=WIDEST_FIRST,
    ),
    finding_rule(
        "network__density_matches_its_definition",
        table=_TABLE,
        sentence="Agents per 1,000 households are the trained members within the area over its surveyed households, and"
        " absent where none was surveyed.",
        sql=breaking(
            _TABLE,
            condition="case when households_surveyed = 0 then agents_per_1000_households is null else"
            " abs(agents_per_1000_households - 1000 * members_trained_within / cast(households_surveyed as double))"
            f" <= {RATE_TOLERANCE} * greatest(1, agents_per_1000_households) end",
            shows=(*_AREA, "agents_per_1000_households", "members_trained_within", "households_surveyed"),
        ),
        order=WIDEST_FIRST,
    ),
    finding_rule(
        "network__teams_add_up_through_the_levels",
        table=_TABLE,
        sentence="Teams and members within an area are its own and those within its parts, at every level.",
        sql=_NOT_THE_SUM,
        order=WIDEST_FIRST,
    ),
    finding_rule(
        "network__households_match_coverage",
        table=_TABLE,
        sentence="Households surveyed are those of the table of coverage.",
        sql=same_surveyed(_TABLE),
        order=WIDEST_FIRST,
    ),
    finding_rule(
        "network__every_team_has_a_known_area",
        table=_TABLE,
        severity=WARNING,
        sentence="Every delivered team works for an area of the code list or a village of the register.",
        sql=breaking(
            f"(from {_TABLE} where area_level = 'nation')",
            condition="teams_unlocated = 0",
            shows=("survey_round", "teams_unlocated", "teams_within"),
        ),
        order="survey_round",
    ),
)
