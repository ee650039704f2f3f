"""A console logger a person can follow: the time, the step, what it says. Dagster's own events stay in the UI.

What is not here: what is logged.
"""

import logging
import sys

import dagster as dg


class _ProgressFormatter(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        meta = getattr(record, "dagster_meta", {})
        step = str(meta.get("step_key") or "").replace("__", "/")
        text = meta.get("orig_message") or record.getMessage()
        if text.startswith("Dependencies for step"):
            text = "not run, because a step before it failed"
        return f"{self.formatTime(record, '%H:%M:%S')}  {step:<26}  {text}"


@dg.logger(description="Time, step and message, for a person at a terminal.")
def progress_logger(_: dg.InitLoggerContext) -> logging.Logger:
    logger = logging.Logger("progress", level=logging.INFO)
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(_ProgressFormatter())
    logger.addHandler(handler)
    return logger
