"""The Data Package beside CSV files: what marks the release, and what describes a file and its columns.

A CSV file has rows alone, so that its marks are here. Not here: which files there are (tables_csv.py,
best_practices.py).
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from orchestration.presentation.exports.columns import Words
from orchestration.presentation.exports.release import LICENCE_UNKNOWN, NOISE, PRODUCT, SYNTHETIC, OpenRelease

DESCRIPTOR: Final = "datapackage.json"
_APOSTROPHE: Final = {
    "th": "ข้อความที่ขึ้นต้นด้วย =, +, - หรือ @ มีเครื่องหมาย ' นำหน้า",
    "en": "A text that begins with =, +, - or @ has an apostrophe before it.",
}
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


def package(release: OpenRelease) -> dict[str, Any]:
    """The head of a Data Package, to which `resources` belong."""
    marks = {language: [text] if release.is_synthetic else [] for language, text in SYNTHETIC.items()}
    said = {language: " ".join([NOISE[language], *marks[language], _APOSTROPHE[language]]) for language in marks}
    return {
        "profile": "tabular-data-package",
        "name": f"sdg-household-warehouse-{release.id.lower()}",
        "id": release.id,
        "version": release.id,
        "created": release.day.isoformat(),
        "title": PRODUCT["en"],
        "title_th": PRODUCT["th"],
        "description": said["en"],
        "description_th": said["th"],
        "is_synthetic": release.is_synthetic,
        "vintages": vintages(release),
        "license_note": LICENCE_UNKNOWN,
        "sources": list(_sources(release)),
    }


def vintages(release: OpenRelease) -> list[dict[str, str | None]]:
    """The vintage of each round."""
    return [
        {"round": each.round, "kind": each.kind, "on": each.on.isoformat() if each.on else None}
        for each in release.vintages
    ]


def resource(path: Path, *, title: Words, description: Words, schema: str | dict[str, Any]) -> dict[str, Any]:
    """A written file. `schema` is a Table Schema, or its address below the folder of the package."""
    return {
        "name": path.name.partition(".")[0],
        "path": path.name,
        "profile": "tabular-data-resource",
        "title": title.en,
        "title_th": title.th,
        "description": description.en,
        "description_th": description.th,
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        **({"compression": "gz"} if path.suffix == ".gz" else {}),
        "bytes": path.stat().st_size,
        "hash": f"sha256:{hashlib.sha256(path.read_bytes()).hexdigest()}",
        "schema": schema,
    }


def field(name: str, kind: str, words: Words) -> dict[str, Any]:
    """A column. `kind` is the type of DuckDB."""
    return {
        "name": name,
        "type": _TYPES[kind.partition("(")[0]],
        "description": words.en,
        "description_th": words.th,
    }


def _sources(release: OpenRelease) -> Iterator[dict[str, Any]]:
    """One source per feed. The open table `release` names each of its files."""
    ((batches,),) = release.connection.execute("select source_batches from open.release").fetchall()
    feeds = [str(batch.get("feed", "")) for batch in json.loads(batches or "[]")]
    for feed in sorted(set(feeds)):
        yield {"title": feed, "files": feeds.count(feed)}
