"""Locks down that a wrong KPI stops the release alone, and that its rule names it."""

from __future__ import annotations

from pathlib import Path

import pytest

from orchestration.names import OPEN
from tests.unit.expectations.conftest import Judge
from tests.unit.expectations.plant import change
from tests.unit.expectations.plant_kpis import NAMED_BY


@pytest.mark.parametrize("name", NAMED_BY)
def test_a_wrong_kpi_stops_the_release_and_is_named(name: str, candidate: Path, judge: Judge) -> None:
    defect, rule = NAMED_BY[name]
    defect(candidate)
    failed = {check.name: check.observed for check in judge(candidate, only={rule}).critical_failures}
    assert rule in failed, f"{rule} did not fail, but {sorted(failed)} did"
    assert not failed[rule].startswith("could not be examined"), failed[rule]


@pytest.mark.parametrize(("shown", "fails"), [("null", False), ("0", True)])
def test_a_kpi_of_withheld_figures_has_no_counts(shown: str, fails: bool, candidate: Path, judge: Judge) -> None:
    counts = ("households_applicable", "households_failing")
    counts += tuple(f"{count}_weighted" for count in counts)
    # TQ05 alone serves 6.2.1.
    where = "area_level = 'nation' and indicator_code = 'TQ05'"
    withheld = dict.fromkeys(counts, "null") | {"is_suppressed": "true"}
    change(candidate, "area_indicator", where=where, zones=(OPEN,), **withheld)
    change(candidate, "kpi_linkage", where="kpi_code = '6.2.1'", **dict.fromkeys(counts, shown))
    rule = "kpis__counts_are_the_nations"
    assert {check.name for check in judge(candidate, only={rule}).critical_failures} == ({rule} if fails else set())
