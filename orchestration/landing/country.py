"""The country whose houses and households land: that of the feed country, or else Thailand.

A country is the nation's code and box of coordinates, and the provinces that may be in the code list. Not here: the
rules of a single row (data/contracts/feeds/country.yaml), districts and narrower areas (geography).
"""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from orchestration.errors import LandingError
from orchestration.landing.read.lists import read_rows
from orchestration.landing.read.wording import shown, some
from orchestration.landing.receipt import landed_files, read_receipts
from orchestration.names import COUNTRY, GEOGRAPHY
from orchestration.settings import Settings
from orchestration.warehouse import open_memory, parquet_rows

_OWN_LIST: Final = "country.csv"
_COLUMNS: Final = ("area_level", "area_code", "parent_area_code", "name_th", "name_en", "is_sdg_pilot")
_BOUNDS: Final = ("longitude_from", "longitude_to", "latitude_from", "latitude_to")
_PARENTS: Final = {"region": "nation", "province": "region"}
_SHOWN: Final = 10


@dataclass(frozen=True)
class Country:
    """The nation's code, the bounds of its houses in degrees, and its provinces: code -> name."""

    code: str
    bounds: Mapping[str, tuple[float, float]]
    provinces: Mapping[str, str]


@dataclass(frozen=True)
class _Area:
    level: str
    code: str
    parent: str
    name_th: str
    name_en: str
    is_pilot: str
    bounds: tuple[str, ...]

    def __str__(self) -> str:
        return f"{self.level} {self.code}"


def country_in_force(settings: Settings) -> Country:
    """The delivered country, or the project's own. Raises LandingError if the landed rows are not one country."""
    return _country(areas) if (areas := _landed(settings)) else own_country(settings.seeds)


def own_country(seeds: Path) -> Country:
    """Thailand, as the seed has it."""
    rows = read_rows(seeds / _OWN_LIST)
    return _country([_area([row[name] for name in (*_COLUMNS, *_BOUNDS)]) for row in rows])


def refuse_unusable_country(settings: Settings) -> None:
    """Raise LandingError with every reason why the landed rows are not one nation of regions and provinces."""
    _landed(settings)


def refuse_provinces_without_region(settings: Settings) -> str | None:
    """Raise LandingError naming the provinces of the code list that the country lacks; say which take no part."""
    country = country_in_force(settings)
    files = landed_files(settings.landing, GEOGRAPHY, entity="provinces")
    connection = open_memory(settings)
    try:
        rows = connection.execute(f"select province_code, name_en from {parquet_rows(*files)} order by 1").fetchall()
    finally:
        connection.close()
    listed = dict(rows)
    if unknown := [f"{code} {name}" for code, name in rows if code not in country.provinces]:
        raise LandingError(
            f"{GEOGRAPHY}/provinces: found {_some(unknown)}, which country {country.code} lacks, expected provinces of"
            f" one of its regions; correct the list, or deliver the regions of the provinces to inbox/{COUNTRY}"
        )
    absent = [f"{code} {name}".strip() for code, name in country.provinces.items() if code not in listed]
    part = f"{len(listed)} of {len(country.provinces)} provinces of country {country.code} take part"
    return f"{part}; not in the list: {_some(absent)}" if absent else None


def _landed(settings: Settings) -> list[_Area]:
    """The landed rows, none if the feed never came. Raises LandingError if they are not one country."""
    receipts = read_receipts(settings.landing, COUNTRY)
    if not receipts:
        return []
    columns = ", ".join(f"coalesce(cast({name} as varchar), '')" for name in (*_COLUMNS, *_BOUNDS))
    files = parquet_rows(*landed_files(settings.landing, COUNTRY))
    connection = open_memory(settings)
    try:
        areas = [_area(row) for row in connection.execute(f"select {columns} from {files} order by 1, 2").fetchall()]
    finally:
        connection.close()
    if faults := list(_faults(areas)):
        raise LandingError(
            f"{', '.join(receipt.source_file for receipt in receipts.values())}: found rows that are not one country:"
            f" {some(faults)}; expected one nation with bounds of longitude and latitude, named regions of the"
            " nation, and provinces of the regions, each marked as pilot or not; correct the file and deliver it"
            " again under its name"
        )
    return areas


def _area(values: Sequence[str]) -> _Area:
    level, code, parent, name_th, name_en, is_pilot, *bounds = values
    return _Area(level, code, parent, name_th, name_en, is_pilot, tuple(bounds))


def _country(areas: Sequence[_Area]) -> Country:
    (nation,) = (area for area in areas if area.level == "nation")
    west, east, south, north = map(float, nation.bounds)
    return Country(
        code=nation.code,
        bounds={"longitude": (west, east), "latitude": (south, north)},
        provinces={area.code: area.name_en for area in areas if area.level == "province"},
    )


def _faults(areas: Sequence[_Area]) -> Iterator[str]:
    nations = [area for area in areas if area.level == "nation"]
    if len(nations) != 1:
        yield f"{len(nations)} nations"
    for nation in nations:
        if "" in nation.bounds:
            yield f"{nation} lacks a bound"
        elif not _ascend(*map(float, nation.bounds)):
            yield f"{nation} has bounds that do not ascend"
    known = {(area.level, area.code) for area in areas}
    for area in areas:
        yield from _faults_of(area, known)
    yield from (f"no {level}" for level in _PARENTS if not any(area.level == level for area in areas))


def _faults_of(area: _Area, known: Container[tuple[str, str]]) -> Iterator[str]:
    above = _PARENTS.get(area.level)
    if above and (above, area.parent) not in known:
        yield f"{area} is of {above} {area.parent or '(none)'}, which is not listed"
    if area.level != "province" and not (area.name_th and area.name_en):
        yield f"{area} lacks a name"
    if area.level == "province" and not area.is_pilot:
        yield f"{area} is not marked as pilot or not"


def _ascend(west: float, east: float, south: float, north: float) -> bool:
    return west < east and south < north


def _some(names: Sequence[str]) -> str:
    more = f" and {len(names) - _SHOWN} more" if len(names) > _SHOWN else ""
    return ", ".join(map(shown, names[:_SHOWN])) + more
