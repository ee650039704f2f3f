"""Locks down that no path of the inbox is passed over in silence: it is read, counted as litter, noted, or a fault."""

from __future__ import annotations

import os
import socket
from pathlib import Path

import pytest

from orchestration.landing.contract_file import feed_names, last_to_land
from orchestration.landing.read.inbox import SYNTHETIC_MARK, Seen, look_beside_feeds, look_into_feed
from orchestration.landing.read.limits import FOLDERS_DEEP

FEED = "household_survey"


def put(inbox: Path, name: str, content: bytes = b"content") -> Path:
    path = inbox / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return path


def found(inbox: Path, *allowed: Path) -> list[str]:
    seen = look_into_feed(inbox, FEED, allowed=allowed)
    assert seen.faults == []
    return [path.relative_to(inbox / FEED).as_posix() for path in seen.files]


def fault(inbox: Path) -> str:
    seen = look_into_feed(inbox, FEED)
    assert seen.files == []
    (message,) = seen.faults
    return message


def beside(inbox: Path) -> dict[str, Seen]:
    return look_beside_feeds(inbox, feed_names(), last=last_to_land())


# Files of a feed


def test_files_are_found_in_every_folder_of_the_feed_in_path_order(tmp_path: Path) -> None:
    for name in ("b.csv", "2567-1/50/a.csv", "2567-1/10/z.parquet", "a.csv"):
        put(tmp_path, f"{FEED}/{name}")
    assert found(tmp_path) == ["2567-1/10/z.parquet", "2567-1/50/a.csv", "a.csv", "b.csv"]


def test_files_of_another_feed_are_not_found(tmp_path: Path) -> None:
    put(tmp_path, f"{FEED}_old/a.csv")
    put(tmp_path, "house_registry/a.csv")
    put(tmp_path, "a.csv")
    assert found(tmp_path) == []


def test_an_inbox_that_does_not_exist_is_empty(tmp_path: Path) -> None:
    assert found(tmp_path / "nowhere") == []
    assert beside(tmp_path / "nowhere") == {}


def test_a_folder_with_the_name_of_a_file_is_no_delivery(tmp_path: Path) -> None:
    put(tmp_path, f"{FEED}/part.csv/inner.csv")
    assert found(tmp_path) == ["part.csv/inner.csv"]


@pytest.mark.parametrize("name", [".hidden.csv", "_75.csv", ".part", "_old/a.csv", "2567-1/_new.csv"])
def test_a_name_that_opens_with_a_dot_or_an_underscore_waits_and_is_noted(tmp_path: Path, name: str) -> None:
    put(tmp_path, f"{FEED}/{name}")
    put(tmp_path, f"{FEED}/b.csv")
    seen = look_into_feed(tmp_path, FEED)
    assert [path.name for path in seen.files] == ["b.csv"]
    (note,) = seen.notes()
    named = name.removesuffix("/a.csv")
    assert note == (
        f"the inbox has 1 name that must first be renamed, because of a . or _ at the start: {FEED}/{named}"
    )


@pytest.mark.parametrize(
    "name",
    [
        "Thumbs.db",
        "desktop.ini",
        "~$register.xlsx",
        ".DS_Store",
        "._a.csv",
        ".~lock.a.csv#",
        "__MACOSX/a.csv",
        "_SUCCESS",
    ],
)
def test_litter_is_passed_over_and_counted(tmp_path: Path, name: str) -> None:
    put(tmp_path, f"{FEED}/{name}")
    put(tmp_path, f"{FEED}/a.csv")
    assert found(tmp_path) == ["a.csv"]
    seen = look_into_feed(tmp_path, FEED)
    (note,) = seen.notes()
    assert note.startswith("the inbox has 1 name of litter of office programs and systems: ")


@pytest.mark.parametrize("name", ["README.txt", "readme", "notes.md", "letter.pdf"])
def test_a_document_beside_a_delivery_is_noted_and_refuses_nothing(tmp_path: Path, name: str) -> None:
    put(tmp_path, f"{FEED}/{name}")
    assert found(tmp_path) == []
    assert list(look_into_feed(tmp_path, FEED).notes()) == [
        f"the inbox has 1 name of documents, which are no deliveries: {FEED}/{name}"
    ]


def test_an_empty_folder_is_noted(tmp_path: Path) -> None:
    (tmp_path / FEED / "register.csv").mkdir(parents=True)
    assert list(look_into_feed(tmp_path, FEED).notes()) == [
        f"the inbox has 1 name of empty folders: {FEED}/register.csv"
    ]


def test_a_file_in_the_place_of_the_feeds_folder_is_a_fault(tmp_path: Path) -> None:
    put(tmp_path, FEED)
    assert f"{FEED}: found a file in the place of the feed's folder, expected a folder inbox/{FEED}" in fault(tmp_path)


def test_a_name_of_control_characters_is_a_fault_that_shows_them(tmp_path: Path) -> None:
    put(tmp_path, f"{FEED}/a\nb.csv")
    assert f"{FEED}/a<U+000A>b.csv: found a name with control characters" in fault(tmp_path)


def test_a_name_that_is_not_utf_8_is_a_fault(tmp_path: Path) -> None:
    put(tmp_path, f"{FEED}/{os.fsdecode('แฟ้ม.csv'.encode('tis-620'))}")
    assert "bytes that are not UTF-8, expected plain characters; rename it" in fault(tmp_path)


