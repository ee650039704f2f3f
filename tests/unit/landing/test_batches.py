"""Locks down the life of a batch: landed once, whole and balanced; replaced by a correction, kept aside, brought back.
Landing the same content again changes nothing.
"""

from __future__ import annotations

import hashlib
import json
import os
import time
from pathlib import Path

import pytest

from orchestration import names
from orchestration.errors import LandingError
from orchestration.landing import batch
from orchestration.landing.read.inbox import SYNTHETIC_MARK
from orchestration.landing.receipt import Receipt, read_receipt, read_receipts, write_receipt
from tests.unit.landing.by_hand import (
    INDICATORS,
    ROWS_FOR_ONE_FAULT,
    Inbox,
    csv_text,
    house,
    household,
    houses,
    rows_of,
    settings_of,
)


def state_of(folder: Path) -> dict[str, tuple[int, str]]:
    """Every file with its moment and its content: equal only if nothing was touched."""
    return {
        path.relative_to(folder).as_posix(): (
            path.stat().st_mtime_ns,
            hashlib.sha256(path.read_bytes()).hexdigest(),
        )
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


# What a batch is


def test_a_batch_is_one_folder_with_its_rows_and_its_receipt(inbox: Inbox) -> None:
    inbox.put("house_registry/houses.csv", houses(3))
    (receipt,) = inbox.land().receipts
    folder = inbox.settings.landing / names.HOUSE_REGISTRY / receipt.batch_id
    assert sorted(path.name for path in folder.iterdir()) == sorted([f"{receipt.batch_id}.parquet", "receipt.json"])
    assert {row["batch_id"] for row in inbox.landed()} == {receipt.batch_id}


def test_a_batch_keeps_the_round_and_the_province_of_its_folder_and_no_other(inbox: Inbox) -> None:
    inbox.put("household_survey/2567-1/from the office/50/part-1.csv", [household(1)])
    (receipt,) = inbox.land(names.HOUSEHOLD_SURVEY).receipts
    (path,) = inbox.batches(names.HOUSEHOLD_SURVEY)
    assert path.parent.parent == inbox.settings.landing / names.HOUSEHOLD_SURVEY / "2567-1" / "50"
    assert receipt.source_file == "household_survey/2567-1/from the office/50/part-1.csv"


def test_the_receipt_says_where_the_batch_came_from(inbox: Inbox) -> None:
    path = inbox.put("house_registry/houses.csv", [*houses(ROWS_FOR_ONE_FAULT, row_5={"house_kind": "x"}), house(1)])
    (receipt,) = inbox.land().receipts
    assert receipt.source_file == "house_registry/houses.csv"
    assert receipt.source_sha256 == hashlib.sha256(path.read_bytes()).hexdigest()
    assert receipt.source_bytes == path.stat().st_size
    assert (receipt.feed, receipt.entity, receipt.contract_version) == ("house_registry", "house_registry", "1.1.0")
    assert (receipt.rows_read, receipt.rows_landed, receipt.rows_quarantined, receipt.rows_duplicate) == (
        1001,
        999,
        1,
        1,
    )
    assert not receipt.is_synthetic


def test_the_receipt_describes_the_columns_as_they_lie_on_disk(inbox: Inbox) -> None:
    inbox.put("household_survey/round.csv", [household(1)])
    (receipt,) = inbox.land(names.HOUSEHOLD_SURVEY).receipts
    assert receipt.columns == {
        "household_key": "VARCHAR",
        "house_key": "VARCHAR",
        "survey_round": "VARCHAR",
        "surveyed_on": "DATE",
        "member_count": "SMALLINT",
        "head_sex": "VARCHAR",
        "head_age": "SMALLINT",
        "sampling_weight": "DECIMAL(12,6)",
        "stratum": "VARCHAR",
        "cluster_key": "VARCHAR",
        **dict.fromkeys(INDICATORS, "TINYINT"),
        "batch_id": "VARCHAR",
        "source_row": "INTEGER",
    }


def test_a_column_that_a_file_may_leave_out_lands_as_told_or_as_blank(inbox: Inbox) -> None:
    told = household(1, head_sex="female", head_age="61")
    for name, row in {"told.csv": told, "half.csv": household(2, head_age="25"), "untold.csv": household(3)}.items():
        inbox.put(f"household_survey/{name}", [row])
    inbox.land(names.HOUSEHOLD_SURVEY)
    landed = inbox.landed(names.HOUSEHOLD_SURVEY)
    assert {(row["head_sex"], row["head_age"]) for row in landed} == {("female", 61), (None, 25), (None, None)}


def test_every_receipt_balances_and_is_read_back_as_written(inbox: Inbox, tmp_path: Path) -> None:
    inbox.put("house_registry/houses.csv", [*houses(ROWS_FOR_ONE_FAULT, row_5={"house_kind": "x"}), house(1)])
    landing = inbox.land()
    assert all(receipt.balances for receipt in landing.receipts)
    write_receipt(landing.receipts[0], tmp_path)
    assert read_receipt(tmp_path) == landing.receipts[0]
    assert landing.sentence == (
        "house_registry: 1 batches in force, 1 of them new; 1,001 rows read = 999 landed + 1 quarantined + 1 repeated"
    )


@pytest.mark.parametrize("field", ["rows_read", "rows_landed", "rows_quarantined", "rows_duplicate"])
def test_a_receipt_that_is_one_row_off_does_not_balance(field: str) -> None:
    counts = {"rows_read": 6, "rows_landed": 3, "rows_quarantined": 2, "rows_duplicate": 1}
    words = dict.fromkeys(
        ("feed", "entity", "batch_id", "source_file", "source_sha256", "contract_version", "key_id", "landed_at"), ""
    )
    receipt = {**words, **counts, "source_bytes": 1, "is_synthetic": False, "columns": {}}
    assert Receipt(**receipt).balances
    assert not Receipt(**receipt | {field: counts[field] + 1}).balances


def test_rows_that_do_not_balance_are_refused(inbox: Inbox, monkeypatch: pytest.MonkeyPatch) -> None:
    path = inbox.put("house_registry/houses.csv", houses(3))
    copy = batch._copy

    def lose_a_row(*arguments: object, where: str, **others: object) -> None:
        copy(*arguments, where=f"({where}) and raw.rowid > 0", **others)  # type: ignore[arg-type]

    monkeypatch.setattr(batch, "_copy", lose_a_row)
    with pytest.raises(LandingError, match=r"3 rows were read but 2 landed \+ 0 quarantined \+ 0 repeated"):
        inbox.make(path)


def test_the_house_number_does_not_land(inbox: Inbox) -> None:
    inbox.put("house_registry/houses.csv", houses(3))
    inbox.land()
    assert set(inbox.landed()[0]) == {
        "house_key",
        "village_code",
        "house_kind",
        "register_type",
        "registered_on",
        "longitude",
        "latitude",
        "batch_id",
        "source_row",
    }


@pytest.mark.parametrize(("bytes_marked", "is_synthetic"), [(0, True), (1, False)])
def test_a_file_of_the_generator_is_marked_unless_it_was_changed(
    inbox: Inbox, bytes_marked: int, is_synthetic: bool
) -> None:
    path = inbox.put("house_registry/houses.csv", houses(3))
    mark = {"files": {"house_registry/houses.csv": path.stat().st_size + bytes_marked}}
    inbox.put(SYNTHETIC_MARK, json.dumps(mark))
    (receipt,) = inbox.land().receipts
    assert receipt.is_synthetic is is_synthetic


def test_landing_tells_the_log_of_every_file(inbox: Inbox) -> None:
    lines: list[str] = []
    inbox.put("house_registry/houses.csv", houses(3))
    inbox.land(log=lines.append)
    assert lines == [
        "house_registry/houses.csv: 3 of 3 rows landed",
        "house_registry: 1 batches in force, 1 of them new; 3 rows read = 3 landed + 0 quarantined + 0 repeated",
        "house_registry: subdistricts of the code list without a house, 1 in all: 500102 Subdistrict 2",
    ]


def test_landing_leaves_nothing_in_scratch(inbox: Inbox) -> None:
    inbox.put("house_registry/houses.csv", houses(3))
    inbox.put("house_registry/broken.parquet", b"PAR1")
    inbox.refusal()
    assert [path for path in inbox.settings.scratch.rglob("*") if not path.is_dir()] == []


# Names and ways of writing a file


@pytest.mark.parametrize(
    "name",
    [
        "houses[1].csv",
        "houses*?.csv",
        'o\'houses "2".csv',
        "สำมะโน บ้าน.csv",
        "a b  c.CSV",
        "$(reboot);--.csv",
        "{a,b}.csv",
        "back\\slash.csv",
        "50%.csv",
    ],
)
def test_a_file_lands_under_any_name(inbox: Inbox, name: str) -> None:
    inbox.put(f"house_registry/{name}", houses(3))
    inbox.put("house_registry/houses1.csv", [house(9)])
    landing = inbox.land()
    rows = {receipt.source_file: receipt.rows_landed for receipt in landing.receipts}
    assert rows == {f"house_registry/{name}": 3, "house_registry/houses1.csv": 1}


def test_a_faulty_file_of_an_odd_name_is_quarantined_under_that_name(inbox: Inbox) -> None:
    name = "house_registry/o'ตำบล[1].csv"
    inbox.put(name, [house(1, house_kind="castle")])
    assert inbox.refusal().startswith(name)
    assert [row["source_file"] for row in inbox.quarantined()] == [name]


@pytest.mark.parametrize("folder", ["da'ta", "ข้อมูล 2567", 'da"ta'])
def test_a_data_folder_may_have_an_odd_name(tmp_path: Path, folder: str) -> None:
    inbox = Inbox(settings_of(tmp_path / folder))
    inbox.put_geography()
    inbox.land(names.GEOGRAPHY)
    inbox.put("house_registry/houses.csv", houses(3))
    assert inbox.land().total("rows_landed") == 3


def test_a_data_folder_with_glob_characters_lands_or_is_refused_in_words(tmp_path: Path) -> None:
    from orchestration.errors import WarehouseError

    try:
        inbox = Inbox(settings_of(tmp_path / "da[1]ta"))
        inbox.put_geography()
        inbox.land(names.GEOGRAPHY)
        inbox.put("house_registry/houses.csv", houses(3))
        assert inbox.land().total("rows_landed") == 3
    except WarehouseError as refusal:
        assert "da[1]ta" in str(refusal)


@pytest.mark.parametrize(
    "written",
    [
        lambda text: "\ufeff" + text,
        lambda text: text.replace("\n", "\r\n"),
        lambda text: text.removesuffix("\n"),
        lambda text: text + "\n\n",
        lambda text: text.replace("residential", '"residential"'),
    ],
    ids=["a byte order mark", "Windows line ends", "no last line end", "blank lines at the end", "quoted values"],
)
def test_the_same_rows_land_however_the_file_is_written(inbox: Inbox, written: object) -> None:
    plain = csv_text(houses(3))
    inbox.put("house_registry/houses.csv", written(plain))  # type: ignore[operator]
    inbox.land()
    assert [row["house_kind"] for row in inbox.landed()] == ["residential"] * 3
    assert [row["source_row"] for row in inbox.landed()] == [1, 2, 3]


# Again, and again


def test_landing_the_same_files_again_touches_nothing(inbox: Inbox) -> None:
    inbox.put("house_registry/houses.csv", houses(ROWS_FOR_ONE_FAULT, row_5={"house_kind": "x"}))
    inbox.put("house_registry/more.csv", [house(5000)])
    first = inbox.land()
    before = state_of(inbox.settings.landing), state_of(inbox.settings.quarantine)
    again = inbox.land()
    assert (state_of(inbox.settings.landing), state_of(inbox.settings.quarantine)) == before
    assert again.new_batches == ()
    assert again.receipts == first.receipts


def test_a_touched_file_is_the_same_file(inbox: Inbox) -> None:
    path = inbox.put("house_registry/houses.csv", houses(3))
    inbox.land()
    before = state_of(inbox.settings.landing)
    os.utime(path, (time.time() + 60, time.time() + 60))
    inbox.land()
    assert state_of(inbox.settings.landing) == before


def test_the_same_content_under_another_name_changes_nothing(inbox: Inbox) -> None:
    inbox.put("house_registry/houses.csv", houses(3))
    inbox.land()
    before = state_of(inbox.settings.landing)
    inbox.put("house_registry/50/houses again.csv", houses(3))
    assert inbox.land().new_batches == ()
    assert state_of(inbox.settings.landing) == before


def test_the_same_content_under_two_names_lands_once(inbox: Inbox) -> None:
    inbox.put("house_registry/one.csv", houses(3))
    inbox.put("house_registry/two.csv", houses(3))
    assert inbox.land().total("rows_landed") == 3


def test_the_same_file_makes_the_same_batch_in_another_folder(inbox: Inbox, tmp_path: Path) -> None:
    other = Inbox(settings_of(tmp_path / "other", SDG_PSEUDONYM_KEY_FILE=str(inbox.settings.pseudonym_key_file)))
    other.put_geography()
    other.land(names.GEOGRAPHY)
    for each in (inbox, other):
        each.put("house_registry/houses.csv", houses(3))
        each.land()
    assert inbox.batches()[0].read_bytes() == other.batches()[0].read_bytes()


# Corrections


def test_a_correction_takes_the_place_of_the_batch_of_its_name(inbox: Inbox) -> None:
    inbox.put("house_registry/houses.csv", houses(3))
    (old,) = inbox.land().receipts
    inbox.put("house_registry/houses.csv", houses(3, row_2={"house_kind": "temple"}))
    (new,) = inbox.land().receipts
    assert new.batch_id != old.batch_id
    assert [row["house_kind"] for row in inbox.landed()] == ["residential", "temple", "residential"]


def test_a_superseded_batch_stays_readable_with_its_receipt(inbox: Inbox) -> None:
    inbox.put("house_registry/houses.csv", houses(3))
    (old,) = inbox.land().receipts
    inbox.put("house_registry/houses.csv", [house(4)])
    inbox.land()
    (path,) = inbox.superseded()
    assert len(rows_of(path)) == 3
    assert read_receipt(path.parent) == old


def test_a_correction_of_one_file_leaves_the_others(inbox: Inbox) -> None:
    inbox.put("house_registry/one.csv", [house(1)])
    inbox.put("house_registry/two.csv", [house(2)])
    inbox.land()
    (kept,) = [path for path in inbox.batches() if rows_of(path)[0]["source_row"] and "one" in receipt_name(path)]
    before = kept.stat().st_mtime_ns
    inbox.put("house_registry/two.csv", [house(3)])
    inbox.land()
    assert kept.stat().st_mtime_ns == before
    assert len(inbox.landed()) == 2


def receipt_name(path: Path) -> str:
    return read_receipt(path.parent).source_file


def test_correcting_back_brings_the_first_content_back(inbox: Inbox) -> None:
    inbox.put("house_registry/houses.csv", houses(3))
    first = inbox.land().receipts[0].batch_id
    for content, expected in ((houses(2), 2), (houses(3), 3), (houses(2), 2), (houses(3), 3)):
        inbox.put("house_registry/houses.csv", content)
        assert inbox.land().total("rows_landed") == expected
    assert inbox.land().receipts[0].batch_id == first


def test_correcting_one_of_two_equal_files_keeps_the_rows_of_the_other(inbox: Inbox) -> None:
    inbox.put("house_registry/one.csv", houses(3))
    inbox.put("house_registry/two.csv", houses(3))
    inbox.land()
    inbox.put("house_registry/one.csv", [house(9)])
    inbox.land()
    assert len(inbox.landed()) == 4


def test_correcting_a_file_to_what_another_holds_takes_its_own_rows_out(inbox: Inbox) -> None:
    inbox.put("house_registry/one.csv", houses(3))
    inbox.put("house_registry/two.csv", [house(9)])
    inbox.land()
    inbox.put("house_registry/two.csv", houses(3))
    assert inbox.land().total("rows_landed") == 3


def test_two_files_that_change_their_content_with_each_other_stay_as_they_are(inbox: Inbox) -> None:
    inbox.put("house_registry/50/one.csv", houses(3))
    inbox.put("house_registry/51/two.csv", [house(9)])
    inbox.land()
    inbox.put("house_registry/50/one.csv", [house(9)])
    inbox.put("house_registry/51/two.csv", houses(3))
    landing = inbox.land()
    assert {receipt.source_file: receipt.rows_landed for receipt in landing.receipts} == {
        "house_registry/50/one.csv": 1,
        "house_registry/51/two.csv": 3,
    }
    assert sorted(path.parent.parent.name for path in inbox.batches()) == ["50", "51"]
    assert inbox.superseded() == []


def test_the_receipts_of_a_feed_are_those_in_force(inbox: Inbox) -> None:
    inbox.put("house_registry/houses.csv", houses(3))
    inbox.land()
    inbox.put("house_registry/houses.csv", houses(2))
    landing = inbox.land()
    assert tuple(read_receipts(inbox.settings.landing, names.HOUSE_REGISTRY).values()) == landing.receipts
