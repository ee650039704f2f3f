"""Sites of other releases: the open database of a published run, changed by SQL, and the site written from it.

Not here: what the sites should show (test_site.py, test_site_of_other_releases.py).
"""

from __future__ import annotations

import shutil
from pathlib import Path

import duckdb

from orchestration.presentation.site.write import write_site
from tests.conftest import PublishedRun


def changed_site(run: PublishedRun, folder: Path, *changes: str) -> Path:
    """The folder of the site of a release that holds the open database of the run after these statements."""
    database = folder / "open" / "warehouse.duckdb"
    database.parent.mkdir(parents=True)
    shutil.copyfile(run.release / "open" / "warehouse.duckdb", database)
    with duckdb.connect(str(database)) as connection:
        for change in changes:
            connection.execute(change)
    return write_site(run.settings, folder)


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
