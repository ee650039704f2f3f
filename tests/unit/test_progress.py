"""Locks down what a person at a terminal reads while a command works: numbered stages with their time.

There is no bookkeeping of libraries, no single model unless asked for, and no silence longer than ten seconds.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator

import pytest

from orchestration.defs.progress import progress_logger
from orchestration.progress import (
    AUDIT,
    LAND,
    PROPOSE,
    REFRESH,
    SILENCE,
    TRANSFORM,
    Progress,
    at_work,
    counted,
    duration,
    watched,
)

COUNTED = "village_local_administration.csv: 153,004 of 153,004 rows landed"
NOTHING_NEW = "pledges: 1 batches in force, 0 of them new; 77 rows read = 77 landed + 0 quarantined + 0 repeated"


class Terminal:
    """What was written, and a clock that a test sets."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self.now = 0.0

    def progress(self, *, is_verbose: bool = False) -> Progress:
        return Progress(REFRESH, is_verbose=is_verbose, clock=lambda: self.now, write=self.lines.append)


@pytest.fixture
def terminal() -> Terminal:
    return Terminal()


@pytest.fixture
def shown(terminal: Terminal) -> Iterator[Progress]:
    """A progress that Dagster's records go to."""
    progress = terminal.progress()
    with watched(progress):
        yield progress


def _say(text: str, *, step: str = "landing__geography", level: int = logging.INFO) -> None:
    logger: logging.Logger = progress_logger.logger_fn(None)
    logger.log(level, "job - run - %s", text, extra={"dagster_meta": {"step_key": step, "orig_message": text}})


def test_a_stage_has_its_number_its_word_and_its_time_at_the_end(terminal: Terminal) -> None:
    progress = terminal.progress()
    progress.step("release__candidate")
    terminal.now = 41.2
    progress.step("release__verdict")
    terminal.now = 121
    progress.close()
    assert terminal.lines == [
        f"3 of 5  propose    {PROPOSE.does}",
        "3 of 5  propose    41 s",
        f"4 of 5  audit      {AUDIT.does}",
        "4 of 5  audit      1 min 20 s",
    ]
    assert progress.total() == "total 2 min 1 s"


def test_the_heartbeat_says_what_the_stage_does_and_not_what_it_has_said(terminal: Terminal) -> None:
    progress = terminal.progress()
    progress.step("release__verdict")
    progress.say("332 rules: 301 passed")
    terminal.now = 8
    progress.beat()
    progress.close()
    terminal.now = 16
    progress.beat()
    assert terminal.lines[2] == f"4 of 5  audit      8 s so far: {AUDIT.does}"
    assert terminal.lines[4].endswith("8 s so far: Dagster records the step, and starts the next")


def test_the_steps_of_one_stage_are_one_stage(terminal: Terminal) -> None:
    progress = terminal.progress()
    for step in ("landing__geography", "landing__house_registry"):
        progress.step(step)
    assert terminal.lines == [f"1 of 5  land       {LAND.does}"]


def test_a_stage_that_failed_says_so(terminal: Terminal) -> None:
    progress = terminal.progress()
    progress.step("warehouse")
    progress.fail()
    terminal.now = 12
    progress.close()
    assert terminal.lines[-1] == "2 of 5  transform  failed after 12 s"


def test_work_that_is_silent_says_that_it_goes_on_and_what_it_does(terminal: Terminal) -> None:
    progress = terminal.progress()
    progress.step("warehouse")
    progress.note("built dim_area")
    progress.note("built area_coverage")
    terminal.now = SILENCE - 1
    progress.beat()
    assert len(terminal.lines) == 1
    terminal.now = SILENCE
    progress.beat()
    assert terminal.lines[1:] == ["2 of 5  transform  8 s so far, 2 done: built area_coverage"]
    progress.beat()
    assert len(terminal.lines) == 2


def test_the_heartbeat_says_how_far_the_work_is(terminal: Terminal, shown: Progress) -> None:
    shown.step("release__candidate")
    for table in counted(["dim_area", "area_coverage"], "tables", name=str.upper):
        terminal.now += SILENCE
        shown.beat()
        assert table.upper() in terminal.lines[-1]
    assert terminal.lines[-1] == "3 of 5  propose    16 s so far: 2 of 2 tables: AREA_COVERAGE"
    for _ in counted(range(2), "counts"):
        terminal.now += SILENCE
        shown.beat()
    assert terminal.lines[-1] == "3 of 5  propose    32 s so far: 2 of 2 counts"


