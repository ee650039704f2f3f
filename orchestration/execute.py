"""Runs a job of the code location in this process, and reports failures in plain words.

The run is recorded in the instance that DAGSTER_HOME names, so that the UI shows the run. Not here: the jobs (defs/).
"""

from __future__ import annotations

import hashlib
import os
import re
import sys
from collections.abc import Iterator
from contextlib import redirect_stdout
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from orchestration import errors
from orchestration.errors import WarehouseError
from orchestration.recover import at_work
from orchestration.release.history import pointed
from orchestration.run_records import refuse_unreadable_records
from orchestration.settings import Settings
from orchestration.storage import text_in_words

if TYPE_CHECKING:
    from dagster import DagsterEvent, DagsterInstance, ExecuteInProcessResult


# Tag of runs that a command started, with a digest of the data folder they work in.
_COMMAND_TAG = "sdg/command"


def execute_job(name: str, *, settings: Settings, config: dict[str, Any] | None = None) -> ExecuteInProcessResult:
    """Run the job to its end. Raises WarehouseError with every failure if it does not succeed."""
    os.environ.setdefault("DAGSTER_DISABLE_TELEMETRY", "true")
    import dagster as dg

    from orchestration.definitions import defs

    tags = {_COMMAND_TAG: hashlib.sha256(str(settings.data_dir).encode()).hexdigest()[:12]}
    run_config = {"loggers": {"progress": {}}, **({"ops": config} if config else {})}
    job = defs().resolve_job_def(name)
    has_home = bool(os.environ.get("DAGSTER_HOME"))
    if has_home:
        refuse_unreadable_records(Path(os.environ["DAGSTER_HOME"]))
    with (
        at_work(settings, log=partial(print, file=sys.stderr)),
        dg.DagsterInstance.get() if has_home else dg.DagsterInstance.ephemeral() as instance,
        # dbt tells stdout about each of its hundred tests; the progress log says what matters, dbt's own log the rest.
        Path(os.devnull).open("w", encoding="utf-8") as nowhere,
        redirect_stdout(nowhere),
    ):
        _end_dead_runs(instance, tags)
        before = pointed(settings)
        result = job.execute_in_process(run_config=run_config, instance=instance, tags=tags, raise_on_error=False)
    if not result.success:
        after = pointed(settings)
        seen = "what readers see is as it was" if after == before else f"readers see release {after}"
        raise WarehouseError(f"job {name} failed; {seen}\n" + "\n".join(_failures(result, settings)))
    return result


def _end_dead_runs(instance: DagsterInstance, tags: dict[str, str]) -> None:
    """End the runs of killed commands. They keep their place in the pool, and every later run would wait for ever.

    The holder of the command's lock knows that no other command works in this folder.
    """
    import dagster as dg

    unfinished = [dg.DagsterRunStatus.STARTING, dg.DagsterRunStatus.STARTED]
    for run in instance.get_runs(filters=dg.RunsFilter(statuses=unfinished, tags=tags)):
        instance.report_run_failed(run, message="The command that ran it has ended before it.")
        instance.event_log_storage.free_concurrency_slots_for_run(run.run_id)


def _failures(result: ExecuteInProcessResult, settings: Settings) -> Iterator[str]:
    """The message of each failed step. For a failed check: its sentence, and what was found instead."""
    for event in result.all_events:
        if event.is_step_failure:
            yield f"{(event.step_key or '').replace('__', '/')}: {_cause(event, settings)}"
    for check in result.get_asset_check_evaluations():
        if not check.passed and check.severity.value == "ERROR":
            observed = check.metadata.get("observed")
            found = f" Found {observed.value}." if observed else ""
            yield f"  {check.check_name}: {check.description or 'does not hold.'}{found}"


def _cause(event: DagsterEvent, settings: Settings) -> str:
    """The innermost message, in words where a folder or disk is at fault. The outer layers only repeat the failure."""
    error = event.step_failure_data.error
    if error is None:
        return "no message"
    while error.cause is not None:
        error = error.cause
    if not hasattr(errors, str(error.cls_name)) and (sentence := text_in_words(error.message, settings.data_dir)):
        return sentence
    # Dagster puts the error's class before its message.
    return re.sub(rf"^[\w.]*{error.cls_name}(: |$)", "", error.message.strip()) or f"stopped by {error.cls_name}"
