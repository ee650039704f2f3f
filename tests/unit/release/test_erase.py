"""Locks down an erasure: the household's rows go everywhere and land no more, receipts stay true, and nothing is half.

What an erasure does to published releases is in tests/integration/test_erased_household.py.
"""

from __future__ import annotations

import shutil
from pathlib import Path
from unittest import mock

import pytest

from orchestration import names
from orchestration.errors import LandingError, RightsError
from orchestration.landing.pseudonym import load_pseudonym_key
from orchestration.landing.receipt import Receipt, read_receipts
from orchestration.landing.tombstones import read_tombstones, tombstone_of
from orchestration.landing.verify import verify_landing
from orchestration.recover import at_work
from orchestration.release import staged
from orchestration.release.acts import ERASE, By, read_log
from orchestration.release.asked import Asked, one_asked, read_asked
from orchestration.release.erase import Erasure, erase_households, erased_in_force
from orchestration.release.search import search
from orchestration.settings import Settings
from tests.unit.landing.by_hand import ROWS_FOR_ONE_FAULT, Inbox, Row, case, csv_text, household, houses, settings_of
from tests.unit.landing.by_hand import rows_of as rows_in
from tests.unit.landing.test_pseudonyms import by_python

ANNA = By("anna", "the family asked for it")
SURVEY, CASES = names.HOUSEHOLD_SURVEY, names.CASE_FOLLOW_UP
ERASED, FAULTY, OTHER = "HH-4711-erased", "HH-0815-faulty", "HH000003"
DELIVERED = f"{SURVEY}/round.csv"


def households() -> list[Row]:
    """A household that will be erased, one whose only row is in quarantine, and others."""
    others = [household(number) for number in range(3, ROWS_FOR_ONE_FAULT + 1)]
    return [household(1, household_id=ERASED), household(2, household_id=FAULTY, member_count="many"), *others]


