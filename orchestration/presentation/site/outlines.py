"""The outlines of provinces as SVG paths, in whole units of a plain projection.

x is the longitude times the cosine of a latitude of Thailand, y is the latitude. Not here: places of narrower areas,
which the page projects by the same numbers.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from itertools import chain, pairwise
from math import cos, radians
from pathlib import Path
from typing import Any, Final

BOUNDARIES: Final = Path(__file__).with_name("boundaries") / "provinces.geojson"
# Units per degree, and the corner that both coordinates count from.
PROJECTION: Final = {"west": 97.0, "north": 21.0, "across": round(100 * cos(radians(13.5)), 2), "down": 100.0}
_Point = tuple[int, int]


def outlines() -> dict[str, dict[str, Any]]:
    """Code of the province -> its path, and the corners of the box around it."""
    features = json.loads(BOUNDARIES.read_text(encoding="utf-8"))["features"]
    return {each["properties"]["area_code"]: _outline(each["geometry"]["coordinates"]) for each in features}


def _outline(polygons: Sequence[Sequence[Sequence[Sequence[float]]]]) -> dict[str, Any]:
    rings = [[_projected(*point) for point in ring] for polygon in polygons for ring in polygon]
    across, down = zip(*chain(*rings), strict=True)
    return {"d": "".join(map(_path, rings)), "box": [min(across), min(down), max(across), max(down)]}


def _projected(longitude: float, latitude: float) -> _Point:
    return (
        round((longitude - PROJECTION["west"]) * PROJECTION["across"]),
        round((PROJECTION["north"] - latitude) * PROJECTION["down"]),
    )


def _path(ring: Sequence[_Point]) -> str:
    """Steps from point to point, which are shorter than the points."""
    return f"M{ring[0][0]} {ring[0][1]}l{' '.join(_steps(ring))}z"


def _steps(ring: Sequence[_Point]) -> Iterator[str]:
    for (left, top), (right, bottom) in pairwise(ring):
        if (left, top) != (right, bottom):
            yield f"{right - left} {bottom - top}"
