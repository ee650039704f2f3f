"""The current release on a page of text: national figures first, then gates and tables, and where to look next.

Reads `published/current` alone, as a reader would. Not here: figures that no table holds.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

import duckdb

from orchestration.errors import ReleaseError
from orchestration.presentation.site.names import PAGE, SITE
from orchestration.release.history import current_release
from orchestration.release.manifest import Manifest, read_manifest
from orchestration.release.verdict import DATA_DOCS_FOLDER, Verdict, read_verdict
from orchestration.settings import Settings
from orchestration.waivers import Waiver
from orchestration.warehouse import open_memory, parquet_rows

# pandas takes longer to import than most commands run: only the page that needs it imports it.
if TYPE_CHECKING:
    import pandas as pd

_HARDSHIPS = 5
_GOALS_SHOWN = 5


def headline(settings: Settings) -> str:
    """The page. Raises ReleaseError before the first publication."""
    release = current_release(settings)
    if release is None:
        raise ReleaseError("published/current: nothing is published yet; publish a release first: `make run`")
    manifest, verdict = read_manifest(release), read_verdict(release)
    connection = open_memory(settings)
    try:
        for table in manifest.tables:
            if table.zone == "open":
                rows = parquet_rows(*(release / file.path for file in table.files))
                connection.execute(f'create view "{table.table}" as from {rows}')
        figures = [figure(connection) for figure in (_nation, _poverty, _hardships, _goals)]
    finally:
        connection.close()
    gates = "\n".join(_gates(verdict, manifest.waivers))
    parts = [
        "\n".join(_release(manifest)),
        *figures,
        gates,
        _tables(manifest),
        "\n".join(_next_steps(settings, manifest)),
    ]
    return "\n\n".join(parts)


def _release(manifest: Manifest) -> Iterator[str]:
    yield f"Release {manifest.release_id} (code {manifest.code_version}, {len(manifest.source_batches)} source batches)"
    if manifest.is_synthetic:
        yield "SYNTHETIC DATA: made by the generator, no figure says anything about Thailand."
    if manifest.vintages:
        yield f"Vintages of the rounds: {', '.join(vintage.text for vintage in manifest.vintages)}"


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
        yield f"  not examined, {absent}: {number} {'rule' if number == 1 else 'rules'}"


def _tables(manifest: Manifest) -> str:
    import pandas as pd

    entries = [(entry.table, entry.zone, entry.rows) for entry in manifest.tables]
    rows = pd.DataFrame(entries, columns=["Table", "zone", "rows"]).astype({"rows": "Int64"})
    wide = rows.pivot(index="Table", columns="zone", values="rows").reindex(rows["Table"].drop_duplicates())
    return _text(wide.add_suffix(" rows").reset_index())


def _nation(connection: duckdb.DuckDBPyConnection) -> str:
    """Households first. Houses beside the share of houses; no share is of the households."""
    rows = _frame(
        connection,
        """
        select survey_round as "Round", households_surveyed, households_unmatched, houses_registered,
               houses_residential, houses_surveyed, coverage_rate
        from area_coverage where area_level = 'nation' order by survey_round
        """,
    )
    return f"Households by round (coverage_rate: houses_surveyed of houses_residential)\n{_text(rows)}"


def _poverty(connection: duckdb.DuckDBPyConnection) -> str:
    """People beside the share of people."""
    rows = _frame(
        connection,
        """
        select survey_round as "Round", cast(round(members_weighted) as bigint) as people,
               cast(round(members_poor_weighted) as bigint) as people_poor, headcount_ratio as poor_rate,
               intensity as intensity_rate, adjusted_headcount_ratio
        from area_poverty where area_level = 'nation' order by survey_round
        """,
    )
    title = f"Poverty by round (poor_rate: people_poor of people, H; intensity_rate: A){_represented(connection)}"
    return f"{title}\n{_text(rows)}"


def _hardships(connection: duckdb.DuckDBPyConnection) -> str:
    """Households beside the share of households, both with their sampling weights, and the share of the round before.

    Under another list of indicators the same code may be another question: then there is nothing to compare with.
    """
    rows = _frame(
        connection,
        f"""
        with rounds as (
            select survey_round, framework_version, row_number() over (order by survey_round desc) as place
            from dim_survey_round
        ),
        nation as (select * from area_indicator join rounds using (survey_round) where area_level = 'nation')
        select nation.indicator_code as indicator, name_en as name,
               cast(round(nation.households_applicable_weighted) as bigint) as households_applicable,
               cast(round(nation.households_failing_weighted) as bigint) as households_failing,
               nation.failing_rate, earlier.failing_rate as before_rate,
               100 * (nation.failing_rate - earlier.failing_rate) as change_points
        from nation
        join dim_indicator using (framework_version, indicator_code)
        left join nation as earlier on earlier.place = 2 and earlier.indicator_code = nation.indicator_code
            and earlier.framework_version = nation.framework_version
        where nation.place = 1
        order by nation.households_failing_weighted desc, nation.indicator_code limit {_HARDSHIPS}
        """,
    )
    title = "Most frequent hardships, latest round (failing_rate: households_failing of households_applicable;"
    return f"{title} before_rate: the round before){_represented(connection)}\n{_text(rows)}"


def _represented(connection: duckdb.DuckDBPyConnection) -> str:
    """What the counts of a sample are of; nothing for a survey of every household."""
    row = connection.execute(
        "select bool_or(members_weighted <> members) from area_poverty where area_level = 'nation'"
    ).fetchone()
    return ", as the sample represents them" if row and row[0] else ""


def _goals(connection: duckdb.DuckDBPyConnection) -> str:
    """Goals by the households that fail them."""
    rows = _frame(
        connection,
        f"""
        select goal, name_en as name, cast(round(households_applicable_weighted) as bigint) as households_applicable,
               cast(round(households_failing_weighted) as bigint) as households_failing, failing_rate, score,
               measurement
        from area_sdg_goal join dim_sdg_goal using (goal)
        where area_level = 'nation' and survey_round = (select max(survey_round) from dim_survey_round)
          and score is not null
        order by households_failing_weighted desc, goal limit {_GOALS_SHOWN}
        """,
    )
    title = "Goals by households failing, latest round (failing_rate: households_failing of households_applicable;"
    return f"{title} score: 0 to 100){_represented(connection)}\n{_text(rows)}"


def _frame(connection: duckdb.DuckDBPyConnection, query: str) -> pd.DataFrame:
    return connection.sql(query).df()


def _text(frame: pd.DataFrame) -> str:
    """Texts to the left, numbers to the right. A missing value is a dash."""
    import pandas as pd

    if frame.empty:
        return "no row"
    shown = pd.DataFrame()
    for name, values in frame.items():
        if pd.api.types.is_numeric_dtype(values):
            shown[name] = values.map(_form(str(name), values.dtype.kind).format, na_action="ignore")
        else:
            texts = values.fillna("-")
            width = max(len(str(name)), *texts.str.len())
            shown[str(name).ljust(width)] = texts.str.ljust(width)
    return shown.to_string(index=False, na_rep="-")


def _form(name: str, kind: str) -> str:
    """A rate is in percent, a difference of rates has its sign, a ratio has three decimals, a count has commas."""
    if name.endswith("_rate"):
        return "{:.1%}"
    if name.endswith("_points"):
        return "{:+.1f}"
    if name.endswith("_ratio"):
        return "{:.3f}"
    return "{:,}" if kind == "i" else "{:.1f}"


def _next_steps(settings: Settings, manifest: Manifest) -> Iterator[str]:
    yield f"Tables    {settings.current}/open (Parquet and warehouse.duckdb)"
    yield f"Gates     {settings.current}/{DATA_DOCS_FOLDER}/index.html"
    yield "Graph     make ui"
    if manifest.site:
        yield f"Site      {settings.current}/{SITE}/{PAGE}"
