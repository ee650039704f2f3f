"""Other releases: the open database of a published run, changed by SQL, and the site written from it.

Not here: what the sites should show (test_site.py, test_site_of_other_releases.py), what exports of such a release hold
(test_exports.py).
"""

from __future__ import annotations

import shutil
from pathlib import Path

import duckdb

from orchestration.presentation.site.write import write_site
from orchestration.release.verdict import CHANGES_SCRIPT, VERDICT_SCRIPT
from tests.conftest import PublishedRun


def changed_site(run: PublishedRun, folder: Path, *changes: str, outlined: str = "false") -> Path:
    """The folder of the site of a release that holds the open database of the run after these statements.

    `outlined`: a condition on dim_area, whose areas have an outline in that release.
    """
    return write_site(run.settings, changed_release(run, folder, *changes, outlined=outlined))


def changed_release(run: PublishedRun, folder: Path, *changes: str, outlined: str = "false") -> Path:
    """The folder of a release that holds the open database of the run after these statements, and outlines."""
    database = folder / "open" / "warehouse.duckdb"
    database.parent.mkdir(parents=True)
    shutil.copyfile(run.release / "open" / "warehouse.duckdb", database)
    for script in (VERDICT_SCRIPT, CHANGES_SCRIPT):
        shutil.copyfile(run.release / script, folder / script)
    with duckdb.connect(str(database)) as connection:
        for change in changes:
            connection.execute(change)
        write_outlines(connection, database.with_name("area_outline.parquet"), outlined)
    return folder


def write_outlines(connection: duckdb.DuckDBPyConnection, file: Path, outlined: str) -> None:
    """A square around the middle of every area that the condition names, as the feed boundaries would have it.

    Squares of a level are apart: a third of a grid of them, in the order of the codes.
    """
    connection.execute(
        f"""
        copy (
            select area_level, area_code, cast(null as date) as valid_from,
                format('{{{{"type":"Polygon","coordinates":[[[{{0}},{{1}}],[{{2}},{{1}}],[{{2}},{{3}}],[{{0}},{{3}}],[{{0}},{{1}}]]]}}}}',
                    round(longitude - 0.01, 4), round(latitude - 0.01, 4),
                    round(longitude + 0.01, 4), round(latitude + 0.01, 4)) as geometry
            from dim_area where longitude is not null and ({outlined})
        ) to '{file}' (format parquet)
        """
    )


def texts_of(site: Path) -> str:
    return "\n".join(path.read_text(encoding="utf-8") for path in sorted(site.rglob("*")) if path.is_file())


def columns_of(run: PublishedRun) -> dict[str, dict[str, str]]:
    """Open table -> its columns and their types."""
    with duckdb.connect(str(run.release / "open" / "warehouse.duckdb"), read_only=True) as connection:
        rows = connection.execute("select table_name, column_name, data_type from duckdb_columns()").fetchall()
    tables: dict[str, dict[str, str]] = {}
    for table, column, kind in rows:
        tables.setdefault(table, {})[column] = kind
    return tables
