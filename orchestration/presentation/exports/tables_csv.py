"""Exports every open table as CSV, a file per area level, with a Data Package that describes each column.

Excel reads UTF-8 where the file begins with a byte-order mark. Not here: workbooks (excel.py), what a
Data Package says (data_package.py).
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

from orchestration.presentation.exports.columns import LEVELS, Column, OpenTable, Words, open_tables
from orchestration.presentation.exports.data_package import DESCRIPTOR, field, package, resource
from orchestration.presentation.exports.files import write_json
from orchestration.presentation.exports.release import OpenRelease
from orchestration.published.table import PublishedTable
from orchestration.warehouse import sql_name, sql_text

SCHEMAS: Final = "schemas"
# Most rows are of these levels: their files are some hundred MB of plain text in a country with every household.
COMPRESSED_LEVELS: Final = ("subdistrict", "local_administration")
_BOM: Final = "\ufeff"
# A spreadsheet computes a text that begins so. With an apostrophe before it, the text stays a text.
_FORMULA: Final = "'=', '+', '-', '@', chr(9), chr(13)"


def write(release: OpenRelease, folder: Path) -> None:
    """Write the files of all open tables, a schema per table, and `datapackage.json`."""
    resources: list[dict[str, Any]] = []
    for name, table in open_tables(release.connection).items():
        write_json(folder / SCHEMAS / f"{name}.json", _schema(table))
        for level in _levels(table.declared):
            path = _write_rows(release, folder, table, level)
            resources.append(_resource(table, level, path))
    write_json(folder / DESCRIPTOR, {**package(release), "resources": resources})


def _levels(table: PublishedTable) -> tuple[str | None, ...]:
    """The levels of figures of areas; a list has one file."""
    return table.levels if table.areas and "area_level" in table.key else (None,)


def _write_rows(release: OpenRelease, folder: Path, table: OpenTable, level: str | None) -> Path:
    name = f"{table.declared.name}-{level}" if level else table.declared.name
    is_compressed = level in COMPRESSED_LEVELS
    path = folder / f"{name}.csv{'.gz' if is_compressed else ''}"
    first, *others = table.columns
    header = [_named(first, _BOM + first.name), *(_named(column, column.name) for column in others)]
    release.connection.execute(
        f"copy (select {', '.join(header)} from open.{sql_name(table.declared.name)} "
        f"{f'where area_level = {sql_text(level)}' if level else ''}) "
        f"to {sql_text(path)} (format csv, header true, compression {'gzip' if is_compressed else 'none'})"
    )
    return path


def _named(column: Column, name: str) -> str:
    shown = column.shown
    if column.type == "VARCHAR":
        shown = f"if(left({shown}, 1) in ({_FORMULA}), '''' || {shown}, {shown})"
    elif column.type == "TIMESTAMP WITH TIME ZONE":
        shown = f"strftime({shown} at time zone 'UTC', '%Y-%m-%dT%H:%M:%SZ')"
    return f"{shown} as {sql_name(name)}"


def _schema(table: OpenTable) -> dict[str, Any]:
    """Table Schema. A key of which a part may be missing is no primary key there."""
    fields = [field(column.name, column.type, column.words) for column in table.columns]
    key = {} if table.declared.key_may_lack_parts else {"primaryKey": list(table.declared.key)}
    return {"fields": fields, **key}


def _resource(table: OpenTable, level: str | None, path: Path) -> dict[str, Any]:
    of = LEVELS[level] if level else None
    title = Words(
        en=f"{table.declared.title}: {of.en}" if of else table.declared.title,
        th=f"{table.declared.title_th}: {of.th}" if of else table.declared.title_th,
    )
    return resource(path, title=title, description=table.words, schema=f"{SCHEMAS}/{table.declared.name}.json")
