"""Locks down that carried open figures are compared with the exact ones of their release; and provisional rounds."""

from __future__ import annotations

import shutil
from functools import partial
from pathlib import Path

import pytest

from expectations import all_rules
from orchestration.names import OPEN, RESTRICTED
from orchestration.published.lists import KIND_TABLES
from orchestration.release.manifest import Manifest, ReleasedTable, RoundVintage
from tests.unit.expectations.conftest import Judge
from tests.unit.expectations.plant import change, drop_rows, edit_manifest

TABLE, BY_KIND = "area_indicator", "area_indicator_breakdown"
COMPARED = {
    f"hierarchy__open_agrees_with_restricted_{TABLE}",
    f"privacy__open_{TABLE}_has_noise_within_bounds",
}
ROUND = "2567-1"


@pytest.fixture
def before(faultless: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(faultless, tmp_path / "releases" / "before"))


def carrying(manifest: Manifest, *, release: str, rounds: tuple[str, ...] = (), name: str = TABLE) -> Manifest:
    def carried(table: ReleasedTable) -> ReleasedTable:
        if (table.zone, table.table) != (OPEN, name):
            return table
        files = (file.model_copy(update={"carried_from": release, "carried_rounds": rounds}) for file in table.files)
        return table.model_copy(update={"files": tuple(files)})

    return manifest.model_copy(update={"tables": tuple(map(carried, manifest.tables))})


def forty_households_fail_today(candidate: Path, *, where: str = "true") -> None:
    change(candidate, TABLE, where=where, zones=(RESTRICTED,), households_failing="households_failing + 40")


def failed(judge: Judge, candidate: Path, before: Path) -> dict[str, str]:
    verdict = judge(candidate, previous=before, only=COMPARED)
    return {check.name: check.observed for check in verdict.critical_failures}


def test_open_figures_of_today_are_compared_with_those_of_today(candidate: Path, before: Path, judge: Judge) -> None:
    forty_households_fail_today(candidate)
    assert failed(judge, candidate, before).keys() == {f"privacy__open_{TABLE}_has_noise_within_bounds"}


def test_a_carried_file_is_compared_with_the_release_that_wrote_it(candidate: Path, before: Path, judge: Judge) -> None:
    forty_households_fail_today(candidate)
    edit_manifest(candidate, partial(carrying, release=before.name))
    assert failed(judge, candidate, before) == {}
    forty_households_fail_today(before)
    assert failed(judge, candidate, before).keys() == {f"privacy__open_{TABLE}_has_noise_within_bounds"}


def test_carried_rounds_are_compared_there_and_the_others_here(candidate: Path, before: Path, judge: Judge) -> None:
    edit_manifest(candidate, partial(carrying, release=before.name, rounds=(ROUND,)))
    forty_households_fail_today(candidate, where=f"survey_round = '{ROUND}'")
    assert failed(judge, candidate, before) == {}
    forty_households_fail_today(candidate, where=f"survey_round <> '{ROUND}'")
    assert failed(judge, candidate, before).keys() == {f"privacy__open_{TABLE}_has_noise_within_bounds"}


def test_a_release_that_is_lost_leaves_its_figures_unexamined(candidate: Path, before: Path, judge: Judge) -> None:
    edit_manifest(candidate, partial(carrying, release="lost"))
    found = failed(judge, candidate, before)
    assert found.keys() == COMPARED
    assert {words.startswith("could not be examined") and "lost" in words for words in found.values()} == {True}, found


def test_a_provisional_round_has_no_row_below_the_district(candidate: Path, judge: Judge) -> None:
    rules = {
        f"hierarchy__open_agrees_with_restricted_{TABLE}",
        f"completeness__{TABLE}_has_every_area",
        f"completeness__{TABLE}_has_every_indicator",
    }
    provisional = RoundVintage(round=ROUND, kind="provisional", text=f"{ROUND} provisional", release_id="r")
    edit_manifest(candidate, lambda manifest: manifest.model_copy(update={"vintages": (provisional,)}))
    assert {check.name for check in judge(candidate, only=rules).critical_failures} == rules
    below = "area_level in ('subdistrict', 'local_administration')"
    drop_rows(candidate, TABLE, where=f"survey_round = '{ROUND}' and {below}", zones=(OPEN,))
    assert judge(candidate, only=rules).critical_failures == ()


def test_a_round_that_has_lost_households_since_is_not_recounted(populous: Path, tmp_path: Path, judge: Judge) -> None:
    """The release that computed it was cut after an erasure, and its open figures are carried on."""
    before, candidate = (Path(shutil.copytree(populous, tmp_path / "releases" / name)) for name in ("before", "now"))
    edit_manifest(candidate, partial(carrying, release=before.name))
    rules = {f"privacy__open_{TABLE}_equals_a_recount_with_noise"}
    for release in (before, candidate):
        drop_rows(release, "fct_household", where="household_key = (select min(household_key) from rows)")
    assert {check.name for check in judge(candidate, previous=before, only=rules).critical_failures} == rules
    lost = {survey_round: {"2001": 1} for survey_round in ("2567-1", "2567-2")}
    edit_manifest(before, lambda manifest: manifest.model_copy(update={"erased": lost}))
    (check,) = judge(candidate, previous=before, only=rules).checks
    assert check.not_examined == "no round that has all of its households"


def with_vintage(candidate: Path, kind: str, **more: str) -> None:
    vintage = RoundVintage(round=ROUND, kind=kind, text=f"{ROUND} {kind}", release_id="r", **more)
    edit_manifest(candidate, lambda manifest: manifest.model_copy(update={"vintages": (vintage,)}))


