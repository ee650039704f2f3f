"""The Dagster skin: which assets, checks, jobs and schedules exist. The work itself is outside this package."""
