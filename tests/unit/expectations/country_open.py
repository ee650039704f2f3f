"""What the open zone of the country made by hand has of its tables: fewer levels and columns, noise, nothing of a few.

The tables are made anew in a schema of their own. A table that follows from other open tables is made by the statement
that makes the exact one. Not here: those statements (country.py and its neighbours), tables of hardship with counts of
their own (country_noise.py).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

SCHEMA: Final = "open_zone"
_WIDE: Final = "'nation', 'region', 'pilot_group', 'province'"
TO_THE_PROVINCE: Final = f"area_level in ({_WIDE})"
TO_THE_DISTRICT: Final = f"area_level in ({_WIDE}, 'district')"
TO_THE_SUBDISTRICT: Final = "area_level <> 'village'"

_LEVELS: Final = {
    **dict.fromkeys(("area_indicator_breakdown", "area_poverty_breakdown"), TO_THE_PROVINCE),
    **dict.fromkeys(
        (
            "area_case_agency",
            "area_estimate_error",
            "area_goal_change",
            "area_indicator_change",
            "area_poverty_change",
            "area_poverty_contribution",
            "area_poverty_contribution_change",
            "area_poverty_sensitivity",
            "area_target_path",
        ),
        TO_THE_DISTRICT,
    ),
    **dict.fromkeys(
        (
            "area_case_progress",
            "area_coverage",
            "area_indicator",
            "area_network",
            "area_poverty",
            "area_priority",
            "area_profile",
            "area_sdg_goal",
            "area_sdg_target",
            "coverage_gap",
            "practice_effect",
        ),
        TO_THE_SUBDISTRICT,
    ),
}
_SURVEYED: Final = (
    "houses_surveyed",
    "houses_not_surveyed",
    "houses_never_surveyed",
    "houses_with_several_households",
    "houses_municipal_surveyed",
    "houses_rural_surveyed",
    "households_surveyed",
    "coverage_rate",
    "municipal_coverage_rate",
    "rural_coverage_rate",
)
_NETWORK: Final = (
    "teams",
    "teams_within",
    "partner_groups_within",
    "members_trained",
    "members_trained_within",
    "agents_per_1000_households",
)
_OF_ENOUGH_HOUSES: Final = "case when houses_residential >= 10 then {0} end as {0}"

# Statements that make the open tables of places and reach, which have no noise.
REACH: Final = (
    """
        create table dim_area as select * replace (
            case when area_level <> 'village' then round(longitude, 3) end as longitude,
            case when area_level <> 'village' then round(latitude, 3) end as latitude
        ) from main.dim_area
    """,
    f"""
        create table area_coverage as
        select * exclude (members_surveyed) replace ({", ".join(map(_OF_ENOUGH_HOUSES.format, _SURVEYED))})
        from main.area_coverage
    """,
    """
        create table coverage_gap as select * replace (
            count(*) over (partition by survey_round, area_level) as ranked_among
        ) from main.coverage_gap where houses_residential >= 10
    """,
    f"""
        create table area_network as
        select network.* replace (
            {", ".join(map(_OF_ENOUGH_HOUSES.format, _NETWORK))},
            case when houses_residential >= 10 then network.households_surveyed end as households_surveyed,
            houses_residential < 10 as is_suppressed
        )
        from main.area_network as network
        join main.area_coverage as coverage using (survey_round, area_level, area_code)
    """,
)


def open_rows(table: str) -> str:
    """The query for the rows of the open zone, where its schema comes first. Other tables are the exact ones."""
    return f"select * from {table} where {_LEVELS.get(table, 'true')}"


def in_open_schema(statements: Sequence[str]) -> list[str]:
    """The statements, run where the name of a table means the open one, once there is one."""
    return [f"create schema {SCHEMA}", f"set search_path = '{SCHEMA},main'", *statements]
