"""Locks down the record of acts: what is recorded, by whom and why, and that no line of it changes without a sentence.

What readers had, which follows from the record, is in test_history.py.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path

import dagster as dg
import pytest

from orchestration.defs.actor import by_run
from orchestration.errors import ReleaseError
from orchestration.recover import at_work
from orchestration.release import acts
from orchestration.release.acts import ACTS, Act, By, append, by_account, faults_of_chain, new_act, read_log
from orchestration.release.history import pointed, tags_of
from orchestration.release.publish import publish_release, rollback_release
from orchestration.release.tag import tag_release, untag_release
from orchestration.settings import Settings
from orchestration.verify import verify
from orchestration.waivers import Waiver
from tests.unit.release.by_hand_release import FAILED, PASSED, change_manifest, judge, settings_of, waiting

A, B, C = (f"2024010{day}T000000Z-aaaaaaaa" for day in (1, 2, 3))
ANNA = By("anna", "the figures of Nan were wrong")


def recorded(settings: Settings) -> list[Act]:
    return [act for _, act in read_log(settings).acts]


def log_file(settings: Settings) -> Path:
    return settings.releases / "log.jsonl"


def faults(settings: Settings) -> list[str]:
    return list(faults_of_chain(read_log(settings)))


def publish(settings: Settings, *names: str) -> None:
    for rows, name in enumerate(names, start=5):
        waiting(settings, name, rows=rows)
        publish_release(settings)


# What is recorded


def test_each_act_says_who_when_and_why(settings: Settings) -> None:
    publish(settings, A, B)
    rollback_release(settings, by=ANNA)
    last = recorded(settings)[-1]
    assert (last.act, last.release_id, last.who, last.why) == ("rollback", A, ANNA.who, ANNA.why)
    assert last.at.endswith("+00:00")
    assert recorded(settings)[0].who == by_account().who


def test_a_refused_candidate_is_recorded_with_its_reason_and_nothing_is_switched(settings: Settings) -> None:
    publish(settings, A)
    judge(waiting(settings, B), FAILED)
    with pytest.raises(ReleaseError, match="not fit for publication"):
        publish_release(settings, by=By("anna", "run 1"))
    last = recorded(settings)[-1]
    assert (last.act, last.release_id) == ("refuse", B)
    assert last.why == f"release {B} is not fit for publication: (run 1)"
    assert pointed(settings) == A


def test_a_waiver_is_recorded_once_with_the_first_release_that_needs_it(settings: Settings) -> None:
    waiver = Waiver(
        rule="coverage__no_province_was_lost",
        areas=("38",),
        why="counted elsewhere",
        who="head",
        until=date(2027, 1, 1),
    )
    for rows, name in ((5, A), (6, B)):
        candidate = waiting(settings, name, rows=rows)
        change_manifest(candidate, lambda manifest: manifest.model_copy(update={"waivers": (waiver,)}))
        judge(candidate, PASSED)
        publish_release(settings)
    (waived,) = [act for act in recorded(settings) if act.act == "waive"]
    assert waived.release_id == A
    assert waived.why == "coverage__no_province_was_lost: area 38 until 2027-01-01: counted elsewhere (head)"


def test_a_removed_release_is_recorded_with_the_rule_that_removed_it(tmp_path: Path) -> None:
    settings = settings_of(tmp_path / "data", keep=2)
    publish(settings, A, B, C)
    (pruned,) = [act for act in recorded(settings) if act.act == "prune"]
    assert (pruned.release_id, pruned.why) == (A, "the last 2 that readers had are kept")


def test_a_run_of_dagster_is_named_with_what_started_it_and_the_person_of_its_tag() -> None:
    def run(**tags: str) -> dg.DagsterRun:
        return dg.DagsterRun("refresh_warehouse", run_id="0123456789", tags=tags)

    account = by_account().who
    nightly = by_run(run(**{"dagster/schedule_name": "daily_refresh"}))
    assert nightly == By(account, "run 01234567 of refresh_warehouse, started by schedule daily_refresh")
    assert by_run(run(**{"sdg/command": "x"})).why.endswith("started by a command")
    assert by_run(run(**{"sdg/who": "anna"}), why="a test") == By(f"anna (account {account})", "a test")


def test_the_account_behind_sudo_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SUDO_USER", raising=False)
    account = by_account().who
    monkeypatch.setenv("SUDO_USER", "somchai")
    assert by_account().who == f"{account} (sudo by somchai)"
    monkeypatch.setenv("SUDO_USER", "x\n{}")
    assert by_account().who == account


# Tags


def test_a_tag_is_given_once_and_taken_away(settings: Settings) -> None:
    publish(settings, A, B)
    assert tag_release(settings, A, name="report-2567", by=ANNA) == f"release {A} has the tag report-2567 and is kept"
    assert "already" in tag_release(settings, A, name="report-2567", by=ANNA)
    assert tag_release(settings, None, name="now", by=ANNA).startswith(f"release {B} ")
    assert tags_of(settings) == {"report-2567": A, "now": B}
    assert [(act.act, act.who, act.tag) for act in recorded(settings)[-2:]] == [
        ("tag", "anna", "report-2567"),
        ("tag", "anna", "now"),
    ]
    assert untag_release(settings, name="now", by=ANNA) == f"release {B} has the tag now no longer"
    assert tags_of(settings) == {"report-2567": A}


@pytest.mark.parametrize(
    ("release", "name", "words"),
    [
        (A, "current", "found current, which is the link to the release of the readers"),
        (A, "Report 2567", "found 'Report 2567', expected small letters, digits"),
        (A, "", "found '', expected small letters"),
        ("gone", "report", f"found no release gone, expected one of {A}, {B}; name one of them"),
        (B, "taken", f"taken is that of release {A}, expected a free name; .* `make untag NAME=taken`"),
    ],
)
def test_a_tag_that_cannot_be_given_is_refused(settings: Settings, release: str, name: str, words: str) -> None:
    publish(settings, A, B)
    tag_release(settings, A, name="taken", by=ANNA)
    before = log_file(settings).read_bytes()
    with pytest.raises(ReleaseError, match=words):
        tag_release(settings, release, name=name, by=ANNA)
    with pytest.raises(ReleaseError, match=r"found no tag gone, expected one of those given \(taken\)"):
        untag_release(settings, name="gone", by=ANNA)
    assert log_file(settings).read_bytes() == before


# The chain


def lines_of(settings: Settings) -> list[str]:
    return log_file(settings).read_text(encoding="utf-8").splitlines()


def write(settings: Settings, lines: list[str]) -> None:
    log_file(settings).write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")


def a_changed_reason(lines: list[str]) -> list[str]:
    return [line.replace("were wrong", "were right") for line in lines]


def another_account(lines: list[str]) -> list[str]:
    return [*lines[:-1], lines[-1].replace("anna", "bert")]


def a_dropped_line(lines: list[str]) -> list[str]:
    return [*lines[:2], *lines[3:]]


def a_dropped_first_line(lines: list[str]) -> list[str]:
    return lines[1:]


def a_dropped_last_line(lines: list[str]) -> list[str]:
    return lines[:-1]


def two_dropped_last_lines(lines: list[str]) -> list[str]:
    return lines[:-2]


def two_lines_in_another_order(lines: list[str]) -> list[str]:
    return [*lines[:2], lines[3], lines[2], *lines[4:]]


def a_line_twice(lines: list[str]) -> list[str]:
    return [*lines[:3], lines[2], *lines[3:]]


def a_line_of_nothing(lines: list[str]) -> list[str]:
    return [*lines[:2], "{}", *lines[3:]]


@pytest.mark.parametrize(
    ("damage", "words"),
    [
        (a_changed_reason, "line 5 (act 5, rollback) was changed after it was written"),
        (another_account, "line 7 (act 7, tag) was changed after it was written"),
        (a_dropped_line, "act 3 is missing; bring the file back"),
        (a_dropped_first_line, "act 1 is missing"),
        (a_dropped_last_line, "act 7 is missing"),
        (two_dropped_last_lines, "acts 6 to 7 are missing"),
        (two_lines_in_another_order, "lines 3 to 4 are out of their order, found acts 4, 3, expected"),
        (a_line_twice, "act 3 is there more than once"),
        (a_line_of_nothing, "line 3 is no record of an act"),
    ],
    ids=lambda each: getattr(each, "__name__", ""),
)
def test_verify_names_a_line_that_was_changed_dropped_or_put_elsewhere_in_one_sentence(
    settings: Settings, damage: Callable[[list[str]], list[str]], words: str
) -> None:
    publish(settings, A, B)
    rollback_release(settings, by=ANNA)
    tag_release(settings, A, name="report", by=ANNA)
    assert faults(settings) == []
    lines = lines_of(settings)
    # Both lines of a switch have the reason. The first of the two is changed.
    write(settings, [*damage(lines[:5]), *lines[5:]] if damage is a_changed_reason else damage(lines))
    found = [each.sentence for each in verify(settings) if each.is_fault and "log.jsonl: " in each.sentence]
    chain = [sentence for sentence in found if "switch" not in sentence and "readers" not in sentence]
    assert len(chain) == 1, chain
    assert chain[0].startswith(f"log.jsonl: {words}")


def test_a_whole_chain_that_was_made_anew_differs_from_its_seal(settings: Settings) -> None:
    publish(settings, A)
    tag_release(settings, A, name="report", by=ANNA)
    forged = acts._chained(acts.Log(), [act.model_copy(update={"who": "bert"}) for act in recorded(settings)])
    write(settings, forged)
    assert [fault.partition(";")[0] for fault in faults(settings)] == [
        "line 3 (act 3, tag) was changed after it was written"
    ]


def test_a_lost_seal_is_named_and_the_next_command_records_that_acts_may_be_missing(settings: Settings) -> None:
    """Who takes lines off the end and the seal with them leaves a chain that is whole."""
    publish(settings, A)
    for name in ("one", "two"):
        tag_release(settings, A, name=name, by=ANNA)
    write(settings, lines_of(settings)[:-1])
    (settings.releases / "log.seal.json").unlink()
    assert [each.sentence for each in verify(settings) if each.is_fault] == [
        "log.seal.json: not found or not readable, expected the seal of act 3; the next command records that"
    ]
    said: list[str] = []
    with at_work(settings, log=said.append):
        pass
    assert [line for line in said if "log." in line] == [
        "log.seal.json: not found or not readable, and acts after act 3 may be missing; that is recorded now; bring "
        "log.jsonl back from a backup"
    ]
    last = recorded(settings)[-1]
    assert (last.act, last.why) == ("repair", "the seal was gone, and acts after act 3 may be missing")
    assert [each for each in verify(settings) if each.is_fault] == []


def test_a_last_line_that_was_changed_is_recorded_for_good(settings: Settings) -> None:
    """The next act would chain to the changed line, and nothing would tell of the change."""
    publish(settings, A)
    tag_release(settings, A, name="one", by=ANNA)
    digest, lines = read_log(settings).head, lines_of(settings)
    write(settings, [*lines[:-1], lines[-1].replace("anna", "bert")])
    tag_release(settings, A, name="two", by=ANNA)
    repair, tag = recorded(settings)[-2:]
    assert (repair.act, tag.act) == ("repair", "tag")
    assert repair.why == f"act 3 was changed after it was written, when it had SHA-256 {digest}"


def test_lines_that_were_taken_off_the_end_are_recorded_as_missing_for_good(settings: Settings) -> None:
    publish(settings, A)
    for name in ("one", "two", "three"):
        tag_release(settings, A, name=name, by=ANNA)
    digest = read_log(settings).head
    write(settings, lines_of(settings)[:-2])
    said: list[str] = []
    with at_work(settings, log=said.append):
        pass
    assert [line for line in said if "log.jsonl" in line] == [
        "log.jsonl: 2 acts are missing after act 3; that is recorded now; bring log.jsonl back from a backup"
    ]
    last = recorded(settings)[-1]
    assert (last.number, last.act) == (4, "repair")
    assert last.why == f"2 acts after act 3 were missing; the last of them had SHA-256 {digest}"
    assert faults(settings) == []


def test_an_act_of_a_later_version_stays_and_is_named(settings: Settings) -> None:
    publish(settings, A)
    append(settings, new_act("dance", ANNA))
    tag_release(settings, A, name="report", by=ANNA)
    (fault,) = faults(settings)
    assert fault.startswith(f"line 3 has an act 'dance', expected one of {', '.join(ACTS)}")


def test_the_record_is_for_operators_alone_and_says_no_secret(settings: Settings) -> None:
    publish(settings, A)
    for path in settings.releases.glob("log.*"):
        assert path.stat().st_mode & 0o077 == 0, path.name
    words = {"number", "previous_sha256", "act", "state", "release_id", "at", "who", "why"}
    digests = {"manifest_sha256", "audit_sha256"}
    assert {name for line in lines_of(settings) for name in json.loads(line)} <= words | digests
