"""What the copy has: every open table, and of the restricted zone what is about areas, and whom to visit first.

Each table has the key, the types and the words of its contract. Not here: rows (load.py), who may read (roles.py).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from orchestration.errors import ServingError
from orchestration.names import OPEN, RELEASE_TABLE, RESTRICTED
from orchestration.release.contracts import read_contract_of, thai_of
from orchestration.release.extract import AREA_TABLES, DIGITS, VILLAGE_OF
from orchestration.release.manifest import Manifest, ReleasedTable

OPEN_SCHEMA: Final = "sdg_open"
RESTRICTED_SCHEMA: Final = "sdg_restricted"
SCHEMAS: Final = (OPEN_SCHEMA, RESTRICTED_SCHEMA)
VISITS: Final = "household_priority"
# DuckDB's type -> PostgreSQL's. Decimals keep their digits.
_TYPES: Final = {
    "VARCHAR": "text",
    "BIGINT": "bigint",
    "INTEGER": "integer",
    "SMALLINT": "smallint",
    "TINYINT": "smallint",
    "DOUBLE": "double precision",
    "BOOLEAN": "boolean",
    "DATE": "date",
    "TIMESTAMP WITH TIME ZONE": "timestamp with time zone",
}


@dataclass(frozen=True)
class ServedTable:
    """One table of the copy. `columns` are name -> PostgreSQL type, `words` name -> description.

    `area` is the column with the area's code, empty where rows are of no area. `province` is of the restricted zone:
    the SQL condition that a row lies within a province of the array `{}`.
    """

    schema: str
    entry: ReleasedTable
    columns: dict[str, str]
    key: tuple[str, ...]
    may_lack_parts: bool
    description: str
    words: dict[str, str]
    area: str = ""
    province: str = ""

    @property
    def name(self) -> str:
        return self.entry.table

    @property
    def by_area(self) -> tuple[str, ...]:
        """Columns of the index by area and round."""
        return tuple(name for name in (self.area, "survey_round") if name and name in self.columns)


def served_tables(manifest: Manifest, *, contracts: Path, is_restricted: bool) -> tuple[ServedTable, ...]:
    """The tables of the release that the copy gets. `release` is in each schema, as readers of `open/` have it.

    Raises ServingError for a column of a type that has no counterpart.
    """
    return tuple(_served(manifest, contracts=contracts, is_restricted=is_restricted))


def _served(manifest: Manifest, *, contracts: Path, is_restricted: bool) -> Iterator[ServedTable]:
    for entry in manifest.tables:
        if entry.zone == OPEN:
            yield _table(entry, OPEN_SCHEMA, contracts)
        if is_restricted and entry.zone == OPEN and entry.table == RELEASE_TABLE:
            yield _table(entry, RESTRICTED_SCHEMA, contracts)
        if is_restricted and entry.zone == RESTRICTED and entry.table in (*AREA_TABLES, VISITS):
            yield _table(entry, RESTRICTED_SCHEMA, contracts)


def _table(entry: ReleasedTable, schema: str, contracts: Path) -> ServedTable:
    contract = read_contract_of(entry.table, zone=entry.zone, contracts=contracts)
    (described,) = contract["schema"]
    promised = {each["property"]: each["value"] for each in contract["customProperties"]}
    area = VILLAGE_OF.get(entry.table) or ("area_code" if "area_code" in entry.columns else "")
    return ServedTable(
        schema=schema,
        entry=entry,
        columns={name: _type(entry, name, kind) for name, kind in entry.columns.items()},
        key=tuple(promised["key"]),
        may_lack_parts=not any(column.get("primaryKey") for column in described["properties"]),
        description=_both_languages(described),
        words={
            column["name"]: _both_languages(column)
            for column in described["properties"]
            if column["name"] in entry.columns
        },
        area=area,
        province=_province(entry, area) if entry.zone == RESTRICTED else "",
    )


def _type(entry: ReleasedTable, column: str, kind: str) -> str:
    if decimal := re.fullmatch(r"DECIMAL(\(\d+,\d+\))", kind):
        return f"numeric{decimal[1]}"
    if kind not in _TYPES:
        raise ServingError(
            f"{entry.zone}/{entry.table}: column {column} is {kind}, expected one of {', '.join(_TYPES)} or a decimal; "
            "give the type a counterpart in orchestration/presentation/serving/tables.py"
        )
    return _TYPES[kind]


def _province(entry: ReleasedTable, area: str) -> str:
    """As an extract cuts the table: a row of a wider area, or of a local administration, is of no province."""
    within = f"left({area}, {DIGITS['province']}) = any ({{}})"
    if entry.table in VILLAGE_OF:
        return within
    levels = ", ".join(f"'{level}'" for level in DIGITS)
    return f"{within} and area_level in ({levels})"


def _both_languages(element: dict[str, Any]) -> str:
    return f"{element['description']}\n{thai_of(element)}"
