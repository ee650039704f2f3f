"""Locks down the variables of a build about the landed survey: whether any household has a weight, a stratum or a
cluster.
"""

from __future__ import annotations

import pytest

from orchestration import names
from orchestration.landing.receipt import read_receipt, write_receipt
from orchestration.landing.variables import build_variables
from tests.unit.landing.by_hand import Inbox, household


def is_weighted(inbox: Inbox) -> bool:
    inbox.land(names.HOUSEHOLD_SURVEY)
    return bool(build_variables(inbox.settings)["sampling_weights"])


def test_without_a_survey_nobody_stands_for_others(inbox: Inbox) -> None:
    assert build_variables(inbox.settings) == {
        "cutoff_k": inbox.settings.poverty_cutoff,
        "sampling_weights": False,
        "sampling_design": False,
        "vintages": {},
    }


@pytest.mark.parametrize("weight", ["", "1", "1.000000"])
def test_households_that_stand_for_themselves_are_no_sample(inbox: Inbox, weight: str) -> None:
    inbox.put("household_survey/all.csv", [household(1), household(2)])
    inbox.put("household_survey/weights.csv", [household(3, sampling_weight=weight)])
    assert not is_weighted(inbox)


def test_one_household_that_stands_for_others_makes_a_sample(inbox: Inbox) -> None:
    inbox.put("household_survey/all.csv", [household(1), household(2)])
    inbox.put("household_survey/weights.csv", [household(3, sampling_weight=""), household(4, sampling_weight="0.5")])
    assert is_weighted(inbox)


def test_a_batch_that_landed_before_there_were_weights_has_none(inbox: Inbox) -> None:
    inbox.put("household_survey/all.csv", [household(1)])
    (receipt,) = inbox.land(names.HOUSEHOLD_SURVEY).receipts
    (folder,) = (path.parent for path in (inbox.settings.landing / names.HOUSEHOLD_SURVEY).rglob("receipt.json"))
    old = {name: kind for name, kind in receipt.columns.items() if name != "sampling_weight"}
    write_receipt(read_receipt(folder).model_copy(update={"columns": old}), folder)
    assert not build_variables(inbox.settings)["sampling_weights"]


@pytest.mark.parametrize("column", ["stratum", "cluster"])
def test_one_household_of_a_stratum_or_cluster_makes_a_design(inbox: Inbox, column: str) -> None:
    inbox.put("household_survey/all.csv", [household(1), household(2)])
    inbox.land(names.HOUSEHOLD_SURVEY)
    assert not build_variables(inbox.settings)["sampling_design"]
    inbox.put("household_survey/drawn.csv", [household(3, **{column: ""}), household(4, **{column: "north"})])
    inbox.land(names.HOUSEHOLD_SURVEY)
    assert build_variables(inbox.settings)["sampling_design"]
