"""Locks down what a person at a terminal reads while a job runs: step and message, no bookkeeping of libraries."""

import logging

import pytest

from orchestration.defs.progress import progress_logger


def _logger() -> logging.Logger:
    logger: logging.Logger = progress_logger.logger_fn(None)
    return logger


def _say(text: str, *, step: str = "landing__geography") -> None:
    _logger().info("job - run - %s", text, extra={"dagster_meta": {"step_key": step, "orig_message": text}})


def test_a_line_is_time_step_and_message(capsys: pytest.CaptureFixture[str]) -> None:
    _say("provinces.json: 77 of 77 rows landed")
    time, step, *message = capsys.readouterr().err.split()
    assert time.count(":") == 2
    assert step == "landing/geography"
    assert " ".join(message) == "provinces.json: 77 of 77 rows landed"


@pytest.mark.parametrize(
    "text",
    [
        "A dbt subsetted execution is not being performed. Using the default dbt selection arguments.",
        "Copying `a/partial_parse.msgpack` to `b/partial_parse.msgpack` to take advantage of partial parsing.",
        "Running dbt command: `dbt build --select fqn:*`.",
        "Finished dbt command: `dbt build --select fqn:*`.",
    ],
)
def test_what_dbt_keeps_for_itself_is_left_out(text: str, capsys: pytest.CaptureFixture[str]) -> None:
    _say(text, step="warehouse")
    assert capsys.readouterr().err == ""


def test_a_step_that_did_not_run_says_why(capsys: pytest.CaptureFixture[str]) -> None:
    _say("Dependencies for step release__verdict failed: [...]", step="release__verdict")
    assert "not run, because a step before it failed" in capsys.readouterr().err
