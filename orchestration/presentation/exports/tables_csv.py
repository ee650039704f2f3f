"""Exports every open table as CSV, a file per area level, with a Data Package that describes each column.

Excel reads UTF-8 where the file begins with a byte-order mark. Not here: workbooks (excel.py).
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from orchestration.presentation.exports.columns import Column, OpenTable, open_tables
from orchestration.presentation.exports.files import write_json
from orchestration.presentation.exports.release import LICENCE_UNKNOWN, NOISE, PRODUCT, SYNTHETIC, OpenRelease
from orchestration.published.table import PublishedTable
from orchestration.warehouse import sql_name, sql_text

DESCRIPTOR: Final = "datapackage.json"
SCHEMAS: Final = "schemas"
# Most rows are of these levels: their files are some hundred MB of plain text in a country with every household.
COMPRESSED_LEVELS: Final = ("subdistrict", "local_administration")
_BOM: Final = "\ufeff"
# A spreadsheet computes a text that begins so. With an apostrophe before it, the text stays a text.
_FORMULA: Final = "'=', '+', '-', '@', chr(9), chr(13)"
_TYPES: Final = {
    "BIGINT": "integer",
    "BOOLEAN": "boolean",
    "DATE": "date",
    "DECIMAL": "number",
    "DOUBLE": "number",
    "INTEGER": "integer",
    "TIMESTAMP WITH TIME ZONE": "datetime",
    "VARCHAR": "string",
}


def write(release: OpenRelease, folder: Path) -> None:
    """Write the files of all open tables, a schema per table, and `datapackage.json`."""
    resources: list[dict[str, Any]] = []
    for name, table in open_tables(release.connection).items():
        write_json(folder / SCHEMAS / f"{name}.json", _schema(table))
        for level in _levels(table.declared):
            path = _write_rows(release, folder, table, level)
            resources.append(_resource(table, level, path))
    write_json(folder / DESCRIPTOR, {**_package(release), "resources": resources})


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
    fields = [
        {
            "name": column.name,
            "type": _TYPES[column.type.partition("(")[0]],
            "description": column.words.en,
            "description_th": column.words.th,
        }
        for column in table.columns
    ]
    key = {} if table.declared.key_may_lack_parts else {"primaryKey": list(table.declared.key)}
    return {"fields": fields, **key}


def _resource(table: OpenTable, level: str | None, path: Path) -> dict[str, Any]:
    is_compressed = path.suffix == ".gz"
    of = f": {level}" if level else ""
    return {
        "name": path.name.partition(".")[0],
        "path": path.name,
        "profile": "tabular-data-resource",
        "title": f"{table.declared.title}{of}",
        "title_th": f"{table.declared.title_th}{of}",
        "description": table.words.en,
        "description_th": table.words.th,
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        **({"compression": "gz"} if is_compressed else {}),
        "bytes": path.stat().st_size,
        "hash": f"sha256:{hashlib.sha256(path.read_bytes()).hexdigest()}",
        "schema": f"{SCHEMAS}/{table.declared.name}.json",
    }


def _package(release: OpenRelease) -> dict[str, Any]:
    mark = {language: f" {text}" if release.is_synthetic else "" for language, text in SYNTHETIC.items()}
    return {
        "profile": "tabular-data-package",
        "name": f"sdg-household-warehouse-{release.id.lower()}",
        "id": release.id,
        "version": release.id,
        "created": f"{release.proposed_on.isoformat()}T00:00:00Z",
        "title": PRODUCT["en"],
        "title_th": PRODUCT["th"],
        "description": f"{NOISE['en']}{mark['en']} A text that begins with =, +, - or @ has an apostrophe before it.",
        "description_th": f"{NOISE['th']}{mark['th']}",
        "is_synthetic": release.is_synthetic,
        "vintages": [
            {"round": each.round, "kind": each.kind, "on": each.on and each.on.isoformat()} for each in release.vintages
        ],
        "license_note": LICENCE_UNKNOWN,
        "sources": list(_sources(release)),
    }


def _sources(release: OpenRelease) -> Iterator[dict[str, Any]]:
    """One source per feed. The open table `release` names each of its files."""
    ((batches,),) = release.connection.execute("select source_batches from open.release").fetchall()
    feeds = [str(batch.get("feed", "")) for batch in json.loads(batches or "[]")]
    for feed in sorted(set(feeds)):
        yield {"title": feed, "files": feeds.count(feed)}
