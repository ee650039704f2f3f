"""Locks down a new key: joins hold, old and new deliveries meet, receipts stay true, and nothing is half."""

from __future__ import annotations

import shutil
import stat
from collections.abc import Iterator
from pathlib import Path
from unittest import mock

import pytest

from orchestration import names
from orchestration.disclosure.vintages import read_declarations, today_in_thailand
from orchestration.errors import RightsError
from orchestration.landing.land import key_in_force
from orchestration.landing.pseudonym import load_pseudonym_key, pseudonym_key_id
from orchestration.landing.receipt import read_receipts
from orchestration.landing.verify import verify_landing
from orchestration.recover import at_work
from orchestration.release import staged
from orchestration.release.acts import REKEY, VINTAGE, By, read_log
from orchestration.release.asked import one_asked
from orchestration.release.erase import erase_households
from orchestration.release.rekey import rekey
from orchestration.settings import Settings
from orchestration.verify import verify
from tests.unit.landing.by_hand import Inbox, case, household, houses, settings_of
from tests.unit.landing.test_pseudonyms import by_python

ANNA = By("anna", "the key was on a lost laptop")
SURVEY, CASES = names.HOUSEHOLD_SURVEY, names.CASE_FOLLOW_UP
FEEDS = (names.GEOGRAPHY, names.HOUSE_REGISTRY, SURVEY, CASES)
ROUND = "2567-1"


