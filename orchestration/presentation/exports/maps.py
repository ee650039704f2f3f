"""Exports maps: the headline figures of the latest round with a place for each area, as GeoParquet and GeoJSON.

Provinces have outlines, narrower areas delivered ones, or else their middle. DuckDB has the type of geometries and
writes GeoParquet without an extension. Not here: the paths of the site's map (site/outlines.py).
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from itertools import chain, islice
from pathlib import Path
from typing import Any, Final

from orchestration.presentation.exports.files import write_text
from orchestration.presentation.exports.release import NOISE, SYNTHETIC, OpenRelease
from orchestration.presentation.site.outlines import BOUNDARIES
from orchestration.warehouse import parquet_rows, sql_text

SQL: Final = Path(__file__).with_name("sql") / "maps.sql"
# A local administration lies across subdistricts and has no middle.
LEVELS: Final = ("province", "district", "subdistrict")
GOALS: Final = range(1, 18)
_FIGURES: Final = (
    *("households", "members", "households_poor", "members_poor", "cases_found", "cases_open", "cases_solved"),
    *("rank_in_level", "ranked_among", "headcount_ratio", "previous_headcount_ratio", "headcount_ratio_change"),
    *("intensity", "adjusted_headcount_ratio", "solved_rate"),
)
_BOX: Final = "xmin double, ymin double, xmax double, ymax double"
# Outlines in one statement, which is read as a whole.
_AT_ONCE: Final = 500
Geometry = Mapping[str, Any]


def write(release: OpenRelease, folder: Path) -> None:
    """Write `<level>.parquet` and `<level>.geojson` for each level."""
    for level in LEVELS:
        _write_level(release, folder, level)


def outlines(release: OpenRelease, level: str) -> dict[str, Geometry]:
    """Code of the area -> its outline as a MultiPolygon of GeoJSON. A delivered one comes before the project's."""
    rows = parquet_rows(release.open_zone / "area_outline.parquet")
    delivered = f"select area_code, geometry from {rows} where area_level = {sql_text(level)} order by area_code"
    found = {code: json.loads(text) for code, text in release.connection.execute(delivered).fetchall()}
    if level == "province":
        features = json.loads(BOUNDARIES.read_text(encoding="utf-8"))["features"]
        found = {each["properties"]["area_code"]: each["geometry"] for each in features} | found
    return {code: _in_parts(geometry) for code, geometry in found.items()}


def _in_parts(geometry: Geometry) -> Geometry:
    """A Polygon as a MultiPolygon of one part, so that a map has geometries of one type."""
    if geometry["type"] == "MultiPolygon":
        return geometry
    return {"type": "MultiPolygon", "coordinates": [geometry["coordinates"]]}


def _write_level(release: OpenRelease, folder: Path, level: str) -> None:
    connection, outlined = release.connection, outlines(release, level)
    connection.execute(
        f"create or replace temp table outline (area_code varchar, geometry geometry, bbox struct({_BOX}))"
    )
    rest = iter(outlined.items())
    while some := list(islice(rest, _AT_ONCE)):
        connection.execute(f"insert into outline values {', '.join(map(_row, some))}")
    connection.execute(f"create or replace temp table map as {_query(level)}")
    marks = ", ".join(f"{name}: {sql_text(str(value))}" for name, value in _marks(release).items())
    connection.execute(
        f"copy map to {sql_text(folder / f'{level}.parquet')} "
        f"(format parquet, compression zstd, kv_metadata {{{marks}}})"
    )
    write_text(folder / f"{level}.geojson", _geojson(release, outlined))


def _query(level: str) -> str:
    return SQL.read_text(encoding="utf-8").format(
        level=level,
        rates=", ".join(f"max(failing_rate) filter (where goal = {goal}) as goal_{goal}" for goal in GOALS),
        figures=", ".join(f"if(profile.is_suppressed, null, profile.{name}) as {name}" for name in _FIGURES),
        goals=", ".join(f"goals.goal_{goal} as goal_{goal}_failing_rate" for goal in GOALS),
    )


def _marks(release: OpenRelease) -> dict[str, object]:
    """What marks both files of a level."""
    return {
        "release_id": release.id,
        "issued": release.proposed_on.isoformat(),
        "vintages": "; ".join(f"{each.round} {each.kind}" for each in release.vintages),
        "is_synthetic": release.is_synthetic,
        "note": " ".join([NOISE["en"], *([SYNTHETIC["en"]] if release.is_synthetic else [])]),
        "note_th": " ".join([NOISE["th"], *([SYNTHETIC["th"]] if release.is_synthetic else [])]),
    }


def _geojson(release: OpenRelease, outlined: Mapping[str, Geometry]) -> str:
    """A feature per line. A figure that is missing has no property, an area without a place no geometry."""
    middle = "if(geometry is null, null, [bbox.xmin, bbox.ymin])"
    relation = release.connection.sql(f"select {middle} as middle, * exclude (geometry, bbox) from map")
    _, *names = relation.columns
    features = []
    for place, *values in relation.fetchall():
        properties = {name: value for name, value in zip(names, values, strict=True) if value is not None}
        geometry = outlined.get(properties["area_code"]) or (place and {"type": "Point", "coordinates": place})
        features.append(
            _json({"type": "Feature", "id": properties["area_code"], "geometry": geometry, "properties": properties})
        )
    head = _json({"type": "FeatureCollection", **_marks(release)})
    lines = ",\n".join(features)
    return f'{head[:-1]},"features":[\n{lines}\n]}}\n'


def _row(outlined: tuple[str, Geometry]) -> str:
    """Not bound as values: DuckDB imports pandas to bind one."""
    code, geometry = outlined
    west, south, east, north = _box(geometry)
    return f"({sql_text(code)}, cast({sql_text(_text(geometry))} as geometry), row({west}, {south}, {east}, {north}))"


def _text(geometry: Geometry) -> str:
    """The polygons as well-known text."""
    polygons = (f"({', '.join(f'({_points(ring)})' for ring in polygon)})" for polygon in geometry["coordinates"])
    return f"MULTIPOLYGON ({', '.join(polygons)})"


def _points(ring: Sequence[Sequence[float]]) -> str:
    return ", ".join(f"{longitude} {latitude}" for longitude, latitude in ring)


def _box(geometry: Geometry) -> tuple[float, float, float, float]:
    across, up = zip(*_all_points(geometry), strict=True)
    return min(across), min(up), max(across), max(up)


def _all_points(geometry: Geometry) -> Iterator[Sequence[float]]:
    return chain.from_iterable(ring for polygon in geometry["coordinates"] for ring in polygon)


def _json(content: object) -> str:
    return json.dumps(content, ensure_ascii=False, separators=(",", ":"))
