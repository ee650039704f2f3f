"""Compares the landed code list with that of the last release, and with the areas that the landed houses are in.

Every area is named. Not here: how many areas may be lost or renamed (expectations/suites/hierarchy), former codes
(area_changes.py).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

import duckdb

from orchestration.errors import LandingError
from orchestration.landing.area_changes import former_codes_sql
from orchestration.landing.read.wording import shown
from orchestration.landing.receipt import landed_files
from orchestration.names import GEOGRAPHY, HOUSE_REGISTRY, OPEN
from orchestration.settings import Settings
from orchestration.warehouse import open_memory, parquet_rows

_LEVELS: Final = ("province", "district", "subdistrict")
_SHOWN: Final = 10
_LOST = """
    select area_level || ' ' || area_code || ' ' || coalesce(name_en, '') from before
    anti join now using (area_level, area_code)
    where not exists (select 1 from former where starts_with(area_code, code)) order by area_code
"""
_NEW = """
    select area_level || ' ' || area_code || ' ' || name_en from now
    anti join before using (area_level, area_code) order by area_code
"""
_RENAMED = """
    select area_level || ' ' || area_code || ' ' || concat_ws(' / ', before.name_th, before.name_en)
           || ' to ' || concat_ws(' / ', now.name_th, now.name_en)
    from before join now using (area_level, area_code)
    where before.name_th is distinct from now.name_th or before.name_en is distinct from now.name_en order by area_code
"""


def compare_with_last_release(settings: Settings) -> str | None:
    """Name the areas that the code list lost, gained and renamed since the last release; None if it did not change.

    An area under a former code is not lost: the area changes say where it is.
    """
    published = settings.current / OPEN / "dim_area.parquet"
    if not published.exists():
        return None
    connection = open_memory(settings)
    try:
        _list_areas(settings, connection)
        connection.execute(
            f"create temp table before as select area_level, area_code, name_th, name_en from {parquet_rows(published)}"
            f" where valid_to is null and area_level in {_LEVELS}"
        )
        queries = {"lost": _LOST, "new": _NEW, "renamed": _RENAMED}
        found = {word: [name for (name,) in connection.execute(query).fetchall()] for word, query in queries.items()}
    finally:
        connection.close()
    changes = "; ".join(f"{len(names):,} {word}: {_some(names)}" for word, names in found.items() if names)
    return (
        f"the code list differs from that of release {settings.current.resolve().name}: {changes}" if changes else None
    )


def refuse_houses_of_unlisted_areas(settings: Settings) -> str | None:
    """Raise LandingError naming the subdistricts of landed houses that today's list lacks; say which have no house.

    A list can lose an area after the houses landed.
    """
    files = landed_files(settings.landing, HOUSE_REGISTRY)
    connection = open_memory(settings)
    try:
        _list_areas(settings, connection)
        connection.execute(
            "create temp table inhabited as select village_code, count(*) as houses"
            f" from {parquet_rows(*files)} where register_type <> 'central' group by village_code"
        )
        unlisted = connection.execute(
            """
            select left(village_code, 6) as area_code, sum(houses) from inhabited
            where left(village_code, 6) not in (select area_code from now where area_level = 'subdistrict')
              and not exists (select 1 from former where starts_with(village_code, code))
            group by 1 order by 1
            """
        ).fetchall()
        empty = list(_without_house(connection))
    finally:
        connection.close()
    if unlisted:
        areas = [f"{code} with {houses:,} houses" for code, houses in unlisted]
        raise LandingError(
            f"{HOUSE_REGISTRY}: found houses in subdistricts that the code list lacks: {_some(areas)}; expected every"
            f" subdistrict in {GEOGRAPHY}, or its code among the former codes of area_changes; deliver the list or the"
            " changes again"
        )
    return f"subdistricts of the code list without a house, {len(empty):,} in all: {_some(empty)}" if empty else None


def _without_house(connection: duckdb.DuckDBPyConnection) -> Iterator[str]:
    """Only where no house is under a former code: nobody knows here which area of today that is."""
    rows = connection.execute(
        """
        select area_code || ' ' || name_en from now
        where area_level = 'subdistrict' and area_code not in (select left(village_code, 6) from inhabited)
          and not exists (select 1 from former) order by area_code
        """
    ).fetchall()
    yield from (name for (name,) in rows)


def _list_areas(settings: Settings, connection: duckdb.DuckDBPyConnection) -> None:
    """Tables `now` of the landed list, and `former` of the landed former codes."""
    lists = " union all ".join(
        f"select '{level}' as area_level, {level}_code as area_code, name_th, name_en"
        f" from {parquet_rows(*landed_files(settings.landing, GEOGRAPHY, entity=f'{level}s'))}"
        for level in _LEVELS
    )
    connection.execute(f"create temp table now as {lists}")
    connection.execute(f"create temp table former as {former_codes_sql(settings)}")


def _some(names: Sequence[str]) -> str:
    more = f" and {len(names) - _SHOWN:,} more" if len(names) > _SHOWN else ""
    return ", ".join(map(shown, names[:_SHOWN])) + more
