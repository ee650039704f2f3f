"""Tables, columns and levels of areas as the exports show them: words in both languages, and what a row withholds.

The words of tables and columns are the comments of the open database. Not here: the contracts that the comments come
from (orchestration.release.comments).
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from typing import Final

import duckdb

from orchestration.names import OPEN
from orchestration.published.table import PublishedTable
from orchestration.published.tables import TABLES
from orchestration.warehouse import sql_name

SUPPRESSED: Final = "is_suppressed"
_THAI: Final = re.compile(r"[\u0e01-\u0e4e]")
_NUMBERS: Final = ("BIGINT", "DECIMAL", "DOUBLE", "INTEGER")


@dataclass(frozen=True)
class Words:
    """What a comment says in English, and in Thai where it has Thai lines."""

    en: str
    th: str


LEVELS: Final = {
    "nation": Words("nation", "ประเทศ"),
    "region": Words("region", "ภาค"),
    "pilot_group": Words("pilot group", "กลุ่มนำร่อง"),
    "province": Words("province", "จังหวัด"),
    "district": Words("district", "อำเภอ/เขต"),
    "subdistrict": Words("subdistrict", "ตำบล/แขวง"),
    "local_administration": Words("local administration", "อปท."),
}


@dataclass(frozen=True)
class Column:
    """A column of an open table. `type` is DuckDB's, `is_figure` whether a withheld row leaves the column empty."""

    name: str
    type: str
    words: Words
    is_figure: bool

    @property
    def shown(self) -> str:
        """The column in a SELECT: NULL where the row is withheld."""
        name = sql_name(self.name)
        return f"if({SUPPRESSED}, null, {name})" if self.is_figure else name


@dataclass(frozen=True)
class OpenTable:
    """A table of the open zone: its declaration there, its words, and its columns in their order."""

    declared: PublishedTable
    words: Words
    columns: tuple[Column, ...]


def open_tables(connection: duckdb.DuckDBPyConnection) -> dict[str, OpenTable]:
    """Every table of the open database. Raises duckdb.CatalogException if the attached database lacks one."""
    comments = "select table_name, comment from duckdb_tables() where database_name = 'open'"
    words = {name: words_of(comment) for name, comment in connection.execute(comments).fetchall()}
    columns: dict[str, list[tuple[str, str, str | None]]] = defaultdict(list)
    for table, *column in connection.execute(
        "select table_name, column_name, data_type, comment from duckdb_columns() where database_name = 'open' "
        "order by table_name, column_index"
    ).fetchall():
        columns[table].append(tuple(column))
    declared = {
        name: table.in_zone(OPEN) for name, table in TABLES.items() if OPEN in table.zones and table.in_database
    }
    for missing in declared.keys() - columns.keys():
        connection.sql(f"select * from open.{sql_name(missing)}")
    return {name: OpenTable(table, words[name], _columns(name, columns[name])) for name, table in declared.items()}


def column_words(connection: duckdb.DuckDBPyConnection) -> dict[str, Words]:
    """The words of each column of the open database, by table.column."""
    comments = "select table_name, column_name, comment from duckdb_columns() where database_name = 'open'"
    rows = connection.execute(comments).fetchall()
    return {f"{table}.{column}": words_of(comment) for table, column, comment in rows}


def _columns(table: str, rows: list[tuple[str, str, str | None]]) -> tuple[Column, ...]:
    may_be_withheld = SUPPRESSED in (name for name, _, _ in rows)
    return tuple(
        Column(name, kind, words_of(comment), may_be_withheld and _is_figure(table, name, kind))
        for name, kind, comment in rows
    )


def words_of(comment: str | None) -> Words:
    """English first, then Thai from the first line with Thai letters."""
    lines = (comment or "").splitlines()
    first = next((number for number, line in enumerate(lines) if _THAI.search(line)), len(lines))
    return Words(en=" ".join(lines[:first]), th=" ".join(lines[first:]))


def _is_figure(table: str, column: str, kind: str) -> bool:
    """The declaration of the open part names the figures. A table of the open zone alone has none of it."""
    declared = TABLES[table]
    if not kind.startswith(_NUMBERS) or column in declared.key:
        return False
    part = declared.open
    return column in (*part.withheld, *part.own, *part.perturbed) if part else kind != "INTEGER"