def test_work_is_counted_where_no_command_watches() -> None:
    """Dagster's own processes have no stages."""
    assert at_work() is None
    assert list(counted("ab", "letters")) == ["a", "b"]


def test_the_heartbeat_repeats_a_long_message_in_short(terminal: Terminal) -> None:
    progress = terminal.progress()
    progress.say("not examined, no earlier round: " + ", ".join(f"made__rule_{number}" for number in range(90)))
    terminal.now = SILENCE
    progress.beat()
    assert len(terminal.lines[-1]) < 120
    assert terminal.lines[-1].endswith(" ...")


def test_no_silence_is_longer_than_ten_seconds_even_before_the_first_stage(terminal: Terminal) -> None:
    """The heartbeat looks eight times in the silence that it allows."""
    assert SILENCE * 9 / 8 < 10
    with Progress(REFRESH, silence=0.04, write=terminal.lines.append) as progress:
        progress._ended.wait(0.3)
    assert terminal.lines[0].strip() == "starts Dagster and loads the graph"
    assert len(terminal.lines) > 2


@pytest.mark.parametrize("text", ["built dim_area", COUNTED, NOTHING_NEW])
def test_single_models_and_files_are_for_the_verbose(terminal: Terminal, text: str) -> None:
    for is_verbose in (False, True):
        terminal.lines.clear()
        with watched(terminal.progress(is_verbose=is_verbose)):
            _say(text)
        assert [line for line in terminal.lines if text in line] == ([f"1 of 5  land       {text}"] * is_verbose)


@pytest.mark.parametrize(
    "text",
    [
        "part-003.csv: 1,000 of 1,001 rows landed",
        "pledges: 1 batches in force, 0 of them new; 77 rows read = 76 landed + 1 quarantined + 0 repeated",
        "warehouse.duckdb is set aside and built anew",
    ],
)
def test_what_a_person_must_know_is_always_said(terminal: Terminal, shown: Progress, text: str) -> None:
    _say(text)
    assert terminal.lines[-1] == f"1 of 5  land       {text}"


@pytest.mark.parametrize(
    "text",
    [
        "A dbt subsetted execution is not being performed. Using the default dbt selection arguments.",
        "Copying `a/partial_parse.msgpack` to `b/partial_parse.msgpack` to take advantage of partial parsing.",
        "Running dbt command: `dbt build --select fqn:*`.",
        "Finished dbt command: `dbt build --select fqn:*`.",
    ],
)
def test_what_dbt_keeps_for_itself_is_left_out(terminal: Terminal, shown: Progress, text: str) -> None:
    _say(text, step="warehouse")
    assert terminal.lines == []


def test_what_the_stage_and_the_error_say_is_not_said_by_dagster_too(terminal: Terminal, shown: Progress) -> None:
    for text in ('Execution of step "release__verdict" failed.', 'Execution of run for "refresh_warehouse" failed.'):
        _say(text, level=logging.ERROR)
    assert terminal.lines == []


def test_a_step_that_did_not_run_says_why_and_begins_no_stage(terminal: Terminal, shown: Progress) -> None:
    shown.step("warehouse")
    _say("Dependencies for step release__verdict failed: [...]", step="release__verdict", level=logging.ERROR)
    assert terminal.lines[-1] == "2 of 5  transform  release/verdict: not run, because a step before it failed"


def test_without_a_command_around_it_a_record_is_a_line_as_it_is(capsys: pytest.CaptureFixture[str]) -> None:
    _say("built dim_area")
    assert capsys.readouterr().err == "built dim_area\n"
    assert at_work() is None


@pytest.mark.parametrize(("seconds", "text"), [(0.4, "0 s"), (59.4, "59 s"), (60, "1 min 0 s"), (3725, "62 min 5 s")])
def test_a_duration_is_in_whole_seconds(seconds: float, text: str) -> None:
    assert duration(seconds) == text


def test_every_stage_of_the_job_has_a_word_and_what_it_does() -> None:
    assert [stage.word for stage in REFRESH] == ["land", "transform", "propose", "audit", "publish"]
    assert all(stage.does for stage in REFRESH)
    assert TRANSFORM in REFRESH
