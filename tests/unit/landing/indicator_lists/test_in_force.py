"""Locks down the delivered list of indicators: it decides the survey's columns, and an unusable list is refused."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import duckdb
import pytest

from orchestration import names
from orchestration.landing.indicator_lists.in_force import framework_codes, indicator_lists, poverty_variables
from orchestration.landing.land import land_feed
from orchestration.landing.receipt import read_receipt, write_receipt
from tests.unit.landing.by_hand import INDICATORS, Inbox, Row, case, household


def indicator(number: int, **other: Any) -> Row:
    """A sound row of a list without weights; `other` replaces columns."""
    row = {
        "framework_version": "2570",
        "indicator_code": f"D{number}",
        "indicator_number": f"{number}",
        "dimension": "health",
        "name_en": f"Indicator {number}",
        "name_th": f"ตัวชี้วัด {number}",
        "unit": "household",
        "weight": "",
        "cutoff_k": "",
        "missing_answer_rule": "not_deprived",
        "is_provisional": "false",
    }
    return row | other


# Columns of a second version, in force after the first.
EARLIER = {"last_survey_round": "2567-1"}
LATER = {"framework_version": "2571", "first_survey_round": "2567-2"}


def link(code: str = "D1", **other: Any) -> Row:
    return {"indicator_code": code, "sdg_target": "6.1", "sdg_indicator": "6.1.1", "fit": "direct"} | other


def land_list(inbox: Inbox, rows: list[Row]) -> None:
    inbox.put("indicator_framework/list.csv", rows)
    inbox.land(names.INDICATOR_FRAMEWORK)


def test_without_a_delivered_list_the_projects_own_is_in_force(inbox: Inbox) -> None:
    inbox.land(names.INDICATOR_FRAMEWORK)
    inbox.land(names.INDICATOR_SDG_MAP)
    assert framework_codes(inbox.settings) == INDICATORS
    assert [str(each) for each in indicator_lists(inbox.settings)] == ["provisional-1 (every round)"]
    assert poverty_variables(inbox.settings) == {"cutoff_k": inbox.settings.poverty_cutoff}


def test_a_delivered_list_is_in_force_in_the_order_of_its_numbers(inbox: Inbox) -> None:
    land_list(inbox, [indicator(2), indicator(1, cutoff_k=""), indicator(10)])
    assert framework_codes(inbox.settings) == ("D1", "D2", "D10")


def test_the_survey_has_the_columns_of_the_delivered_list(inbox: Inbox) -> None:
    land_list(inbox, [indicator(1), indicator(2)])
    rows = [{name: value for name, value in household(1).items() if name not in INDICATORS} | {"D1": "0", "D2": "-"}]
    inbox.put("household_survey/first.csv", rows)
    inbox.land(names.HOUSEHOLD_SURVEY)
    (landed,) = inbox.landed(names.HOUSEHOLD_SURVEY)
    assert (landed["D1"], landed["D2"]) == (0, None)
    inbox.put("household_survey/second.csv", [household(2)])
    assert "column D1 is missing" in inbox.refusal(names.HOUSEHOLD_SURVEY)


def test_answers_land_anew_once_another_list_is_delivered(inbox: Inbox) -> None:
    inbox.put("household_survey/first.csv", [household(1)])
    inbox.land(names.HOUSEHOLD_SURVEY)
    land_list(inbox, [indicator(1)])
    assert "column D1 is missing" in inbox.refusal(names.HOUSEHOLD_SURVEY)


def two_lists(**later: Any) -> list[Row]:
    """D1 and D2 up to 2567-1; from 2567-2 on D1 and D3, of which `later` replaces columns."""
    first = [indicator(number, **EARLIER) for number in (1, 2)]
    return [*first, *(indicator(number, **LATER | later) for number in (1, 3))]


def test_two_versions_are_in_force_one_after_the_other(inbox: Inbox) -> None:
    land_list(inbox, two_lists())
    assert [str(each) for each in indicator_lists(inbox.settings)] == ["2570 (to 2567-1)", "2571 (from 2567-2)"]
    assert framework_codes(inbox.settings) == ("D1", "D2", "D3")


def test_versions_may_come_in_files_of_their_own(inbox: Inbox) -> None:
    rows = two_lists()
    inbox.put("indicator_framework/first.csv", rows[:2])
    land_list(inbox, rows[2:])
    assert [each.codes for each in indicator_lists(inbox.settings)] == [("D1", "D2"), ("D1", "D3")]


def test_a_faulty_version_is_named_among_sound_ones_and_all_its_faults_at_once(inbox: Inbox) -> None:
    inbox.put("indicator_framework/list.csv", two_lists(weight="0.4", cutoff_k="0"))
    message = inbox.refusal(names.INDICATOR_FRAMEWORK)
    assert "of version 2571 the weights add up to 0.8, expected 1, or at most 0.01 and less than 0.1 from 1" in message
    assert ", cutoff_k is 0; expected" in message
    assert "version 2570" not in message


def test_a_version_weighs_and_numbers_its_indicators_by_itself(inbox: Inbox) -> None:
    land_list(inbox, two_lists(weight="0.5"))
    assert len(indicator_lists(inbox.settings)) == 2


def test_a_list_that_landed_before_versions_had_rounds_is_to_be_delivered_again(inbox: Inbox) -> None:
    land_list(inbox, [indicator(1)])
    (batch,) = inbox.batches(names.INDICATOR_FRAMEWORK)
    rounds = ("first_survey_round", "last_survey_round")
    with duckdb.connect() as connection:
        connection.execute(f"create table rows as select * exclude ({', '.join(rounds)}) from '{batch}'")
        connection.execute(f"copy rows to '{batch}' (format parquet)")
    receipt = read_receipt(batch.parent)
    kept = {name: kind for name, kind in receipt.columns.items() if name not in rounds}
    write_receipt(receipt.model_copy(update={"columns": kept}).with_bytes_of(batch), batch.parent)
    assert [str(each) for each in indicator_lists(inbox.settings)] == ["2570 (every round)"]
    message = inbox.refusal(names.INDICATOR_FRAMEWORK)
    assert message.startswith("indicator_framework/list.csv: landed under an earlier contract, without first_survey")
    assert "put the file into the inbox again" in message


def test_an_indicator_that_a_version_lists_twice_is_refused(inbox: Inbox) -> None:
    inbox.put("indicator_framework/list.csv", [*two_lists(), indicator(3, **LATER | {"indicator_number": "4"})])
    assert "one row per framework_version and indicator_code" in inbox.refusal(names.INDICATOR_FRAMEWORK)


def answers(number: int = 1, *, survey_round: str, **given: str) -> Row:
    """A household of the round with these answers and no other."""
    asked = {name: value for name, value in household(number).items() if name not in INDICATORS}
    return asked | {"survey_round": survey_round} | given


def test_a_row_answers_the_list_of_its_round(inbox: Inbox) -> None:
    land_list(inbox, two_lists())
    rows = [
        answers(1, survey_round="2567-1", D1="1", D2="0", D3=""),
        answers(1, survey_round="2567-2", D1="9", D2="-", D3="-"),
    ]
    inbox.put("household_survey/both.csv", rows)
    inbox.land(names.HOUSEHOLD_SURVEY)
    landed = [(row["D1"], row["D2"], row["D3"]) for row in inbox.landed(names.HOUSEHOLD_SURVEY)]
    assert landed == [(1, 0, None), (9, None, None)]


def test_a_file_may_leave_out_what_no_list_of_its_rounds_asks(inbox: Inbox) -> None:
    land_list(inbox, two_lists())
    inbox.put("household_survey/first.csv", [answers(1, survey_round="2567-1", D1="1", D2="0")])
    inbox.put("household_survey/second.csv", [answers(1, survey_round="2567-2", D1="1", D3="0")])
    inbox.land(names.HOUSEHOLD_SURVEY)
    landed = [(row["D1"], row["D2"], row["D3"]) for row in inbox.landed(names.HOUSEHOLD_SURVEY)]
    assert sorted(landed, key=str) == [(1, 0, None), (1, None, 0)]


def test_a_code_of_every_version_is_a_column_of_every_file(inbox: Inbox) -> None:
    land_list(inbox, two_lists())
    inbox.put("household_survey/first.csv", [answers(1, survey_round="2567-1", D2="0")])
    assert "column D1 is missing" in inbox.refusal(names.HOUSEHOLD_SURVEY)


ANSWER_FAULTS = [
    ({"survey_round": "2567-1", "D1": "1", "D2": ""}, "column D2: found nothing, expected 1, 0, - or 9, as list 2570"),
    ({"survey_round": "2567-1", "D1": "1", "D3": "1"}, "column D2: found nothing, expected 1, 0, - or 9, as list 2570"),
    (
        {"survey_round": "2567-1", "D1": "1", "D2": "1", "D3": "1"},
        "column D3: found 1, expected nothing or -, as list 2570 (to 2567-1) does not ask for it",
    ),
    (
        {"survey_round": "2567-2", "D1": "1", "D2": "9", "D3": "1"},
        "column D2: found 9, expected nothing or -, as list 2571 (from 2567-2) does not ask for it",
    ),
    ({"survey_round": "2567-2", "D1": "1", "D2": "x", "D3": "1"}, "column D2: found x, expected 1, 0, - or 9"),
    ({"survey_round": "2567-2", "D1": "", "D3": "1"}, "column D1: found nothing, expected 1, 0, - or 9"),
]


@pytest.mark.parametrize(("row", "fault"), ANSWER_FAULTS, ids=[fault for _, fault in ANSWER_FAULTS])
def test_an_answer_against_the_list_of_the_round_is_a_fault(inbox: Inbox, row: Row, fault: str) -> None:
    land_list(inbox, two_lists())
    inbox.put("household_survey/first.csv", [answers(**row)])
    assert fault in inbox.refusal(names.HOUSEHOLD_SURVEY)


def test_a_round_that_no_list_is_in_force_in_is_a_fault_that_names_those_with_one(inbox: Inbox) -> None:
    land_list(inbox, [indicator(1, **EARLIER), indicator(1, **LATER | {"first_survey_round": "2568-1"})])
    inbox.put("household_survey/first.csv", [answers(1, survey_round="2567-2", D1="1")])
    message = inbox.refusal(names.HOUSEHOLD_SURVEY)
    expected = "a round that a list of indicators is in force in: 2570 (to 2567-1), 2571 (from 2568-1)"
    assert f"row 1 column survey_round: found 2567-2, expected {expected}" in message


def test_one_list_with_a_last_round_is_not_in_force_after_it(inbox: Inbox) -> None:
    land_list(inbox, [indicator(1, **EARLIER)])
    inbox.put("household_survey/first.csv", [answers(1, survey_round="2567-2", D1="1")])
    assert "expected a round that a list of indicators is in force in: 2570 (to 2567-1)" in inbox.refusal(
        names.HOUSEHOLD_SURVEY
    )


def test_other_rounds_of_the_same_codes_make_the_survey_land_anew(inbox: Inbox) -> None:
    land_list(inbox, two_lists())
    inbox.put("household_survey/first.csv", [answers(1, survey_round="2567-2", D1="1", D3="0")])
    inbox.land(names.HOUSEHOLD_SURVEY)
    moved = [row | {"last_survey_round": "2567-2"} for row in two_lists()[:2]]
    land_list(inbox, [*moved, *(indicator(number, **LATER | {"first_survey_round": "2568-1"}) for number in (1, 3))])
    assert "column D3: found 0, expected nothing or -" in inbox.refusal(names.HOUSEHOLD_SURVEY)


def test_rounds_that_landed_stay_when_a_list_for_later_ones_is_delivered(inbox: Inbox) -> None:
    land_list(inbox, [indicator(1), indicator(2)])
    inbox.put("household_survey/first.csv", [answers(1, survey_round="2567-1", D1="1", D2="0")])
    inbox.land(names.HOUSEHOLD_SURVEY)
    (inbox.settings.inbox / "household_survey" / "first.csv").unlink()
    land_list(inbox, two_lists())
    inbox.put("household_survey/second.csv", [answers(1, survey_round="2567-2", D1="1", D3="0")])
    inbox.land(names.HOUSEHOLD_SURVEY)
    assert len(inbox.landed(names.HOUSEHOLD_SURVEY)) == 2


def test_a_file_that_landed_without_what_its_rounds_list_now_asks_is_named(inbox: Inbox) -> None:
    land_list(inbox, [indicator(1)])
    inbox.put("household_survey/first.csv", [answers(1, survey_round="2567-1", D1="1")])
    inbox.land(names.HOUSEHOLD_SURVEY)
    (inbox.settings.inbox / "household_survey" / "first.csv").unlink()
    land_list(inbox, two_lists())
    message = inbox.refusal(names.HOUSEHOLD_SURVEY)
    assert message.startswith("household_survey/first.csv: landed without D2, expected all that list 2570 (to 2567-1)")
    assert "put the file into the inbox again" in message


def test_links_and_cases_may_name_a_code_of_any_version(inbox: Inbox) -> None:
    land_list(inbox, two_lists())
    inbox.put("indicator_sdg_map/links.csv", [link("D2"), link("D3"), link("TQ01")])
    assert "1 row breaks" in inbox.refusal(names.INDICATOR_SDG_MAP)


def test_links_and_cases_are_held_against_the_delivered_list(inbox: Inbox) -> None:
    land_list(inbox, [indicator(1)])
    inbox.put("indicator_sdg_map/links.csv", [link("D1"), link("TQ01")])
    assert "row 2 column indicator_code: found TQ01" in inbox.refusal(names.INDICATOR_SDG_MAP)
    inbox.put("case_follow_up/cases.csv", [case(1)])
    assert "expected a code of the indicator list" in inbox.refusal(names.CASE_FOLLOW_UP)


def test_a_link_may_name_no_sdg_indicator(inbox: Inbox) -> None:
    land_list(inbox, [indicator(1)])
    inbox.put("indicator_sdg_map/links.csv", [link(sdg_indicator="-"), link()])
    inbox.land(names.INDICATOR_SDG_MAP)
    assert [row["sdg_indicator"] for row in inbox.landed(names.INDICATOR_SDG_MAP)] == [None, "6.1.1"]


@pytest.mark.parametrize(("column", "value"), [("sdg_target", "18.1"), ("sdg_indicator", "6.1.9"), ("fit", "good")])
def test_a_link_to_what_no_list_knows_is_refused(inbox: Inbox, column: str, value: str) -> None:
    land_list(inbox, [indicator(1)])
    inbox.put("indicator_sdg_map/links.csv", [link(**{column: value})])
    assert f"row 1 column {column}: found {value}" in inbox.refusal(names.INDICATOR_SDG_MAP)


def test_a_list_without_links_is_refused(inbox: Inbox) -> None:
    land_list(inbox, [indicator(1)])
    message = inbox.refusal(names.INDICATOR_SDG_MAP)
    assert "found no file beside the delivered indicator_framework" in message
    assert "inbox/indicator_sdg_map" in message


FAULTS = [
    (
        [indicator(1), indicator(2, framework_version="2571")],
        "versions 2570 (every round) and 2571 (every round) have rounds in common",
    ),
    (
        [indicator(1, last_survey_round="2567-1"), indicator(1, **LATER | {"first_survey_round": "2567-1"})],
        "versions 2570 (to 2567-1) and 2571 (from 2567-1) have rounds in common",
    ),
    (
        [
            indicator(1, first_survey_round="2566-1", last_survey_round="2567-2"),
            indicator(1, **LATER | {"first_survey_round": "2566-2", "last_survey_round": "2566-2"}),
        ],
        "versions 2570 (2566-1 to 2567-2) and 2571 (2566-2 to 2566-2) have rounds in common",
    ),
    (
        [indicator(1, first_survey_round="2567-2", last_survey_round="2567-1")],
        "of version 2570 first_survey_round is after last_survey_round",
    ),
    (
        [indicator(1, first_survey_round="2567-1"), indicator(2)],
        "of version 2570 first_survey_round is not the same in every row",
    ),
    (
        [indicator(1, last_survey_round="2567-1"), indicator(2, last_survey_round="2567-2")],
        "of version 2570 last_survey_round is not the same in every row",
    ),
    ([indicator(1), indicator(2, indicator_number="1")], "an indicator_number appears more than once"),
    ([indicator(1, weight="1"), indicator(2)], "weight is given in some rows and blank in others"),
    ([indicator(1, weight="1"), indicator(2, weight="0")], "a weight is 0"),
    (
        [indicator(1, weight="0.5"), indicator(2, weight="0.4")],
        "the weights add up to 0.9, expected 1, or at most 0.01 and less than 0.1",
    ),
    (
        [indicator(1, weight="0.5000"), indicator(2, weight="0.4998")],
        "add up to 0.9998, expected 1, or at most 0.01 and less than 0.0001",
    ),
    ([indicator(number, weight="0.1") for number in range(1, 13)], "add up to 1.2, expected 1, or at most 0.01 and"),
    (
        [indicator(number, weight="0.08") for number in range(1, 13)],
        "less than 0.06 from 1 (half a unit of the last decimal for each indicator): give weights with more decimals",
    ),
    ([indicator(1, weight="0.333333334"), indicator(2, weight="0.666666667")], "add up to 1.000000001, expected 1, or"),
    ([indicator(1, cutoff_k="0.3"), indicator(2)], "cutoff_k is not the same in every row"),
    ([indicator(1, cutoff_k="0"), indicator(2, cutoff_k="0")], "cutoff_k is 0"),
    (
        [indicator(1, missing_answer_rule="household_dropped"), indicator(2)],
        "missing_answer_rule is not the same in every row",
    ),
]


@pytest.mark.parametrize(("rows", "fault"), FAULTS, ids=[fault for _, fault in FAULTS])
def test_rows_that_are_not_one_list_are_refused_by_name(inbox: Inbox, rows: list[Row], fault: str) -> None:
    inbox.put("indicator_framework/list.csv", rows)
    message = inbox.refusal(names.INDICATOR_FRAMEWORK)
    assert message.startswith("indicator_framework/list.csv: ")
    assert fault in message


@pytest.mark.parametrize("code", ["select", "TQ", "D-1", "goal_1", "D1; drop"])
def test_a_code_that_cannot_name_a_column_is_refused(inbox: Inbox, code: str) -> None:
    inbox.put("indicator_framework/list.csv", [indicator(1, indicator_code=code)])
    assert "expected 1 to 8 capital letters and 1 to 4 digits such as TQ01" in inbox.refusal(names.INDICATOR_FRAMEWORK)


def test_weights_of_nine_decimals_are_taken(inbox: Inbox) -> None:
    land_list(inbox, [indicator(number, weight="0.333333333", cutoff_k="0.33") for number in (1, 2, 3)])
    landed = [(row["weight"], row["cutoff_k"]) for row in inbox.landed(names.INDICATOR_FRAMEWORK)]
    assert landed == [(Decimal("0.333333333"), Decimal("0.33"))] * 3


# Six dimensions: of 1, 3, 3, 2, 4 and 1 indicators. The exact weights are 1/6, 1/18, 1/18, 1/12, 1/24 and 1/6.
SIZES = (1, 3, 3, 2, 4, 1)


@pytest.mark.parametrize(("decimals", "total"), [(3, "1.004"), (4, "1.0004"), (6, "1.000004"), (9, "1.000000004")])
def test_rounded_weights_are_taken_and_their_sum_is_named(inbox: Inbox, decimals: int, total: str) -> None:
    weights = [f"{1 / (len(SIZES) * size):.{decimals}f}" for size in SIZES for _ in range(size)]
    rows = [indicator(number, weight=weight) for number, weight in enumerate(weights, start=1)]
    inbox.put("indicator_framework/list.csv", rows)
    messages: list[str] = []
    land_feed(inbox.settings, names.INDICATOR_FRAMEWORK, log=messages.append)
    assert f"{sum(map(Decimal, weights)).normalize():f}" == total
    found = f"weights are rounded and add up, of version 2570 to {total}; each is divided by the sum"
    assert any(found in message for message in messages)


def test_weights_that_add_up_to_1_need_no_message(inbox: Inbox) -> None:
    inbox.put("indicator_framework/list.csv", [indicator(number, weight="0.5") for number in (1, 2)])
    messages: list[str] = []
    land_feed(inbox.settings, names.INDICATOR_FRAMEWORK, log=messages.append)
    assert not [message for message in messages if "weights" in message]


def test_a_missing_answer_lands_as_it_was_given(inbox: Inbox) -> None:
    """What becomes of it is the list's to say, and dbt's to do."""
    land_list(inbox, [indicator(number, missing_answer_rule="household_dropped") for number in (1, 2)])
    row = {name: value for name, value in household(1).items() if name not in INDICATORS}
    inbox.put("household_survey/first.csv", [row | {"D1": "9", "D2": "-"}])
    inbox.land(names.HOUSEHOLD_SURVEY)
    (landed,) = inbox.landed(names.HOUSEHOLD_SURVEY)
    assert (landed["D1"], landed["D2"]) == (9, None)


def test_a_damaged_list_lands_again_though_the_survey_reads_it(inbox: Inbox) -> None:
    """Nothing that lands before the list may fail on it: the list could never land again."""
    land_list(inbox, [indicator(1)])
    before = inbox.landed(names.INDICATOR_FRAMEWORK)
    (path,) = inbox.batches(names.INDICATOR_FRAMEWORK)
    path.write_bytes(b"PAR1")
    inbox.land(names.GEOGRAPHY)
    inbox.land(names.INDICATOR_FRAMEWORK)
    assert inbox.landed(names.INDICATOR_FRAMEWORK) == before
