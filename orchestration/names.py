"""The words that Python, dbt and the readers share: feeds, levels, zones, groups, pools.

Not here: paths and limits (settings.py), published tables (published/), columns (the contracts and the dbt models).
"""

from __future__ import annotations

from typing import Final

# Feeds that code speaks of. All of them, and the order they land in, are in data/contracts/feeds.
COUNTRY: Final = "country"
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
BOUNDARIES: Final = "boundaries"

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

# Cut-offs of area_poverty_sensitivity, from the widest to the narrowest.
POVERTY_CUTOFFS: Final = ("union", "0.2", "0.26", "0.33", "0.5")

# Zones of a release. Open holds no household, and of areas below the subdistrict the name and the middle alone.
OPEN: Final = "open"
RESTRICTED: Final = "restricted"
ZONES: Final = (OPEN, RESTRICTED)

# The table in which a release describes itself.
RELEASE_TABLE: Final = "release"

# Subjects of the intermediate and published models, in the order of the documents: folders of dbt_project/models, and
# the Dagster groups of the published tables.
SUBJECTS: Final = ("areas", "coverage", "indicators", "goals", "poverty", "progress", "cases", "practices", "kpi")

# Dagster: groups of the other assets (one per layer), the pool of the single writer, jobs, schedules.
GROUP_LANDING: Final = "landing"
GROUP_STAGING: Final = "staging"
GROUP_OPEN: Final = "open"
GROUP_REFERENCE: Final = "reference"
GROUP_RELEASE: Final = "release"
WAREHOUSE_POOL: Final = "warehouse"
OWNER: Final = "team:warehouse"

REFRESH_JOB: Final = "refresh_warehouse"
DAILY_SCHEDULE: Final = "daily_refresh"
INBOX_SENSOR: Final = "new_files_in_the_inbox"
FAILURE_SENSOR: Final = "report_a_failed_run"
SERVE_JOB: Final = "serve_postgres"
SERVE_SENSOR: Final = "new_release_for_postgres"
TIME_ZONE: Final = "Asia/Bangkok"
