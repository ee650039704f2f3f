"""Locks down that each defect of the path to 2030, and of the pledges, is found alone and that its rule names it."""

from __future__ import annotations

import shutil
from pathlib import Path

import pandas
import pytest

from tests.unit.expectations import plant_pledges, plant_targets
from tests.unit.expectations.conftest import Judge
from tests.unit.expectations.plant import Defect
from tests.unit.expectations.test_planted_defects import named

PLEDGES = {defect: rule for defect, rule in plant_pledges.NAMED_BY.items() if rule != "pledges__aim_at_an_improvement"}


@pytest.mark.parametrize("defect", plant_targets.NAMED_BY, ids=lambda defect: defect.__name__)
def test_a_defect_of_a_path_stops_the_release_and_is_named(defect: Defect, candidate: Path, judge: Judge) -> None:
    defect(candidate)
    rule = plant_targets.NAMED_BY[defect]
    named(judge(candidate, only={rule}), rule)


@pytest.mark.parametrize("defect", PLEDGES, ids=lambda defect: defect.__name__)
def test_a_defect_of_a_pledge_stops_the_release_and_is_named(
    defect: Defect, populous: Path, tmp_path: Path, judge: Judge
) -> None:
    """Pledges are measured by figures that the open zone shows."""
    candidate = Path(shutil.copytree(populous, tmp_path / "candidate"))
    defect(candidate)
    named(judge(candidate, only={PLEDGES[defect]}), PLEDGES[defect])


def test_the_faultless_countries_have_areas_and_pledges_of_every_status(candidate: Path, populous: Path) -> None:
    """Else a rule on the status would hold of nothing."""
    path = pandas.read_parquet(candidate / "restricted" / "area_target_path.parquet")
    of_both = {"achieved", "on track", "progress too slow", "worsening"}
    assert set(path["status"]) == of_both | {"no trend", "too few households"}
    pledges = pandas.read_parquet(populous / "open" / "pledge_progress.parquet")
    assert set(pledges["status"]) == of_both | {"missed", "not measured", "no pledge"}
