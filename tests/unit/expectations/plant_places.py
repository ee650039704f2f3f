"""Defects of where the houses are: in another country, or elsewhere than in the release before.

Not here: coordinates that no house of the nation can have, which do not land.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

from tests.unit.expectations.plant import Defect, add_rows, change

# Of Phnom Penh, which any box around Thailand contains.
_ELSEWHERE: Final = {"longitude": "104.9", "latitude": "11.56"}


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


def a_province_that_moved(candidate: Path) -> None:
    change(candidate, "dim_area", where="area_code like '20%'", longitude="longitude + 1.9")


def a_province_without_coordinates(candidate: Path) -> None:
    """They were swapped, so that none lies in the nation's box."""
    change(candidate, "dim_area", where="area_code like '21%'", longitude="null", latitude="null")
    change(candidate, "area_coverage", where="area_code like '21%'", houses_registered="houses_registered * 10")


NAMED_BY: Final[dict[Defect, str]] = {
    a_province_in_another_country: "hierarchy__provinces_lie_near_their_region",
    a_subdistrict_in_another_country: "hierarchy__subdistricts_lie_near_their_province",
    houses_in_another_country: "hierarchy__houses_lie_near_their_subdistrict",
}

SINCE_THE_LAST_RELEASE: Final[tuple[Defect, ...]] = (a_province_that_moved, a_province_without_coordinates)
NAMED_SINCE_THE_LAST_RELEASE: Final = (
    "hierarchy__provinces_stayed_in_place",
    "hierarchy__districts_stayed_in_place",
    "hierarchy__areas_are_still_located",
)
