"""The current release on a page of text: release, tables, gates, national figures, where to look next.

Reads `published/current` alone, as a reader would. Not here: figures that no table holds.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

import duckdb

from orchestration.errors import ReleaseError
from orchestration.release.manifest import Manifest, read_manifest
from orchestration.release.publish import current_release, refuse_unfit
from orchestration.release.verdict import DATA_DOCS_FOLDER, Verdict, read_verdict
from orchestration.settings import Settings
from orchestration.waivers import Waiver
from orchestration.warehouse import open_memory, parquet_rows

# pandas takes longer to import than most commands run: only the page that needs it imports it.
if TYPE_CHECKING:
    import pandas as pd

_HARDSHIPS = 5
_GOALS = 5


def headline(settings: Settings) -> str:
    """The page. Raises ReleaseError before the first publication, and if the release is not as it was published."""
    release = current_release(settings)
    if release is None:
        raise ReleaseError("published/current: nothing is published yet; run the refresh_warehouse job")
    refuse_unfit(release)
    manifest, verdict = read_manifest(release), read_verdict(release)
    connection = open_memory(settings)
    try:
        for table in manifest.tables:
            if table.zone == "open":
                rows = parquet_rows(*(release / file.path for file in table.files))
                connection.execute(f'create view "{table.table}" as from {rows}')
        figures = [_nation(connection), _hardships(connection), _lowest_goals(connection)]
    finally:
        connection.close()
    parts = ["\n".join(_release(manifest)), _tables(manifest), "\n".join(_gates(verdict, manifest.waivers)), *figures]
    return "\n\n".join([*parts, "\n".join(_next_steps(settings))])


def _release(manifest: Manifest) -> Iterator[str]:
    yield f"Release {manifest.release_id} (code {manifest.code_version}, {len(manifest.source_batches)} source batches)"
    if manifest.is_synthetic:
        yield "SYNTHETIC DATA: made by the generator, no figure says anything about Thailand."


def _gates(verdict: Verdict, waivers: Iterable[Waiver] = ()) -> Iterator[str]:
    yield f"Gates: {verdict.counts}"
    for check in verdict.warnings:
        yield f"  warning {check.name}: {check.observed}"
    for check in verdict.waived:
        yield f"  waived {check.name}: {check.observed}; for {check.waived}"
    needed = {check.name for check in verdict.waived}
    for waiver in waivers:
        if waiver.rule not in needed:
            yield f"  waiver without a failure, {waiver.rule}: for {waiver}"
    for absent, number in Counter(check.not_examined for check in verdict.not_examined).items():
        yield f"  not examined, {absent}: {number} rules"


def _tables(manifest: Manifest) -> str:
    import pandas as pd

    entries = [(entry.table, entry.zone, entry.rows) for entry in manifest.tables]
    rows = pd.DataFrame(entries, columns=["Table", "zone", "rows"]).astype({"rows": "Int64"})
    wide = rows.pivot(index="Table", columns="zone", values="rows").reindex(rows["Table"].drop_duplicates())
    return _text(wide.add_suffix(" rows").reset_index())


def _nation(connection: duckdb.DuckDBPyConnection) -> str:
    return _text(
        _frame(
            connection,
            """
            select survey_round as "Round", houses_registered as houses, houses_residential as residential,
                   households_surveyed as households, households_unmatched as unmatched, coverage_rate
            from area_coverage where area_level = 'nation' order by survey_round
            """,
        )
    )


def _hardships(connection: duckdb.DuckDBPyConnection) -> str:
    rows = _frame(
        connection,
        f"""
        select indicator_code as indicator, name_en as name, households_failing, failing_rate
        from area_indicator join dim_survey_round using (survey_round)
        join dim_indicator using (framework_version, indicator_code)
        where area_level = 'nation' and survey_round = (select max(survey_round) from dim_survey_round)
        order by households_failing desc, indicator_code limit {_HARDSHIPS}
        """,
    )
    return f"Most frequent hardships, latest round (failing_rate: share of those it applies to)\n{_text(rows)}"


def _lowest_goals(connection: duckdb.DuckDBPyConnection) -> str:
    rows = _frame(
        connection,
        f"""
        select goal, name_en as name, score, measurement from area_sdg_goal join dim_sdg_goal using (goal)
        where area_level = 'nation' and survey_round = (select max(survey_round) from dim_survey_round)
          and score is not null order by score, goal limit {_GOALS}
        """,
    )
    return f"Goals with the lowest score, latest round (0 to 100)\n{_text(rows)}"


def _frame(connection: duckdb.DuckDBPyConnection, query: str) -> pd.DataFrame:
    return connection.sql(query).df()


def _text(frame: pd.DataFrame) -> str:
    """Texts to the left, numbers to the right. A rate is in percent, a missing value is a dash."""
    import pandas as pd

    if frame.empty:
        return "no row"
    shown = pd.DataFrame()
    for name, values in frame.items():
        if pd.api.types.is_numeric_dtype(values):
            form = "{:.1%}" if str(name).endswith("_rate") else "{:,}" if values.dtype.kind == "i" else "{:.1f}"
            shown[name] = values.map(form.format, na_action="ignore")
        else:
            texts = values.fillna("-")
            width = max(len(str(name)), *texts.str.len())
            shown[str(name).ljust(width)] = texts.str.ljust(width)
    return shown.to_string(index=False, na_rep="-")


def _next_steps(settings: Settings) -> Iterator[str]:
    yield f"Tables    {settings.current}/open (Parquet and warehouse.duckdb)"
    yield f"Gates     {settings.current}/{DATA_DOCS_FOLDER}/index.html"
    yield "Graph     make ui"
