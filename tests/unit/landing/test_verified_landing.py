"""Locks down that landed bytes are compared with their receipts. What was changed, lost or added is named and not read,
and lands again by itself while its file is in the inbox.
"""

from __future__ import annotations

import errno
import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest

from orchestration import names
from orchestration.errors import LandingError, StorageError, WarehouseError
from orchestration.execute import execute_job
from orchestration.landing import verify
from orchestration.landing.receipt import read_receipt
from orchestration.landing.verify import VERIFIED_FILE, Verification, verify_landing
from tests.unit.landing.by_hand import Inbox, house, houses, rows_of


@pytest.fixture
def landed(inbox: Inbox) -> Inbox:
    """Three houses have landed."""
    inbox.put("house_registry/houses.csv", houses(3))
    inbox.land()
    return inbox


def batch_of(inbox: Inbox) -> Path:
    """The Parquet file of the only batch of the register."""
    (path,) = inbox.batches()
    return path


def verified(inbox: Inbox, *, whole: bool = False) -> Verification:
    return verify_landing(inbox.settings, whole=whole)


def refusal(inbox: Inbox, *, whole: bool = False) -> str:
    with pytest.raises(LandingError) as refused:
        verified(inbox, whole=whole)
    return str(refused.value)


def rewrite(path: Path, query: str) -> None:
    """Write the rows of the query over the file. The query begins where the FROM clause names the file."""
    other = path.with_suffix(".other")
    with duckdb.connect() as connection:
        connection.execute(f"copy (from '{path}' {query}) to '{other}' (format parquet, compression zstd)")
    other.replace(path)


def lose_a_row(path: Path) -> None:
    rewrite(path, "where source_row <> 2")


def change_a_value(path: Path) -> None:
    rewrite(path, "select * replace ('temple' as house_kind)")


def flip_a_byte(path: Path) -> None:
    """A value in the first page: size, footer and number of rows stay."""
    content = bytearray(path.read_bytes())
    content[8] ^= 0xFF
    path.write_bytes(content)


def flip_a_byte_and_keep_the_moment(path: Path) -> None:
    moment = path.stat().st_mtime_ns
    flip_a_byte(path)
    os.utime(path, ns=(moment, moment))