@pytest.fixture(scope="module")
def landed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A register, two versions of a survey, and a case."""
    inbox = Inbox(settings_of(tmp_path_factory.mktemp("rekey") / "data"))
    inbox.put_geography()
    inbox.put("house_registry/houses.csv", houses(3))
    inbox.put(f"{CASES}/cases.csv", [case(1)])
    for members in ("2", "3"):
        inbox.put(f"{SURVEY}/round.csv", [household(number, member_count=members, cluster="c1") for number in (1, 2)])
        for feed in FEEDS:
            inbox.land(feed)
    return inbox.settings.data_dir


@pytest.fixture
def inbox(landed: Path, tmp_path: Path) -> Inbox:
    shutil.copytree(landed, tmp_path / "data")
    return Inbox(settings_of(tmp_path / "data"))


@pytest.fixture(autouse=True)
def _final() -> Iterator[None]:
    """The round is one of the synthetic country, and so final without a declaration."""
    with mock.patch("orchestration.release.rekey.landed_rounds", return_value={ROUND: True}):
        yield


def keys_of(settings: Settings) -> list[bytes]:
    text = settings.pseudonym_key_file.read_text(encoding="ascii")
    return [bytes.fromhex(line) for line in text.split()]


def chained(settings: Settings, identifier: str) -> str:
    for key in keys_of(settings):
        identifier = by_python(key, identifier)
    return identifier


def test_every_pseudonym_is_that_of_the_former_one_and_joins_hold(inbox: Inbox) -> None:
    before = inbox.landed(SURVEY)
    (old,) = keys_of(inbox.settings)
    said = rekey(inbox.settings, by=ANNA)
    first, second = keys_of(inbox.settings)
    assert (first, said.startswith(f"key {pseudonym_key_id(old)} is followed by key ")) == (old, True)
    assert second not in (first, b"")
    after = inbox.landed(SURVEY)
    for row, was in zip(after, before, strict=True):
        for column in ("household_key", "house_key", "cluster_key"):
            assert row[column] == by_python(second, was[column])
        changed = {"household_key", "house_key", "cluster_key", "batch_id"}
        assert {name: value for name, value in row.items() if name not in changed} == {
            name: value for name, value in was.items() if name not in changed
        }
    assert after[0]["household_key"] == chained(inbox.settings, household(1)["household_id"])
    assert after[0]["house_key"] == inbox.landed()[0]["house_key"]
    assert after[0]["household_key"] == inbox.landed(CASES)[0]["household_key"]


def test_receipts_are_true_and_the_same_delivery_makes_the_same_batch(inbox: Inbox) -> None:
    before = {feed: len(read_receipts(inbox.settings.landing, feed)) for feed in FEEDS}
    rekey(inbox.settings, by=ANNA)
    assert "are as they landed" in str(verify_landing(inbox.settings, whole=True))
    key_id = pseudonym_key_id(key_in_force(inbox.settings))
    for feed in FEEDS:
        receipts = read_receipts(inbox.settings.landing, feed)
        assert len(receipts) == before[feed]
        for folder, receipt in receipts.items():
            assert (receipt.key_id, folder.name) == (key_id, receipt.batch_id)
            assert receipt.balances
        assert inbox.land(feed).new_batches == (), feed
    assert len(inbox.superseded(SURVEY)) == 1


def test_a_later_delivery_meets_the_households_of_before(inbox: Inbox) -> None:
    rekey(inbox.settings, by=ANNA)
    rekey(inbox.settings, accepted=[ROUND], by=ANNA)
    assert len(keys_of(inbox.settings)) == 3
    inbox.put(f"{CASES}/more.csv", [case(2)])
    inbox.land(CASES)
    known = {row["household_key"] for row in inbox.landed(SURVEY)}
    assert {row["household_key"] for row in inbox.landed(CASES)} == known


def test_an_erased_household_stays_erased_under_the_new_key(inbox: Inbox) -> None:
    erase_households(inbox.settings, one_asked(household(1)["household_id"]), by=ANNA)
    rekey(inbox.settings, by=ANNA)
    erase_households(inbox.settings, one_asked(household(2)["household_id"]), by=ANNA)
    inbox.put(f"{SURVEY}/round.csv", [household(number) for number in (1, 2, 3)])
    (receipt,) = inbox.land(SURVEY).receipts
    assert (receipt.rows_landed, receipt.rows_erased) == (1, 2)


def test_a_revised_vintage_of_every_round_is_declared_and_both_are_recorded(inbox: Inbox) -> None:
    rekey(inbox.settings, by=ANNA)
    (declared,) = read_declarations(inbox.settings)
    assert str(declared) == f"{ROUND} revised {today_in_thailand()}"
    acts = [act for _, act in read_log(inbox.settings).acts]
    assert [act.act for act in acts] == [VINTAGE, REKEY]
    assert acts[1].key_id == pseudonym_key_id(key_in_force(inbox.settings))
    assert acts[1].why == ANNA.why
    text = (inbox.settings.releases / "log.jsonl").read_text(encoding="utf-8")
    assert not any(key.hex() in text for key in keys_of(inbox.settings))
    assert stat.S_IMODE(inbox.settings.pseudonym_key_file.stat().st_mode) == 0o600
    assert stat.S_IMODE(inbox.settings.vintages_file.stat().st_mode) == 0o600


def everything(settings: Settings) -> dict[str, bytes]:
    return {
        path.relative_to(settings.data_dir).as_posix(): path.read_bytes()
        for path in sorted(settings.data_dir.rglob("*"))
        if path.is_file() and path.name not in (".run.lock", "verified.json")
    }


def test_a_round_without_a_vintage_left_refuses_the_key_unless_it_is_accepted(inbox: Inbox) -> None:
    rekey(inbox.settings, by=ANNA)
    before = everything(inbox.settings)
    text = f"{ROUND} revised {today_in_thailand()}"
    with pytest.raises(RightsError, match=f"rekey: found {text}, of which no revised vintage can follow, expected"):
        rekey(inbox.settings, by=ANNA)
    with pytest.raises(RightsError, match="no households of a round 2599-1 in landing"):
        rekey(inbox.settings, accepted=["2599-1"], by=ANNA)
    with pytest.raises(RightsError, match="rekey: found no reason"):
        rekey(inbox.settings, accepted=[ROUND], by=By("anna"))
    assert everything(inbox.settings) == before
    rekey(inbox.settings, accepted=[ROUND], by=ANNA)
    assert len(read_declarations(inbox.settings)) == 1


def test_a_provisional_round_refuses_the_key(inbox: Inbox) -> None:
    with (
        mock.patch("orchestration.release.rekey.landed_rounds", return_value={ROUND: False}),
        pytest.raises(RightsError, match=f"rekey: found {ROUND} provisional, of which no revised vintage can follow"),
    ):
        rekey(inbox.settings, by=ANNA)


def test_before_anything_landed_there_is_no_key_to_change(tmp_path: Path) -> None:
    with pytest.raises(RightsError, match="rekey: nothing has landed under a key yet"):
        rekey(settings_of(tmp_path / "data"), by=ANNA)


@pytest.mark.parametrize("done", [1, 2, 5, 13, 14])
def test_a_new_key_that_is_broken_off_is_brought_to_its_end_by_the_next_command(inbox: Inbox, done: int) -> None:
    bring, targets = staged._bring, []

    def breaks(source: Path, target: Path) -> None:
        targets.append(target)
        if len(targets) == done:
            raise KeyboardInterrupt
        bring(source, target)

    with mock.patch.object(staged, "_bring", breaks), pytest.raises(KeyboardInterrupt):
        rekey(inbox.settings, by=ANNA)
    assert any("did not end" in finding.sentence for finding in verify(inbox.settings) if finding.is_fault)
    with at_work(inbox.settings, log=lambda _: None):
        pass
    assert len(keys_of(inbox.settings)) == 2
    assert "are as they landed" in str(verify_landing(inbox.settings, whole=True))
    assert {len(inbox.batches(feed)) for feed in FEEDS[1:]} == {1}
    assert inbox.landed(SURVEY)[0]["household_key"] == chained(inbox.settings, household(1)["household_id"])
    assert [act.act for _, act in read_log(inbox.settings).acts] == [VINTAGE, REKEY]


def test_a_new_key_that_is_broken_off_while_it_is_prepared_leaves_the_old_one(inbox: Inbox) -> None:
    before = everything(inbox.settings)
    with (
        mock.patch("orchestration.release.rekey.text_with", side_effect=KeyboardInterrupt),
        pytest.raises(KeyboardInterrupt),
    ):
        rekey(inbox.settings, by=ANNA)
    with at_work(inbox.settings, log=lambda _: None):
        pass
    assert everything(inbox.settings) == before
    assert load_pseudonym_key(inbox.settings.pseudonym_key_file, may_create=False) == keys_of(inbox.settings)[0]
