"""Locks down the delivered list of indicators: it decides the survey's columns, and one that is none is refused."""

from __future__ import annotations

from typing import Any

import pytest

from orchestration import names
from orchestration.landing.framework import NOT_DEPRIVED, framework_codes, poverty_variables
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


def link(code: str = "D1", **other: Any) -> Row:
    return {"indicator_code": code, "sdg_target": "6.1", "sdg_indicator": "6.1.1", "fit": "direct"} | other


def land_list(inbox: Inbox, rows: list[Row]) -> None:
    inbox.put("indicator_framework/list.csv", rows)
    inbox.land(names.INDICATOR_FRAMEWORK)


def test_without_a_delivered_list_the_projects_own_is_in_force(inbox: Inbox) -> None:
    inbox.land(names.INDICATOR_FRAMEWORK)
    inbox.land(names.INDICATOR_SDG_MAP)
    assert framework_codes(inbox.settings) == INDICATORS
    assert poverty_variables(inbox.settings) == {
        "cutoff_k": inbox.settings.poverty_cutoff,
        "missing_answer_rule": NOT_DEPRIVED,
    }


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
    ([indicator(1), indicator(2, framework_version="2571")], "framework_version is not the same in every row"),
    ([indicator(1), indicator(2, indicator_number="1")], "an indicator_number stands more than once"),
    ([indicator(1, weight="1"), indicator(2)], "weight is given in some rows and blank in others"),
    ([indicator(1, weight="1"), indicator(2, weight="0")], "a weight is 0"),
    ([indicator(1, weight="0.5"), indicator(2, weight="0.4")], "the weights do not add up to 1"),
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
    assert poverty_variables(inbox.settings)["cutoff_k"] == pytest.approx(33 / 100)


def test_a_missing_answer_lands_as_it_was_given(inbox: Inbox) -> None:
    """What becomes of it is the list's to say; the list in force here drops the household."""
    land_list(inbox, [indicator(number, missing_answer_rule="household_dropped") for number in (1, 2)])
    assert poverty_variables(inbox.settings)["missing_answer_rule"] == "household_dropped"
    row = {name: value for name, value in household(1).items() if name not in INDICATORS}
    inbox.put("household_survey/first.csv", [row | {"D1": "9", "D2": "-"}])
    inbox.land(names.HOUSEHOLD_SURVEY)
    (landed,) = inbox.landed(names.HOUSEHOLD_SURVEY)
    assert (landed["D1"], landed["D2"]) == (9, None)