def test_folders_too_deep_are_a_fault(tmp_path: Path) -> None:
    put(tmp_path, "/".join([FEED, *["50"] * FOLDERS_DEEP, "a.csv"]))
    assert len(found(tmp_path)) == 1
    (tmp_path / FEED / "50").rename(tmp_path / "moved")
    put(tmp_path, "/".join([FEED, *["50"] * (FOLDERS_DEEP + 1), "a.csv"]))
    assert f"found folders more than {FOLDERS_DEEP} deep" in fault(tmp_path)


def test_a_socket_is_a_fault(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / FEED).mkdir()
    monkeypatch.chdir(tmp_path / FEED)
    with socket.socket(socket.AF_UNIX) as server:
        server.bind("s.csv")
        assert "s.csv: found neither a file nor a folder" in fault(tmp_path)


# Links


def test_a_link_to_a_file_is_a_delivery(tmp_path: Path) -> None:
    target = put(tmp_path, "elsewhere/a.csv")
    (tmp_path / FEED).mkdir()
    (tmp_path / FEED / "linked.csv").symlink_to(target)
    assert found(tmp_path) == ["linked.csv"]


def test_a_dangling_link_is_a_fault_that_names_where_it_leads(tmp_path: Path) -> None:
    (tmp_path / FEED).mkdir()
    (tmp_path / FEED / "dead.csv").symlink_to(tmp_path / "gone.csv")
    assert f"{FEED}/dead.csv: found a link to {tmp_path / 'gone.csv'}, where nothing is" in fault(tmp_path)


def test_a_dangling_link_in_the_place_of_the_feeds_folder_is_a_fault(tmp_path: Path) -> None:
    (tmp_path / FEED).symlink_to(tmp_path / "gone")
    assert f"{FEED}: found a link to " in fault(tmp_path)


def test_a_linked_folder_inside_the_inbox_is_read(tmp_path: Path) -> None:
    put(tmp_path, "_shared/a.csv")
    (tmp_path / FEED).mkdir()
    (tmp_path / FEED / "2567-1").symlink_to(tmp_path / "_shared")
    assert found(tmp_path) == ["2567-1/a.csv"]


@pytest.mark.parametrize("name", [FEED, f"{FEED}/2567-1"])
def test_a_linked_folder_outside_the_inbox_is_read_where_a_setting_allows_it(tmp_path: Path, name: str) -> None:
    inbox, share = tmp_path / "inbox", tmp_path / "share"
    put(share, "of the office/a.csv")
    (inbox / name).parent.mkdir(parents=True, exist_ok=True)
    (inbox / name).symlink_to(share / "of the office")
    assert f"{name}: found a link to {share / 'of the office'}, expected a folder inside the inbox" in fault(inbox)
    assert len(found(inbox, share)) == 1


def test_a_link_to_a_folder_above_it_is_a_fault_and_not_read_for_ever(tmp_path: Path) -> None:
    (tmp_path / FEED).mkdir()
    (tmp_path / FEED / "again").symlink_to(tmp_path / FEED)
    assert f"{FEED}/again: found a link to a folder that it lies in" in fault(tmp_path)


# Beside the feeds


def test_a_misspelt_feed_is_a_fault_of_the_feed_that_is_meant(tmp_path: Path) -> None:
    put(tmp_path, "case_followup/2567-1.csv")
    ((feed, seen),) = beside(tmp_path).items()
    assert feed == "case_follow_up"
    assert seen.faults == [
        "inbox/case_followup: found a folder that is no feed (did you mean case_follow_up?), expected deliveries in "
        "inbox/<feed>/; move it into the folder of its feed, or take it out of the inbox"
    ]


@pytest.mark.parametrize("name", ["register_2567.csv", "ทะเบียน/a.csv", "data.xlsx"])
def test_a_delivery_without_a_feed_is_a_fault_of_the_last_feed_to_land(tmp_path: Path, name: str) -> None:
    put(tmp_path, name)
    ((feed, seen),) = beside(tmp_path).items()
    assert feed == last_to_land() == "un_sdg_series"
    (message,) = seen.faults
    assert message.startswith(f"inbox/{name.split('/')[0]}: found a f")


@pytest.mark.parametrize(
    "name", ["README.txt", "_archive/old.csv", ".DS_Store", "office/letter.pdf", "empty/.gitkeep", "Thumbs.db"]
)
def test_what_is_no_delivery_beside_the_feeds_is_noted_and_refuses_nothing(tmp_path: Path, name: str) -> None:
    put(tmp_path, name)
    ((_, seen),) = beside(tmp_path).items()
    assert seen.faults == []
    assert len(list(seen.notes())) == 1


def test_feeds_and_the_mark_of_the_synthetic_country_are_not_beside(tmp_path: Path) -> None:
    put(tmp_path, f"{FEED}/a.csv")
    put(tmp_path, SYNTHETIC_MARK)
    assert beside(tmp_path) == {}


def test_a_dangling_link_beside_the_feeds_is_a_fault(tmp_path: Path) -> None:
    (tmp_path / "register").symlink_to(tmp_path / "gone")
    ((_, seen),) = beside(tmp_path).items()
    assert "register: found a link to " in seen.faults[0]
