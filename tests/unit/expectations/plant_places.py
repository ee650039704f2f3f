"""Defects of where the houses are: a province, a subdistrict and some houses in another country.

Not here: coordinates that no house of the nation can have, which do not land.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

from tests.unit.expectations.plant import Defect, add_rows, change

# Of Phnom Penh, which any box around Thailand contains.
_ELSEWHERE: Final = {"longitude": "104.9", "latitude": "11.56"}
A_NEW_DISTRICT: Final = "select * replace ('3302' as area_code) from rows where area_code = '3301'"


def a_province_in_another_country(candidate: Path) -> None:
    change(candidate, "fct_house_location", where="area_code like '27%'", **_ELSEWHERE)


def a_subdistrict_in_another_country(candidate: Path) -> None:
    """The province gets two more subdistricts: of two alone nobody knows which is where the province is."""
    for code, keys in (("280201", "house_key < '5'"), ("280301", "house_key >= '5' and house_key < 'a'")):
        subdistrict = f"select * replace ('{code}' as area_code) from rows where area_code = '280101'"
        add_rows(candidate, "dim_area", rows=subdistrict)
        change(candidate, "fct_house_location", where=f"area_code like '2801%' and {keys}", area_code=f"'{code}00'")
    change(candidate, "fct_house_location", where="area_code = '28030100'", **_ELSEWHERE)


def houses_in_another_country(candidate: Path) -> None:
    change(candidate, "fct_house_location", where="area_code like '29%' and house_key < '4'", **_ELSEWHERE)


NAMED_BY: Final[dict[Defect, str]] = {
    a_province_in_another_country: "hierarchy__provinces_lie_near_their_region",
    a_subdistrict_in_another_country: "hierarchy__subdistricts_lie_near_their_province",
    houses_in_another_country: "hierarchy__houses_lie_near_their_subdistrict",
}
