"""The verdict on a candidate: one asset, and one check per rule with the observed figures.

Not here: the rules and how they run (expectations/).
"""

from collections.abc import Iterator
from typing import Any

import dagster as dg

from expectations import all_rules
from orchestration import names
from orchestration.defs.resources import WarehouseSettings
from orchestration.release.history import current_release
from orchestration.release.publish import sole_candidate
from orchestration.release.verdict import CRITICAL, Verdict

VERDICT_KEY = dg.AssetKey(["release", "verdict"])
_CANDIDATE_KEY = dg.AssetKey(["release", "candidate"])


@dg.asset(
    key=VERDICT_KEY,
    deps=[_CANDIDATE_KEY],
    group_name=names.GROUP_RELEASE,
    description="Great Expectations' judgement on the candidate, bound to its manifest. Publication demands it.",
    kinds={"great_expectations"},
    owners=[names.OWNER],
    pool=names.WAREHOUSE_POOL,
    check_specs=[
        dg.AssetCheckSpec(rule.name, asset=VERDICT_KEY, description=rule.sentence, blocking=rule.severity == CRITICAL)
        for rule in all_rules()
    ],
)
def verdict(
    context: dg.AssetExecutionContext, settings: WarehouseSettings
) -> Iterator[dg.MaterializeResult[None] | dg.AssetCheckResult]:
    # Great Expectations takes seconds to import: only the step that audits pays for it.
    from expectations.audit import audit

    loaded = settings.load()
    result = audit(
        sole_candidate(loaded),
        previous=current_release(loaded),
        scratch=loaded.scratch,
        memory_limit=loaded.memory_limit,
        threads=loaded.threads,
    )
    for line in _lines(result):
        context.log.info(line)
    yield dg.MaterializeResult(asset_key=VERDICT_KEY, metadata=_metadata(result))
    yield from _check_results(result)


def _lines(result: Verdict) -> Iterator[str]:
    yield f"audit: {result.counts}"
    for check in (*result.critical_failures, *result.warnings):
        yield f"{check.severity}: {check.name}: {check.sentence} Found {check.observed}."
    for check in result.waived:
        yield f"{check.name}: {check.standing}. Found {check.observed}."
    for absent in dict.fromkeys(check.not_examined for check in result.not_examined):
        names = [check.name for check in result.not_examined if check.not_examined == absent]
        yield f"not examined, {absent}: {', '.join(names)}"


def _metadata(result: Verdict) -> dict[str, dg.MetadataValue[Any] | str | int]:
    return {
        "release_id": result.release_id,
        "passed": result.passed,
        "rules": len(result.checks),
        "critical_failures": dg.MetadataValue.json([check.name for check in result.critical_failures]),
        "warnings": dg.MetadataValue.json([check.name for check in result.warnings]),
        "waived": dg.MetadataValue.json({check.name: check.waived for check in result.waived}),
        "not_examined": dg.MetadataValue.json({check.name: check.not_examined for check in result.not_examined}),
    }


def _check_results(result: Verdict) -> Iterator[dg.AssetCheckResult]:
    """Dagster knows passed and failed alone: what was waived or not examined is a warning, whose standing says so."""
    for check in result.checks:
        stops = check.severity == CRITICAL and check.is_failed
        yield dg.AssetCheckResult(
            asset_key=VERDICT_KEY,
            check_name=check.name,
            passed=check.passed,
            severity=dg.AssetCheckSeverity.ERROR if stops else dg.AssetCheckSeverity.WARN,
            description=check.sentence,
            metadata={
                "standing": check.standing,
                "observed": check.observed,
                "expected": check.expected,
                "table": check.table,
            },
        )
