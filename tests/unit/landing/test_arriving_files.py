"""Locks down that a file lands as the bytes that were hashed. A file that still changes waits for the next run."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from orchestration import names
from orchestration.errors import ArrivingError
from orchestration.landing import batch
from orchestration.landing.read import deliveries
from tests.unit.landing.by_hand import Inbox, csv_text, house, household, houses


def grow(path: Path) -> None:
    with path.open("a", encoding="utf-8") as file:
        file.write("".join(csv_text([house(8)]).splitlines(keepends=True)[1:]))


def break_off_within_a_row(path: Path) -> None:
    with path.open("a", encoding="utf-8") as file:
        file.write('50010000008,"8/1')


def overwrite_in_place(path: Path) -> None:
    """As many bytes as before, and the moment of before."""
    before = path.stat()
    content = path.read_bytes()
    path.write_bytes(content.replace(b"residential", b"tneditseres"))
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))


def replace_by_another(path: Path) -> None:
    other = path.with_name("_other.csv")
    other.write_text(csv_text(houses(2)), encoding="utf-8")
    other.replace(path)


def take_away(path: Path) -> None:
    path.unlink()


WRITERS = [grow, break_off_within_a_row, overwrite_in_place, replace_by_another, take_away]
with_every_writer = pytest.mark.parametrize("write", WRITERS, ids=lambda write: write.__name__)


def write_while(
    patched: pytest.MonkeyPatch, module: Any, step: str, path: Path, write: Callable[[Path], None], *, after: bool
) -> None:
    """Let the writer write into the file before or after landing's step on it, once."""
    original = getattr(module, step)
    done: list[bool] = []

    def meanwhile(*arguments: Any, **others: Any) -> Any:
        mine = not done and path.exists() and any(path.name in str(each) for each in arguments)
        if mine and not after:
            done.append(True)
            write(path)
        try:
            return original(*arguments, **others)
        finally:
            if mine and after:
                done.append(True)
                write(path)

    patched.setattr(module, step, meanwhile)


# While it is hashed, between hash and read, and while it is read.
MOMENTS = [(deliveries, "sha256_of", True), (batch, "_read", False), (batch, "_read", True)]
at_every_moment = pytest.mark.parametrize(("module", "step", "after"), MOMENTS, ids=["hash", "between", "read"])


@with_every_writer
@at_every_moment
def test_a_file_that_changes_while_it_lands_waits_and_the_others_land(
    inbox: Inbox, monkeypatch: pytest.MonkeyPatch, write: Callable[[Path], None], module: Any, step: str, after: bool
) -> None:
    path = inbox.put("house_registry/houses.csv", houses(3))
    inbox.put("house_registry/other.csv", [house(9)])
    lines: list[str] = []
    with monkeypatch.context() as patched:
        write_while(patched, module, step, path, write, after=after)
        assert [receipt.source_file for receipt in inbox.land(log=lines.append).receipts] == [
            "house_registry/other.csv"
        ]
    change = "went away" if write is take_away else "changed"
    assert any(line.startswith(f"house_registry/houses.csv: {change} while it was read, expected") for line in lines)
    assert inbox.quarantined() == []
    assert [path for path in inbox.settings.scratch.rglob("*") if not path.is_dir()] == []


def test_the_next_run_lands_the_file_as_it_is_then(inbox: Inbox, monkeypatch: pytest.MonkeyPatch) -> None:
    path = inbox.put("house_registry/houses.csv", houses(3))
    inbox.put("house_registry/other.csv", [house(9)])
    with monkeypatch.context() as patched:
        write_while(patched, batch, "_read", path, grow, after=True)
        inbox.land()
    assert inbox.land().total("rows_landed") == 5


def test_a_batch_in_force_stays_while_its_correction_arrives(inbox: Inbox, monkeypatch: pytest.MonkeyPatch) -> None:
    inbox.put("house_registry/houses.csv", houses(3))
    inbox.land()
    path = inbox.put("house_registry/houses.csv", houses(2))
    with monkeypatch.context() as patched:
        write_while(patched, batch, "_read", path, grow, after=True)
        assert inbox.land().new_batches == ()
    assert len(inbox.landed()) == 3


@pytest.mark.parametrize(("module", "step"), [(deliveries, "sha256_of"), (batch, "_read")], ids=["hash", "read"])
def test_a_required_feed_without_any_other_file_is_refused(
    inbox: Inbox, monkeypatch: pytest.MonkeyPatch, module: Any, step: str
) -> None:
    path = inbox.put("household_survey/2567-1/part.csv", [household(1)])
    with monkeypatch.context() as patched:
        write_while(patched, module, step, path, grow, after=True)
        message = inbox.refusal(names.HOUSEHOLD_SURVEY)
    assert message == (
        "household_survey: found no file that stayed the same while it was read (household_survey/2567-1/part.csv"
        " changed), expected at least one; let the delivery end, and run again"
    )


def test_an_entity_that_still_arrives_is_named_beside_those_that_came(
    empty_inbox: Inbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    empty_inbox.put_geography()
    path = empty_inbox.settings.inbox / "geography" / "districts.json"
    with monkeypatch.context() as patched:
        write_while(patched, deliveries, "sha256_of", path, grow, after=True)
        message = empty_inbox.refusal(names.GEOGRAPHY)
    assert "found no districts file that stayed the same while it was read (geography/districts.json" in message


def test_a_delivery_knows_that_its_file_is_another_now(inbox: Inbox) -> None:
    path = inbox.put("house_registry/houses.csv", houses(3))
    found = deliveries.describe_delivery(
        path, inbox=inbox.settings.inbox, feed="house_registry", entity="house_registry"
    )
    found.refuse_change()
    replace_by_another(path)
    with pytest.raises(ArrivingError, match="changed while it was read, expected a whole file; the next run lands it"):
        found.refuse_change()


def test_a_file_that_changes_while_it_is_hashed_is_no_delivery(inbox: Inbox, monkeypatch: pytest.MonkeyPatch) -> None:
    path = inbox.put("house_registry/houses.csv", houses(3))
    write_while(monkeypatch, deliveries, "sha256_of", path, grow, after=True)
    with pytest.raises(ArrivingError, match="changed while it was read"):
        deliveries.describe_delivery(path, inbox=inbox.settings.inbox, feed="house_registry", entity="house_registry")