DRAWN_ONCE = f"privacy__open_{BY_KIND}_is_drawn_with_the_final_vintage"
TOTALS = "privacy__open_totals_are_those_of_the_indicators"
SOME = f"survey_round = '{ROUND}' and area_level = 'nation' and category = 'total' and indicator_code = 'TQ01'"


def revise(candidate: Path, before: Path) -> None:
    """The latest round is revised, with figures by kind of household of the release before. A change comes first."""
    with_vintage(candidate, "revised", breakdowns="final")
    edit_manifest(candidate, partial(carrying, release=before.name, rounds=(ROUND,), name=BY_KIND))


def test_a_revised_round_has_the_figures_by_kind_of_household_of_the_release_that_drew_them(
    candidate: Path, before: Path, judge: Judge
) -> None:
    rules = {DRAWN_ONCE, TOTALS, f"hierarchy__open_agrees_with_restricted_{TABLE}"}
    where = f"survey_round = '{ROUND}'"
    change(candidate, TABLE, where=where, zones=(OPEN,), households_failing="households_failing + 1")
    revise(candidate, before)
    verdict = judge(candidate, previous=before, only=rules)
    assert verdict.critical_failures == (), "its totals are those of another vintage"
    change(candidate, BY_KIND, where=SOME, zones=(OPEN,), households_failing="-7")
    revise(candidate, before)
    (check,) = judge(candidate, previous=before, only=rules).critical_failures
    assert (check.name, check.observed.split(" of ")[0]) == (DRAWN_ONCE, "2"), "one drawn anew, and one missing"


def test_a_row_of_the_final_vintage_that_went_is_named(candidate: Path, before: Path, judge: Judge) -> None:
    drop_rows(candidate, BY_KIND, where=SOME, zones=(OPEN,))
    revise(candidate, before)
    (check,) = judge(candidate, previous=before, only={DRAWN_ONCE}).critical_failures
    assert check.observed.startswith("1 of ")
    assert "missing" in check.observed


FLOWS, LATER = "area_goal_change", "2567-2"


def test_flows_are_those_of_the_release_that_drew_them(candidate: Path, before: Path, judge: Judge) -> None:
    """The earlier round is revised: its rates are others, and flows from the round are as they were."""
    rules = {
        f"privacy__open_{FLOWS}_is_drawn_once",
        "privacy__open_goal_changes_are_of_open_figures",
        f"hierarchy__open_agrees_with_restricted_{FLOWS}",
    }
    kept = RoundVintage(round=LATER, kind="final", text=f"{LATER} final", release_id="r", flows="earlier")
    edit_manifest(candidate, lambda manifest: manifest.model_copy(update={"vintages": (kept,)}))
    change(candidate, "area_sdg_goal", where="true", zones=(OPEN,), households_failing="households_failing + 1")
    edit_manifest(candidate, partial(carrying, release=before.name, rounds=(LATER,), name=FLOWS))
    verdict = judge(candidate, previous=before, only=rules)
    assert verdict.critical_failures == ()
    change(candidate, FLOWS, where="area_level = 'nation'", zones=(OPEN,), households_escaped="7")
    edit_manifest(candidate, partial(carrying, release=before.name, rounds=(LATER,), name=FLOWS))
    failures = judge(candidate, previous=before, only=rules).critical_failures
    assert [check.name for check in failures] == [f"privacy__open_{FLOWS}_is_drawn_once"]


def test_a_round_whose_flows_are_withheld_has_none(candidate: Path, judge: Judge) -> None:
    rules = {
        f"privacy__open_{FLOWS}_is_drawn_once",
        f"hierarchy__open_agrees_with_restricted_{FLOWS}",
        f"completeness__{FLOWS}_has_every_area",
        f"completeness__{FLOWS}_has_every_goal",
    }
    none = RoundVintage(round=LATER, kind="revised", text=f"{LATER} revised", release_id="r", flows="withheld")
    edit_manifest(candidate, lambda manifest: manifest.model_copy(update={"vintages": (none,)}))
    found = {check.name for check in judge(candidate, only=rules).critical_failures}
    assert found == rules - {f"privacy__open_{FLOWS}_is_drawn_once"}
    drop_rows(candidate, FLOWS, where="true", zones=(OPEN,))
    assert judge(candidate, only=rules).critical_failures == ()


def test_a_provisional_round_has_no_row_by_kind_of_household(candidate: Path, judge: Judge) -> None:
    with_vintage(candidate, "provisional", breakdowns="withheld")
    assert {check.name for check in judge(candidate, only={DRAWN_ONCE}).critical_failures} == {DRAWN_ONCE}
    drop_rows(candidate, BY_KIND, where=f"survey_round = '{ROUND}'", zones=(OPEN,))
    (check,) = judge(candidate, only={DRAWN_ONCE}).checks
    assert not check.is_failed


def test_where_every_round_is_provisional_nothing_is_examined_by_kind_of_household(
    candidate: Path, judge: Judge
) -> None:
    """As in the first release of a real country. A rule that examines nothing says why."""
    vintages = (
        RoundVintage(round=each, kind="provisional", text=f"{each} provisional", release_id="r", breakdowns="withheld")
        for each in (ROUND, "2567-2")
    )
    edit_manifest(candidate, lambda manifest: manifest.model_copy(update={"vintages": tuple(vintages)}))
    for table in KIND_TABLES:
        drop_rows(candidate, table, where="true", zones=(OPEN,))
    rules = {rule.name for rule in all_rules() if rule.table in {f"open__{table}" for table in KIND_TABLES}}
    verdict = judge(candidate, only=rules)
    assert verdict.critical_failures == ()
    assert all(check.not_examined for check in verdict.checks if check.name.endswith("_withholds_rows_of_few"))
