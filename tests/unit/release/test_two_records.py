"""Locks down what readers of the open zone get of manifest and verdict: no figure of the restricted zone."""

from __future__ import annotations

from pathlib import Path

from orchestration.release.manifest import read_manifest
from orchestration.release.verdict import read_verdict
from tests.unit.release.by_hand_release import FAILED, PASSED, change_manifest, judge, make_release

BATCH = {
    "feed": "house_registry",
    "batch_id": "b1",
    "source_file": "houses.csv",
    "rows_read": 4711,
    "rows_landed": 4242,
}
OPEN = PASSED.model_copy(update={"name": "open_holds", "observed": "0 of 77 provinces", "is_open": True})
CLOSED = PASSED.model_copy(update={"name": "closed_holds", "observed": "0 of 4242 houses"})
ABSENT = PASSED.model_copy(update={"name": "absent", "passed": False, "not_examined": "no earlier round"})


def test_readers_see_no_figure_of_the_restricted_zone_and_operators_see_all(tmp_path: Path) -> None:
    release = make_release(tmp_path / "r1", rows=4242)
    change_manifest(release, lambda manifest: manifest.model_copy(update={"source_batches": (BATCH,)}))
    judge(release, OPEN, CLOSED, FAILED, ABSENT)
    manifest, verdict = read_manifest(release), read_verdict(release)
    household = manifest.table("restricted", "household")
    closed = (household.rows_digest, household.files[0].sha256, "4242", "4711", FAILED.observed)
    for file in ("manifest.json", "verdict.json"):
        text = (release / file).read_text(encoding="utf-8")
        assert [figure for figure in closed if figure in text] == [], file
    assert "houses.csv" in (release / "manifest.json").read_text(encoding="utf-8")
    assert manifest.source_batches == (BATCH,)
    assert [check.observed for check in verdict.checks] == [
        "0 of 77 provinces",
        "0 of 4242 houses",
        FAILED.observed,
        ABSENT.observed,
    ]
    shown = verdict.for_readers()
    assert [check.observed for check in shown.checks] == [
        "0 of 77 provinces",
        "as expected",
        "not as expected",
        ABSENT.observed,
    ]
    assert (shown.passed, shown.counts) == (verdict.passed, verdict.counts)
