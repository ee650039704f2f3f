"""The households of a round in pieces, as arrays, and the areas and kinds of households that they are counted in.

No array leaves this package but as sums over areas. What is not here: what is counted (attack/recount.py), which rows
become a table of the audit (recounted.py).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

import duckdb
import numpy as np

from expectations.attack.noise import Integers
from expectations.attack.recount import LARGEST_PIECE, Piece
from expectations.evidence.recount import name, text

# Counted of a household whose poverty is known, like an indicator that the poor fail.
POOR: Final = "poor"
# Disaggregation -> its categories. The settlement of a village is in no published table.
KINDS: Final = {
    "size_class": ("1", "2", "3-4", "5+"),
    "head_sex": ("female", "male", "unknown"),
    "head_age_class": ("0-29", "30-44", "45-59", "60-74", "75+", "unknown"),
}
_SIZES: Final = (2, 3, 5)
_AGES: Final = (30, 45, 60, 75)
_AREAS: Final = """
    select area_level, area_code, parent_area_code, is_sdg_pilot
    from audit__area_of_today
    where area_level in ('nation', 'region', 'pilot_group', 'province', 'district', 'subdistrict')
    order by area_level, area_code
"""


@dataclass(frozen=True)
class Areas:
    """Areas by number. `parents`: number -> numbers of the areas that it is part of, one level up."""

    names: tuple[tuple[str, str], ...]
    parents: dict[int, tuple[int, ...]]

    @cached_property
    def numbers(self) -> dict[tuple[str, str], int]:
        return {name: number for number, name in enumerate(self.names)}

    def of_level(self, level: str) -> Integers:
        return np.array([number for number, (found, _) in enumerate(self.names) if found == level], dtype=np.int64)

    def around(self, number: int) -> tuple[int, ...]:
        """The area and all that it is part of, once each."""
        found = dict.fromkeys([number])
        for parent in self.parents[number]:
            found |= dict.fromkeys(self.around(parent))
        return tuple(found)

    def chains(self, level: str) -> tuple[Integers, Integers]:
        """Pairs of an area of the level, by its place in of_level, and an area around it, by number."""
        pairs = [(place, area) for place, number in enumerate(self.of_level(level)) for area in self.around(number)]
        part, whole = np.array(pairs, dtype=np.int64).reshape(-1, 2).T
        return part, whole


def read_areas(connection: duckdb.DuckDBPyConnection) -> Areas:
    rows = connection.execute(_AREAS).fetchall()
    numbers = {(level, code): number for number, (level, code, _, _) in enumerate(rows)}
    above = {"region": "nation", "pilot_group": "nation", "province": "region"}
    above |= {"district": "province", "subdistrict": "district"}
    parents = {}
    for number, (level, _, parent, is_pilot) in enumerate(rows):
        found = [(above[level], parent)] if level in above else []
        if level == "province":
            found.append(("pilot_group", "PILOT" if is_pilot else "NON_PILOT"))
        parents[number] = tuple(numbers[each] for each in found if each in numbers)
    return Areas(tuple((level, code) for level, code, _, _ in rows), parents)


@dataclass(frozen=True)
class Households:
    """The households of one round in the release that computed the open figures. `items`: indicators, and POOR.

    `unions`: goal or target that several of the indicators serve -> these. Who fails one of them fails the union.
    """

    areas: Areas
    survey_round: str
    items: list[str]
    unions: dict[str, list[str]]

    def pieces(self, connection: duckdb.DuckDBPyConnection) -> Iterator[Piece]:
        """Those that are located. Nothing else may be asked of the connection in between."""
        places = self.areas.of_level("subdistrict")
        provinces = self.province_of_places()
        listed = ", ".join(f"({text(self.areas.names[area][1])}, {place})" for place, area in enumerate(places))
        answers = ", ".join(
            f"coalesce({name(code)}, 2)::tinyint as {name(code)}" for code in self.items if code != POOR
        )
        query = f"""
            select place.number::integer as place, ('0x' || left(household_key, 8))::bigint as key,
                   member_count::smallint as members, coalesce(head_age, -1)::smallint as age,
                   list_position({list(KINDS["head_sex"])}, coalesce(head_sex, 'unknown'))::tinyint as sex,
                   case when is_poor then 0 when not is_poor then 1 else 2 end::tinyint as {POOR}, {answers}
            from exact__fct_household
            join (values {listed}) as place (code, number) on left(village_code, 6) = place.code
            where survey_round = {text(self.survey_round)}
        """
        for batch in connection.execute(query).to_arrow_reader(LARGEST_PIECE):
            columns = {column: batch[column].to_numpy(zero_copy_only=False) for column in batch.schema.names}
            yield self._piece(columns, provinces)

    def province_of_places(self) -> Integers:
        """The place among the provinces of the province of each subdistrict."""
        provinces = {number: place for place, number in enumerate(self.areas.of_level("province"))}
        found = [
            next(provinces[area] for area in self.areas.around(int(number)) if area in provinces)
            for number in self.areas.of_level("subdistrict")
        ]
        return np.array(found, dtype=np.int64)

    def _piece(self, columns: dict[str, Any], provinces: Integers) -> Piece:
        members, ages = columns["members"], columns["age"]
        kinds = {
            "size_class": np.digitize(members, _SIZES),
            "head_sex": columns["sex"] - 1,
            "head_age_class": np.where(ages < 0, len(_AGES) + 1, np.digitize(ages, _AGES)),
        }
        within = provinces[columns["place"]]
        return Piece(
            places=columns["place"],
            keys=columns["key"],
            members=members,
            kinds={kind: within * len(KINDS[kind]) + category for kind, category in kinds.items()},
            answers={item: columns[item] for item in self.items},
            fails_any={
                union: np.logical_or.reduce([columns[code] == 0 for code in codes])
                for union, codes in self.unions.items()
            },
        )
