"""Locks down the feed boundaries: sound outlines of listed areas land simplified, with common borders. Any other
outline goes to quarantine with its reason. A file in another system is refused.
"""

from __future__ import annotations

import json
from itertools import pairwise
from pathlib import Path
from typing import Any, Final

import pytest

from orchestration.landing.land import land_feed
from orchestration.landing.read import geojson
from orchestration.landing.workers import make_in_worker
from orchestration.names import LOCAL_ADMINISTRATIONS
from tests.unit.landing.by_hand import Inbox

BOUNDARIES: Final = "boundaries"
Ring = list[list[float]]
WEST: Final[Ring] = [[98.9, 18.7], [99.0, 18.7], [99.0, 18.8], [98.9, 18.8], [98.9, 18.7]]
EAST: Final[Ring] = [[99.0, 18.7], [99.1, 18.7], [99.1, 18.8], [99.0, 18.8], [99.0, 18.7]]
ISLAND: Final[Ring] = [[99.2, 18.7], [99.3, 18.7], [99.3, 18.8], [99.2, 18.7]]
BOW: Final[Ring] = [[98.9, 18.7], [99.0, 18.8], [99.0, 18.7], [98.9, 18.8], [98.9, 18.7]]
OPEN: Final[Ring] = [[98.9, 18.7], [99.0, 18.7], [99.0, 18.8], [98.9, 18.8]]
ABROAD: Final[Ring] = [[90.0, 18.7], [99.0, 18.7], [99.0, 18.8], [90.0, 18.7]]


def feature(level: str, code: str, geometry: object, **more: object) -> dict[str, Any]:
    properties = {"area_level": level, "area_code": code, "name": "of the source", **more}
    return {"type": "Feature", "properties": properties, "geometry": geometry}


def polygon(ring: Ring) -> dict[str, Any]:
    return {"type": "Polygon", "coordinates": [ring]}


def put(inbox: Inbox, *features: dict[str, Any], name: str = "outlines", **more: object) -> Path:
    collection = {"type": "FeatureCollection", "features": features, **more}
    return inbox.put(f"{BOUNDARIES}/{name}.geojson", json.dumps(collection))


def test_outlines_of_every_level_land(inbox: Inbox) -> None:
    inbox.put(
        f"{LOCAL_ADMINISTRATIONS}/list.csv", "lao_code,lao_type,name,province_code\n5500101,town_municipality,ก,50\n"
    )
    inbox.land(LOCAL_ADMINISTRATIONS)
    put(
        inbox,
        feature("province", "50", polygon(WEST)),
        feature("district", "5001", polygon(WEST), valid_from="1999-01-01"),
        feature("subdistrict", "500101", {"type": "MultiPolygon", "coordinates": [[WEST], [ISLAND]]}, valid_to=None),
        feature("local_administration", "5500101", polygon(EAST)),
    )
    landing = inbox.land(BOUNDARIES)
    assert landing.total("rows_quarantined") == 0
    rows = inbox.landed(BOUNDARIES)
    assert [(row["area_level"], row["area_code"], row["valid_to"]) for row in rows] == [
        ("province", "50", None),
        ("district", "5001", None),
        ("subdistrict", "500101", None),
        ("local_administration", "5500101", None),
    ]
    assert str(rows[1]["valid_from"]) == "1999-01-01"
    kinds = [json.loads(row["geometry"])["type"] for row in rows]
    assert kinds == ["Polygon", "Polygon", "MultiPolygon", "Polygon"]


@pytest.mark.parametrize(
    ("faulty", "column", "expected"),
    [
        (feature("subdistrict", "500102", polygon(BOW)), "geometry", "cross neither themselves nor each other"),
        (feature("subdistrict", "500102", polygon(OPEN)), "geometry", "rings that are closed"),
        (feature("subdistrict", "500102", polygon(ABROAD)), "geometry", "97.3 to 105.7 degrees east"),
        (feature("subdistrict", "500102", {"type": "Point", "coordinates": [99, 18]}), "geometry", "a Polygon or"),
        (feature("subdistrict", "500102", {"type": "Polygon", "coordinates": []}), "geometry", "with coordinates"),
        (feature("subdistrict", "500102", {"type": "Polygon", "coordinates": "far"}), "geometry", "a geometry of"),
        (feature("subdistrict", "500102", None), "geometry", "a geometry of GeoJSON"),
        (feature("subdistrict", "500199", polygon(EAST)), "area_code", "lists under the area_level of the row"),
        (feature("district", "500102", polygon(EAST)), "area_code", "lists under the area_level of the row"),
        (feature("village", "50010201", polygon(EAST)), "area_level", "province, district, subdistrict or"),
        (feature("subdistrict", "500102", polygon(EAST), valid_to="31/12/2566"), "valid_to", "a Gregorian date"),
    ],
)
def test_an_outline_that_is_not_sound_is_kept_apart_with_its_reason(
    inbox: Inbox, faulty: dict[str, Any], column: str, expected: str
) -> None:
    put(inbox, feature("subdistrict", "500101", polygon(WEST)), faulty)
    landing = inbox.land(BOUNDARIES)
    assert landing.total("rows_quarantined") == 1
    assert [row["area_code"] for row in inbox.landed(BOUNDARIES)] == ["500101"]
    kept = inbox.quarantined(BOUNDARIES)
    assert {row["source_row"] for row in kept} == {2}
    assert expected in {row["column_name"]: row["expected"] for row in kept}[column]


