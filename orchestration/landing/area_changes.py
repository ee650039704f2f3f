"""Refuses landed area changes that do not lead every former code to one area of today.

Not here: the rules of a single value (data/contracts/feeds/area_changes.yaml), the translation of a former code (dbt,
int_former_areas_joined).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from orchestration.errors import LandingError
from orchestration.landing.read.wording import some
from orchestration.landing.receipt import landed_files, read_receipts
from orchestration.names import AREA_CHANGES, GEOGRAPHY
from orchestration.settings import Settings
from orchestration.warehouse import open_memory, parquet_rows

_DIGITS = {"province": 2, "district": 4, "subdistrict": 6, "village": 8}
_LISTED = ("province", "district", "subdistrict")


@dataclass(frozen=True)
class _Change:
    level: str
    former: str | None
    code: str
    changed_on: date

    def __str__(self) -> str:
        return f"{self.level} {self.former or '(none)'} to {self.code}"


def former_codes_sql(settings: Settings) -> str:
    """Query of every landed former code of any level. No rows if no code landed."""
    files = landed_files(settings.landing, AREA_CHANGES)
    if not files:
        return "select null::varchar as code where false"
    return f"select former_area_code as code from {parquet_rows(*files)} where former_area_code is not null"


def refuse_unusable_area_changes(settings: Settings) -> None:
    """Raise LandingError with every landed change that does not lead to an area of today."""
    files = landed_files(settings.landing, AREA_CHANGES)
    if not files:
        return
    connection = open_memory(settings)
    try:
        rows = connection.execute(
            f"select area_level, former_area_code, area_code, changed_on from {parquet_rows(*files)}"
            " order by area_level, former_area_code, area_code"
        ).fetchall()
        today = {
            code
            for level in _LISTED
            for (code,) in connection.execute(
                f"select {level}_code from {parquet_rows(*_list_files(settings, level))}"
            ).fetchall()
        }
    finally:
        connection.close()
    if faults := list(_faults([_Change(*row) for row in rows], today)):
        sources = ", ".join(receipt.source_file for receipt in read_receipts(settings.landing, AREA_CHANGES).values())
        raise LandingError(
            f"{sources}: found changes that do not lead to an area of today: {some(faults)}; expected each former"
            " code once, gone from today's list, and with a successor that is on it or changes later; correct the"
            " file and deliver it again under its name"
        )


def _faults(changes: Sequence[_Change], today: set[str]) -> Iterator[str]:
    ended = {change.former: change for change in changes if change.former}
    for former, count in Counter(change.former for change in changes if change.former).items():
        if count > 1:
            yield f"{former} has {count} successors"
    for change in changes:
        if fault := _fault(change, today, ended):
            yield f"{change}{fault}"


def _fault(change: _Change, today: set[str], ended: Mapping[str, _Change]) -> str:
    digits = _DIGITS[change.level]
    if {len(code) for code in (change.code, change.former) if code} != {digits}:
        return f" is not of {digits} digits"
    if change.former in today:
        return f", though {change.former} is on today's list"
    return _fault_of_successor(change, today, ended)


def _fault_of_successor(change: _Change, today: set[str], ended: Mapping[str, _Change]) -> str:
    """Follow the successor as the models do: by the longest former code that begins it, each later than the last."""
    code, since = change.code, change.changed_on if change.former else None
    while former := next((code[:digits] for digits in (8, 6, 4, 2) if code[:digits] in ended), None):
        if since and ended[former].changed_on <= since:
            return f" on {since}, though {former} ended by then"
        if former == code:  # what became of it is examined with its own row
            return ""
        code, since = ended[former].code + code[len(former) :], ended[former].changed_on
    return "" if code[:6] in today else ", which no list knows"


def _list_files(settings: Settings, level: str) -> list[Path]:
    files = landed_files(settings.landing, GEOGRAPHY, entity=f"{level}s")
    if not files:
        raise LandingError(f"no {level} has landed to check the area changes against; land geography first")
    return files
