"""The local administrations of the synthetic country and the villages they serve, as DuckDB tables.

The number of each type is official. Bangkok, Pattaya and the provincial administrations are real and have their names.
The others are made up: each is called by its type and code. The subdistricts that a local administration serves are
made up too. Not here: the villages themselves (houses.py).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

import duckdb

from orchestration.synthetic.chance import chance, share_of
from orchestration.synthetic.geography import Province, allocate

# Municipalities of the three sizes and subdistrict administrations as the Department of Local Administration counted
# them on 5 June 2020 (asean.dla.go.th, article "number of local administrative organisations": 7,852 in all, with 76
# provincial ones, Bangkok and Pattaya). The ministry's later total is 7,849: they share what that leaves.
_COUNTED_IN_2020: Final = {
    "city_municipality": 30,
    "town_municipality": 190,
    "subdistrict_municipality": 2_242,
    "subdistrict_administration": 5_312,
}
_ALL: Final = 7_849
_PROVINCIAL: Final = 76
_SPECIAL: Final = 2
_SUBDISTRICTS: Final = 7_256  # outside Bangkok
_PROVINCE_OF_PATTAYA: Final = 20
# Of a thousand subdistricts, those that share the local administration of the subdistrict before them.
_SHARING: Final = 40

# First digit of a code; the official digits are another list. The code goes on with province, district and serial.
_DIGITS: Final = {
    "bangkok": 1,
    "provincial_administration": 2,
    "city_municipality": 3,
    "town_municipality": 4,
    "subdistrict_municipality": 5,
    "subdistrict_administration": 6,
    "pattaya": 7,
}
_TITLES: Final = {
    "provincial_administration": "องค์การบริหารส่วนจังหวัด",
    "city_municipality": "เทศบาลนคร",
    "town_municipality": "เทศบาลเมือง",
    "subdistrict_municipality": "เทศบาลตำบล",
    "subdistrict_administration": "องค์การบริหารส่วนตำบล",
}

# Days between which the links hold: all since the first; some villages changed hands between the rounds.
_SINCE, _UNTIL, _NEW = "1999-05-25", "2023-12-31", "2024-01-01"

_LINKS = """
with village as (
    select village_code, served.*, {chance} & 1023 as draw, village_code % 100 as moo
    from place join served on served.subdistrict_code = village_code // 100
), chosen as (
    select *,
        case when second_code is not null and moo % 3 = 2 then second_code else first_code end as own_code,
        case when moo % 3 = 2 then first_code else second_code end as other_code,
        moo > 0 and provincial_code is not null and draw < {without} as has_none,
        second_code is not null and draw between {without} and {moved} as has_moved,
        second_code is not null and draw between {moved} + 1 and {split} as is_split
    from village
), link as (
    select village_code, own_code as lao_code,
        case when has_moved then date '{new}' else date '{since}' end as valid_from, null::date as valid_to
    from chosen where not has_none
    union all
    select village_code, other_code, date '{since}', case when has_moved then date '{until}' end
    from chosen where has_moved or is_split
    union all
    select village_code, provincial_code, date '{since}', null from chosen where provincial_code is not null
)
select village_code::varchar as village_code, lao_code::varchar as lao_code, valid_from, valid_to
from link order by village_code, lao_code, valid_from
"""


@dataclass(frozen=True)
class _Office:
    """A municipality or subdistrict administration: the subdistricts that it serves, the seat first."""

    subdistricts: tuple[int, ...]
    number: int


def lay_out_local_administrations(
    connection: duckdb.DuckDBPyConnection, *, provinces: Sequence[Province], subdistricts: Sequence[int], seed: int
) -> None:
    """Create the tables `administration` (the list) and `served` (the administrations of each subdistrict's villages).

    All provinces together have 7,849. Fewer provinces have as many in proportion to their subdistricts.
    """
    districted = {province.code: province.name_th for province in provinces if province.is_surveyed}
    bangkok = [code for code in subdistricts if code // 10_000 not in districted]
    pattaya = _seat_of_pattaya(subdistricts, seed=seed)
    ordinary = [code for code in subdistricts if code // 10_000 in districted and code != pattaya]
    listed = _listed(_offices(ordinary, seed=seed), seed=seed)
    listed += [("bangkok", _Office((code,), 1)) for code in bangkok[:1]]
    listed += [("pattaya", _Office((pattaya,), 1))] if pattaya else []
    served: dict[int, list[int]] = {}
    rows = []
    for lao_type, office in listed:
        rows.append(
            (code := _code(lao_type, office), lao_type, _name(lao_type, code), office.subdistricts[0] // 10_000)
        )
        for subdistrict in bangkok if lao_type == "bangkok" else office.subdistricts:
            served.setdefault(subdistrict, []).append(code)
    provincial = {code: _DIGITS["provincial_administration"] * 1_000_000 + code * 10_000 + 101 for code in districted}
    rows += [
        (code, "provincial_administration", _TITLES["provincial_administration"] + districted[province], province)
        for province, code in provincial.items()
    ]
    _create(connection, rows=rows, served=served, provincial=provincial)


def administrations_query() -> str:
    """The list as the feed delivers it."""
    return (
        "select lao_code::varchar as lao_code, lao_type, name, province_code::varchar as province_code"
        " from administration order by lao_code"
    )


def links_query(*, seed: int) -> str:
    """The villages of every local administration as the feed delivers them.

    Of a thousand villages, five have a provincial administration alone. Where two administrations serve a subdistrict,
    one village in ten changed between them at the beginning of 2024. Two villages in a hundred lie in both.
    """
    return _LINKS.format(
        chance=chance("village_code", seed=seed, purpose="local administration"),
        without=5,
        moved=107,
        split=127,
        since=_SINCE,
        until=_UNTIL,
        new=_NEW,
    )


def _seat_of_pattaya(subdistricts: Sequence[int], *, seed: int) -> int | None:
    there = [code for code in subdistricts if code // 10_000 == _PROVINCE_OF_PATTAYA]
    return min(there, key=lambda code: share_of(seed, "Pattaya", code), default=None)


def _offices(subdistricts: Sequence[int], *, seed: int) -> list[_Office]:
    """One office per subdistrict, except where two share one; then second offices until the number is the official one.

    A subdistrict shares the office of the one before it in its district. No office is shared by three.
    """
    count = round((_ALL - _PROVINCIAL - _SPECIAL) * len(subdistricts) / (_SUBDISTRICTS - 1))
    drawn = sorted(
        (
            after
            for before, after in pairwise(subdistricts)
            if before // 100 == after // 100 and before % 2 == 1 and after % 2 == 0
        ),
        key=lambda code: share_of(seed, "shared office", code),
    )
    sharing = set(drawn[: len(subdistricts) * _SHARING // 1000])
    offices: dict[int, tuple[int, ...]] = {}
    for before, after in pairwise((0, *subdistricts)):
        if after in sharing:
            offices[before] = (before, after)
        else:
            offices[after] = (after,)
    second = sorted(offices, key=lambda code: share_of(seed, "second office", code))[: count - len(offices)]
    return [
        *(_Office(served, 1) for served in offices.values()),
        *(_Office((code,), 2) for code in sorted(second)),
    ]


def _listed(offices: Sequence[_Office], *, seed: int) -> list[tuple[str, _Office]]:
    """Each office with its type: the cities in capitals of provinces, the towns in seats of districts."""
    types = allocate(len(offices), weights=list(_COUNTED_IN_2020.values()))
    ranked = sorted(offices, key=lambda office: (_remoteness(office), share_of(seed, "type", *_key(office))))
    names = [name for name, count in zip(_COUNTED_IN_2020, types, strict=True) for _ in range(count)]
    return list(zip(names, ranked, strict=True))


def _remoteness(office: _Office) -> int:
    """0 in the first subdistrict of a province, 1 in that of a district, 2 elsewhere."""
    seat = office.subdistricts[0]
    if office.number > 1 or seat % 100 != 1:
        return 2
    return 0 if seat // 100 % 100 == 1 else 1


def _key(office: _Office) -> tuple[int, int]:
    return office.subdistricts[0], office.number


def _code(lao_type: str, office: _Office) -> int:
    """Type, province, district, and the number of the seat in the district. Second offices count from 50."""
    seat = office.subdistricts[0]
    return _DIGITS[lao_type] * 1_000_000 + seat // 100 * 100 + seat % 100 + 50 * (office.number - 1)


def _name(lao_type: str, code: int) -> str:
    if lao_type == "bangkok":
        return "กรุงเทพมหานคร"
    return "เมืองพัทยา" if lao_type == "pattaya" else f"{_TITLES[lao_type]} {code}"


def _create(
    connection: duckdb.DuckDBPyConnection,
    *,
    rows: Sequence[tuple[int, str, str, int]],
    served: dict[int, list[int]],
    provincial: dict[int, int],
) -> None:
    connection.execute(
        "create table administration (lao_code integer, lao_type varchar, name varchar, province_code integer)"
    )
    connection.execute(f"insert into administration values {', '.join(map(str, rows))}")
    connection.execute(
        "create table served ("
        "subdistrict_code bigint, first_code integer, second_code integer, provincial_code integer)"
    )
    values = (
        f"({subdistrict}, {codes[0]}, {codes[1] if len(codes) > 1 else 'null'},"
        f" {provincial.get(subdistrict // 10_000, 'null')})"
        for subdistrict, codes in sorted(served.items())
    )
    connection.execute(f"insert into served values {', '.join(values)}")
