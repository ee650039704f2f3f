"""Locks down that the history of switches decides what readers have and had, not the clock in the names of releases.

Each test damages what a run or a person may damage, and reads the sentence of the next command.
"""

from __future__ import annotations

import json
import os
import re
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from unittest import mock

import pytest

from orchestration.errors import ReleaseError
from orchestration.recover import at_work, release_of_readers
from orchestration.release.acts import append, faults_of_chain
from orchestration.release.candidate import _free_name
from orchestration.release.history import current_release, lost_releases, pointed, read_recorded, released
from orchestration.release.publish import publish_release, rollback_release
from orchestration.settings import Settings
from tests.unit.release.by_hand_release import settings_of, waiting

# Names whose clocks run backwards: whoever sorts them finds the newest release first.
A, B, C, D = (f"2024010{day}T000000Z-aaaaaaaa" for day in (8, 4, 6, 2))


def publish(settings: Settings, *names: str, log: Callable[[str], None] = lambda _: None) -> None:
    for name in names:
        waiting(settings, name, rows=int(name[6:8]) + len(name))
        publish_release(settings, log=log)


def recovered(settings: Settings) -> list[str]:
    """The sentences of the next command, after which everything is in line: a second command has nothing to say."""
    said: list[str] = []
    with at_work(settings, log=said.append):
        pass
    again: list[str] = []
    with at_work(settings, log=again.append):
        pass
    assert again == []
    assert pointed(settings) == (None if current_release(settings) is None else current_release(settings).name)
    assert read_recorded(settings).intended is None
    return [line for line in said if "closed to them now" not in line]  # of zones: the candidates are made by hand


def history_file(settings: Settings) -> Path:
    return settings.releases / "log.jsonl"


def faults(settings: Settings) -> list[str]:
    return list(faults_of_chain(read_recorded(settings).log))


def written_by_an_earlier_version(settings: Settings, *names: str, retired: dict[str, list[str]] | None = None) -> Path:
    """Put its history in the place of the record of acts."""
    entry = {"action": "publish", "manifest_sha256": "", "switched_at": "2026-01-01"}
    named = [{**entry, "release_id": name} for name in names]
    if retired is not None:
        named = [{**each, "retired": retired.get(each["release_id"], [])} for each in named]
    for path in settings.releases.glob("log.*"):
        path.unlink()
    path = settings.published / "history.jsonl"
    path.write_text("".join(f"{json.dumps(each)}\n" for each in named), encoding="utf-8")
    return path


# What readers had before


def test_a_rollback_goes_to_what_readers_had_before_whatever_the_names_say(settings: Settings) -> None:
    publish(settings, A, B, C)
    assert rollback_release(settings).release_id == B
    assert rollback_release(settings).release_id == A
    with pytest.raises(ReleaseError, match=f"found none before {A}; name one of {B}, {C}"):
        rollback_release(settings)


def test_a_release_that_was_withdrawn_does_not_come_back_by_default(settings: Settings) -> None:
    publish(settings, A, B)
    rollback_release(settings)
    publish(settings, C)
    assert rollback_release(settings).release_id == A


def test_a_withdrawn_release_that_is_named_comes_back(settings: Settings) -> None:
    publish(settings, A, B, C)
    rollback_release(settings, to=A)
    rollback_release(settings, to=C)
    assert rollback_release(settings).release_id == A


def test_going_back_to_the_current_release_is_no_switch(settings: Settings) -> None:
    publish(settings, A, B)
    before = history_file(settings).read_bytes()
    assert not rollback_release(settings, to=B).is_new
    assert history_file(settings).read_bytes() == before


def test_the_last_releases_that_readers_had_are_kept_whatever_the_clock_said(tmp_path: Path) -> None:
    settings = settings_of(tmp_path / "data", keep=2)
    publish(settings, A, B, C)
    assert released(settings) == [B, C]
    rollback_release(settings)
    publish(settings, D)
    assert released(settings) == [B, D], "C was withdrawn: the release before D is B"


def test_a_lost_release_is_not_taken_for_one_that_a_publication_removed(tmp_path: Path) -> None:
    settings = settings_of(tmp_path / "data", keep=2)
    publish(settings, A, B, C)
    assert lost_releases(settings) == [], "A was removed by the publication of C"
    shutil.rmtree(settings.releases / B)
    assert lost_releases(settings) == [B], "the oldest that is kept went by itself"
    publish(settings, D)
    publish(settings, f"{D}-2")
    assert lost_releases(settings) == [], "B would be removed by now"


