"""Locks down that a rule with nothing to examine does not pass: it says what was absent, or it fails."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from expectations import all_rules
from expectations.audit import in_plain_words
from expectations.needs import PREVIOUS_RELEASE
from orchestration.release.verdict import Verdict
from tests.unit.expectations import plant
from tests.unit.expectations.conftest import Judge
from tests.unit.expectations.country import Country, build_candidate

FLOWS = "change__goal_flows_are_parts"


@pytest.fixture(scope="module")
def one_round(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The first delivery of many a user: one round, without any feed that may be left out."""
    made = Country(rounds=("2567-1",), has_local_administrations=False)
    return build_candidate(tmp_path_factory.mktemp("one_round") / "candidate", country=made)


def causes(verdict: Verdict) -> Counter[str | None]:
    return Counter(check.not_examined for check in verdict.not_examined)


def test_a_release_of_one_round_passes_and_says_what_was_not_examined(one_round: Path, judge: Judge) -> None:
    verdict = judge(one_round)
    assert [(check.name, check.observed) for check in (*verdict.critical_failures, *verdict.warnings)] == []
    assert verdict.passed
    found = causes(verdict)
    assert set(found) == {
        "no previous release",
        "no earlier round",
        "no local_administrations delivered",
        "no second list of indicators",
        "no province with 25 surveyed houses",
        # The gaps of the country have few houses, so that the open zone lists none.
        "no area without a survey is listed",
        "no sampling weight other than 1",
        # Provinces of few households: the open zone has the figures of the nation and its regions.
        "no figure of enough households",
        "no level with 200 small counts shown",
        "no count of 1 to 4 shown",
        "fewer than 50 counts of 1 to 4 shown",
        "no column with 500 counts shown",
        "no column with 1000 counts of 8 or more shown",
        "no area with all of its parts shown",
        "no round with figures by kind of household of another vintage",
        "no round with flows in the open zone",
    }
    comparing = {rule.name for rule in all_rules() if "previous_" in " ".join(rule.relations())}
    absent = {check.name for check in verdict.not_examined if check.not_examined == "no previous release"}
    assert comparing <= absent == {rule.name for rule in all_rules() if PREVIOUS_RELEASE in rule.needs}
    assert comparing
    assert not [check.name for check in verdict.checks if check.passed and check.observed.startswith("0 of 0 ")]
    assert f"NOT EXAMINED {FLOWS}: no earlier round" in in_plain_words(verdict)
    pages = (one_round / "restricted" / "quality" / "data_docs").glob("*-not-examined.html")
    texts = [page.read_text(encoding="utf-8") for page in pages]
    assert len(texts) > 1
    for text in texts:
        assert "fa-minus-circle" in text
        assert not [sign for sign in ("fa-check-circle", "Succeeded<", "100%<") if sign in text]
    index = (one_round / "quality" / "index.html").read_text(encoding="utf-8")
    assert index.count('"badge not_examined"') == len(verdict.not_examined)


def test_a_table_that_lost_its_rows_fails_the_rules_that_would_have_examined_them(
    candidate: Path, judge: Judge
) -> None:
    plant.drop_rows(candidate, "area_goal_change", where="true")
    rules = {FLOWS, "privacy__open_area_goal_change_stops_at_the_district"}
    failed = {check.name: check.observed for check in judge(candidate, only=rules).critical_failures}
    assert failed == {
        FLOWS: "0 of 0 rows: there was nothing to examine, expected at least one row",
        "privacy__open_area_goal_change_stops_at_the_district": "0 of 0 levels: there was nothing to examine,"
        " expected at least one level",
    }


def test_a_rule_of_the_library_on_a_table_without_rows_fails(candidate: Path, judge: Judge) -> None:
    plant.drop_rows(candidate, "area_coverage", where="true")
    (check,) = judge(candidate, only={"coverage__rate_is_between_0_and_1"}).critical_failures
    assert check.observed == "0 of 0 rows: there was nothing to examine, expected at least one row"


def test_what_hangs_on_a_feed_is_not_examined_without_it_and_fails_with_it(candidate: Path, judge: Judge) -> None:
    rule = "cases__days_match_their_dates"
    for table in ("fct_case", "household_priority"):
        plant.drop_rows(candidate, table, where="true")
    plant.edit_manifest(candidate, lambda manifest: manifest.model_copy(update={"source_batches": ()}))
    assert causes(judge(candidate, only={rule})) == {"no case_follow_up delivered": 1}
    batches = ({"feed": "case_follow_up"},)
    plant.edit_manifest(candidate, lambda manifest: manifest.model_copy(update={"source_batches": batches}))
    (check,) = judge(candidate, only={rule}).critical_failures
    assert check.observed.startswith("0 of 0 states of a round: there was nothing to examine")
