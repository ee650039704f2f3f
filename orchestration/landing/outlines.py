"""Judges the outlines of areas among the raw rows, and simplifies those that land.

The extension `spatial` of DuckDB comes from its package, without a network. Not here: reading GeoJSON
(read/geojson.py), the areas that a code may name (batch.py), the drawing of outlines (presentation/site).
"""

from __future__ import annotations

from typing import Final

import duckdb

from orchestration.landing.checks import OUTLINE_FAULT, expectation
from orchestration.landing.contract import Column
from orchestration.landing.read.readers import RAW_TABLE
from orchestration.warehouse import load_spatial, sql_text

# Degrees: 0.001 is some 100 metres, and coordinates of four decimals are at most 6 metres off.
_TOLERANCE: Final = 0.001
_PRECISION: Final = 0.0001
_WORLD: Final = (-180.0, 180.0, -90.0, 90.0)
_NO_GEOMETRY: Final = "a geometry of GeoJSON with coordinates in degrees"
_OTHER_KIND: Final = "a Polygon or MultiPolygon"
_INVALID: Final = "rings that are closed and cross neither themselves nor each other (ST_IsValid)"


def judge_outlines(connection: duckdb.DuckDBPyConnection, column: Column) -> None:
    """Say of every raw row whether its geometry is a sound outline within the country. Nothing is repaired."""
    load_spatial(connection)
    west, east, south, north = column.outline_within or _WORLD
    connection.execute(f"alter table {RAW_TABLE} add column {OUTLINE_FAULT} varchar")
    connection.execute(
        f"""
        update {RAW_TABLE} as raw set {OUTLINE_FAULT} = judged.fault
        from (
            select row_number, case
                when shape is null then {sql_text(_NO_GEOMETRY)}
                when ST_GeometryType(shape) not in ('POLYGON', 'MULTIPOLYGON') then {sql_text(_OTHER_KIND)}
                when ST_IsEmpty(shape) then {sql_text(_NO_GEOMETRY)}
                when not ST_IsValid(shape) then {sql_text(_INVALID)}
                when ST_XMin(shape) < {west} or ST_XMax(shape) > {east}
                  or ST_YMin(shape) < {south} or ST_YMax(shape) > {north} then {sql_text(expectation(column))}
            end as fault
            from (select rowid as row_number, try(ST_GeomFromGeoJSON("{column.name}")) as shape from {RAW_TABLE})
        ) as judged
        where judged.row_number = raw.rowid and judged.fault is not null
        """
    )


def simplify_outlines(connection: duckdb.DuckDBPyConnection, column: Column, *, where: str) -> None:
    """Simplify the outlines of the raw rows `where`, all of a level together: neighbours keep their common border.

    Outlines of a level that ended on different days are no neighbours.
    """
    connection.execute(
        f"""
        create or replace temp table sound as
        select rowid as row_number, area_level, valid_to, ST_Force2D(ST_GeomFromGeoJSON("{column.name}")) as shape
        from {RAW_TABLE} as raw where {where};
        create or replace temp table simplified as
        with levels as (
            select list(row_number order by row_number) as row_numbers,
                ST_Dump(ST_CoverageSimplify(list(shape order by row_number), {_TOLERANCE})) as parts
            from sound group by area_level, valid_to
        ),
        parts as (select row_numbers, unnest(parts) as part from levels)
        select row_numbers[part.path[1]] as row_number,
            case when count(*) = 1 then any_value(part.geom) else ST_Collect(list(part.geom order by part.path)) end
                as shape
        from parts group by row_numbers[part.path[1]];
        """
    )
    connection.execute(
        f"""
        update {RAW_TABLE} as raw
        set "{column.name}" = ST_AsGeoJSON(case when ST_IsEmpty(less.shape) then sound.shape else less.shape end)
        from sound join (
            select row_number, ST_ReducePrecision(shape, {_PRECISION}) as shape from simplified
        ) as less using (row_number)
        where sound.row_number = raw.rowid
        """
    )