def test_an_invalid_outline_is_never_repaired(inbox: Inbox) -> None:
    put(inbox, feature("subdistrict", "500101", polygon(BOW)))
    message = inbox.refusal(BOUNDARIES)
    assert "1 row breaks the contract" in message
    assert 'found {"type":"Polygon"' in message
    assert inbox.landed(BOUNDARIES) == []


def test_a_second_outline_in_force_is_kept_apart_and_a_former_one_lands(inbox: Inbox) -> None:
    put(
        inbox,
        feature("district", "5001", polygon(WEST), valid_to="1998-12-31"),
        feature("district", "5001", polygon(EAST)),
        feature("subdistrict", "500101", polygon(WEST)),
        feature("subdistrict", "500101", polygon(EAST)),
    )
    inbox.land(BOUNDARIES)
    assert [(row["area_code"], str(row["valid_to"])) for row in inbox.landed(BOUNDARIES)] == [
        ("5001", "1998-12-31"),
        ("5001", "None"),
    ]
    kept = inbox.quarantined(BOUNDARIES)
    assert {row["source_row"] for row in kept} == {3, 4}
    assert {row["found"] for row in kept} == {"rows 3, 4 with different values"}
    put(inbox, feature("district", "5001", polygon(EAST)), name="again")
    assert "1 keys are in more than one delivery" in inbox.refusal(BOUNDARIES)


def wavy(west: float, east: float) -> tuple[Ring, Ring]:
    """Two outlines whose common border in the middle has a point every ten metres, some metres off a line."""
    middle = (west + east) / 2
    border = [[middle + 0.00004 * (step % 3), 18.7 + 0.0001 * step] for step in range(1001)]
    left = [[west, 18.7], *border, [west, 18.8], [west, 18.7]]
    right = [[east, 18.8], *border[::-1], [east, 18.7], [east, 18.8]]
    return left, right


def test_neighbours_keep_their_common_border_when_they_are_simplified(inbox: Inbox) -> None:
    left, right = wavy(98.9, 99.1)
    put(inbox, feature("subdistrict", "500101", polygon(left)), feature("subdistrict", "500102", polygon(right)))
    inbox.land(BOUNDARIES)
    first, second = (json.loads(row["geometry"])["coordinates"][0] for row in inbox.landed(BOUNDARIES))
    assert len(first) + len(second) < 40
    steps = {frozenset(map(tuple, step)) for step in pairwise(first)}
    assert any(frozenset(map(tuple, step)) in steps for step in pairwise(second))
    assert all(
        len(str(degrees).partition(".")[2]) <= 4 for ring in (first, second) for point in ring for degrees in point
    )


@pytest.mark.parametrize("name", ["urn:ogc:def:crs:OGC:1.3:CRS84", "urn:ogc:def:crs:EPSG::4326", "EPSG:4326"])
def test_a_file_that_names_wgs_84_lands(inbox: Inbox, name: str) -> None:
    put(inbox, feature("district", "5001", polygon(WEST)), crs={"type": "name", "properties": {"name": name}})
    assert inbox.land(BOUNDARIES).total("rows_landed") == 1


@pytest.mark.parametrize(
    "crs", [{"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::32647"}}, {"type": "link"}]
)
def test_a_file_in_another_system_is_refused_with_a_sentence(inbox: Inbox, crs: object) -> None:
    put(inbox, feature("district", "5001", polygon(WEST)), crs=crs)
    message = inbox.refusal(BOUNDARIES)
    assert "outlines.geojson: found coordinates in the system" in message
    assert "expected WGS 84 in degrees of longitude and latitude" in message
    assert inbox.landed(BOUNDARIES) == []


@pytest.mark.parametrize(
    ("content", "found"),
    [
        ('{"type": "Feature"}', "found Feature in the place of the type, expected a FeatureCollection"),
        ('{"type": "FeatureCollection"}', "expected a FeatureCollection with features"),
        ('{"type": "FeatureCollection", "features": []}', "found a collection without features and no rows"),
        ('{"type": "FeatureCollection", "features": [', "cannot be read as geojson"),
        ('{"type": "FeatureCollection", "features": [7]}', "column area_level is missing; column area_code is missing"),
    ],
)
def test_a_file_that_is_no_collection_of_outlines_is_refused(inbox: Inbox, content: str, found: str) -> None:
    inbox.put(f"{BOUNDARIES}/outlines.geojson", content)
    assert found in inbox.refusal(BOUNDARIES)


def test_a_file_beyond_the_limit_is_refused_unread(inbox: Inbox, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(geojson, "GEOJSON_BYTES", 100)
    put(inbox, feature("district", "5001", polygon(WEST)))
    assert "bytes of GeoJSON, expected at most 100; deliver a file per province" in inbox.refusal(BOUNDARIES)


def test_outlines_land_in_a_process_of_their_own(inbox: Inbox) -> None:
    put(inbox, feature("district", "5001", polygon(WEST)))
    assert land_feed(inbox.settings, BOUNDARIES, make=make_in_worker).total("rows_landed") == 1
