"""Runs a job of the code location in this process and says in plain words what failed.

The run is recorded in the instance that DAGSTER_HOME names, so that the UI shows it like any other.
What is not here: the jobs (defs/).
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from contextlib import redirect_stdout
from typing import TYPE_CHECKING, Any

from orchestration.errors import WarehouseError

if TYPE_CHECKING:
    from dagster import DagsterEvent, ExecuteInProcessResult


def execute_job(name: str, *, config: dict[str, Any] | None = None) -> ExecuteInProcessResult:
    """Run the job to its end. Raises WarehouseError with every failure if it does not succeed."""
    os.environ.setdefault("DAGSTER_DISABLE_TELEMETRY", "true")
    import dagster as dg

    from orchestration.definitions import defs

    job = defs().resolve_job_def(name)
    run_config: dict[str, Any] = {"loggers": {"progress": {}}}
    if config:
        run_config["ops"] = config
    has_home = bool(os.environ.get("DAGSTER_HOME"))
    with dg.DagsterInstance.get() if has_home else dg.DagsterInstance.ephemeral() as instance:
        # dbt tells stdout about each of its hundred tests; the progress log says what matters, dbt's own log the rest.
        with open(os.devnull, "w", encoding="utf-8") as nowhere, redirect_stdout(nowhere):
            result = job.execute_in_process(run_config=run_config, instance=instance, raise_on_error=False)
    if not result.success:
        raise WarehouseError(f"job {name} failed; what readers see is as it was\n" + "\n".join(_failures(result)))
    return result


def _failures(result: ExecuteInProcessResult) -> Iterator[str]:
    """What each failed step says; of a failed check, what holds and what was found instead."""
    for event in result.all_events:
        if event.is_step_failure:
            yield f"{(event.step_key or '').replace('__', '/')}: {_cause(event)}"
    for check in result.get_asset_check_evaluations():
        if not check.passed and check.severity.value == "ERROR":
            observed = check.metadata.get("observed")
            found = f" Found {observed.value}." if observed else ""
            yield f"  {check.check_name}: {check.description or 'does not hold.'}{found}"


def _cause(event: DagsterEvent) -> str:
    """The innermost message: the layers around it say that a step failed, which is known."""
    error = event.step_failure_data.error
    while error is not None and error.cause is not None:
        error = error.cause
    # Dagster puts the error's class before its message.
    return re.sub(rf"^[\w.]*{error.cls_name}: ", "", error.message).strip() if error else "no message"
