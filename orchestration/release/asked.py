"""Reads which households a person asks to erase, and finds their pseudonyms.

A household is named as the sources write it (`household_id`), by its house (`house_code`), or by its pseudonym
(`household_key`). Messages name rows of the list, never what is in them. Not here: the erasure (erase.py).
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import duckdb

from orchestration.errors import RightsError
from orchestration.landing.pseudonym import pseudonym_sql
from orchestration.landing.receipt import landed_files
from orchestration.landing.tombstones import HOUSEHOLD_KEY
from orchestration.names import HOUSEHOLD_SURVEY
from orchestration.settings import Settings
from orchestration.warehouse import parquet_rows

ID: Final = "household_id"
HOUSE: Final = "house_code"
KINDS: Final = (ID, HOUSE, HOUSEHOLD_KEY)
_KEY: Final = re.compile(r"[0-9a-f]{32}")
_SHOWN: Final = 10


@dataclass(frozen=True)
class Asked:
    """One household. `place` is where it was named, `kind` how."""

    place: str
    kind: str
    value: str


def read_asked(path: Path) -> tuple[Asked, ...]:
    """The households of a CSV file with one of the columns. Raises RightsError with every row that cannot be used."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file)
            kinds = [name for name in reader.fieldnames or () if name in KINDS]
            if len(kinds) != 1:
                raise RightsError(
                    f"{path.name}: found columns {', '.join(reader.fieldnames or ()) or 'without a name'}, expected "
                    f"one of {', '.join(KINDS)}; name the column in the first line"
                )
            values = [(number, (row[kinds[0]] or "").strip()) for number, row in enumerate(reader, start=1)]
    except (OSError, UnicodeDecodeError, csv.Error) as fault:
        raise RightsError(f"{path.name}: cannot be read ({fault}), expected a CSV file in UTF-8; correct it") from None
    asked = tuple(Asked(f"row {number}", kinds[0], value) for number, value in values if value)
    if wrong := [each.place for each in asked if each.kind == HOUSEHOLD_KEY and not _KEY.fullmatch(each.value)]:
        raise RightsError(
            f"{path.name}: found another kind of value in {_listed(wrong)}, expected pseudonyms of 32 hexadecimal "
            "digits; correct the list"
        )
    if not asked:
        raise RightsError(f"{path.name}: found no household, expected one in each row; correct the list")
    return asked


def one_asked(text: str) -> tuple[Asked, ...]:
    """A household that a person named in the command: its pseudonym, or as the sources write it.

    Raises RightsError where the command names none.
    """
    value = text.strip()
    if not value:
        raise RightsError(
            "erase: found no household, expected one, or a list of them; name it: HOUSEHOLD=.. or FILE=households.csv"
        )
    return (Asked("HOUSEHOLD", HOUSEHOLD_KEY if _KEY.fullmatch(value) else ID, value),)


def keys_of(
    connection: duckdb.DuckDBPyConnection, settings: Settings, asked: tuple[Asked, ...]
) -> dict[Asked, tuple[str, ...]]:
    """The pseudonyms of each household under the key that is bound to the connection. A house may have several."""
    return {each: tuple(_keys(connection, settings, each)) for each in asked}


def refuse_unknown(keys: dict[Asked, tuple[str, ...]], *, known: set[str]) -> None:
    """Raise RightsError where one of the households is found nowhere: the name may be misspelt."""
    unknown = [each.place for each, found in keys.items() if not known.intersection(found)]
    if unknown:
        raise RightsError(
            f"erase: found no row of the household in {_listed(unknown)}, expected households that have landed; "
            "correct the name, or take it off the list; nothing is erased"
        )


def _keys(connection: duckdb.DuckDBPyConnection, settings: Settings, asked: Asked) -> Iterator[str]:
    if asked.kind == HOUSEHOLD_KEY:
        yield asked.value
        return
    row = connection.execute(f"select {pseudonym_sql('named.value')} from (select ? as value) as named", [asked.value])
    ((pseudonym,),) = row.fetchall()
    if asked.kind == ID:
        yield str(pseudonym)
        return
    for path in landed_files(settings.landing, HOUSEHOLD_SURVEY):
        found = f"select distinct {HOUSEHOLD_KEY} from {parquet_rows(path)} where house_key = ?"
        yield from (str(key) for (key,) in connection.execute(found, [pseudonym]).fetchall())


def _listed(places: list[str]) -> str:
    return ", ".join(places[:_SHOWN]) + (f" and {len(places) - _SHOWN} more" if len(places) > _SHOWN else "")
