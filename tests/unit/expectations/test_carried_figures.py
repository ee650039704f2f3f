"""Locks down that carried open figures are compared with the exact ones of their release; and provisional rounds."""

from __future__ import annotations

import shutil
from functools import partial
from pathlib import Path

import pytest

from orchestration.names import OPEN, RESTRICTED
from orchestration.release.manifest import Manifest, ReleasedTable, RoundVintage
from tests.unit.expectations.conftest import Judge
from tests.unit.expectations.plant import change, drop_rows, edit_manifest

TABLE = "area_indicator"
COMPARED = {
    f"hierarchy__open_agrees_with_restricted_{TABLE}",
    f"privacy__open_{TABLE}_has_noise_within_bounds",
}
ROUND = "2567-1"


@pytest.fixture
def before(faultless: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(faultless, tmp_path / "releases" / "before"))


def carrying(manifest: Manifest, *, release: str, rounds: tuple[str, ...] = ()) -> Manifest:
    def carried(table: ReleasedTable) -> ReleasedTable:
        if (table.zone, table.table) != (OPEN, TABLE):
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
