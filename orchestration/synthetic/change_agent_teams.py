"""Teams of change agents in the synthetic country, as SQL over its villages. No team is real."""

from __future__ import annotations

from orchestration.synthetic.chance import chance

_GROUPS = ("government", "people", "civil_society", "academia", "religion", "private_sector", "media")
# Level, divisor of a village's code, how many of the groups may have a team there, how many of a hundred do, and where.
_LEVELS = (
    ("province", 1_000_000, 7, 95, "true"),
    ("district", 10_000, 3, 80, "true"),
    ("subdistrict", 100, 2, 60, "true"),
    ("village", 1, 1, 5, "next_house > first_house"),
)


def change_agent_teams_query(*, seed: int) -> str:
    """The teams as the feed delivers them. Narrower areas have fewer partner groups; an empty area has none."""
    teams = " union all ".join(
        f"select distinct '{level}' as area_level, village_code // {divisor} as code, {number} as number,"
        f" '{group}' as partner_group, {share} as share from place where {where}"
        for level, divisor, groups, share, where in _LEVELS
        for number, group in enumerate(_GROUPS[:groups])
    )
    drawn = chance("code * 8 + number", seed=seed, purpose="change agents")
    return f"""
        select area_level, code::varchar as area_code, partner_group, (5 + (draw >> 8) % 36)::integer as members_trained
        from (select *, {drawn} as draw from ({teams}))
        where draw % 100 < share order by area_code, partner_group
    """
