"""Locks down that a wrong KPI stops the release alone, and that its rule names it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.unit.expectations.conftest import Judge
from tests.unit.expectations.plant_kpis import NAMED_BY


@pytest.mark.parametrize("name", NAMED_BY)
def test_a_wrong_kpi_stops_the_release_and_is_named(name: str, candidate: Path, judge: Judge) -> None:
    defect, rule = NAMED_BY[name]
    defect(candidate)
    failed = {check.name: check.observed for check in judge(candidate, only={rule}).critical_failures}
    assert rule in failed, f"{rule} did not fail, but {sorted(failed)} did"
    assert not failed[rule].startswith("could not be examined"), failed[rule]