def test_what_is_to_be_removed_is_written_before_it_goes(tmp_path: Path) -> None:
    settings = settings_of(tmp_path / "data", keep=2)
    publish(settings, A, B)
    waiting(settings, C, rows=7)
    killed = mock.patch("orchestration.release.publish.remove_release", side_effect=KeyboardInterrupt)
    with killed, pytest.raises(KeyboardInterrupt):
        publish_release(settings)
    assert released(settings) == [A, B, C]
    assert recovered(settings) == []
    publish(settings, D)
    assert (released(settings), lost_releases(settings)) == ([C, D], [])


def test_a_rollback_to_a_release_without_its_audit_page_says_so(settings: Settings) -> None:
    publish(settings, A, B)
    page = settings.releases / A / "quality" / "index.html"
    page.unlink()
    said: list[str] = []
    assert rollback_release(settings, log=said.append).release_id == A, "its tables are whole"
    assert said == [
        f"release {A}: verdict.json, quality/ or changes.json is not as it was published; bring them back from a backup"
    ]


def test_a_folder_that_readers_never_had_is_named_and_takes_no_place(tmp_path: Path) -> None:
    settings = settings_of(tmp_path / "data", keep=2)
    publish(settings, A, B)
    shutil.copytree(settings.releases / A, settings.releases / "29990101T000000Z-ffffffff")
    (settings.releases / ".DS_Store").write_bytes(b"stray")
    (settings.releases / "Thumbs.db").write_bytes(b"stray")
    said: list[str] = []
    publish(settings, C, log=said.append)
    assert released(settings) == [B, C]
    assert [line for line in said if "never had" in line] == [
        "releases/29990101T000000Z-ffffffff: readers never had it by the history, it is no release; take it away"
    ]
    assert rollback_release(settings).release_id == B
    with pytest.raises(ReleaseError, match=r"found a folder 2999\w+-ffffffff, which readers never had by the history"):
        rollback_release(settings, to="29990101T000000Z-ffffffff")


def test_a_name_that_a_release_has_or_had_gets_a_number(tmp_path: Path) -> None:
    settings = settings_of(tmp_path / "data", keep=2)
    publish(settings, A, B, f"{B}-2")
    assert released(settings) == [B, f"{B}-2"]
    assert [_free_name(settings, name) for name in (A, B, C)] == [f"{A}-2", f"{B}-3", C]


# The file


def test_a_history_of_an_earlier_version_stays_readable_and_is_continued(settings: Settings) -> None:
    publish(settings, A, B)
    earlier = written_by_an_earlier_version(settings, B, A, B)
    assert (pointed(settings), released(settings)) == (B, [B, A])
    publish(settings, C)
    acts = [(act.act, act.release_id, act.at) for act in read_recorded(settings).switches]
    assert acts[:3] == [("publish", name, "2026-01-01") for name in (B, A, B)]
    assert not earlier.exists()
    assert faults(settings) == []
    assert rollback_release(settings).release_id == B


def test_the_first_command_takes_a_history_of_an_earlier_version_over_with_what_it_removed(settings: Settings) -> None:
    publish(settings, A, B)
    earlier = written_by_an_earlier_version(settings, D, C, A, B, retired={A: [D], B: [C]})
    assert recovered(settings) == ["history.jsonl: its acts are in releases/log.jsonl now"]
    assert not earlier.exists()
    words = ["publish", "publish", "publish", "prune", "publish", "prune", "continue"]
    assert [act.act for _, act in read_recorded(settings).log.acts] == words
    assert (lost_releases(settings), faults(settings)) == ([], [])


def test_of_a_history_without_removals_an_older_release_was_removed_and_a_newer_one_is_lost(settings: Settings) -> None:
    publish(settings, A, B)
    written_by_an_earlier_version(settings, D, A, C, B)
    assert lost_releases(settings) == [C]
    recovered(settings)
    assert lost_releases(settings) == [C]


def test_wherever_the_taking_over_ends_the_next_command_ends_it(tmp_path: Path) -> None:
    before = settings_of(tmp_path / "data")
    publish(before, A, B)
    written_by_an_earlier_version(before, A, B)
    for at in range(20):
        settings = settings_of(tmp_path / f"{at}")
        shutil.copytree(before.data_dir, settings.data_dir, symlinks=True)
        with broken_off(at), suppress(KeyboardInterrupt):
            append(settings)
        recovered(settings)
        assert [switch.release_id for switch in read_recorded(settings).switches] == [A, B]
        assert faults(settings) == []
        shutil.rmtree(settings.data_dir)


