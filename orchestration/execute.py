"""Runs a job of the code location in this process, and reports failures in plain words.

The run is recorded in the instance that DAGSTER_HOME names, with the job's origin, so that the UI shows the run as any
other. Not here: the jobs (defs/), the lines of progress (progress.py).
"""

from __future__ import annotations

import hashlib
import os
import re
import sys
import uuid
from collections.abc import Callable, Iterator
from contextlib import ExitStack, nullcontext, redirect_stdout
from pathlib import Path
from typing import TYPE_CHECKING, Any

from orchestration import errors
from orchestration.alerts import COMMAND_RUN_TAG, COMMAND_TAG, FailedRun, is_of_command, place_of, report
from orchestration.dbt_command import refuse_missing_manifest
from orchestration.disclosure.vintages import read_declarations
from orchestration.errors import WarehouseError
from orchestration.names import REFRESH_JOB
from orchestration.progress import Progress, stages_of, watched
from orchestration.recover import at_work
from orchestration.release.history import pointed
from orchestration.run_records import refuse_unreadable_records
from orchestration.settings import SPARK, Settings
from orchestration.spark import refuse_unusable_spark
from orchestration.storage import text_in_words
from orchestration.waivers import refuse_waivers_at_the_start

if TYPE_CHECKING:
    from dagster import DagsterEvent, DagsterInstance, ExecuteInProcessResult, JobDefinition


def execute_job(
    name: str, *, settings: Settings, config: dict[str, Any] | None = None, progress: Progress | None = None
) -> ExecuteInProcessResult:
    """Run the job to its end. `progress` is that of a command of several jobs.

    Raises WarehouseError with every failure if the job does not succeed. The failure is reported. So is a refusal
    before the run.
    """
    with ExitStack() as held:
        try:
            job, instance, shown = _begin(name, settings=settings, progress=progress, held=held)
        except Exception:
            _report_refusal(name, settings)
            raise
        before = pointed(settings)
        result = _run(job, instance, settings=settings, config=config, say=shown.say)
        shown.close()
        if not result.success:
            after = pointed(settings)
            seen = "what readers see is as it was" if after == before else f"readers see release {after}"
            _report(result.run_id, instance, settings=settings, readers_see=seen, say=shown.say)
            raise WarehouseError(f"job {name} failed; {seen}\n" + "\n".join(_failures(result, settings)))
    return result


def _begin(
    name: str, *, settings: Settings, progress: Progress | None, held: ExitStack
) -> tuple[JobDefinition, DagsterInstance, Progress]:
    """Everything that a run needs. What has an end is left to `held`."""
    refuse_missing_manifest()
    refuse_waivers_at_the_start(settings, job=name)
    if name == REFRESH_JOB:
        read_declarations(settings)
    if settings.engine == SPARK and name == REFRESH_JOB:
        refuse_unusable_spark(settings)
    shown = held.enter_context(nullcontext(progress) if progress else Progress())
    os.environ.setdefault("DAGSTER_DISABLE_TELEMETRY", "true")
    import dagster as dg

    from orchestration.definitions import defs

    job = defs().resolve_job_def(name)
    if not progress:
        shown.plan(stages_of(node.name for node in job.nodes))
    home = os.environ.get("DAGSTER_HOME")
    if home:
        refuse_unreadable_records(Path(home))
    held.enter_context(at_work(settings, log=shown.say))
    instance = held.enter_context(dg.DagsterInstance.get() if home else dg.DagsterInstance.ephemeral())
    held.enter_context(watched(shown))
    return job, instance, shown


def _report_refusal(name: str, settings: Settings) -> None:
    refused = FailedRun(
        job=name,
        run_id="",
        place=place_of(settings.data_dir),
        steps=(),
        rules=(),
        readers_see=_what_readers_see(settings),
    )
    for fault in report(refused, settings.alerts):
        sys.stderr.write(f"{fault}\n")


def _run(
    job: JobDefinition,
    instance: DagsterInstance,
    *,
    settings: Settings,
    config: dict[str, Any] | None,
    say: Callable[[str], None],
) -> ExecuteInProcessResult:
    from orchestration.defs.origin import give_origin

    run_id = str(uuid.uuid4())
    tags = {COMMAND_TAG: hashlib.sha256(str(settings.data_dir).encode()).hexdigest()[:12]}
    _end_dead_runs(instance, tags, settings, say=say)
    give_origin(instance, job.name)
    # dbt tells stdout about each of its hundred tests; the progress says what matters, dbt's own log the rest.
    with Path(os.devnull).open("w", encoding="utf-8") as nowhere, redirect_stdout(nowhere):
        return job.execute_in_process(
            run_config={"loggers": {"progress": {}}, **({"ops": config} if config else {})},
            instance=instance,
            run_id=run_id,
            tags={**tags, COMMAND_RUN_TAG: run_id},
            raise_on_error=False,
        )


def _end_dead_runs(
    instance: DagsterInstance, tags: dict[str, str], settings: Settings, *, say: Callable[[str], None]
) -> None:
    """End the runs of killed commands. They keep their place in the pool, and every later run would wait for ever.

    The holder of the command's lock knows that no other command works in this folder.
    """
    import dagster as dg

    unfinished = [dg.DagsterRunStatus.STARTING, dg.DagsterRunStatus.STARTED]
    for run in instance.get_runs(filters=dg.RunsFilter(statuses=unfinished, tags=tags)):
        if not is_of_command(run.run_id, run.tags):
            continue
        instance.report_run_failed(run, message="The command that ran it has ended before it.")
        instance.event_log_storage.free_concurrency_slots_for_run(run.run_id)
        _report(run.run_id, instance, settings=settings, readers_see=_what_readers_see(settings), say=say)


def _what_readers_see(settings: Settings) -> str:
    release = pointed(settings)
    return f"readers see release {release}" if release else "readers see no release"


def _report(
    run_id: str,
    instance: DagsterInstance,
    *,
    settings: Settings,
    readers_see: str,
    say: Callable[[str], None],
) -> None:
    from orchestration.defs.failures import failed_run

    failed = failed_run(instance, run_id, data_dir=settings.data_dir, readers_see=readers_see)
    for fault in report(failed, settings.alerts):
        say(fault)


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
