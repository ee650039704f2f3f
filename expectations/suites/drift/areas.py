"""Rules on the list of areas since the last release: areas lost, renamed and new, and where their houses lie.

What is not here: areas within one release (hierarchy), which has the queries too.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from expectations.drift import Drift
from expectations.limits import CORRECTED_AREAS, CORRECTED_SHARE, FEWEST_HOUSES_UNLOCATED
from expectations.rule import Rule, query_rule, rows_of

_AREAS: Final = "open__dim_area"
_BEFORE: Final = "audit__area_before"
_LOCATED_BEFORE: Final = "audit__area_located_before"
_BY_CODE: Final = "area_level, area_code"
_FEW: Final = f"{CORRECTED_AREAS} areas (but at most {CORRECTED_SHARE:.0%} of a level)"


def area_rules(drift: Drift) -> Iterator[Rule]:
    yield from _places(drift)
    yield from _listed(drift)


def _places(drift: Drift) -> Iterator[Rule]:
    province, district = drift.middle_moved.province, drift.middle_moved.district
    without = drift.areas_without_coordinates.province
    yield query_rule(
        "hierarchy__provinces_stayed_in_place",
        table=_AREAS,
        severity=province.severity,
        sentence=f"The middle of a province's houses is within {province.value} km of that of the last release, and is"
        " not absent now.",
        expected=f"at most {province.value} km moved, and coordinates where there are {FEWEST_HOUSES_UNLOCATED} houses",
        parameters={"limit": repr(province.value)},
        noun="province",
        examined=rows_of(_LOCATED_BEFORE, where="area_level = 'province'"),
        order="kilometres desc nulls first",
    )
    yield query_rule(
        "hierarchy__districts_stayed_in_place",
        table=_AREAS,
        severity=district.severity,
        sentence="The middle of the houses of a district or subdistrict is within"
        f" {district.value} km of that of the last release.",
        expected=f"at most {district.value} km moved",
        parameters={"limit": repr(district.value)},
        noun="area",
        examined=rows_of(_LOCATED_BEFORE, where="area_level <> 'province'"),
        order="kilometres desc, area_level, area_code",
    )
    yield query_rule(
        "hierarchy__areas_are_still_located",
        table=_AREAS,
        severity=without.severity,
        sentence="Districts and subdistricts of a province that had coordinates in the last release still have them.",
        expected=f"at most {without.value:.0%} of a province without, or {_FEW}",
        parameters={"limit": repr(without.value)},
        noun="area",
        examined=rows_of(_LOCATED_BEFORE, where="area_level <> 'province'"),
        order=_BY_CODE,
    )


def _listed(drift: Drift) -> Iterator[Rule]:
    for name, limit, sentence, expected in (
        (
            "areas_were_not_lost",
            drift.areas_lost.level,
            "Every province, district and subdistrict of the last release is listed, or has a former code.",
            f"at most {drift.areas_lost.level.value:.1%} of a level lost, or {_FEW} without a house",
        ),
        (
            "areas_kept_their_names",
            drift.areas_renamed.level,
            "Every province, district and subdistrict of the last release has the names that it had, and none has that"
            " of another.",
            f"at most {drift.areas_renamed.level.value:.0%} of a level renamed, or {_FEW}",
        ),
        (
            "new_areas_are_few",
            drift.areas_new.level,
            "Every province, district and subdistrict was in the last release, or has the day on which it began.",
            f"at most {drift.areas_new.level.value:.0%} as many new areas of a level as it had, or {_FEW}",
        ),
    ):
        yield query_rule(
            f"hierarchy__{name}",
            table=_AREAS,
            severity=limit.severity,
            sentence=sentence,
            expected=expected,
            parameters={"limit": repr(limit.value)},
            noun="area",
            examined=rows_of(_BEFORE),
            order=_BY_CODE,
        )
