"""Locks down publication: only a candidate with a passed verdict on exactly these files becomes current, in one switch
that no reader sees half-way. A refusal leaves published/ unchanged.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import stat
import threading
from collections.abc import Callable
from pathlib import Path
from unittest.mock import Mock

import pytest

from orchestration.errors import ReleaseError
from orchestration.recover import at_work
from orchestration.release import pointer
from orchestration.release.acts import PUBLISH, by_account
from orchestration.release.history import current_release, new_switch, read_recorded, released
from orchestration.release.manifest import manifest_digest
from orchestration.release.pointer import switch
from orchestration.release.publish import (
    Publication,
    publish_release,
    release_before,
    rollback_release,
    sole_candidate,
)
from orchestration.release.verdict import WARNING, read_verdict, write_verdict
from orchestration.settings import Settings
from tests.unit.release.by_hand_release import (
    FAILED,
    HOUSEHOLDS,
    PASSED,
    change_manifest,
    describe_again,
    judge,
    make_release,
    released_file,
    settings_of,
    verdict_on,
    waiting,
    write_table,
)


def state_of(folder: Path) -> dict[str, str]:
    """Every file and link below the folder with its content, but the record of acts, which has the refusals too."""
    return {
        path.relative_to(folder).as_posix(): str(path.readlink())
        if path.is_symlink()
        else hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if (path.is_symlink() or path.is_file()) and not path.name.startswith("log.")
    }


def published(settings: Settings, *rows: int) -> list[str]:
    """Publish one release after the other with these numbers of households, and return the identifiers."""
    first = len(released(settings)) + 1
    ids = [f"2024010{first + number}T000000Z-aaaaaaaa" for number in range(len(rows))]
    for release_id, households in zip(ids, rows, strict=True):
        waiting(settings, release_id, rows=households)
        publish_release(settings)
    return ids


def history(settings: Settings) -> list[tuple[str, str]]:
    return [(act.act, act.release_id) for act in read_recorded(settings).switches]


# Refusals


def without_verdict(candidate: Path) -> None:
    (candidate / "verdict.json").unlink()


def without_manifest(candidate: Path) -> None:
    (candidate / "manifest.json").unlink()


def with_another_byte_in_the_manifest(candidate: Path) -> None:
    path = candidate / "manifest.json"
    path.write_bytes(path.read_bytes() + b"\n")


def with_another_manifest(candidate: Path) -> None:
    change_manifest(candidate, lambda manifest: manifest.model_copy(update={"variables": {"cutoff_k": 0.5}}))


def with_the_verdict_on_another_release(candidate: Path) -> None:
    write_verdict(read_verdict(candidate).model_copy(update={"release_id": "20230101T000000Z-bbbbbbbb"}), candidate)


def with_a_failed_check(candidate: Path) -> None:
    judge(candidate, PASSED, FAILED)


def with_no_check(candidate: Path) -> None:
    judge(candidate)


def with_a_verdict_that_only_claims_to_have_passed(candidate: Path) -> None:
    judge(candidate, FAILED)
    path = candidate / "verdict.json"
    claimed = json.loads(path.read_text(encoding="utf-8")) | {"passed": True, "critical_failures": []}
    path.write_text(json.dumps(claimed), encoding="utf-8")


def with_another_whole_verdict(candidate: Path) -> None:
    path = candidate / "restricted" / "verdict.json"
    path.write_text(path.read_text(encoding="utf-8").replace("nothing amiss", "much amiss"), encoding="utf-8")


def with_a_rule_less_for_readers(candidate: Path) -> None:
    judge(candidate, PASSED, FAILED)
    path = candidate / "verdict.json"
    content = json.loads(path.read_text(encoding="utf-8"))
    content["checks"] = [check for check in content["checks"] if check["passed"]]
    path.write_text(json.dumps(content), encoding="utf-8")


def with_a_verdict_that_names_no_whole_verdict(candidate: Path) -> None:
    path = candidate / "verdict.json"
    content = json.loads(path.read_text(encoding="utf-8"))
    del content["evidence_sha256"]
    path.write_text(json.dumps(content), encoding="utf-8")


def without_the_whole_manifest(candidate: Path) -> None:
    (candidate / "restricted" / "manifest.json").unlink()


def with_another_whole_manifest(candidate: Path) -> None:
    path = candidate / "restricted" / "manifest.json"
    path.write_text(path.read_text(encoding="utf-8") + " ", encoding="utf-8")


def with_a_verdict_cut_off(candidate: Path) -> None:
    path = candidate / "verdict.json"
    path.write_bytes(path.read_bytes()[:40])


def with_a_changed_byte(candidate: Path) -> None:
    path = candidate / "restricted" / "household.parquet"
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)


def with_a_missing_file(candidate: Path) -> None:
    (candidate / "open" / "area.parquet").unlink()


def with_a_truncated_file(candidate: Path) -> None:
    path = candidate / "open" / "area.parquet"
    path.write_bytes(path.read_bytes()[:-1])


def with_a_changed_database(candidate: Path) -> None:
    path = candidate / "open" / "warehouse.duckdb"
    path.write_bytes(path.read_bytes() + b"\0")


REFUSALS = [
    (without_verdict, "verdict.json: not found, expected it in "),
    (without_manifest, "manifest.json: not found"),
    (with_another_byte_in_the_manifest, "its verdict belongs to another manifest .*audit the candidate again"),
    (with_another_manifest, "its verdict belongs to another manifest"),
    (with_the_verdict_on_another_release, r"another manifest \(20230101T000000Z-bbbbbbbb\)"),
    (with_a_failed_check, "sums_agree: Villages sum to their subdistrict. Found 3 areas."),
    (with_no_check, "is not fit for publication:\n  no check was made"),
    (with_a_verdict_that_only_claims_to_have_passed, "is not fit for publication"),
    (
        with_another_whole_verdict,
        "restricted/verdict.json: found SHA-256 .*, verdict.json names .*; audit the candidate",
    ),
    (with_a_rule_less_for_readers, "verdict.json: differs from restricted/verdict.json, expected its part for readers"),
    (with_a_verdict_that_names_no_whole_verdict, "verdict.json: names no SHA-256 of restricted/verdict.json, expected"),
    (without_the_whole_manifest, "restricted/manifest.json: not found"),
    (with_another_whole_manifest, "restricted/manifest.json: found SHA-256 .*, manifest.json names .*; propose the"),
    (with_a_verdict_cut_off, "verdict.json: not readable as JSON"),
    (with_a_changed_byte, "restricted/household.parquet changed after the audit"),
    (with_a_missing_file, "open/area.parquet changed after the audit"),
    (with_a_truncated_file, "open/area.parquet changed after the audit"),
    (with_a_changed_database, "open/warehouse.duckdb changed after the audit"),
]


@pytest.mark.parametrize(("spoil", "message"), REFUSALS, ids=[spoil.__name__ for spoil, _ in REFUSALS])
def test_a_candidate_is_refused_and_what_readers_see_stays(
    settings: Settings, spoil: Callable[[Path], None], message: str
) -> None:
    published(settings, 5)
    candidate = waiting(settings, "20240901T000000Z-cccccccc", rows=6)
    spoil(candidate)
    before = state_of(settings.published), state_of(settings.releases), state_of(settings.candidates)
    with pytest.raises(ReleaseError, match=f"(?s){message}"):
        publish_release(settings)
    assert (state_of(settings.published), state_of(settings.releases), state_of(settings.candidates)) == before


@pytest.mark.parametrize(("spoil", "message"), REFUSALS, ids=[spoil.__name__ for spoil, _ in REFUSALS])
def test_a_first_candidate_that_is_refused_publishes_nothing(
    settings: Settings, spoil: Callable[[Path], None], message: str
) -> None:
    spoil(waiting(settings, "20240901T000000Z-cccccccc"))
    with pytest.raises(ReleaseError, match=f"(?s){message}"):
        publish_release(settings)
    assert not settings.published.exists()
    assert state_of(settings.releases) == {}


@pytest.mark.parametrize("content", ["{}", "[]", '{"passed": true}'])
def test_a_verdict_without_its_parts_is_refused_in_words(settings: Settings, content: str) -> None:
    candidate = waiting(settings, "20240901T000000Z-cccccccc")
    (candidate / "verdict.json").write_text(content, encoding="utf-8")
    with pytest.raises(ReleaseError, match="verdict"):
        publish_release(settings)


def test_a_file_the_manifest_does_not_name_is_refused(settings: Settings) -> None:
    candidate = waiting(settings, "20240901T000000Z-cccccccc")
    (candidate / "open" / "households.csv").write_text("who,lives,where\n", encoding="utf-8")
    with pytest.raises(ReleaseError, match=r"open/households\.csv is not named by the manifest"):
        publish_release(settings)


def add_a_file_beside_the_zones(release: Path) -> str:
    (release / "households.csv").write_text("who,lives,where\n", encoding="utf-8")
    return "households.csv is not named by the manifest"


def add_a_file_deep_in_restricted(release: Path) -> str:
    (release / "restricted" / "more").mkdir()
    (release / "restricted" / "more" / ".names").write_text("who,lives,where\n", encoding="utf-8")
    return "restricted/more/.names is not named by the manifest"


def add_a_link_to_a_folder_elsewhere(release: Path) -> str:
    (release / "open" / "landing").symlink_to(release.parent.parent, target_is_directory=True)
    return "open/landing is not named by the manifest"


def link_a_file_from_elsewhere(release: Path) -> str:
    path, elsewhere = release / "open" / "area.parquet", release.parent.parent / "area.parquet"
    path.rename(elsewhere)
    path.symlink_to(elsewhere)
    return "open/area.parquet changed after the audit"


FOREIGN = [
    add_a_file_beside_the_zones,
    add_a_file_deep_in_restricted,
    add_a_link_to_a_folder_elsewhere,
    link_a_file_from_elsewhere,
]


@pytest.mark.parametrize("spoil", FOREIGN, ids=[spoil.__name__ for spoil in FOREIGN])
def test_whatever_no_one_audited_is_refused(settings: Settings, spoil: Callable[[Path], str]) -> None:
    fault = spoil(waiting(settings, "20240901T000000Z-cccccccc"))
    with pytest.raises(ReleaseError, match=re.escape(f"release 20240901T000000Z-cccccccc: {fault}; expected")):
        publish_release(settings)
    assert current_release(settings) is None


def test_changed_and_unnamed_files_are_named_at_once(settings: Settings) -> None:
    candidate = waiting(settings, "20240901T000000Z-cccccccc")
    with_a_changed_byte(candidate)
    with_a_missing_file(candidate)
    fault = add_a_file_beside_the_zones(candidate)
    with pytest.raises(ReleaseError, match=f"open/area.*changed.*restricted/household.*changed.*; {fault}; expected"):
        publish_release(settings)


def test_a_release_to_which_a_file_was_added_is_not_gone_back_to(settings: Settings) -> None:
    first, second = published(settings, 5, 6)
    fault = add_a_file_beside_the_zones(settings.releases / first)
    with pytest.raises(ReleaseError, match=fault):
        rollback_release(settings)
    assert settings.current.resolve().name == second


def test_strays_of_a_system_are_not_published_and_stop_no_rollback(settings: Settings) -> None:
    strays = (".DS_Store", "open/.DS_Store", "open/Thumbs.db", "restricted/._household.parquet")
    candidate = waiting(settings, "20240101T000000Z-aaaaaaaa")
    for stray in strays:
        (candidate / stray).write_bytes(b"stray")
    first = settings.releases / publish_release(settings).release_id
    assert [stray for stray in strays if (first / stray).exists()] == []
    published(settings, 6)
    for stray in strays:
        (first / stray).write_bytes(b"stray")
    assert rollback_release(settings).release_id == first.name


def test_a_warning_does_not_stop_publication(settings: Settings) -> None:
    judge(make_release(settings.candidates / "r1"), PASSED, FAILED.model_copy(update={"severity": WARNING}))
    assert publish_release(settings).is_new


def test_without_a_candidate_there_is_nothing_to_publish(settings: Settings) -> None:
    with pytest.raises(ReleaseError, match="candidates: found 0, expected one; run the candidate asset first"):
        publish_release(settings)


def test_of_two_candidates_none_is_published(settings: Settings) -> None:
    waiting(settings, "r1")
    waiting(settings, "r2")
    with pytest.raises(ReleaseError, match="candidates: found 2, expected one"):
        publish_release(settings)
    assert not settings.published.exists()


def test_the_sole_candidate_is_found(settings: Settings) -> None:
    candidate = waiting(settings, "r1")
    assert sole_candidate(settings) == candidate


def test_a_candidate_under_the_name_of_a_release_does_not_replace_it(settings: Settings) -> None:
    (release_id,) = published(settings, 5)
    waiting(settings, release_id, rows=6)
    before = state_of(settings.releases), state_of(settings.published)
    with pytest.raises(ReleaseError, match=f"found {release_id} there already, expected a free name"):
        publish_release(settings)
    assert (state_of(settings.releases), state_of(settings.published)) == before


# The switch


def test_the_first_publication_makes_the_candidate_current(settings: Settings) -> None:
    candidate = waiting(settings, "20240101T000000Z-aaaaaaaa")
    content = state_of(candidate)
    assert current_release(settings) is None
    assert publish_release(settings) == Publication("20240101T000000Z-aaaaaaaa", True, None)
    assert not candidate.exists()
    assert current_release(settings) == settings.releases / "20240101T000000Z-aaaaaaaa"
    now = state_of(settings.current.resolve())
    assert {name: digest for name, digest in now.items() if "changes." not in name} == content


def test_the_next_publication_names_the_one_before(settings: Settings) -> None:
    first, second = published(settings, 5), "20240201T000000Z-bbbbbbbb"
    waiting(settings, second, rows=6)
    assert publish_release(settings) == Publication(second, True, first[0])


def test_current_is_a_relative_link_so_that_the_data_folder_can_be_moved(settings: Settings, tmp_path: Path) -> None:
    (release_id,) = published(settings, 5)
    assert settings.current.is_symlink()
    assert settings.current.readlink() == Path("..") / "releases" / release_id
    settings.data_dir.rename(tmp_path / "moved")
    assert (tmp_path / "moved" / "published" / "current" / "manifest.json").exists()


def test_the_switch_leaves_no_other_file_in_published(settings: Settings) -> None:
    published(settings, 5, 6)
    assert sorted(path.name for path in settings.published.iterdir()) == ["current"]


def test_a_link_left_by_a_killed_run_does_not_stop_the_next(settings: Settings) -> None:
    settings.published.mkdir(parents=True)
    (settings.published / f".current.{os.getpid()}").symlink_to("../releases/gone")
    published(settings, 5)
    assert sorted(path.name for path in settings.published.iterdir()) == ["current"]


def test_a_reader_never_finds_current_missing_while_it_is_switched(settings: Settings) -> None:
    ids = published(settings, 5, 6)
    seen: set[str] = set()
    missed: list[str] = []
    stop = threading.Event()

    def read_on() -> None:
        while not stop.is_set():
            try:
                seen.add(json.loads((settings.current / "manifest.json").read_text(encoding="utf-8"))["release_id"])
            except (OSError, ValueError) as fault:
                missed.append(repr(fault))

    reader = threading.Thread(target=read_on)
    reader.start()
    try:
        for number in range(60):
            switch(settings, new_switch(settings.releases / ids[number % 2], act=PUBLISH, by=by_account()))
    finally:
        stop.set()
        reader.join()
    assert missed == []
    assert seen == set(ids)


def test_a_run_killed_before_the_switch_leaves_the_current_release(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    (release_id,) = published(settings, 5)
    waiting(settings, "20240901T000000Z-cccccccc", rows=6)

    def power_cut(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(pointer, "_point", power_cut)
        with pytest.raises(KeyboardInterrupt):
            publish_release(settings)
    assert current_release(settings) == settings.releases / release_id
    assert (settings.current / "manifest.json").exists()
    assert settings.current.resolve().name == release_id


def test_every_switch_is_written_into_the_history(settings: Settings) -> None:
    first, second = published(settings, 5, 6)
    rollback_release(settings)
    assert history(settings) == [("publish", first), ("publish", second), ("rollback", first)]
    entry = read_recorded(settings).switches[0]
    assert entry.manifest_sha256 == manifest_digest(settings.releases / first)
    assert entry.at.endswith("+00:00")


def test_a_published_file_can_no_longer_be_written(settings: Settings) -> None:
    published(settings, 5)
    modes = {
        path.relative_to(settings.current.resolve()).as_posix(): stat.S_IMODE(path.stat().st_mode)
        for path in settings.current.resolve().rglob("*")
        if path.is_file()
    }
    names = ("household.parquet", "release.parquet", "manifest.json", "verdict.json", "changes.json", "changes.md")
    restricted = {f"restricted/{name}": 0o400 for name in names}
    assert modes == {name: restricted.get(name, 0o444) for name in modes}
    assert {*restricted, "manifest.json", "verdict.json", "quality/index.html", "open/warehouse.duckdb"} <= set(modes)
    assert stat.S_IMODE((settings.current / "restricted").stat().st_mode) == 0o700


# A candidate that changes nothing


def test_a_candidate_that_changes_nothing_is_dropped(settings: Settings) -> None:
    (release_id,) = published(settings, 5)
    before = state_of(settings.published)
    candidate = waiting(settings, "20240901T000000Z-cccccccc", rows=5)
    lines: list[str] = []
    assert publish_release(settings, log=lines.append) == Publication(release_id, False, release_id)
    assert not candidate.exists()
    assert released(settings) == [release_id]
    assert state_of(settings.published) == before
    assert lines == [f"release {release_id} stays current: the candidate holds the same tables from the same sources"]


def test_a_candidate_that_changes_nothing_must_still_have_passed(settings: Settings) -> None:
    published(settings, 5)
    judge(make_release(settings.candidates / "r9"), FAILED)
    with pytest.raises(ReleaseError, match="not fit"):
        publish_release(settings)


@pytest.mark.parametrize(
    "change",
    [
        lambda manifest: manifest.model_copy(update={"code_version": "0.1.0+11111111"}),
        lambda manifest: manifest.model_copy(update={"variables": {"cutoff_k": 0.3}}),
        lambda manifest: manifest.model_copy(
            update={"source_batches": ({"feed": "house_registry", "batch_id": "b2"},)}
        ),
    ],
    ids=["other code", "another cut-off", "other sources"],
)
def test_equal_tables_of_another_making_are_a_new_release(settings: Settings, change: Callable) -> None:
    published(settings, 5)
    candidate = make_release(settings.candidates / "20240901T000000Z-cccccccc")
    change_manifest(candidate, change)
    judge(candidate, PASSED)
    assert publish_release(settings).is_new


def test_another_order_of_rows_alone_is_no_new_release(settings: Settings) -> None:
    (release_id,) = published(settings, 5)
    candidate = make_release(settings.candidates / "20240901T000000Z-cccccccc")
    path = "restricted/household.parquet"
    write_table(candidate, path, f"{HOUSEHOLDS.format(rows=5)} order by household desc")
    assert released_file(candidate, path) != released_file(settings.current, path)
    describe_again(candidate)
    judge(candidate, PASSED)
    assert publish_release(settings) == Publication(release_id, False, release_id)


@pytest.mark.parametrize("field", ["dbt_invocation_id", "proposed_at"])
def test_another_moment_alone_is_no_new_release(settings: Settings, field: str) -> None:
    published(settings, 5)
    candidate = make_release(settings.candidates / "20240901T000000Z-cccccccc")
    change_manifest(candidate, lambda manifest: manifest.model_copy(update={field: "later"}))
    judge(candidate, PASSED)
    assert not publish_release(settings).is_new


# Retention


def test_the_newest_releases_are_kept(tmp_path: Path) -> None:
    settings = settings_of(tmp_path / "data", keep=2)
    ids = published(settings, 5, 6, 7)
    lines: list[str] = []
    waiting(settings, "20240901T000000Z-cccccccc", rows=8)
    publish_release(settings, log=lines.append)
    assert released(settings) == [ids[-1], "20240901T000000Z-cccccccc"]
    assert lines[0] == f"release {ids[1]} removed: the last 2 that readers had are kept"


def test_the_current_release_is_kept_though_others_sort_after_it(tmp_path: Path) -> None:
    """A clock that was set back gives the newest release the oldest name."""
    settings = settings_of(tmp_path / "data", keep=2)
    published(settings, 5, 6)
    waiting(settings, "20230101T000000Z-00000000", rows=7)
    publish_release(settings)
    assert settings.current.resolve().name == "20230101T000000Z-00000000"
    assert (settings.current / "manifest.json").exists()


def test_a_rollback_removes_no_release(tmp_path: Path) -> None:
    settings = settings_of(tmp_path / "data", keep=2)
    ids = published(settings, 5, 6)
    rollback_release(settings)
    assert released(settings) == ids


# Rollback


def test_a_rollback_goes_to_the_release_before(settings: Settings) -> None:
    first, second, third = published(settings, 5, 6, 7)
    assert rollback_release(settings) == Publication(second, True, third)
    assert rollback_release(settings) == Publication(first, True, second)
    assert settings.current.resolve().name == first


def test_a_rollback_that_was_broken_off_after_the_switch_is_ended_and_goes_no_further_back(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second, third = published(settings, 5, 6, 7)
    with monkeypatch.context() as patched:
        patched.setattr(pointer, "sync", Mock(side_effect=KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt):
            rollback_release(settings)
    assert settings.current.resolve().name == second
    with at_work(settings, log=lambda _: None):
        assert rollback_release(settings) == Publication(second, True, third)
    with at_work(settings, log=lambda _: None):
        assert rollback_release(settings) == Publication(first, True, second)


def test_a_rollback_after_the_current_release_was_lost_goes_no_further_than_readers_went_already(
    settings: Settings,
) -> None:
    first, second, third = published(settings, 5, 6, 7)
    shutil.rmtree(settings.releases / third)
    with at_work(settings, log=lambda _: None):
        assert rollback_release(settings) == Publication(second, True, third)
    with at_work(settings, log=lambda _: None):
        assert rollback_release(settings) == Publication(first, True, second)


def test_a_rollback_does_not_pass_over_a_lost_release(settings: Settings) -> None:
    first, second, third = published(settings, 5, 6, 7)
    shutil.rmtree(settings.releases / second)
    with pytest.raises(ReleaseError, match=f"releases/{second}: not found, .* or name one of {first}"):
        rollback_release(settings)
    assert settings.current.resolve().name == third
    assert rollback_release(settings, to=first).release_id == first


def test_a_rollback_is_refused_where_the_history_lost_more_than_its_last_line(settings: Settings) -> None:
    first, second, third = published(settings, 5, 6, 7)
    path = settings.releases / "log.jsonl"
    lines = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(b"".join(lines[:2]) + lines[2][:20])
    with at_work(settings, log=lambda _: None), pytest.raises(ReleaseError, match=f"none of {second}, which may be"):
        rollback_release(settings)
    assert settings.current.resolve().name == third
    assert rollback_release(settings, to=first).release_id == first


def test_a_rollback_goes_to_the_release_that_is_named(settings: Settings) -> None:
    first, _, third = published(settings, 5, 6, 7)
    assert rollback_release(settings, to=first).release_id == first
    assert rollback_release(settings, to=third).release_id == third
    assert settings.current.resolve().name == third


def test_a_rollback_to_an_unknown_release_names_the_known_ones(settings: Settings) -> None:
    first, second = published(settings, 5, 6)
    before = state_of(settings.published)
    with pytest.raises(ReleaseError, match=f"found no release 2020, expected one of {first}, {second}; name one"):
        rollback_release(settings, to="2020")
    assert state_of(settings.published) == before


def test_there_is_nothing_before_the_first_release(settings: Settings) -> None:
    (first,) = published(settings, 5)
    with pytest.raises(ReleaseError, match=f"found none before {first}; it is the only one kept"):
        rollback_release(settings)


def test_whoever_stands_on_the_first_release_is_told_the_later_ones(settings: Settings) -> None:
    first, second = published(settings, 5, 6)
    rollback_release(settings)
    with pytest.raises(ReleaseError, match=f"found none before {first}; name one of {second}"):
        rollback_release(settings)


def test_before_the_first_publication_there_is_nothing_to_go_back_from(settings: Settings) -> None:
    with pytest.raises(ReleaseError, match="nothing is published yet"):
        rollback_release(settings)


def test_a_release_whose_files_were_changed_is_not_gone_back_to(settings: Settings) -> None:
    first, second = published(settings, 5, 6)
    path = settings.releases / first / "open" / "area.parquet"
    path.chmod(0o600)
    path.write_bytes(path.read_bytes()[:-1])
    with pytest.raises(ReleaseError, match=r"open/area\.parquet changed"):
        rollback_release(settings)
    assert settings.current.resolve().name == second


def test_after_a_rollback_the_next_publication_goes_forward_again(settings: Settings) -> None:
    first, _ = published(settings, 5, 6)
    rollback_release(settings)
    waiting(settings, "20240901T000000Z-cccccccc", rows=7)
    assert publish_release(settings) == Publication("20240901T000000Z-cccccccc", True, first)


def test_no_path_outside_the_releases_can_be_gone_back_to(settings: Settings, tmp_path: Path) -> None:
    published(settings, 5)
    waiting(settings, "outside", rows=6)
    with pytest.raises(ReleaseError, match="found no release"):
        rollback_release(settings, to="../candidates/outside")


def test_a_verdict_binds_the_manifest_as_it_lies_on_disk(settings: Settings) -> None:
    candidate = waiting(settings, "r1")
    verdict = read_verdict(candidate)
    assert verdict == verdict_on(candidate, PASSED)


def test_the_next_run_does_not_bring_back_what_a_rollback_withdrew(settings: Settings) -> None:
    first = publish_release(settings_with(settings, "20240101T000000Z-aaaaaaaa", rows=5)).release_id
    withdrawn = publish_release(settings_with(settings, "20240102T000000Z-aaaaaaaa", rows=6)).release_id
    rollback_release(settings)
    lines: list[str] = []
    publication = publish_release(settings_with(settings, "20240103T000000Z-aaaaaaaa", rows=6), log=lines.append)
    assert publication == Publication(first, False, first)
    assert lines == [
        f"release {first} stays current: the candidate holds what a rollback withdrew with release {withdrawn}; "
        f"`make rollback TO={withdrawn}` brings it back"
    ]
    assert current_release(settings) == settings.releases / first
    assert publish_release(settings_with(settings, "20240104T000000Z-aaaaaaaa", rows=7)).is_new


@pytest.mark.parametrize("damaged", ["open/area.parquet", "manifest.json"])
def test_a_damaged_release_is_no_measure_of_a_candidate(settings: Settings, damaged: str) -> None:
    assert release_before(settings) is None
    release_id = publish_release(settings_with(settings, "20240101T000000Z-aaaaaaaa", rows=5)).release_id
    release = settings.releases / release_id
    assert release_before(settings) == release
    (release / damaged).chmod(0o600)
    if damaged == "manifest.json":
        change_manifest(release, lambda manifest: manifest.model_copy(update={"code_version": "0.2.0+00000000"}))
    else:
        write_table(release, damaged, "select 1 as area")
    with pytest.raises(ReleaseError, match=f"{release_id}, with which the candidate is compared: found {damaged}"):
        release_before(settings)


def settings_with(settings: Settings, name: str, *, rows: int) -> Settings:
    """The settings, once a candidate of this name and size waits."""
    waiting(settings, name, rows=rows)
    return settings
