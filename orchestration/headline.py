"""The current release on a page of text: release, tables, gates, national figures, where to look next.

Reads `published/current` alone, as a reader would. Not here: figures that no table holds.
"""

from __future__ import annotations

from collections.abc import Iterator

import duckdb

from orchestration.errors import ReleaseError
from orchestration.release.manifest import Manifest, read_manifest
from orchestration.release.publish import current_release
from orchestration.release.verdict import DATA_DOCS_FOLDER, read_verdict
from orchestration.settings import Settings
from orchestration.warehouse import open_memory, parquet_rows

_HARDSHIPS = 5
_GOALS = 5


def headline(settings: Settings) -> str:
    """The page. Raises ReleaseError before the first publication."""
    release = current_release(settings)
    if release is None:
        raise ReleaseError("published/current: nothing is published yet; run the refresh_warehouse job")
    manifest, verdict = read_manifest(release), read_verdict(release)
    connection = open_memory(settings)
    try:
        for table in manifest.tables:
            if table.zone == "open":
                rows = parquet_rows(*(release / file.path for file in table.files))
                connection.execute(f'create view "{table.table}" as from {rows}')
        lines = [*_release(manifest), *_tables(manifest), ""]
        lines.append(f"Gates: {len(verdict.checks)} rules, {len(verdict.critical_failures)} critical failures, ")
        lines[-1] += f"{len(verdict.warnings)} warnings"
        lines += [f"  warning {check.name}: {check.observed}" for check in verdict.warnings]
        lines += ["", *_nation(connection), "", *_hardships(connection), "", *_lowest_goals(connection)]
    finally:
        connection.close()
    return "\n".join([*lines, "", *_next_steps(settings)])


def _release(manifest: Manifest) -> Iterator[str]:
    yield f"Release {manifest.release_id} (code {manifest.code_version}, {len(manifest.source_batches)} source batches)"
    if manifest.is_synthetic:
        yield "SYNTHETIC DATA: made by the generator, no figure says anything about Thailand."
    yield ""


def _tables(manifest: Manifest) -> Iterator[str]:
    rows: dict[str, dict[str, int]] = {}
    for table in manifest.tables:
        rows.setdefault(table.table, {})[table.zone] = table.rows
    yield f"{'Table':<22}{'open rows':>14}{'restricted rows':>18}"
    for name, zones in rows.items():
        counts = (f"{zones[zone]:,}" if zone in zones else "-" for zone in ("open", "restricted"))
        yield "{:<22}{:>14}{:>18}".format(name, *counts)


def _nation(connection: duckdb.DuckDBPyConnection) -> Iterator[str]:
    rows = connection.execute(
        "select survey_round, houses_registered, houses_residential, households_surveyed, households_unmatched, "
        "coverage_rate from area_coverage where area_level = 'nation' order by survey_round"
    ).fetchall()
    yield f"{'Round':<10}{'houses':>14}{'residential':>14}{'households':>14}{'unmatched':>12}{'coverage':>10}"
    for survey_round, houses, residential, households, unmatched, coverage in rows:
        yield (
            f"{survey_round:<10}{houses:>14,}{residential:>14,}{households:>14,}{unmatched:>12,}"
            f"{_percent(coverage):>10}"
        )


def _hardships(connection: duckdb.DuckDBPyConnection) -> Iterator[str]:
    rows = connection.execute(
        "select indicator_code, name_en, households_failing, failing_rate "
        "from area_indicator join dim_survey_round using (survey_round) "
        "join dim_indicator using (framework_version, indicator_code) "
        "where area_level = 'nation' and survey_round = (select max(survey_round) from dim_survey_round) "
        f"order by households_failing desc, indicator_code limit {_HARDSHIPS}"
    ).fetchall()
    yield "Most frequent hardships, latest round (households failing, share of those it applies to)"
    for code, name, failing, rate in rows:
        yield f"  {code}  {name:<52}{failing:>12,}{_percent(rate):>9}"


def _lowest_goals(connection: duckdb.DuckDBPyConnection) -> Iterator[str]:
    rows = connection.execute(
        "select goal, name_en, score, measurement from area_sdg_goal join dim_sdg_goal using (goal) "
        "where area_level = 'nation' and survey_round = (select max(survey_round) from dim_survey_round) "
        f"and score is not null order by score, goal limit {_GOALS}"
    ).fetchall()
    yield "Goals with the lowest score, latest round (0 to 100)"
    for goal, name, score, measurement in rows:
        yield f"  {goal:>2}  {name:<44}{score:>8.1f}  {measurement}"


def _next_steps(settings: Settings) -> Iterator[str]:
    yield f"Tables    {settings.current}/open (Parquet and warehouse.duckdb)"
    yield f"Gates     {settings.current}/{DATA_DOCS_FOLDER}/index.html"
    yield "Graph     make ui"


def _percent(rate: float | None) -> str:
    return "-" if rate is None else f"{rate:.1%}"
