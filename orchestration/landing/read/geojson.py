"""Opens a GeoJSON file of outlines as rows of text: one row per feature, with its properties and its geometry.

Not here: other kinds of files (readers.py), whether a geometry is a sound outline (landing/outlines.py).
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final

import duckdb

from orchestration.errors import LandingError
from orchestration.landing.read.limits import GEOJSON_BYTES
from orchestration.landing.read.wording import shown
from orchestration.warehouse import literal_path, sql_name, sql_text

GEOMETRY: Final = "geometry"
# Property that says when an outline ended -> what its absence means in a row.
_ABSENT: Final = {"valid_to": "-"}
_FEATURES: Final = "features"
# Names of the one system that GeoJSON has: RFC 7946 knows no other, the version of 2008 names it.
_WGS_84: Final = re.compile(r"(urn:ogc:def:crs:)?(OGC:[0-9.]*:?CRS84|EPSG:[0-9.]*:?4326)", re.IGNORECASE)


def geojson_header(connection: duckdb.DuckDBPyConnection, path: Path) -> tuple[str, ...]:
    """Names of the properties of any feature, and of the geometry. The features stay in a table for `geojson_rows`.

    Raises LandingError for a file that is too large, is no collection of features, or is in another system than WGS 84.
    """
    if (size := path.stat().st_size) > GEOJSON_BYTES:
        raise LandingError(
            f"found {size:,} bytes of GeoJSON, expected at most {GEOJSON_BYTES:,}; deliver a file per province"
        )
    # JSON has no mark of the byte order, and some programs write one.
    connection.execute(
        "create or replace temp table collection as "
        f"select cast(ltrim(content, chr(65279)) as json) as content from read_text({sql_text(literal_path(path))})"
    )
    _refuse_other_collections(connection)
    connection.execute(
        f"create or replace temp table {_FEATURES} as "
        "select unnest(json_extract(content, '$.features[*]')) as feature from collection"
    )
    connection.execute("drop table collection")
    keys = "select distinct unnest(json_keys(feature, '$.properties')) as name from features order by all"
    names = [name for (name,) in connection.execute(keys).fetchall()]
    return tuple(dict.fromkeys((*names, *_ABSENT, GEOMETRY)))


def geojson_rows(columns: tuple[str, ...]) -> str:
    """The query for the rows of the features, every column a text."""
    return f"select {', '.join(map(_value, columns))} from {_FEATURES}"


def _value(column: str) -> str:
    place = "$.geometry" if column == GEOMETRY else f'$.properties."{column}"'
    value = f"json_extract_string(feature, {sql_text(place)})"
    if column in _ABSENT:
        value = f"coalesce({value}, {sql_text(_ABSENT[column])})"
    return f"{value} as {sql_name(column)}"


def _refuse_other_collections(connection: duckdb.DuckDBPyConnection) -> None:
    kind, features, crs, name = connection.execute(
        "select json_extract_string(content, '$.type'), json_array_length(content, '$.features'), "
        "json_extract_string(content, '$.crs'), json_extract_string(content, '$.crs.properties.name') from collection"
    ).fetchone() or (None, None, None, None)
    if kind != "FeatureCollection" or features is None:
        raise LandingError(
            f"found {shown(str(kind))} in the place of the type, expected a FeatureCollection with features; save it "
            "as GeoJSON and deliver it again"
        )
    if features == 0:
        raise LandingError("found a collection without features and no rows, expected outlines; deliver it again")
    if crs is not None and not _WGS_84.fullmatch((name or "").replace("::", ":")):
        raise LandingError(
            f"found coordinates in the system {shown(str(name or crs))}, expected WGS 84 in degrees of longitude and "
            "latitude, as GeoJSON has them; convert the file and deliver it again"
        )
