"""Locks down that a key lands once. Repeats within a file are dropped or quarantined, and repeats across files keep the
new file out of landing. No message prints the key.
"""

from __future__ import annotations

import pytest

from orchestration import names
from orchestration.landing import land
from tests.unit.landing.by_hand import ROWS_FOR_ONE_FAULT, Inbox, csv_text, house, household, houses, replace_line

# Within one file


def test_an_exact_repeat_is_dropped_and_counted(inbox: Inbox) -> None:
    inbox.put("house_registry/houses.csv", [*houses(3), house(2), house(2)])
    (receipt,) = inbox.land().receipts
    assert (receipt.rows_read, receipt.rows_landed, receipt.rows_duplicate, receipt.rows_quarantined) == (5, 3, 2, 0)
    assert [row["source_row"] for row in inbox.landed()] == [1, 2, 3]


def test_a_repeat_in_a_column_that_does_not_land_is_no_exact_repeat(inbox: Inbox) -> None:
    made = inbox.make(inbox.put("house_registry/houses.csv", [house(1), house(1, house_number="other")]))
    assert made.faulty_rows == {1, 2}


@pytest.mark.parametrize(("left", "right"), [("", "NULL"), ("1, 2", "1"), ("a", "A"), ("1", "1 ")])
def test_rows_that_differ_a_little_contradict_each_other(inbox: Inbox, left: str, right: str) -> None:
    made = inbox.make(inbox.put("house_registry/houses.csv", [house(1, house_number=n) for n in (left, right)]))
    assert made.faulty_rows == {1, 2}


def test_contradicting_rows_are_all_quarantined_and_name_each_other(inbox: Inbox) -> None:
    rows = [*(household(number) for number in range(1, 4)), household(2, member_count="4"), household(2)]
    made = inbox.make(inbox.put("household_survey/round.csv", rows), names.HOUSEHOLD_SURVEY)
    assert made.faulty_rows == {2, 4, 5}
    assert {row["found"] for row in made.quarantined} == {"rows 2, 4, 5 with different values"}
    assert {row["column_name"] for row in made.quarantined} == {"household_id + survey_round"}
    assert [row["source_row"] for row in made.landed] == [1, 3]


def test_a_refusal_over_contradicting_households_names_the_rows_and_no_identifier(inbox: Inbox) -> None:
    inbox.put("household_survey/round.csv", [household(77), household(77, member_count="4")])
    message = inbox.refusal(names.HOUSEHOLD_SURVEY)
    assert "every row column household_id + survey_round: found rows 1, 2 with different values" in message
    assert "expected one row per household_id and survey_round" in message
    assert household(77)["household_id"] not in message
    assert household(77)["house_code"] not in message


def test_a_refusal_over_contradicting_houses_names_the_rows(inbox: Inbox) -> None:
    inbox.put("house_registry/houses.csv", [house(1), house(1, house_kind="temple")])
    assert "found rows 1, 2 with different values" in inbox.refusal()


def test_the_same_household_in_another_round_is_no_repeat(inbox: Inbox) -> None:
    inbox.put("household_survey/rounds.csv", [household(1), household(1, survey_round="2568-1")])
    assert inbox.land(names.HOUSEHOLD_SURVEY).total("rows_landed") == 2


def test_a_faulty_row_does_not_contradict_a_sound_one_of_its_key(inbox: Inbox) -> None:
    made = inbox.make(inbox.put("house_registry/houses.csv", [house(1), house(1, house_kind="castle"), house(2)]))
    assert made.faulty_rows == {2}
    assert [row["source_row"] for row in made.landed] == [1, 3]


def test_repeats_contradictions_and_ragged_rows_in_one_file_balance(inbox: Inbox) -> None:
    rows = [*houses(4 * ROWS_FOR_ONE_FAULT), house(1), house(1), house(2, house_number="x")]
    inbox.put("house_registry/houses.csv", replace_line(csv_text(rows), 8, "too,few"))
    (receipt,) = inbox.land().receipts
    assert (receipt.rows_read, receipt.rows_duplicate, receipt.rows_quarantined) == (4003, 2, 3)
    assert receipt.balances
    assert [row["source_row"] for row in inbox.quarantined()] == [2, 8, 4003]


# Across files


def test_a_household_in_two_files_is_told_with_both_places(inbox: Inbox) -> None:
    inbox.put("household_survey/2567-1/50/first.csv", [household(1), household(2)])
    inbox.land(names.HOUSEHOLD_SURVEY)
    inbox.put("household_survey/2567-1/51/second.csv", [household(7), household(8), household(2, member_count="5")])
    message = inbox.refusal(names.HOUSEHOLD_SURVEY)
    assert "1 keys are in more than one delivery, expected one row per household_id and survey_round" in message
    assert "household_survey/2567-1/50/first.csv row 2" in message
    assert "household_survey/2567-1/51/second.csv row 3" in message
    assert "Correct one of the files and deliver it again under its name" in message
    assert "bears the earlier one's name" in message
    assert household(2)["household_id"] not in message


