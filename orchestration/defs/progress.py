"""A console logger that hands the messages of the steps to the command's progress. Dagster's own events stay in the UI.

Not here: the lines that a person reads (orchestration.progress).
"""

import logging
import re
import sys

import dagster as dg

from orchestration.progress import Progress, at_work

# What dagster-dbt says of its own work: commands, arguments, its parse cache.
_DBT_BOOKKEEPING = ("A dbt subsetted", "Copying `", "Running dbt command", "Finished dbt command")
# What Dagster says of a failure; the stage says it too, and the error at the end has the cause.
_REPEATS = ("Execution of step", "Execution of run")
# One model, one file that landed whole, one feed without anything new: for VERBOSE.
_SINGLE = re.compile(
    r"built \S+|\S.*: ([\d,]+) of \1 rows landed|\w+: \d+ batches in force, 0 of them new; .* \+ 0 quarantined \+ .*"
)


class _ToProgress(logging.Handler):
    def emit(self, record: logging.LogRecord) -> None:
        if progress := at_work():
            _hand_on(record, progress)
        elif record.levelno >= logging.INFO:
            # A run without a command around it has no stages.
            sys.stderr.write(f"{_text(record)}\n")


def _hand_on(record: logging.LogRecord, progress: Progress) -> None:
    meta = getattr(record, "dagster_meta", {})
    step, event, text = str(meta.get("step_key") or ""), meta.get("dagster_event"), _text(record)
    if event is not None and event.event_type_value == dg.DagsterEventType.STEP_START.value:
        progress.step(step)
    if event is not None and event.is_step_failure:
        progress.fail()
    if record.levelno < logging.INFO or text.startswith((*_DBT_BOOKKEEPING, *_REPEATS)):
        return
    if text.startswith("Dependencies for step"):
        progress.say(f"{step.replace('__', '/')}: not run, because a step before it failed")
        return
    progress.step(step)
    if _SINGLE.fullmatch(text):
        progress.note(text)
    else:
        progress.say(text)


def _text(record: logging.LogRecord) -> str:
    """The message without the run and step that Dagster puts before the message."""
    return str(getattr(record, "dagster_meta", {}).get("orig_message") or record.getMessage())


@dg.logger({}, description="Stage, time and message, for a person at a terminal.")
def progress_logger(_: dg.InitLoggerContext) -> logging.Logger:
    logger = logging.Logger("progress", level=logging.DEBUG)
    logger.addHandler(_ToProgress())
    return logger
