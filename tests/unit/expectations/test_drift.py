"""Locks down the limits of drift: they come from their file, and each level is judged exactly at its limit."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from expectations import all_rules
from expectations.drift import DRIFT_FILE, read_drift
from orchestration.errors import ContractError
from orchestration.names import RESTRICTED
from orchestration.release.manifest import read_manifest
from tests.unit.expectations.conftest import Judge
from tests.unit.expectations.plant import change
from tests.unit.expectations.plant_drift import LATEST, PART, fall, grow, limit, lose_rows, move, rules_of


@pytest.fixture
def before(faultless: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(faultless, tmp_path / "before"))


@pytest.mark.parametrize("level", PART)
@pytest.mark.parametrize("beyond", [0, 1], ids=["at the limit", "beyond the limit"])
def test_a_drift_is_caught_at_its_level_just_beyond_the_limit(
    level: str, beyond: int, before: Path, candidate: Path, judge: Judge
) -> None:
    for drift in (fall, grow, move):
        drift(before, candidate, level=level, beyond=beyond)
    verdict = judge(candidate, previous=before, only=rules_of(level))
    found = {check.name for check in (*verdict.critical_failures, *verdict.warnings)}
    assert found == (rules_of(level) if beyond else set())
    assert {check.name: check.not_examined for check in verdict.checks if check.not_examined} == {}
    assert verdict.passed is not (beyond and level == "nation")


@pytest.mark.parametrize("beyond", [0, 1], ids=["at the limit", "beyond the limit"])
def test_a_rate_that_was_turned_over_is_caught_just_beyond_the_limit(
    beyond: int, before: Path, candidate: Path, judge: Judge
) -> None:
    rate = 0.1 + limit("indicator_rate_turned_over", "nation") + (beyond - 0.5) / 500
    for release, value in ((before, 0.1), (candidate, rate)):
        change(release, "area_indicator", where="area_level = 'nation'", zones=(RESTRICTED,), failing_rate=str(value))
    verdict = judge(candidate, previous=before, only={"indicators__rate_was_not_turned_over"})
    assert verdict.passed is not bool(beyond)


@pytest.mark.parametrize("beyond", [0, 1], ids=["at the limit", "beyond the limit"])
def test_rows_that_went_are_caught_just_beyond_the_limit(
    beyond: int, before: Path, candidate: Path, judge: Judge
) -> None:
    were = lose_rows(before, candidate, beyond=beyond)
    rows = read_manifest(candidate).table(RESTRICTED, "fct_household").rows
    verdict = judge(candidate, previous=before, only={"completeness__tables_kept_their_rows"})
    assert [check.observed for check in verdict.warnings] == (
        [f"1 of 4 tables, for example table fct_household, rows {rows}, in the last release {were}"] if beyond else []
    )


def test_a_district_that_fell_to_few_houses_is_not_left_out(before: Path, candidate: Path, judge: Judge) -> None:
    where = f"area_level = 'district' and {LATEST}"
    change(before, "area_coverage", where=where, zones=(RESTRICTED,), houses_registered="100")
    change(candidate, "area_coverage", where=where, zones=(RESTRICTED,), houses_registered="0")
    verdict = judge(candidate, previous=before, only={"coverage__houses_of_districts_did_not_drop"})
    assert "houses_registered 0, in the last release 100" in verdict.warnings[0].observed


def test_figures_of_another_list_of_indicators_are_not_compared(before: Path, candidate: Path, judge: Judge) -> None:
    move(before, candidate, level="nation", beyond=1)
    change(before, "dim_survey_round", where="true", framework_version="'another'")
    rules = {"poverty__ratios_are_near_the_last_release", "goals__scores_are_near_the_last_release"}
    verdict = judge(candidate, previous=before, only=rules)
    absent = "no round of the same list of indicators in the previous release"
    assert [check.not_examined for check in verdict.checks] == [absent] * 2


def rewritten(monkeypatch: pytest.MonkeyPatch, folder: Path, edit: Callable[[dict[str, Any]], object]) -> None:
    """The rules read an edited copy of the file."""
    content = yaml.safe_load(DRIFT_FILE.read_text(encoding="utf-8"))
    edit(content)
    path = folder / DRIFT_FILE.name
    path.write_text(yaml.safe_dump(content), encoding="utf-8")
    monkeypatch.setattr("expectations.drift.DRIFT_FILE", path)


def test_a_limit_changed_in_the_file_changes_the_verdict(
    before: Path, candidate: Path, judge: Judge, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rule = "coverage__houses_did_not_drop"
    fall(before, candidate, level="nation", beyond=1)
    assert not judge(candidate, previous=before, only={rule}).passed
    rewritten(monkeypatch, tmp_path, lambda limits: limits["houses_fell"]["nation"].update(stop=0.2))
    (check,) = judge(candidate, previous=before, only={rule}).checks
    assert (check.standing, check.expected) == ("passed", "at least 80% of the last release")
    assert "fell by at most 20%" in check.sentence
    monkeypatch.undo()
    assert not judge(candidate, previous=before, only={rule}).passed


def test_a_level_that_warns_may_stop_by_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    why = "A register is never lost."
    rewritten(monkeypatch, tmp_path, lambda limits: limits["houses_fell"].update(province={"stop": 0.3, "why": why}))
    (rule,) = (rule for rule in all_rules() if rule.name == "coverage__houses_of_provinces_did_not_drop")
    assert (rule.severity, rule.expected) == ("critical", "at least 70% of the last release")


BROKEN = {
    "a limit above one": (
        lambda limits: limits["houses_fell"]["nation"].update(stop=10),
        "drift.yaml: drift: houses_fell: nation: stop: found 10, expected a fraction above 0, at most 1; correct it",
    ),
    "stop and warn": (
        lambda limits: limits["areas_new"]["level"].update(stop=0.5),
        "expected stop or warn, one of the two; correct it",
    ),
    "no reason": (
        lambda limits: limits["poverty_moved"]["district"].pop("why"),
        "drift.yaml: drift: poverty_moved: district: why is missing; correct it",
    ),
    "a reason without words": (
        lambda limits: limits["poverty_moved"]["district"].update(why="10"),
        "drift.yaml: drift: poverty_moved: district: why: found '10', expected the reason in a sentence; correct it",
    ),
    "a level that is missing": (
        lambda limits: limits["goal_score_moved"].pop("province"),
        "drift.yaml: drift: goal_score_moved: province is missing; correct it",
    ),
    "a figure that nobody knows": (
        lambda limits: limits.update(rain_fell={}),
        "drift.yaml: drift: rain_fell is not known here (known: rows_fell, houses_fell,",
    ),
    "kilometres with a fraction": (
        lambda limits: limits["middle_moved"]["province"].update(stop=0.5),
        "drift.yaml: drift: middle_moved: province: stop: found a number, expected a whole number; correct it",
    ),
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_file_is_refused_in_one_sentence(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    edit, sentence = BROKEN[name]
    rewritten(monkeypatch, tmp_path, edit)
    with pytest.raises(ContractError) as refusal:
        all_rules()
    assert sentence in str(refusal.value)
    assert "\n" not in str(refusal.value)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("rows_fell: [", "drift.yaml: cannot be read ("),
        ("", "drift.yaml: drift: found null, expected an object; correct it"),
        ("rows_fell: {}\nrows_fell: {}\n", "drift.yaml: line 2: found rows_fell again (first in line 1)"),
    ],
)
def test_a_file_that_is_no_yaml_is_refused_in_one_sentence(
    text: str, sentence: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / DRIFT_FILE.name
    path.write_text(text, encoding="utf-8")
    monkeypatch.setattr("expectations.drift.DRIFT_FILE", path)
    with pytest.raises(ContractError) as refusal:
        read_drift()
    assert str(refusal.value).startswith(sentence)
    assert "\n" not in str(refusal.value)
