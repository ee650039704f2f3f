"""The audit of a candidate: the verdict, and every table of the candidate with the rules that judge it.

Great Expectations runs once for all of them. Not here: the rules and how they run (expectations/).
"""

from collections.abc import Iterator
from typing import Any

import dagster as dg

from expectations import Rule, all_rules
from orchestration import names
from orchestration.defs.actor import by_run
from orchestration.defs.links import release_links
from orchestration.defs.resources import WarehouseSettings
from orchestration.defs.tags import zone_tags
from orchestration.defs.transform.dbt_models import warehouse_assets, warehouse_key
from orchestration.published.lists import FACT_TABLES
from orchestration.published.table import PublishedTable
from orchestration.published.tables import TABLES
from orchestration.release.manifest import Manifest, read_manifest
from orchestration.release.publish import record_refusal, release_before, sole_candidate
from orchestration.release.verdict import CRITICAL, Check, Verdict
from orchestration.settings import Settings

VERDICT_KEY = dg.AssetKey(["release", "verdict"])
CANDIDATE_KEY = dg.AssetKey(["release", "candidate"])
FIT_CHECK = "release_is_fit"


def candidate_key(table: str) -> dg.AssetKey:
    return dg.AssetKey(["candidate", table])


@dg.definitions
def defs() -> dg.Definitions:
    return dg.Definitions(assets=[audit_assets()])


def audit_assets() -> dg.AssetsDefinition:
    """One step: the rules are examined together, and no table is judged without the others."""

    @dg.multi_asset(
        name="release__verdict",
        specs=[_verdict_spec(), *map(_table_spec, TABLES.values())],
        check_specs=[_fit_spec(), *map(_rule_spec, all_rules())],
        pool=names.WAREHOUSE_POOL,
    )
    def audited(
        context: dg.AssetExecutionContext, settings: WarehouseSettings
    ) -> Iterator[dg.MaterializeResult[None] | dg.AssetCheckResult]:
        # Great Expectations takes seconds to import: only the step that audits pays for it.
        from expectations.audit import audit

        with settings.in_use() as loaded:
            folder = sole_candidate(loaded)
            result = audit(
                folder,
                previous=release_before(loaded),
                scratch=loaded.scratch,
                memory_limit=loaded.memory_limit,
                threads=loaded.threads,
            )
            for line in _lines(result):
                context.log.info(line)
            if not result.passed:
                failed = ", ".join(check.name for check in result.critical_failures)
                record_refusal(loaded, folder, by=by_run(context.run), reason=f"failed: {failed}")
            yield from _materializations(loaded, result, read_manifest(folder))
            yield from _check_results(result)

    return audited


def _verdict_spec() -> dg.AssetSpec:
    return dg.AssetSpec(
        VERDICT_KEY,
        deps=[CANDIDATE_KEY],
        group_name=names.GROUP_RELEASE,
        description="Great Expectations' judgement on the candidate, bound to its manifest. Publication demands it.",
        kinds={"great_expectations"},
        owners=[names.OWNER],
        tags=zone_tags(names.ZONES, is_personal=False),
    )


def _table_spec(table: PublishedTable) -> dg.AssetSpec:
    model = warehouse_assets().specs_by_key.get(warehouse_key(table.name))
    return dg.AssetSpec(
        candidate_key(table.name),
        deps=[model.key] if model else [CANDIDATE_KEY],
        group_name=model.group_name if model else names.GROUP_RELEASE,
        description=f"{table.title}, as readers get the table once the candidate is published. "
        f"{model.description if model else ''}",
        kinds={"parquet", "great_expectations"},
        owners=[names.OWNER],
        tags=zone_tags(table.zones, is_personal=table.name in FACT_TABLES),
        metadata={"dagster/column_schema": model.metadata["dagster/column_schema"]} if model else {},
    )


def _fit_spec() -> dg.AssetCheckSpec:
    sentence = "No critical rule failed. The rules are on the tables that they judge."
    return dg.AssetCheckSpec(FIT_CHECK, asset=VERDICT_KEY, description=sentence, blocking=True)


def _rule_spec(rule: Rule) -> dg.AssetCheckSpec:
    """The rule hangs on the table whose page of the Data Docs has the rule."""
    return dg.AssetCheckSpec(
        rule.name,
        asset=candidate_key(rule.published_table),
        description=rule.sentence,
        blocking=rule.severity == CRITICAL,
    )


def _lines(result: Verdict) -> Iterator[str]:
    yield f"audit: {result.counts}"
    for check in (*result.critical_failures, *result.warnings):
        yield f"{check.severity}: {check.name}: {check.sentence} Found {check.observed}."
    for check in result.waived:
        yield f"{check.name}: {check.standing}. Found {check.observed}."
    for absent in dict.fromkeys(check.not_examined for check in result.not_examined):
        names = [check.name for check in result.not_examined if check.not_examined == absent]
        yield f"not examined, {absent}: {', '.join(names)}"


def _materializations(settings: Settings, result: Verdict, manifest: Manifest) -> Iterator[dg.MaterializeResult[None]]:
    # A release that passed is published under the same name; one that did not stays where it is.
    folder = (settings.releases if result.passed else settings.candidates) / manifest.release_id
    links = release_links(settings, folder)
    yield dg.MaterializeResult(asset_key=VERDICT_KEY, metadata={**links, **_metadata(result)})
    for table in TABLES:
        yield dg.MaterializeResult(
            asset_key=candidate_key(table), metadata={**links, **_table_metadata(manifest, table)}
        )


def _table_metadata(manifest: Manifest, table: str) -> dict[str, Any]:
    """Rows by zone, and the columns of the widest zone as they lie in its files."""
    found = [entry for entry in manifest.tables if entry.table == table]
    model = warehouse_assets().specs_by_key.get(warehouse_key(table))
    schema = model.metadata.get("dagster/column_schema") if model else None
    described = {column.name: column.description for column in schema.columns} if schema else {}
    columns = {name: kind for entry in found for name, kind in entry.columns.items()}
    return {
        **{f"rows_{entry.zone}": entry.rows for entry in found},
        "dagster/row_count": max((entry.rows for entry in found), default=0),
        "dagster/column_schema": dg.TableSchema(
            [dg.TableColumn(name, kind, description=described.get(name)) for name, kind in columns.items()]
        ),
    }


def _metadata(result: Verdict) -> dict[str, dg.MetadataValue[Any] | str | int]:
    return {
        "passed": result.passed,
        "rules": len(result.checks),
        "critical_failures": dg.MetadataValue.json([check.name for check in result.critical_failures]),
        "warnings": dg.MetadataValue.json([check.name for check in result.warnings]),
        "waived": dg.MetadataValue.json({check.name: check.waived for check in result.waived}),
        "not_examined": dg.MetadataValue.json({check.name: check.not_examined for check in result.not_examined}),
    }


def _check_results(result: Verdict) -> Iterator[dg.AssetCheckResult]:
    yield dg.AssetCheckResult(
        asset_key=VERDICT_KEY,
        check_name=FIT_CHECK,
        passed=result.passed,
        description=result.counts,
        metadata={"observed": ", ".join(check.name for check in result.critical_failures) or "no critical failure"},
    )
    yield from map(_check_result, result.checks)


def _check_result(check: Check) -> dg.AssetCheckResult:
    """Dagster knows passed and failed alone: what was waived or not examined is a warning, whose standing says so."""
    stops = check.severity == CRITICAL and check.is_failed
    return dg.AssetCheckResult(
        asset_key=candidate_key(check.table.split("__", maxsplit=1)[-1]),
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
