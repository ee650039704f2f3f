"""The Dagster skin: which assets, checks, jobs and schedules exist. How things are done is outside this package."""
