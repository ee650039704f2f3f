"""Takes the rows of one area out of the restricted zone of the current release, for whoever is cleared for the area.

Which tables are cut, by which column, and which are left out and why, is declared here. A restricted table that is not
declared refuses the extract. Not here: the modes of the zone (zones.py), who is cleared (docs/trust.md).
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import duckdb

from orchestration.errors import ReleaseError
from orchestration.landing.read.deliveries import sha256_of
from orchestration.names import RESTRICTED
from orchestration.published.lists import COMPARED_TABLES
from orchestration.record import HALF_MADE, Many, Record, sync, write_json
from orchestration.release.acts import EXTRACT, Act, By, append, new_act
from orchestration.release.history import current_release
from orchestration.release.manifest import (
    MANIFEST_FILE,
    Manifest,
    ReleasedFile,
    RoundVintage,
    manifest_digest,
    read_manifest,
)
from orchestration.release.publish import refuse_unfit
from orchestration.settings import Settings
from orchestration.storage import says_storage_faults
from orchestration.warehouse import count_and_digest, open_memory, parquet_rows, sql_text
from orchestration.zones import private_zone

# The levels whose codes begin with the code of the wider area, and the digits of each.
DIGITS: Final = {"province": 2, "district": 4, "subdistrict": 6, "village": 8}
# Levels that an extract may be of.
LEVELS: Final = ("province", "district", "subdistrict")
# Table of single houses, households or cases -> the column with its village.
VILLAGE_OF: Final = {
    "fct_house": "area_code",
    "fct_household": "village_code",
    "fct_case": "village_code",
    "household_priority": "village_code",
}
# Tables with a row per area, whose level and code decide.
AREA_TABLES: Final = ("dim_area", *COMPARED_TABLES)
LEFT_OUT: Final = {
    "fct_house_location": "exact places of houses: a visit to one family alone needs such a place",
    "release": "it describes the whole release, whose parts are in the manifest of the extract",
}


class ExtractedTable(Record):
    """One table: the rows of the area, and its file."""

    table: str
    rows: int
    rows_digest: str
    columns: dict[str, str]
    file: ReleasedFile


class ExtractManifest(Record):
    """What the extract holds, where it came from, who took it and why."""

    release_id: str
    manifest_sha256: str
    vintages: Many[RoundVintage]
    is_synthetic: bool
    area_level: str
    area_code: str
    area_name_th: str | None
    area_name_en: str | None
    extracted_at: str
    who: str
    why: str
    tables: Many[ExtractedTable]
    left_out: dict[str, str]


@dataclass(frozen=True)
class Area:
    """A row of `dim_area`."""

    level: str
    code: str
    name_th: str | None
    name_en: str | None

    def __str__(self) -> str:
        return f"{self.level} {self.code}{f' {self.name_en or self.name_th}' if self.name_en or self.name_th else ''}"


@says_storage_faults
def extract_area(settings: Settings, area_code: str, *, by: By) -> str:
    """Write extracts/<release>-<area>/ in place of an earlier one, record the act, and return a sentence.

    Raises ReleaseError for an area that the release does not have, and for a release that is not as published. So is a
    restricted table that is not declared an error.
    """
    release = current_release(settings)
    if release is None:
        raise ReleaseError("extract: nothing is published yet, expected a release; publish one first: `make run`")
    refuse_unfit(release)
    manifest = read_manifest(release)
    refuse_undeclared(entry.table for entry in manifest.tables if entry.zone == RESTRICTED)
    name = f"{release.name}-{area_code}"
    made = private_zone(settings.extracts) / HALF_MADE
    shutil.rmtree(made, ignore_errors=True)
    connection = open_memory(settings)
    try:
        area = _area(connection, release, area_code)
        made.mkdir()
        tables = tuple(_extracted(connection, release, manifest, made, area))
    finally:
        connection.close()
    act = new_act(EXTRACT, by, release_id=release.name, area=area.code)
    _write_manifest(release, made, area, tables, act=act)
    place = settings.extracts / name
    # The act first: nobody has rows of households of which the record does not know.
    append(settings, act)
    shutil.rmtree(place, ignore_errors=True)
    made.rename(place)
    sync(settings.extracts)
    rows = sum(each.rows for each in tables)
    return (
        f"extract of {area}: {len(tables)} tables, {rows:,} rows are in extracts/{name}; hand over the folder to "
        "whoever is cleared for the area, and remove it here afterwards"
    )


def refuse_undeclared(tables: Iterable[str]) -> None:
    """Raise ReleaseError that names the restricted tables of which nobody has said how they are cut."""
    known = {*VILLAGE_OF, *AREA_TABLES, *LEFT_OUT}
    if undeclared := [table for table in tables if table not in known]:
        raise ReleaseError(
            f"extract: found {', '.join(undeclared)} without a declaration, expected the column with the area or a "
            "reason to leave the table out; declare it in orchestration/release/extract.py"
        )


def _area(connection: duckdb.DuckDBPyConnection, release: Path, code: str) -> Area:
    rows = parquet_rows(release / RESTRICTED / "dim_area.parquet")
    levels = ", ".join(map(sql_text, LEVELS))
    found = connection.execute(
        f"select area_level, area_code, name_th, name_en from {rows} where area_level in ({levels}) and area_code = ?",
        [code],
    ).fetchall()
    if not re.fullmatch(r"[0-9]+", code) or len(found) != 1:
        raise ReleaseError(
            f"extract: found no area {code!r} in release {release.name}, expected the code of a province, district or "
            "subdistrict of today, of 2, 4 or 6 digits such as 50; take the code from dim_area"
        )
    return Area(*found[0])


def _extracted(
    connection: duckdb.DuckDBPyConnection, release: Path, manifest: Manifest, folder: Path, area: Area
) -> Iterator[ExtractedTable]:
    for entry in manifest.tables:
        if entry.zone != RESTRICTED or entry.table in LEFT_OUT:
            continue
        source = parquet_rows(*(release / file.path for file in entry.files))
        rows = f"(select * from {source} where {_is_of(area, entry.table)})"
        path = folder / f"{entry.table}.parquet"
        connection.execute(f"copy {rows} to {sql_text(path)} (format parquet, compression zstd)")
        number, digest = count_and_digest(connection, parquet_rows(path))
        file = ReleasedFile(path=path.name, bytes=path.stat().st_size, sha256=sha256_of(path))
        yield ExtractedTable(table=entry.table, rows=number, rows_digest=digest, columns=entry.columns, file=file)


def _is_of(area: Area, table: str) -> str:
    """The condition on a row of the area itself, or of an area within it. A row without an area is of none."""
    prefix = f"starts_with({{}}, {sql_text(area.code)})"
    if column := VILLAGE_OF.get(table):
        return prefix.format(column)
    narrower = [level for level, digits in DIGITS.items() if digits >= len(area.code)]
    return f"area_level in ({', '.join(map(sql_text, narrower))}) and {prefix.format('area_code')}"


def _write_manifest(release: Path, folder: Path, area: Area, tables: tuple[ExtractedTable, ...], *, act: Act) -> None:
    manifest = read_manifest(release)
    described = ExtractManifest(
        release_id=manifest.release_id,
        manifest_sha256=manifest_digest(release),
        vintages=manifest.vintages,
        is_synthetic=manifest.is_synthetic,
        area_level=area.level,
        area_code=area.code,
        area_name_th=area.name_th,
        area_name_en=area.name_en,
        extracted_at=act.at,
        who=act.who,
        why=act.why,
        tables=tables,
        left_out=LEFT_OUT,
    )
    write_json(folder / MANIFEST_FILE, described.model_dump())
