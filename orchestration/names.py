"""The words that Python, dbt and the readers share: feeds, tables, levels, groups, pools.

Not here: paths and limits (settings.py), columns (the contracts and the dbt models).
"""

from __future__ import annotations

from typing import Final

# Feeds that code speaks of. All of them, and the order they land in, are in data/contracts/feeds.
GEOGRAPHY: Final = "geography"
AREA_CHANGES: Final = "area_changes"
HOUSE_REGISTRY: Final = "house_registry"
HOUSEHOLD_SURVEY: Final = "household_survey"
CASE_FOLLOW_UP: Final = "case_follow_up"
INDICATOR_FRAMEWORK: Final = "indicator_framework"
INDICATOR_SDG_MAP: Final = "indicator_sdg_map"
LOCAL_ADMINISTRATIONS: Final = "local_administrations"
VILLAGE_LOCAL_ADMINISTRATION: Final = "village_local_administration"
PLEDGES: Final = "pledges"
CHANGE_AGENT_TEAMS: Final = "change_agent_teams"
PRACTICES: Final = "practices"
REGISTER_CONTROL_TOTALS: Final = "register_control_totals"
UN_KPIS: Final = "un_kpis"
UN_SDG_SERIES: Final = "un_sdg_series"

# Area levels, from the widest to the narrowest, and the one that lies beside them in the province.
AREA_LEVELS: Final = (
    "nation",
    "region",
    "pilot_group",
    "province",
    "district",
    "subdistrict",
    "village",
    "local_administration",
)
NATION_CODE: Final = "TH"

# Cut-offs of area_poverty_sensitivity, from the widest to the narrowest.
POVERTY_CUTOFFS: Final = ("union", "0.2", "0.26", "0.33", "0.5")

# Zones of a release. Open holds no household, and of areas below the subdistrict the name and the middle alone.
OPEN: Final = "open"
RESTRICTED: Final = "restricted"
ZONES: Final = (OPEN, RESTRICTED)

DIMENSION_TABLES: Final = (
    "dim_area",
    "area_crosswalk",
    "dim_indicator",
    "dim_sdg_goal",
    "dim_sdg_target",
    "dim_sdg_indicator",
    "indicator_sdg_map",
    "dim_survey_round",
    "dim_local_administration",
)
AREA_TABLES: Final = (
    "area_coverage",
    "area_indicator",
    "area_sdg_target",
    "area_sdg_goal",
    "area_poverty",
    "area_poverty_contribution",
    "area_poverty_sensitivity",
    "area_target_path",
    "area_indicator_change",
    "area_goal_change",
    "area_case_progress",
    "area_priority",
    "area_network",
    "coverage_gap",
    "practice_effect",
)
# Of these, tables in which an area without anything to tell has no row.
SPARSE_AREA_TABLES: Final = ("area_priority", "coverage_gap", "practice_effect")
# An area table that ends at the district, the same in both zones, with several rows for an area and item.
BREAKDOWN_TABLE: Final = "area_indicator_breakdown"
BREAKDOWN_LEVELS: Final = ("nation", "region", "pilot_group", "province", "district", "local_administration")
PROVINCE_TABLES: Final = ("pledge_progress",)
KPI_TABLES: Final = ("kpi_linkage",)
CANDIDATE_TABLES: Final = ("practice_candidate",)
FACT_TABLES: Final = ("fct_house", "fct_household", "fct_case", "household_priority")
RELEASE_TABLE: Final = "release"

# Table -> the zones it is published in. A table that is not named here is not published.
PUBLISHED_TABLES: Final[dict[str, tuple[str, ...]]] = {
    **dict.fromkeys(DIMENSION_TABLES, (OPEN,)),
    **dict.fromkeys(AREA_TABLES, (OPEN, RESTRICTED)),
    BREAKDOWN_TABLE: (OPEN, RESTRICTED),
    **dict.fromkeys(PROVINCE_TABLES, (OPEN,)),
    **dict.fromkeys(KPI_TABLES, (OPEN,)),
    **dict.fromkeys(CANDIDATE_TABLES, (OPEN,)),
    **dict.fromkeys(FACT_TABLES, (RESTRICTED,)),
    RELEASE_TABLE: (OPEN, RESTRICTED),
}

# Subjects of the intermediate and published models, in the order of the documents: folders of dbt_project/models, and
# the Dagster groups of the published tables.
SUBJECTS: Final = ("areas", "coverage", "indicators", "goals", "poverty", "progress", "cases", "practices", "kpi")

# Dagster: groups of the other assets (one per layer), the pool of the single writer, jobs, schedules.
GROUP_LANDING: Final = "landing"
GROUP_STAGING: Final = "staging"
GROUP_INTERMEDIATE: Final = "intermediate"
GROUP_REFERENCE: Final = "reference"
GROUP_RELEASE: Final = "release"
WAREHOUSE_POOL: Final = "warehouse"
OWNER: Final = "team:warehouse"

REFRESH_JOB: Final = "refresh_warehouse"
DAILY_SCHEDULE: Final = "daily_refresh"
TIME_ZONE: Final = "Asia/Bangkok"
