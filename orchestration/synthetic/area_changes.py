"""Areas of the synthetic country that had other codes once: Bueng Kan left Nong Khai, Galyani Vadhana left Mae Chaem.

The two areas and the days are real. The former codes are made up: the free numbers of today's list, in order. Not here:
the register that still has some former codes (houses.py).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

MOST_CHILDREN: Final = 99  # a child's own part of an area code has two digits


@dataclass(frozen=True)
class Move:
    """`code` began on the day, out of parts of `former_parent`. The area has `level`; its parts are one level below."""

    level: str
    part_level: str
    former_parent: int
    code: int
    moved_on: date


@dataclass(frozen=True)
class Change:
    """A code and its former code. `former` is None where the area began."""

    level: str
    former: int | None
    code: int
    changed_on: date


MOVES: Final = (
    Move("province", "district", 43, 38, date(2011, 3, 23)),
    Move("district", "subdistrict", 5003, 5025, date(2009, 12, 26)),
)


def area_changes(subdistricts: Sequence[int]) -> tuple[Change, ...]:
    """The changes of the areas in the country, down to the subdistrict."""
    return tuple(change for move in MOVES for change in _changes(move, subdistricts))


def late_register_changes(subdistricts: Sequence[int]) -> tuple[Change, ...]:
    """Of each move the last part. The register still has its older houses under the former code."""
    moved = [[change for change in _changes(move, subdistricts) if change.level == move.part_level] for move in MOVES]
    return tuple(changes[-1] for changes in moved if changes)


def area_changes_query(changes: Sequence[Change]) -> str:
    """The changes, at least one, as the feed delivers them. Names are left empty: the areas kept theirs."""
    rows = ", ".join(
        f"('{change.level}', '{change.former or '-'}', '{change.code}', date '{change.changed_on}')"
        for change in changes
    )
    return f"""
        select area_level, former_area_code, area_code, changed_on, 'true' as is_new_area,
               null::varchar as name_th, null::varchar as name_en
        from (values {rows}) as change (area_level, former_area_code, area_code, changed_on)
    """


def _changes(move: Move, subdistricts: Sequence[int]) -> Iterator[Change]:
    parts, stayed = _parts(move.code, subdistricts), _parts(move.former_parent, subdistricts)
    if not parts or not stayed:
        return
    yield Change(move.level, None, move.code, move.moved_on)
    numbers = range(move.former_parent * 100 + 1, move.former_parent * 100 + MOST_CHILDREN + 1)
    for former, code in zip((number for number in numbers if number not in stayed), parts, strict=False):
        yield Change(move.part_level, former, code, move.moved_on)
        for below in _parts(code, subdistricts):
            yield Change("subdistrict", former * 100 + below % 100, below, move.moved_on)


def _parts(code: int, subdistricts: Sequence[int]) -> list[int]:
    """Areas one level below the province or district, in order; none below a subdistrict."""
    scale = {2: 100, 4: 1}.get(len(str(code)), 0)
    return sorted({area // scale for area in subdistricts if area // scale // 100 == code}) if scale else []
