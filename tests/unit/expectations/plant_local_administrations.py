"""Defects of local administrations to plant in a candidate release, each with the rule that must name it.

What is not here: the tools they are made of (plant.py), the tests.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

from orchestration.names import ZONES
from tests.unit.expectations.plant import ONE_ROUND, Defect, add_rows, change, drop_rows

_LEVEL: Final = "area_level = 'local_administration'"
SOME_LOCAL_ADMINISTRATION: Final = (
    f"{_LEVEL} and area_code = (select max(area_code) from rows where {_LEVEL} and area_code not like '0%')"
)
WITHOUT_ONE: Final = f"{_LEVEL} and area_code like '0%'"
_SOME_PROVINCIAL: Final = "lao_code = (select min(lao_code) from rows where lao_type = 'provincial_administration')"
_SOME_OTHER: Final = "lao_code = (select max(lao_code) from rows where area_level = 'local_administration')"


def local_administrations_do_not_sum(candidate: Path) -> None:
    """One of them gains a house that its province has not."""
    change(
        candidate,
        "area_coverage",
        where=f"{SOME_LOCAL_ADMINISTRATION} and {ONE_ROUND}",
        houses_registered="houses_registered + 1",
        houses_other="houses_other + 1",
    )


def who_has_none_dropped_from_the_figures(candidate: Path) -> None:
    """Villages without a local administration are left out, as an inner join would leave them out."""
    change(
        candidate,
        "area_poverty",
        where=WITHOUT_ONE,
        households="0",
        members="0",
        households_poor="0",
        members_poor="0",
        deprivation_sum="0",
    )


def who_has_none_dropped_from_the_areas(candidate: Path) -> None:
    drop_rows(candidate, "dim_area", where=WITHOUT_ONE)


def a_village_counted_for_two(candidate: Path) -> None:
    """Every count of one of them is doubled, as a village in two of them would double it."""
    measures = (
        "households_surveyed",
        "households_applicable",
        "households_failing",
        "members_applicable",
        "members_failing",
    )
    change(candidate, "area_indicator", where=SOME_LOCAL_ADMINISTRATION, **{name: f"2 * {name}" for name in measures})


def a_local_administration_twice(candidate: Path) -> None:
    add_rows(candidate, "dim_local_administration", rows=f"select * from rows where {_SOME_OTHER}")


def a_local_administration_of_unknown_type(candidate: Path) -> None:
    change(candidate, "dim_local_administration", where=_SOME_OTHER, lao_type="'sanitary_district'")


def a_provincial_administration_beside_its_province(candidate: Path) -> None:
    change(
        candidate,
        "dim_local_administration",
        where=_SOME_PROVINCIAL,
        area_level="'local_administration'",
        area_code="lao_code",
    )


def a_local_administration_not_listed(candidate: Path) -> None:
    drop_rows(candidate, "dim_local_administration", where=_SOME_OTHER)


def a_local_administration_located(candidate: Path) -> None:
    """Its mean and that of the subdistrict it shares would show where the other houses are."""
    change(candidate, "dim_area", where=SOME_LOCAL_ADMINISTRATION, zones=ZONES, longitude="100.5", latitude="13.7")


def most_households_have_none(candidate: Path) -> None:
    """A defect that only warns: the links of a whole delivery are missing."""
    change(candidate, "area_coverage", where=WITHOUT_ONE, households_surveyed="1000")


# Defect -> the rule that must name it; all but the last stop the release.
NAMED_BY: Final[dict[Defect, str]] = {
    local_administrations_do_not_sum: "coverage__children_sum_to_parent",
    who_has_none_dropped_from_the_figures: "poverty__children_sum_to_parent",
    who_has_none_dropped_from_the_areas: "administrations__who_has_none_is_counted",
    a_village_counted_for_two: "indicators__children_sum_to_parent",
    a_local_administration_twice: "administrations__codes_are_unique",
    a_local_administration_of_unknown_type: "administrations__codes_and_types_are_known",
    a_provincial_administration_beside_its_province: "administrations__figures_stand_where_they_say",
    a_local_administration_not_listed: "administrations__areas_are_listed",
    a_local_administration_located: "privacy__open_locates_no_few_houses",
    most_households_have_none: "administrations__few_households_have_none",
}
