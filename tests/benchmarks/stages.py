"""How long each stage of the job took, read from what Dagster recorded of its steps.

What is not here: what the stages do (orchestration/), the cost of the whole (measure.py).
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from orchestration.landing.contract_file import feed_names
from orchestration.names import REFRESH_JOB
from tests.benchmarks.measure import BenchmarkError

STAGES = ("landing", "transform", "propose", "audit", "publish")
_STAGE_OF_STEP = {
    **{f"landing__{feed}": "landing" for feed in feed_names()},
    "warehouse": "transform",
    "release__candidate": "propose",
    "release__verdict": "audit",
    "published__current": "publish",
}


def read_stages(dagster_home: Path) -> dict[str, float]:
    """Wall seconds by stage of the last main job that the instance recorded. Raises BenchmarkError if there is none."""
    import dagster as dg  # takes seconds; by now nothing is being measured

    with dg.DagsterInstance.from_config(str(dagster_home)) as instance:
        runs = instance.get_runs(filters=dg.RunsFilter(job_name=REFRESH_JOB), limit=1)
        if not runs:
            raise BenchmarkError(f"{dagster_home.name}: found no run of {REFRESH_JOB}, expected one; run the job first")
        steps = instance.get_run_step_stats(runs[0].run_id)
    return stage_seconds((step.step_key, step.start_time, step.end_time) for step in steps)


def stage_seconds(steps: Iterable[tuple[str, float | None, float | None]]) -> dict[str, float]:
    """Add the steps (key, start, end) up by stage.

    Raises BenchmarkError naming a step that belongs to no stage or has not ended.
    """
    seconds = dict.fromkeys(STAGES, 0.0)
    for step, start, end in steps:
        if step not in _STAGE_OF_STEP:
            known = ", ".join(_STAGE_OF_STEP)
            raise BenchmarkError(f"step {step}: in no stage, expected one of {known}; add it to {Path(__file__).name}")
        if start is None or end is None:
            raise BenchmarkError(f"step {step}: has no start or no end, expected both; run the job to its end")
        seconds[_STAGE_OF_STEP[step]] += end - start
    return seconds