def test_the_intention_is_on_disk_before_the_switch_and_gone_after_it(settings: Settings) -> None:
    publish(settings, A)
    waiting(settings, B, rows=6)
    states: list[object] = []
    real = os.replace

    def watch(source: str, target: str) -> None:
        if Path(target).name == "current":
            states.append(json.loads(history_file(settings).read_text(encoding="utf-8").splitlines()[-1]))
        real(source, target)

    with mock.patch("os.replace", watch):
        publish_release(settings)
    (intended,) = states
    assert isinstance(intended, dict)
    assert (intended["release_id"], intended["state"]) == (B, "intended")
    done = json.loads(history_file(settings).read_text(encoding="utf-8").splitlines()[-1])
    of_the_line = ("state", "number", "previous_sha256")
    assert {name: value for name, value in intended.items() if name not in of_the_line} == {
        name: value for name, value in done.items() if name not in of_the_line
    }
    assert read_recorded(settings).intended is None


def test_file_and_folder_of_the_history_are_synced(settings: Settings) -> None:
    publish(settings, A)
    waiting(settings, B, rows=6)
    synced: list[str] = []
    real = os.fsync

    def watch(descriptor: int) -> None:
        synced.append(Path(f"/proc/self/fd/{descriptor}").readlink().name)
        real(descriptor)

    with mock.patch("os.fsync", watch):
        publish_release(settings)
    # Intention, move, switch and record, each with its folder; the files of the release before all of them.
    part = f".{history_file(settings).name}.part"
    record = [part, "releases", ".log.seal.json.part", "releases"]
    assert synced[-10:] == [*record, "releases", "published", *record]
    assert {"household.parquet", "warehouse.duckdb", "manifest.json", "verdict.json"} <= set(synced[:-10])


# Damage that the next command repairs


def lose_the_link(settings: Settings) -> str:
    settings.current.unlink()
    return f"found nothing, expected the link to release {B}; restored from log.jsonl"


def put_an_empty_folder_there(settings: Settings) -> str:
    settings.current.unlink()
    settings.current.mkdir()
    return f"found a folder, expected the link to release {B}; restored from log.jsonl"


def put_a_copy_there(settings: Settings) -> str:
    settings.current.unlink()
    shutil.copytree(settings.releases / A, settings.current)
    return "found a folder, .*; what was there is kept in published/current.found"


def put_a_file_there(settings: Settings) -> str:
    settings.current.unlink()
    settings.current.write_text("not a release", encoding="utf-8")
    return "found a file, .*; what was there is kept in published/current.found"


def point_nowhere(settings: Settings) -> str:
    settings.current.unlink()
    settings.current.symlink_to("../releases/gone")
    return f"found a link to ../releases/gone, expected the link to release {B}"


def point_outside(settings: Settings) -> str:
    settings.current.unlink()
    settings.current.symlink_to(settings.data_dir.parent)
    return f"found a link to .*, expected the link to release {B}"


def point_to_what_nobody_had(settings: Settings) -> str:
    shutil.copytree(settings.releases / A, settings.releases / D)
    settings.current.unlink()
    settings.current.symlink_to(f"../releases/{D}")
    return f"found a link to ../releases/{D}, expected the link to release {B}"


POINTER = [
    lose_the_link,
    put_an_empty_folder_there,
    put_a_copy_there,
    put_a_file_there,
    point_nowhere,
    point_outside,
    point_to_what_nobody_had,
]


@pytest.mark.parametrize("damage", POINTER)
def test_a_damaged_pointer_is_restored_and_never_switches_the_comparison_off(
    settings: Settings, damage: Callable[[Settings], str]
) -> None:
    publish(settings, A, B)
    words = damage(settings)
    assert current_release(settings) == settings.releases / B, "the audit compares with the last release"
    (said,) = recovered(settings)
    assert said.startswith("published/current: ")
    assert re.search(words, said), said
    assert settings.current.readlink() == Path("..") / "releases" / B


def test_a_link_switched_by_hand_to_an_earlier_release_stays_and_is_recorded(settings: Settings) -> None:
    """Readers saw it, and the release after it may have been withdrawn for a reason."""
    publish(settings, A, B)
    settings.current.unlink()
    settings.current.symlink_to(f"../releases/{A}")
    assert recovered(settings) == [
        f"log.jsonl: found published/current switched by hand to {A}; the switch is recorded now"
    ]
    publish(settings, C)
    assert rollback_release(settings).release_id == A