@pytest.fixture(scope="module")
def landed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A register, a survey in two versions of its file, and cases."""
    inbox = Inbox(settings_of(tmp_path_factory.mktemp("erase") / "data"))
    inbox.put_geography()
    inbox.put("house_registry/houses.csv", houses(3))
    inbox.put(f"{CASES}/cases.csv", [case(1, household_id=ERASED), case(3)])
    for feed in (names.GEOGRAPHY, names.HOUSE_REGISTRY):
        inbox.land(feed)
    for members in ("2", "3"):
        inbox.put(DELIVERED, [{**row, "member_count": members} if number > 1 else row for number, row in listed()])
        inbox.land(SURVEY)
    inbox.land(CASES)
    return inbox.settings.data_dir


def listed() -> list[tuple[int, Row]]:
    return list(enumerate(households()))


@pytest.fixture
def inbox(landed: Path, tmp_path: Path) -> Inbox:
    shutil.copytree(landed, tmp_path / "data")
    return Inbox(settings_of(tmp_path / "data"))


def erase(settings: Settings, household_id: str) -> Erasure:
    return erase_households(settings, one_asked(household_id), by=ANNA)


def key_of(settings: Settings, household_id: str) -> str:
    key = load_pseudonym_key(settings.pseudonym_key_file, may_create=False)
    return by_python(key, household_id)


def receipts(settings: Settings) -> list[Receipt]:
    places = ("", "superseded")
    return [each for place in places for each in read_receipts(settings.landing / place, SURVEY).values()]


def rows_of(inbox: Inbox, household_id: str) -> int:
    """Rows of the household in force, replaced and in quarantine."""
    key = key_of(inbox.settings, household_id)
    files = [*inbox.batches(SURVEY), *inbox.batches(CASES), *inbox.superseded(SURVEY)]
    landed = sum(row["household_key"] == key for path in files for row in rows_in(path))
    return landed + sum(household_id in row["row"] for row in inbox.quarantined(SURVEY))


def test_the_rows_of_the_household_are_gone_from_every_batch_and_the_receipts_say_so(inbox: Inbox) -> None:
    before = {each.batch_id: each for each in receipts(inbox.settings)}
    assert (len(before), rows_of(inbox, ERASED)) >= (2, 2)
    erasure = erase(inbox.settings, ERASED)
    assert str(erasure) == "1 household is erased: 3 rows of landing, 0 of quarantine, 0 of 0 releases"
    assert rows_of(inbox, ERASED) == 0
    after = {each.batch_id: each for each in receipts(inbox.settings)}
    assert after.keys() == before.keys()
    for batch_id, receipt in after.items():
        assert (receipt.rows_landed, receipt.rows_erased) == (before[batch_id].rows_landed - 1, 1)
        assert receipt.balances
    assert "are as they landed" in str(verify_landing(inbox.settings, whole=True))
    assert len(inbox.landed(SURVEY)) == ROWS_FOR_ONE_FAULT - 2
    assert list(erased_in_force(inbox.settings)) == [
        "erased: no landed batch has a row of an erased household (tombstones: 1)"
    ]


def test_no_file_but_the_delivery_holds_the_household_afterwards(inbox: Inbox) -> None:
    (inbox.settings.data_dir / "warehouse").mkdir()
    (inbox.settings.data_dir / "warehouse" / "notes.json").write_text(key_of(inbox.settings, ERASED), encoding="utf-8")
    before = search(inbox.settings, keys=[key_of(inbox.settings, ERASED)], identifiers=[ERASED])
    assert "warehouse/notes.json" in " ".join(before.holding)
    assert sum(name.endswith(".parquet") for name in before.holding) == 3
    erasure = erase(inbox.settings, ERASED)
    found = search(inbox.settings, keys=erasure.keys, identifiers=erasure.identifiers)
    assert str(found).splitlines()[0] == f"0 of {found.files:,} files that the product wrote hold one of them"
    assert found.inbox == (DELIVERED, f"{CASES}/cases.csv")
    assert found.files > 10


def test_a_household_in_quarantine_alone_is_erased_by_its_identifier_or_its_pseudonym(inbox: Inbox) -> None:
    assert [FAULTY in row["row"] for row in inbox.quarantined(SURVEY)] == [True, True]
    assert erase(inbox.settings, key_of(inbox.settings, FAULTY)).quarantined == 2
    assert inbox.quarantined(SURVEY) == []
    key = key_of(inbox.settings, FAULTY)
    assert search(inbox.settings, keys=[key], identifiers=[FAULTY]).holding == ()


def test_the_household_does_not_land_again_in_any_form(inbox: Inbox) -> None:
    erase(inbox.settings, ERASED)
    erase(inbox.settings, FAULTY)
    assert inbox.land(SURVEY).new_batches == (), "the same file makes the same batch"
    twice = [household(1, household_id=f" {ERASED} "), household(1, household_id=ERASED)]
    rows = [*twice, household(2, household_id=FAULTY, member_count="many"), *households()[2:]]
    inbox.put(DELIVERED, csv_text(rows) + f'"{ERASED}",too,few\n')
    landing = inbox.land(SURVEY)
    (receipt,) = landing.receipts
    assert (receipt.rows_erased, receipt.rows_quarantined, receipt.rows_duplicate) == (4, 0, 0)
    assert receipt.rows_read == receipt.rows_landed + 4
    assert landing.sentence.endswith("+ 0 quarantined + 0 repeated + 4 erased")
    assert rows_of(inbox, ERASED) + rows_of(inbox, FAULTY) == 0


def test_the_act_has_counts_and_a_reason_and_no_file_names_the_household(inbox: Inbox) -> None:
    erase(inbox.settings, ERASED)
    ((_, act),) = read_log(inbox.settings).acts
    assert (act.act, act.households, act.rows, act.why, act.who) == (ERASE, 1, 3, ANNA.why, ANNA.who)
    key = key_of(inbox.settings, ERASED)
    for path in (inbox.settings.releases / "log.jsonl", inbox.settings.erased_file):
        assert not any(text in path.read_text(encoding="utf-8") for text in (ERASED, key))
    assert inbox.settings.erased_file.stat().st_mode & 0o077 == 0
    (tombstone,) = read_tombstones(inbox.settings)
    assert tombstone == tombstone_of(key, key_id=receipts(inbox.settings)[0].key_id)


def test_every_household_of_a_house_is_erased_by_the_code_of_the_house(inbox: Inbox) -> None:
    house = Asked("row 1", "house_code", household(1)["house_code"])
    assert erase_households(inbox.settings, (house,), by=ANNA).keys == (key_of(inbox.settings, ERASED),)


def test_a_household_that_was_erased_before_may_be_named_again(inbox: Inbox) -> None:
    erase(inbox.settings, ERASED)
    again = erase(inbox.settings, ERASED)
    assert again.landed == 0
    assert str(again) == "1 household was erased before: no row was left in landing, quarantine and releases"
    assert len(read_tombstones(inbox.settings)) == 1


def test_a_command_that_names_no_household_says_how_to_name_one() -> None:
    with pytest.raises(RightsError, match=r"found no household, expected one, .*HOUSEHOLD=\.\. or FILE="):
        one_asked(" ")


def everything(settings: Settings) -> dict[str, bytes]:
    return {
        path.relative_to(settings.data_dir).as_posix(): path.read_bytes()
        for path in sorted(settings.data_dir.rglob("*"))
        if path.is_file() and path.name not in (".run.lock", "verified.json")
    }


def test_an_unknown_household_is_named_by_its_row_and_nothing_is_erased(inbox: Inbox, tmp_path: Path) -> None:
    before = everything(inbox.settings)
    file = tmp_path / "households.csv"
    file.write_text(f"household_id\n{ERASED}\nHH-not-there\n", encoding="utf-8")
    with pytest.raises(RightsError, match="found no row of the household in row 2, expected households") as refused:
        erase_households(inbox.settings, read_asked(file), by=ANNA)
    assert "not-there" not in str(refused.value)
    assert everything(inbox.settings) == before


def test_an_erasure_without_a_reason_is_refused(inbox: Inbox) -> None:
    with pytest.raises(RightsError, match="erase: found no reason, expected one for the record of acts"):
        erase_households(inbox.settings, one_asked(ERASED), by=By("anna", " "))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("name\nAnna\n", "found columns name, expected one of household_id, house_code, household_key"),
        ("household_id,house_code\n1,2\n", "found columns household_id, house_code, expected one of"),
        ("household_id\n \n", "found no household, expected one in each row"),
        ("household_key\nHH1\n", "found another kind of value in row 1, expected pseudonyms of 32 hexadecimal digits"),
        ("", "found columns without a name"),
    ],
)
def test_a_list_that_cannot_be_used_is_one_sentence(tmp_path: Path, text: str, words: str) -> None:
    file = tmp_path / "households.csv"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(RightsError, match=words):
        read_asked(file)


def test_a_damaged_batch_stops_the_erasure(inbox: Inbox) -> None:
    (path,) = inbox.batches(CASES)
    path.write_bytes(path.read_bytes()[:-1])
    with pytest.raises(LandingError, match=r"expected the .* of the receipt"):
        erase(inbox.settings, ERASED)
    assert not inbox.settings.erased_file.exists()


@pytest.mark.parametrize("done", range(1, 8))
def test_an_erasure_that_is_broken_off_is_ended_by_the_next_command(inbox: Inbox, done: int) -> None:
    """Seven files change: three batches with their receipts, and the list of tombstones."""
    bring, targets = staged._bring, []

    def breaks(source: Path, target: Path) -> None:
        targets.append(target)
        if len(targets) == done:
            raise KeyboardInterrupt
        bring(source, target)

    with mock.patch.object(staged, "_bring", breaks), pytest.raises(KeyboardInterrupt):
        erase(inbox.settings, ERASED)
    assert staged.is_broken_off(inbox.settings)
    said: list[str] = []
    with at_work(inbox.settings, log=said.append):
        pass
    assert "a command that changed many files at once was broken off; its change is ended now" in said
    assert rows_of(inbox, ERASED) == 0
    assert [act.act for _, act in read_log(inbox.settings).acts] == [ERASE]
    assert "are as they landed" in str(verify_landing(inbox.settings, whole=True))
    assert not staged.is_broken_off(inbox.settings)
    assert len(read_tombstones(inbox.settings)) == 1


def test_an_erasure_that_is_broken_off_while_it_is_prepared_changes_nothing(inbox: Inbox) -> None:
    before = everything(inbox.settings)
    with (
        mock.patch("orchestration.release.erase.text_of", side_effect=KeyboardInterrupt),
        pytest.raises(KeyboardInterrupt),
    ):
        erase(inbox.settings, ERASED)
    assert everything(inbox.settings) == before
    half = inbox.settings.data_dir / ".change.part"
    half.mkdir()
    (half / "0000000").write_text("half", encoding="utf-8")
    with at_work(inbox.settings, log=lambda _: None):
        pass
    assert not half.exists()
    assert rows_of(inbox, ERASED) > 0
