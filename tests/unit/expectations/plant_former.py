"""Defects of former areas to plant in a candidate release, each with the rule that must name it.

What is not here: the tools they are made of (plant.py), the tests.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

from tests.unit.expectations.plant import Defect, add_rows, change, drop_rows

_DISTRICT: Final = "area_level = 'district' and former_area_code is not null"
_VILLAGE: Final = "area_level = 'village' and former_area_code is not null"
_ENDED: Final = "valid_to is not null"


def a_code_that_leads_nowhere(candidate: Path) -> None:
    change(candidate, "area_crosswalk", where=_DISTRICT, area_code="'3899'")


def a_village_that_leads_nowhere(candidate: Path) -> None:
    """Its houses would be in no figure."""
    change(candidate, "area_crosswalk", where=_VILLAGE, area_code="'38990101'")


def a_code_with_two_successors(candidate: Path) -> None:
    """Its figures would count twice in whatever is joined through it."""
    add_rows(candidate, "area_crosswalk", rows=f"select * replace ('4301' as area_code) from rows where {_DISTRICT}")


def a_code_that_is_not_over(candidate: Path) -> None:
    change(candidate, "area_crosswalk", where=_VILLAGE, former_area_code="'43010101'")


def an_ended_area_without_successor(candidate: Path) -> None:
    change(candidate, "dim_area", where=_ENDED, successor_area_code="null")


def an_area_with_a_successor_that_never_ended(candidate: Path) -> None:
    """Whoever follows successors would find no figures of it."""
    one = "area_level = 'district' and area_code = (select min(area_code) from rows where area_level = 'district')"
    change(candidate, "dim_area", where=one, successor_area_code="'3801'")


def an_area_that_ended_before_it_began(candidate: Path) -> None:
    change(candidate, "dim_area", where=_ENDED, valid_from="date '2012-01-01'")


def a_successor_that_is_not_listed(candidate: Path) -> None:
    change(candidate, "dim_area", where=_ENDED, successor_area_code="'3899'")


def an_ended_area_left_out_of_the_crosswalk(candidate: Path) -> None:
    drop_rows(candidate, "area_crosswalk", where=_DISTRICT)


# Defect -> the rule that must name it.
NAMED_BY: Final[dict[Defect, str]] = {
    a_code_that_leads_nowhere: "former__codes_lead_to_areas_of_today",
    a_village_that_leads_nowhere: "former__codes_lead_to_areas_of_today",
    a_code_with_two_successors: "former__codes_are_over",
    a_code_that_is_not_over: "former__codes_are_over",
    an_ended_area_without_successor: "former__areas_have_a_successor",
    an_area_with_a_successor_that_never_ended: "former__areas_have_a_successor",
    an_area_that_ended_before_it_began: "former__areas_have_a_successor",
    a_successor_that_is_not_listed: "former__areas_have_a_successor",
    an_ended_area_left_out_of_the_crosswalk: "former__areas_have_a_successor",
}
