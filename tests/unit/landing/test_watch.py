"""Locks down what the watch of the inbox finds: new files once they are whole, each state of the inbox once."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from orchestration.landing.watch import Look, Watch, look, read_watch
from orchestration.settings import Settings, load_settings
from tests.unit.landing.by_hand import Inbox

QUIET = 30
ROWS = "indicator_code,sdg_target\nTQ01,1.2\n"


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return load_settings({"SDG_DATA_DIR": str(tmp_path), "SDG_INBOX_QUIET_SECONDS": str(QUIET)})


def deliver(settings: Settings, name: str, text: str = ROWS) -> Path:
    path = settings.inbox / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def looks(settings: Settings, *moments: float, watch: Watch | None = None) -> list[Look]:
    found = []
    memory = watch or Watch()
    for moment in moments:
        found.append(look(settings, memory, now=moment))
        memory = read_watch(found[-1].watch.model_dump_json())
    return found


def test_an_empty_inbox_starts_nothing(settings: Settings) -> None:
    (found,) = looks(settings, 0)
    assert (found.run_key, found.reason) == (None, "the inbox is empty")


def test_a_new_file_starts_a_run_once_it_is_quiet_and_once_only(settings: Settings) -> None:
    deliver(settings, "pledges/new.csv")
    first, still, due, after = looks(settings, 0, QUIET - 1, QUIET, QUIET + 30)
    assert "still being written, pledges/new.csv last; waits for 30 s" in first.reason
    assert (first.run_key, still.run_key) == (None, None)
    assert due.run_key
    assert due.reason == "new in the inbox: pledges/new.csv"
    assert (after.run_key, after.reason) == (None, "no new file since the last run; the inbox has 1 files")


def test_a_file_that_grows_is_waited_for_whatever_time_it_bears(settings: Settings) -> None:
    """A copy bears the time of its original, long ago or, from a clock ahead, in the future."""
    for years in (-20, 20):
        path = deliver(settings, f"pledges/{years}.csv")
        moment = path.stat().st_mtime + years * 365 * 86400
        os.utime(path, (moment, moment))
        (first,) = looks(settings, 0)
        with path.open("a", encoding="utf-8") as file:
            file.write("TQ02,2.1\n")
        os.utime(path, (moment, moment))
        grown, due = looks(settings, QUIET, 2 * QUIET, watch=first.watch)
        assert (grown.run_key, bool(due.run_key)) == (None, True), years


def test_another_file_while_one_waits_is_waited_for_too(settings: Settings) -> None:
    deliver(settings, "pledges/one.csv")
    (first,) = looks(settings, 0)
    deliver(settings, "practices/two.csv")
    (later,) = looks(settings, QUIET, watch=first.watch)
    assert later.run_key is None


@pytest.mark.parametrize("name", ["pledges/.new.csv", "pledges/_new.csv", "elsewhere/readme.txt", "Thumbs.db"])
def test_what_landing_does_not_read_is_not_watched(settings: Settings, name: str) -> None:
    deliver(settings, name)
    assert looks(settings, 0)[0].reason == "the inbox is empty"


@pytest.mark.parametrize("name", ["elsewhere/new.csv", "pledge/new.csv", "new.csv"])
def test_a_file_in_a_wrong_place_starts_the_run_that_refuses_it_once(settings: Settings, name: str) -> None:
    """Whoever delivers to a watched inbox never starts a run, and would hear nothing."""
    deliver(settings, name)
    first, due, after = looks(settings, 0, QUIET, QUIET + 30)
    assert (first.run_key, after.run_key) == (None, None)
    assert due.run_key
    assert due.reason == f"new in the inbox: inbox/{name.split('/')[0]}"


def test_what_a_command_has_landed_is_not_new(inbox: Inbox) -> None:
    (found,) = looks(inbox.settings, 0)
    assert (found.run_key, found.reason) == (None, "every file has landed; the inbox has 3 files")
    deliver(inbox.settings, "geography/districts.json", "[]")
    due = looks(inbox.settings, 0, inbox.settings.inbox_quiet_seconds, watch=found.watch)[-1]
    assert due.reason == "new in the inbox: geography/districts.json"


def test_many_new_files_are_counted(settings: Settings) -> None:
    for number in range(7):
        deliver(settings, f"pledges/{number}.csv")
    reason = looks(settings, 0, QUIET)[-1].reason
    assert reason.endswith("pledges/3.csv, pledges/4.csv and 2 more")


@pytest.mark.parametrize("text", [None, "", "2026-11-29", '{"run": 1}', '{"since": "now"}'])
def test_a_memory_of_another_form_is_none(text: str | None) -> None:
    assert read_watch(text) == Watch()
