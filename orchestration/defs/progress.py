"""A console logger that a person can follow: the time, the step, its message. Dagster's own events stay in the UI."""

import logging
import sys

import dagster as dg

# What dagster-dbt says of its own work: commands, arguments, its parse cache.
_DBT_BOOKKEEPING = ("A dbt subsetted", "Copying `", "Running dbt command", "Finished dbt command")


class _ProgressFilter(logging.Filter):
    def filter(self, record: logging.LogRecord) -> bool:
        return not _text(record).startswith(_DBT_BOOKKEEPING)


class _ProgressFormatter(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        meta = getattr(record, "dagster_meta", {})
        step = str(meta.get("step_key") or "").replace("__", "/")
        text = _text(record)
        if text.startswith("Dependencies for step"):
            text = "not run, because a step before it failed"
        return f"{self.formatTime(record, '%H:%M:%S')}  {step:<26}  {text}"


def _text(record: logging.LogRecord) -> str:
    """The message without the run and step that Dagster puts before the message."""
    return str(getattr(record, "dagster_meta", {}).get("orig_message") or record.getMessage())


@dg.logger({}, description="Time, step and message, for a person at a terminal.")
def progress_logger(_: dg.InitLoggerContext) -> logging.Logger:
    logger = logging.Logger("progress", level=logging.INFO)
    handler = logging.StreamHandler(sys.stderr)
    handler.addFilter(_ProgressFilter())
    handler.setFormatter(_ProgressFormatter())
    logger.addHandler(handler)
    return logger