def test_a_torn_last_line_heals(settings: Settings) -> None:
    publish(settings, A, B)
    with history_file(settings).open("a", encoding="utf-8") as file:
        file.write('{"action": "pub')
    assert recovered(settings) == [f"log.jsonl: the last line was torn and is removed; readers see release {B}"]
    assert (released(settings), read_recorded(settings).log.broken) == ([A, B], ())


def test_a_torn_line_of_the_current_release_does_not_send_readers_back(settings: Settings) -> None:
    publish(settings, A, B)
    path = history_file(settings)
    path.write_bytes(path.read_bytes()[:-20])
    (said,) = recovered(settings)
    assert "the last line was torn" in said
    assert pointed(settings) == B
    assert rollback_release(settings).release_id == A


def test_of_a_record_cut_in_the_middle_of_an_older_switch_no_release_goes_and_readers_keep_theirs(
    settings: Settings,
) -> None:
    """Its last whole line is the intention of a switch that took place, whatever the record says now."""
    publish(settings, A, B, C)
    path = history_file(settings)
    lines = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(b"".join(lines[:3]) + lines[3][:40])
    recovered(settings)
    assert pointed(settings) == C
    assert sorted(path.name for path in settings.releases.iterdir() if path.is_dir()) == sorted([A, B, C])


def test_with_a_damaged_line_a_rollback_asks_for_a_name_and_nothing_is_removed(tmp_path: Path) -> None:
    settings = settings_of(tmp_path / "data", keep=2)
    publish(settings, A, B)
    path = history_file(settings)
    path.write_text(
        path.read_text(encoding="utf-8").replace('"act": "publish"', '"act"; "publish"', 2), encoding="utf-8"
    )
    said: list[str] = []
    publish(settings, C, log=said.append)
    assert (settings.releases / A).is_dir()
    assert "log.jsonl: line 1 is no record of an act; no release is removed meanwhile" in said
    with pytest.raises(ReleaseError, match=r"log.jsonl: line 1 is no record of an act; name the release to go back to"):
        rollback_release(settings)
    assert rollback_release(settings, to=B).release_id == B


@pytest.mark.parametrize("content", [None, b"", b"\0" * 300, b"\xff\xfe{}\n"], ids=["lost", "empty", "zeros", "bytes"])
def test_a_lost_history_begins_anew_with_what_readers_see(settings: Settings, content: bytes | None) -> None:
    publish(settings, A, B)
    history_file(settings).unlink()
    if content is not None:
        history_file(settings).write_bytes(content)
    assert f"readers see release {B}" in " ".join(said := recovered(settings)) or "the record begins anew" in said[0]
    assert (pointed(settings), released(settings)) == (B, [B])


def test_without_history_and_pointer_only_a_person_can_tell_what_readers_had(settings: Settings) -> None:
    publish(settings, A, B)
    shutil.rmtree(settings.published)
    history_file(settings).unlink()
    with pytest.raises(ReleaseError, match=f"found {B}, {A}, and neither log.jsonl nor published/current"):
        recovered(settings)


def test_a_current_release_that_is_gone_leaves_the_one_before(settings: Settings) -> None:
    publish(settings, A, B)
    shutil.rmtree(settings.releases / B)
    said = recovered(settings)
    assert said[0].startswith(f"releases/{B}: not found, expected the release that readers see; readers see {A} again")
    assert pointed(settings) == A


def test_where_no_release_is_left_nothing_begins_anew_in_silence(settings: Settings) -> None:
    publish(settings, A, B)
    for name in (A, B):
        shutil.rmtree(settings.releases / name)
    with pytest.raises(ReleaseError, match=rf"found none of the releases that readers had \({A}, {B}\)"):
        recovered(settings)


def test_releases_that_are_gone_with_their_record_are_missed_by_the_link_to_them(settings: Settings) -> None:
    publish(settings, A, B)
    shutil.rmtree(settings.releases)
    with pytest.raises(ReleaseError, match=rf"found no release and no log.jsonl, expected {B}, to which"):
        recovered(settings)
    with pytest.raises(ReleaseError, match="bring releases back from a backup"):
        release_of_readers(settings, log=lambda _: None)


