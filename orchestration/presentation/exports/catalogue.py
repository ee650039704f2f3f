"""Describes the release for a data catalogue: a dataset of DCAT as JSON-LD, with a distribution per file.

Addresses are relative to the file. A copy of the exports lies elsewhere, without the open zone. Not here: columns of
tables (csv/datapackage.json).
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from itertools import chain
from pathlib import Path
from typing import Any, Final

from orchestration.names import OPEN
from orchestration.presentation.exports.files import write_json
from orchestration.presentation.exports.release import LICENCE_UNKNOWN, NOISE, PRODUCT, SYNTHETIC, OpenRelease

CATALOGUE: Final = "catalogue.jsonld"
_CONTEXT: Final = {
    "adms": "http://www.w3.org/ns/adms#",
    "dcat": "http://www.w3.org/ns/dcat#",
    "dct": "http://purl.org/dc/terms/",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "spdx": "http://spdx.org/rdf/terms#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
_MEDIA: Final = "https://www.iana.org/assignments/media-types/"
_GZIP: Final = ".gz"
# Suffix -> name of the format, and its media type.
_FORMATS: Final = {
    ".csv": ("CSV", "text/csv"),
    ".duckdb": ("DuckDB", "application/octet-stream"),
    ".geojson": ("GeoJSON", "application/geo+json"),
    ".html": ("HTML", "text/html"),
    ".json": ("JSON", "application/json"),
    ".md": ("Markdown", "text/markdown"),
    ".parquet": ("Parquet", "application/vnd.apache.parquet"),
    ".xlsx": ("XLSX", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    ".xml": ("XML", "application/xml"),
    ".yml": ("YAML", "application/yaml"),
}
_UNKNOWN: Final = ("", "application/octet-stream")
# How the address of a file outside the exports begins.
_ABOVE: Final = "../"


def write_catalogue(release: OpenRelease, folder: Path) -> None:
    """Write `catalogue.jsonld` about the files of the exports, which are written, and of the open zone."""
    of_open = (path for path in (folder.parent / OPEN).iterdir() if path.is_file())
    files = sorted(chain((path for path in folder.rglob("*") if path.is_file()), of_open))
    distributions = [_distribution(path, folder) for path in files]
    write_json(folder / CATALOGUE, {**_dataset(release), "dcat:distribution": distributions})


def leave_out_open_zone(copy: Path) -> None:
    """Take files that are not below the copy out of its catalogue, which otherwise stays as it is."""
    path = copy / CATALOGUE
    catalogue = json.loads(path.read_text(encoding="utf-8"))
    own = [each for each in catalogue["dcat:distribution"] if not each["dcat:downloadURL"]["@id"].startswith(_ABOVE)]
    write_json(path, {**catalogue, "dcat:distribution": own})


def _dataset(release: OpenRelease) -> dict[str, Any]:
    ((th, en),) = release.connection.execute(
        "select name_th, name_en from open.dim_area where area_level = 'nation'"
    ).fetchall()
    synthetic = SYNTHETIC if release.is_synthetic else dict.fromkeys(SYNTHETIC, "")
    described = {language: f"{NOISE[language]} {synthetic[language]}".strip() for language in NOISE}
    return {
        "@context": _CONTEXT,
        "@id": f"urn:sdg-household-warehouse:{release.id}",
        "@type": "dcat:Dataset",
        "dct:identifier": release.id,
        "dcat:version": release.id,
        "dct:title": _both({"th": f"{PRODUCT['th']} {th}", "en": f"{PRODUCT['en']}, {en}"}),
        "dct:description": _both(described),
        "dct:issued": _typed("date", release.proposed_on.isoformat()),
        "dct:language": ["th", "en"],
        "dct:spatial": {"@type": "dct:Location", "rdfs:label": _both({"th": th, "en": en})},
        "dct:temporal": list(_periods(release)),
        "dct:rights": {"@type": "dct:RightsStatement", "rdfs:label": LICENCE_UNKNOWN},
        "adms:versionNotes": [f"{each.round}: {each.kind}" for each in release.vintages],
        "dcat:keyword": ["SDG", "household survey", "multidimensional poverty", "ครัวเรือน", "ความยากจนหลายมิติ"],
    }


def _periods(release: OpenRelease) -> Iterator[dict[str, Any]]:
    """One per survey round."""
    query = "select survey_round, first_surveyed_on, last_surveyed_on from open.dim_survey_round order by survey_round"
    for name, first, last in release.connection.execute(query).fetchall():
        yield {
            "@type": "dct:PeriodOfTime",
            "rdfs:label": name,
            "dcat:startDate": _typed("date", str(first)),
            "dcat:endDate": _typed("date", str(last)),
        }


def _distribution(path: Path, folder: Path) -> dict[str, Any]:
    address = path.relative_to(folder.parent).as_posix()
    relative = path.relative_to(folder).as_posix() if path.is_relative_to(folder) else f"{_ABOVE}{address}"
    is_compressed = path.suffix == _GZIP
    form, media = _FORMATS.get(Path(path.stem).suffix if is_compressed else path.suffix, _UNKNOWN)
    with path.open("rb") as file:
        sha256 = hashlib.file_digest(file, "sha256").hexdigest()
    return {
        "@type": "dcat:Distribution",
        "dct:title": address,
        "dcat:accessURL": {"@id": relative},
        "dcat:downloadURL": {"@id": relative},
        **({"dct:format": form} if form else {}),
        "dcat:mediaType": {"@id": f"{_MEDIA}{media}"},
        **({"dcat:compressFormat": {"@id": f"{_MEDIA}application/gzip"}} if is_compressed else {}),
        "dcat:byteSize": _typed("nonNegativeInteger", str(path.stat().st_size)),
        "spdx:checksum": {
            "@type": "spdx:Checksum",
            "spdx:algorithm": {"@id": "spdx:checksumAlgorithm_sha256"},
            "spdx:checksumValue": _typed("hexBinary", sha256),
        },
    }


def _both(words: dict[str, str]) -> list[dict[str, str]]:
    return [{"@language": language, "@value": text} for language, text in words.items()]


def _typed(kind: str, value: str) -> dict[str, str]:
    return {"@type": f"xsd:{kind}", "@value": value}
