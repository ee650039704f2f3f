"""The outlines of areas as SVG paths, simplified for their size on the screen.

Provinces are in the project; delivered outlines come from `open/area_outline.parquet` and take their place. x is the
longitude times the cosine of a latitude of Thailand, y is the latitude. Not here: places of areas without an outline,
which the page projects by the same numbers.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, pairwise
from math import cos, radians
from pathlib import Path
from typing import Any, Final

import duckdb

from orchestration.warehouse import load_spatial, parquet_rows

BOUNDARIES: Final = Path(__file__).with_name("boundaries") / "provinces.geojson"
# Units per degree, and the corner that both coordinates count from.
PROJECTION: Final = {"west": 97.0, "north": 21.0, "across": round(100 * cos(radians(13.5)), 2), "down": 100.0}
# Steps across the areas that are drawn in one map: a step is about a pixel.
_STEPS_ACROSS: Final = 600
# Degrees a step in the map of provinces, which zooms in to a region. It is a unit of the projection.
_STEP_OF_PROVINCES: Final = 0.01
_Outline = dict[str, Any]
_Steps = Sequence[tuple[int, int]]

# The areas that one map draws: all provinces, or the areas of a level inside one area. Neighbours keep their border.
_MAPS: Final = f"""
    with drawn as (
        select outline.area_level, outline.area_code, coalesce(area.province_code, '') as province_code,
            case when area_level = 'province' then '' else area.parent_area_code end as around,
            ST_GeomFromGeoJSON(outline.geometry) as shape
        from {{rows}} as outline inner join shown_area as area using (area_level, area_code)
    ),
    maps as (
        select area_level, if(area_level = 'province', '', any_value(province_code)) as province_code,
            list(area_code order by area_code) as codes, list(shape order by area_code) as shapes,
            min(ST_XMin(shape)) as west, max(ST_YMax(shape)) as north,
            greatest(max(ST_XMax(shape)) - west, north - min(ST_YMin(shape))) / {_STEPS_ACROSS} as screen
        from drawn group by area_level, around
    ),
    stepped as (select *, if(area_level = 'province', {_STEP_OF_PROVINCES}, screen) as step from maps)
    select province_code, codes, west, north, step, ST_AsGeoJSON(ST_CoverageSimplify(shapes, step)) as shapes
    from stepped order by area_level, codes
"""


@dataclass(frozen=True)
class _Grid:
    """Whole steps from a corner, both in units of the projection."""

    left: float
    top: float
    step: float

    def place(self, longitude: float, latitude: float) -> tuple[int, int]:
        x, y = _projected(longitude, latitude)
        return round((x - self.left) / self.step), round((y - self.top) / self.step)


# The grid of the project's own outlines.
_UNITS: Final = _Grid(0, 0, 1)


def outlines() -> dict[str, _Outline]:
    """Code of the province -> its path, and the corners of the box around it, both in units of the projection."""
    features = json.loads(BOUNDARIES.read_text(encoding="utf-8"))["features"]
    return {each["properties"]["area_code"]: _outline(each["geometry"], _UNITS) for each in features}


def delivered_outlines(connection: duckdb.DuckDBPyConnection, file: Path) -> dict[str, dict[str, _Outline]]:
    """Code of the province -> code of the area -> outline, that of provinces under an empty code.

    The path of an outline counts in the steps of its own grid: `grid` has the corner and the length of a step.
    """
    rows = parquet_rows(file)
    if connection.execute(f"select 1 from {rows} limit 1").fetchone() is None:
        return {}
    load_spatial(connection)
    found: dict[str, dict[str, _Outline]] = {}
    for province, codes, west, north, step, shapes in connection.execute(_MAPS.format(rows=rows)).fetchall():
        left, top = _projected(west, north)
        grid = _Grid(round(left, 2), round(top, 2), round(step * PROJECTION["down"], 4))
        geometries = json.loads(shapes)["geometries"]
        own = {code: _outline(shape, grid) for code, shape in zip(codes, geometries, strict=True)}
        found.setdefault(province, {}).update(own)
    return found


def _outline(geometry: dict[str, Any], grid: _Grid) -> _Outline:
    polygons = geometry["coordinates"] if geometry["type"] == "MultiPolygon" else [geometry["coordinates"]]
    rings = [[grid.place(*point[:2]) for point in ring] for polygon in polygons for ring in polygon]
    # An island smaller than a step is a point. The largest part of an area stays whatever its size.
    rings = [ring for ring in rings if len(set(ring)) > 2] or [max(rings, key=len)]
    across, down = zip(*chain(*rings), strict=True)
    outline: _Outline = {"d": "".join(map(_path, rings)), "box": list(_box(across, down, grid))}
    return outline if grid == _UNITS else {**outline, "grid": [grid.left, grid.top, grid.step]}


def _box(across: Iterable[int], down: Iterable[int], grid: _Grid) -> Iterator[float]:
    across, down = tuple(across), tuple(down)
    for corner in (min, max):
        for start, steps in ((grid.left, across), (grid.top, down)):
            value = start + corner(steps) * grid.step
            yield value if isinstance(value, int) else round(value, 1)


def _projected(longitude: float, latitude: float) -> tuple[float, float]:
    return (
        (longitude - PROJECTION["west"]) * PROJECTION["across"],
        (PROJECTION["north"] - latitude) * PROJECTION["down"],
    )


def _path(ring: _Steps) -> str:
    """Steps from point to point, which are shorter than the points."""
    return f"M{ring[0][0]} {ring[0][1]}l{' '.join(_steps(ring))}z"


def _steps(ring: _Steps) -> Iterator[str]:
    for (left, top), (right, bottom) in pairwise(ring):
        if (left, top) != (right, bottom):
            yield f"{right - left} {bottom - top}"