def test_a_data_folder_of_nothing_has_nothing_to_restore(settings: Settings) -> None:
    assert recovered(settings) == []


# Runs that are broken off


@contextmanager
def broken_off(at: int) -> Iterator[list[str]]:
    """The process ends before its file operation number `at`, counted from 0; -1 only counts them."""
    done: list[str] = []

    def counted(name: str) -> Callable[..., object]:
        real = getattr(os, name)

        def operation(*arguments: object, **named: object) -> object:
            if len(done) == at:
                raise KeyboardInterrupt
            done.append(name)
            return real(*arguments, **named)

        return operation

    names = ("replace", "rename", "symlink", "unlink", "rmdir", "mkdir")
    with mock.patch.multiple("os", **{name: counted(name) for name in names}):
        yield done


def test_wherever_a_publication_ends_readers_have_a_whole_release_and_the_next_command_settles_it(
    tmp_path: Path,
) -> None:
    """With two releases kept, publication also removes a third."""
    before = settings_of(tmp_path / "data", keep=2)
    publish(before, C, A)
    waiting(before, B, rows=6)
    copy = settings_of(tmp_path / "count", keep=2)
    shutil.copytree(before.data_dir, copy.data_dir, symlinks=True)
    with broken_off(-1) as done:
        publish_release(copy)
    assert {"replace", "rename", "symlink", "unlink"} <= set(done)
    for at in range(len(done)):
        settings = settings_of(tmp_path / f"{at}", keep=2)
        shutil.copytree(before.data_dir, settings.data_dir, symlinks=True)
        with broken_off(at), pytest.raises(KeyboardInterrupt):
            publish_release(settings)
        seen = pointed(settings)
        assert seen in (A, B)
        recovered(settings)
        assert pointed(settings) == seen, "the next command does not change what readers see"
        left = sorted(path.name for folder in (settings.published, settings.releases) for path in folder.iterdir())
        assert [name for name in left if name[0] == "."] == []
        waits = [path.name for path in settings.candidates.glob("*")]
        assert waits == ([B] if seen == A else []), "what readers did not get waits to be published"
        if waits:
            assert publish_release(settings).previous_release_id == A
        assert pointed(settings) == B
        shutil.rmtree(settings.data_dir)


def test_wherever_a_rollback_ends_the_next_command_settles_it(tmp_path: Path) -> None:
    before = settings_of(tmp_path / "data")
    publish(before, A, B)
    copy = settings_of(tmp_path / "count")
    shutil.copytree(before.data_dir, copy.data_dir, symlinks=True)
    with broken_off(-1) as done:
        rollback_release(copy)
    for at in range(len(done)):
        settings = settings_of(tmp_path / f"{at}")
        shutil.copytree(before.data_dir, settings.data_dir, symlinks=True)
        with broken_off(at), pytest.raises(KeyboardInterrupt):
            rollback_release(settings)
        seen = pointed(settings)
        recovered(settings)
        assert pointed(settings) == seen
        assert released(settings) == [A, B]


def test_left_overs_of_a_run_are_cleaned_and_strays_are_left(settings: Settings) -> None:
    publish(settings, A)
    left = (
        settings.scratch / "batches" / "geography" / "rows.parquet",
        settings.scratch / "audit-x" / "audit.duckdb",
        settings.candidates / ".part" / B / "open" / "area.parquet",
        settings.candidates / C / "open" / "area.parquet",
        settings.releases / f".removed.{D}" / "open" / "area.parquet",
        settings.published / ".current.4711",
        settings.published / ".history.jsonl.part",
        settings.releases / ".log.jsonl.part",
        settings.releases / ".log.seal.json.part",
        settings.landing / ".verified.json.part",
        settings.landing / "geography" / "provinces" / "b1" / ".receipt.json.part",
        settings.warehouse_dir / ".build.json.part",
        settings.quarantine / "geography" / "b1.part",
        settings.inbox / "_writing-x" / "inbox" / "houses.csv",
        settings.inbox / "._synthetic.json.part",
    )
    strays = (
        settings.candidates / ".DS_Store",
        settings.releases / ".DS_Store",
        settings.landing / "Thumbs.db",
        settings.published / "desktop.ini",
    )
    for path in (*left, *strays):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"left over")
    whole = waiting(settings, D)
    assert recovered(settings) == []
    assert [path for path in left if path.exists()] == []
    assert [path for path in strays if not path.exists()] == []
    assert whole.is_dir()
    assert publish_release(settings).release_id == D