def test_the_batch_that_repeats_a_key_is_not_in_landing_and_the_earlier_one_is(inbox: Inbox) -> None:
    inbox.put("household_survey/first.csv", [household(1), household(2)])
    inbox.land(names.HOUSEHOLD_SURVEY)
    before = inbox.batches(names.HOUSEHOLD_SURVEY)
    inbox.put("household_survey/second.csv", [household(2), household(3)])
    inbox.refusal(names.HOUSEHOLD_SURVEY)
    assert inbox.batches(names.HOUSEHOLD_SURVEY) == before


def test_the_repeat_is_refused_again_until_a_file_is_corrected(inbox: Inbox) -> None:
    inbox.put("household_survey/first.csv", [household(1), household(2)])
    inbox.land(names.HOUSEHOLD_SURVEY)
    inbox.put("household_survey/second.csv", [household(2), household(3)])
    assert inbox.refusal(names.HOUSEHOLD_SURVEY) == inbox.refusal(names.HOUSEHOLD_SURVEY)
    inbox.put("household_survey/second.csv", [household(3)])
    landing = inbox.land(names.HOUSEHOLD_SURVEY)
    assert (landing.total("rows_landed"), len(landing.new_batches)) == (3, 1)


def test_correcting_the_earlier_file_lets_both_land(inbox: Inbox) -> None:
    inbox.put("household_survey/first.csv", [household(1), household(2)])
    inbox.land(names.HOUSEHOLD_SURVEY)
    inbox.put("household_survey/second.csv", [household(2), household(3)])
    inbox.refusal(names.HOUSEHOLD_SURVEY)
    inbox.put("household_survey/first.csv", [household(1)])
    assert inbox.land(names.HOUSEHOLD_SURVEY).total("rows_landed") == 3


def test_of_two_new_files_with_one_household_neither_lands_but_a_third_does(inbox: Inbox) -> None:
    inbox.put("household_survey/first.csv", [household(1)])
    inbox.put("household_survey/second.csv", [household(1, member_count="9")])
    inbox.put("household_survey/third.csv", [household(3)])
    inbox.refusal(names.HOUSEHOLD_SURVEY)
    assert len(inbox.landed(names.HOUSEHOLD_SURVEY)) == 1


def test_a_correction_that_repeats_another_files_key_leaves_the_batch_it_would_replace(inbox: Inbox) -> None:
    inbox.put("household_survey/first.csv", [household(1)])
    inbox.put("household_survey/second.csv", [household(2)])
    inbox.land(names.HOUSEHOLD_SURVEY)
    before = inbox.batches(names.HOUSEHOLD_SURVEY)
    inbox.put("household_survey/second.csv", [household(2), household(1)])
    inbox.refusal(names.HOUSEHOLD_SURVEY)
    assert inbox.batches(names.HOUSEHOLD_SURVEY) == before
    assert inbox.superseded(names.HOUSEHOLD_SURVEY) == []


def test_at_most_five_places_are_told(inbox: Inbox) -> None:
    inbox.put("house_registry/first.csv", houses(20))
    inbox.put("house_registry/second.csv", [house(number, house_kind="temple") for number in range(1, 21)])
    message = inbox.refusal()
    assert "house_registry: 20 keys are in more than one delivery" in message
    assert message.count("first.csv row") == 5


def test_a_run_that_ended_before_the_keys_were_compared_does_not_let_a_repeat_in(
    inbox: Inbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    inbox.put("household_survey/first.csv", [household(1)])
    inbox.land(names.HOUSEHOLD_SURVEY)
    inbox.put("household_survey/second.csv", [household(1, member_count="9")])

    def power_cut(*_: object, **__: object) -> list[str]:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(land, "_refuse_repeated_keys", power_cut)
        with pytest.raises(KeyboardInterrupt):
            inbox.land(names.HOUSEHOLD_SURVEY)
    assert "are in more than one delivery" in inbox.refusal(names.HOUSEHOLD_SURVEY)


def test_a_refused_correction_brings_its_batch_back_into_the_comparison(inbox: Inbox) -> None:
    """Household 2 moves from `second` to `first`; but `second` is refused, and its batch in force still holds it."""
    inbox.put("household_survey/first.csv", [household(1)])
    inbox.put("household_survey/second.csv", [household(2)])
    inbox.land(names.HOUSEHOLD_SURVEY)
    before = inbox.batches(names.HOUSEHOLD_SURVEY)
    inbox.put("household_survey/first.csv", [household(1), household(2)])
    inbox.put("household_survey/second.csv", [household(3)])
    inbox.put("household_survey/third.csv", [household(3, member_count="9")])
    message = inbox.refusal(names.HOUSEHOLD_SURVEY)
    assert message.count("1 keys are in more than one delivery") == 2
    for place in ("first.csv row 2", "second.csv row 1", "third.csv row 1"):
        assert place in message
    assert inbox.batches(names.HOUSEHOLD_SURVEY) == before


def test_a_run_that_is_broken_off_leaves_nothing_in_landing_and_the_next_one_lands_all(
    inbox: Inbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    inbox.put("household_survey/first.csv", [household(1)])
    with monkeypatch.context() as patched:
        patched.setattr(land, "_bring_to_landing", lambda *_, **__: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            inbox.land(names.HOUSEHOLD_SURVEY)
    assert inbox.batches(names.HOUSEHOLD_SURVEY) == []
    assert len(inbox.land(names.HOUSEHOLD_SURVEY).new_batches) == 1
    assert [path for path in inbox.settings.scratch.rglob("*") if not path.is_dir()] == []