def cut_off(path: Path) -> None:
    os.truncate(path, path.stat().st_size // 2)


def take_the_parquet_away(path: Path) -> None:
    path.unlink()


def take_the_receipt_away(path: Path) -> None:
    (path.parent / "receipt.json").unlink()


def take_the_folder_away(path: Path) -> None:
    shutil.rmtree(path.parent)


def copy_the_folder(path: Path) -> None:
    shutil.copytree(path.parent, path.parent.with_name("zz_copy"))


# What was done to the batch -> what is found.
DAMAGES: dict[Callable[[Path], None], str] = {
    lose_a_row: "bytes, expected the",
    change_a_value: "bytes, expected the",
    flip_a_byte: "SHA-256",
    cut_off: "bytes, expected the",
    take_the_parquet_away: "found no Parquet file beside its receipt, expected",
    take_the_receipt_away: "without a receipt that names it, expected receipt.json beside it",
    take_the_folder_away: "found no folder of it, expected the batch in landing",
    copy_the_folder: "found it a second time in landing/house_registry/zz_copy, expected one folder",
}
# Of which no sound copy is left.
LOSSES = [damage for damage in DAMAGES if damage is not copy_the_folder]
with_every_loss = pytest.mark.parametrize("damage", LOSSES, ids=lambda damage: damage.__name__)
with_every_damage = pytest.mark.parametrize("damage", DAMAGES, ids=lambda damage: damage.__name__)


# What is as it landed


def test_a_receipt_says_which_bytes_landed(landed: Inbox) -> None:
    path = batch_of(landed)
    receipt = read_receipt(path.parent)
    assert receipt.parquet_bytes == path.stat().st_size
    assert receipt.parquet_sha256 == verify.sha256_of(path)
    assert receipt.rows_landed == 3


def test_batches_that_just_landed_are_as_they_landed_and_only_the_whole_comparison_reads_them_again(
    landed: Inbox,
) -> None:
    batches = [path for feed in (names.GEOGRAPHY, names.HOUSE_REGISTRY) for path in landed.batches(feed)]
    sizes = sum(path.stat().st_size for path in batches)
    rows = sum(len(rows_of(path)) for path in batches)
    assert verified(landed) == Verification(batches=4, rows=rows, parquet_bytes=sizes, compared=0)
    assert verified(landed, whole=True) == Verification(batches=4, rows=rows, parquet_bytes=sizes, compared=4)


def test_a_second_verification_of_the_same_day_changes_no_file(landed: Inbox) -> None:
    path = landed.settings.landing / VERIFIED_FILE
    before = path.read_bytes(), path.stat().st_mtime_ns
    verified(landed)
    verified(landed, whole=True)
    assert (path.read_bytes(), path.stat().st_mtime_ns) == before


def test_the_bytes_are_compared_again_on_another_day(landed: Inbox, monkeypatch: pytest.MonkeyPatch) -> None:
    flip_a_byte_and_keep_the_moment(batch_of(landed))
    assert verified(landed).compared == 0
    monkeypatch.setattr(verify, "_today", lambda: "2027-01-01")
    assert "SHA-256" in refusal(landed)


def test_the_whole_comparison_finds_a_byte_that_size_and_moment_do_not_show(landed: Inbox) -> None:
    flip_a_byte_and_keep_the_moment(batch_of(landed))
    assert "SHA-256" in refusal(landed, whole=True)
    assert "SHA-256" in refusal(landed), "what was found damaged once is not taken for verified"


def test_a_file_that_was_only_touched_is_compared_once_and_is_sound(landed: Inbox) -> None:
    os.utime(batch_of(landed), (1, 1))
    assert verified(landed).compared == 1
    assert verified(landed).compared == 0


def test_an_unreadable_memory_of_verifications_is_refused_with_the_remedy(landed: Inbox) -> None:
    (landed.settings.landing / VERIFIED_FILE).write_text("{", encoding="utf-8")
    assert "remove the file, and every batch is compared whole" in refusal(landed)
    (landed.settings.landing / VERIFIED_FILE).unlink()
    assert verified(landed).compared == 4


# What is not


@with_every_damage
def test_a_damaged_batch_is_named_with_what_was_found(landed: Inbox, damage: Callable[[Path], None]) -> None:
    path = batch_of(landed)
    damage(path)
    message = refusal(landed)
    assert message.startswith(f"house_registry/houses.csv: batch {path.stem}: found ")
    assert DAMAGES[damage] in message
    assert "land house_registry/houses.csv again from the inbox, or bring back the batch's folder" in message


def test_a_row_that_is_lost_is_seen_where_the_receipt_has_no_size(landed: Inbox) -> None:
    path = batch_of(landed)
    forget_bytes(path.parent)
    lose_a_row(path)
    assert "found 2 rows, expected the 3 of the receipt" in refusal(landed)


def test_a_batch_that_was_once_superseded_and_came_back_is_missed_like_any_other(landed: Inbox) -> None:
    landed.put("house_registry/houses.csv", houses(4))
    landed.land()
    landed.put("house_registry/houses.csv", houses(3))
    landed.land()
    take_the_folder_away(batch_of(landed))
    assert "house_registry/houses.csv: batch" in refusal(landed)


def test_a_batch_whose_folder_may_not_be_read_is_not_taken_for_gone(
    landed: Inbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    closed, scandir = batch_of(landed).parent, os.scandir

    def refusing(folder: Path) -> object:
        if Path(folder) == closed:
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(folder))
        return scandir(folder)

    monkeypatch.setattr(os, "scandir", refusing)
    with pytest.raises(StorageError, match=f"{closed}: user .* may not read"):
        verify_landing(landed.settings, whole=False)
    landed.put("house_registry/houses.csv", houses(4))
    with pytest.raises(StorageError, match=f"{closed}: user .* may not read"):
        landed.land()


def test_every_damaged_batch_is_named_at_once(landed: Inbox) -> None:
    landed.put("house_registry/more.csv", [house(9)])
    landed.land()
    for path in (*landed.batches(), *landed.batches(names.GEOGRAPHY)):
        take_the_parquet_away(path)
    assert len(refusal(landed).splitlines()) == 5


def test_a_parquet_file_that_nobody_knows_is_named_with_its_place(landed: Inbox) -> None:
    stray = landed.settings.landing / names.CASE_FOLLOW_UP / "2567-1" / "stray.parquet"
    stray.parent.mkdir(parents=True)
    shutil.copy(batch_of(landed), stray)
    message = refusal(landed)
    assert "case_follow_up: batch stray: found landing/case_follow_up/2567-1/stray.parquet without a receipt" in message
    assert "bring back its receipt from a backup, or take it out of landing" in message
    assert message in landed.refusal(names.CASE_FOLLOW_UP)


def test_the_build_stops_before_dbt_and_names_what_is_damaged(landed: Inbox, monkeypatch: pytest.MonkeyPatch) -> None:
    lose_a_row(batch_of(landed))
    monkeypatch.setenv("SDG_DATA_DIR", str(landed.settings.data_dir))
    monkeypatch.delenv("DAGSTER_HOME", raising=False)
    with pytest.raises(WarehouseError, match=r"warehouse: house_registry/houses.csv: batch \w+: found [\d,]+ bytes"):
        execute_job("build_warehouse", settings=landed.settings)
    assert not landed.settings.warehouse_file.exists()


# Made again


@with_every_damage
def test_a_damaged_batch_lands_again_while_its_file_is_in_the_inbox(
    landed: Inbox, damage: Callable[[Path], None]
) -> None:
    before, path = landed.landed(), batch_of(landed)
    damage(path)
    lines: list[str] = []
    landed.land(log=lines.append)
    assert landed.landed() == before
    assert batch_of(landed) == path
    assert verified(landed, whole=True).batches == 4
    assert any(line.startswith("house_registry/houses.csv: landed again, because landing had ") for line in lines)
    kept = [path for path in (landed.settings.landing / "damaged").rglob("*") if path.is_file()]
    assert bool(kept) is (damage is not take_the_folder_away)
    assert landed.land().new_batches == ()


@with_every_loss
def test_without_its_file_a_damaged_batch_is_named_and_nothing_lands_beside_it(
    landed: Inbox, damage: Callable[[Path], None]
) -> None:
    path = batch_of(landed)
    (landed.settings.inbox / "house_registry" / "houses.csv").unlink()
    damage(path)
    there = files_of(landed)
    landed.put("house_registry/more.csv", [house(9)])
    assert landed.refusal() == refusal(landed)
    assert files_of(landed) == there
    landed.put("house_registry/delivered again.csv", houses(3))
    assert landed.land().total("rows_landed") == 4


@with_every_loss
def test_other_content_under_the_name_takes_the_place_of_a_damaged_batch(
    landed: Inbox, damage: Callable[[Path], None]
) -> None:
    damage(batch_of(landed))
    landed.put("house_registry/houses.csv", houses(2))
    assert landed.land().total("rows_landed") == 2
    assert verified(landed, whole=True).batches == 4


def test_a_batch_that_lies_twice_is_kept_once(landed: Inbox) -> None:
    (landed.settings.inbox / "house_registry" / "houses.csv").unlink()
    path = batch_of(landed)
    copy_the_folder(path)
    assert landed.land().total("rows_landed") == 3
    assert batch_of(landed) == path


def test_a_refused_file_brings_no_damaged_batch_back(landed: Inbox) -> None:
    lose_a_row(batch_of(landed))
    landed.put("house_registry/houses.csv", [house(1, house_kind="castle")])
    message = landed.refusal()
    assert "1 row breaks the contract" in message
    assert "bytes, expected the" in message
    assert batch_of(landed).exists()


def test_what_was_in_the_place_of_a_batch_is_kept(landed: Inbox) -> None:
    for _ in range(2):
        lose_a_row(batch_of(landed))
        landed.land()
    kept = sorted((landed.settings.landing / "damaged" / names.HOUSE_REGISTRY).rglob("*.parquet"))
    assert [len(rows_of(path)) for path in kept] == [2, 2]


# Receipts


@pytest.mark.parametrize("changed", [{"rows_read": 33}, {"landed_at": "2024-01-01T00:00:00+00:00"}, {"key_id": "0"}])
def test_a_receipt_that_says_otherwise_than_it_was_written_is_refused(
    landed: Inbox, changed: dict[str, object]
) -> None:
    path = batch_of(landed).parent / "receipt.json"
    content = json.loads(path.read_text(encoding="utf-8"))
    path.write_text(json.dumps(content | changed), encoding="utf-8")
    with pytest.raises(LandingError, match=r"receipt.json: found SHA-256 \w{64}, expected the \w{64} that it names"):
        verified(landed)


# Receipts of earlier versions


def test_the_next_landing_completes_the_receipts_of_an_earlier_version(landed: Inbox) -> None:
    path = batch_of(landed)
    before = (path.parent / "receipt.json").read_bytes()
    forget_bytes(path.parent)
    (landed.settings.landing / VERIFIED_FILE).unlink()
    lines: list[str] = []
    assert landed.land(log=lines.append).new_batches == ()
    assert "house_registry: 1 receipts of an earlier version have size and SHA-256 of their Parquet now" in lines
    assert (path.parent / "receipt.json").read_bytes() == before
    assert verified(landed, whole=True).batches == 4


def test_the_empty_columns_of_an_earlier_version_are_no_batch(landed: Inbox) -> None:
    former = landed.settings.landing / names.CASE_FOLLOW_UP / "no_rows.parquet"
    former.parent.mkdir()
    shutil.copy(batch_of(landed), former)
    assert verified(landed).batches == 4
    landed.land(names.CASE_FOLLOW_UP)
    assert not former.exists()


def files_of(inbox: Inbox) -> set[Path]:
    return {path for path in (inbox.settings.landing / names.HOUSE_REGISTRY).rglob("*") if path.is_file()}


def forget_bytes(folder: Path) -> None:
    """Make the receipt one of an earlier version."""
    content = json.loads((folder / "receipt.json").read_text(encoding="utf-8"))
    del content["parquet_bytes"], content["parquet_sha256"], content["receipt_sha256"]
    (folder / "receipt.json").write_text(json.dumps(content), encoding="utf-8")
