"""Locks down what Dagster shows of a verdict: one check per rule, on the table that the rule judges.

No check is green where nothing was examined. The verdict has the whole.
"""

from __future__ import annotations

import dagster as dg
import pytest

from orchestration.defs.quality.audit_asset import (
    FIT_CHECK,
    VERDICT_KEY,
    _check_results,
    _lines,
    _metadata,
    candidate_key,
)
from orchestration.release.verdict import CRITICAL, WARNING, Check, Severity, Verdict

WAIVED = "all areas until 2027-03-31: merged (statistician)"


def verdict_of(severity: Severity = CRITICAL, *, passed: bool = False, **apart: str) -> Verdict:
    check = Check(
        name="made__rule",
        subject="made",
        table="restricted__area",
        severity=severity,
        passed=passed,
        observed="1 of 2 areas",
        expected="none",
        sentence="It is.",
        **apart,
    )
    return Verdict(release_id="r1", manifest_sha256="", audited_at="", checks=(check,))


@pytest.mark.parametrize(
    ("verdict", "passed", "severity", "standing"),
    [
        (verdict_of(passed=True), True, "WARN", "passed"),
        (verdict_of(), False, "ERROR", "failed"),
        (verdict_of(WARNING), False, "WARN", "failed"),
        (verdict_of(waived=WAIVED), False, "WARN", f"waived for {WAIVED}"),
        (verdict_of(not_examined="no previous release"), False, "WARN", "not examined: no previous release"),
    ],
)
def test_only_a_critical_failure_stops_the_run_and_only_a_rule_that_passed_is_green(
    verdict: Verdict, passed: bool, severity: str, standing: str
) -> None:
    whole, shown = _check_results(verdict)
    assert shown.asset_key == candidate_key("area")
    assert (whole.asset_key, whole.check_name, whole.passed) == (VERDICT_KEY, FIT_CHECK, verdict.passed)
    assert (shown.passed, shown.severity) == (passed, dg.AssetCheckSeverity[severity])
    assert shown.metadata["standing"].value == standing


def test_the_asset_names_what_was_waived_and_what_was_not_examined() -> None:
    waived, absent = _metadata(verdict_of(waived=WAIVED)), _metadata(verdict_of(not_examined="no earlier round"))
    assert isinstance(waived["waived"], dg.JsonMetadataValue) and isinstance(
        absent["not_examined"], dg.JsonMetadataValue
    )
    assert waived["waived"].value == {"made__rule": WAIVED}
    assert absent["not_examined"].value == {"made__rule": "no earlier round"}


def test_the_log_names_rules_that_were_not_examined_once_for_each_reason() -> None:
    verdicts = [verdict_of(not_examined=reason) for reason in ("no earlier round", "no earlier round", "no un_kpis")]
    checks = tuple(verdict.checks[0].model_copy(update={"name": f"made__{n}"}) for n, verdict in enumerate(verdicts))
    lines = list(_lines(verdicts[0].model_copy(update={"checks": checks})))
    assert lines[1:] == ["not examined, no earlier round: made__0, made__1", "not examined, no un_kpis: made__2"]
