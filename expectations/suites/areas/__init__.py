"""Rules on lists beside the tree of areas: local administrations, and areas of former times.

What is not here: the tree itself (hierarchy), figures of local administrations (the suites of the figures).
"""

from __future__ import annotations

from typing import Final

from expectations.limits import WITHOUT_ADMINISTRATION_WARNING
from expectations.needs import LOCAL_ADMINISTRATIONS
from expectations.rule import Rule, distinct, query_rule, rows_of
from expectations.suites.shared import ROUNDS
from orchestration.release.verdict import WARNING

_LIST: Final = "open__dim_local_administration"
_AREAS: Final = "open__dim_area"
_CROSSWALK: Final = "open__area_crosswalk"

_LOCAL_ADMINISTRATIONS: Final[tuple[Rule, ...]] = (
    query_rule(
        "administrations__codes_are_unique",
        table=_LIST,
        sentence="No two local administrations share a code, and no province has two provincial administrations.",
        noun="local administration",
        examined=rows_of(_LIST),
        order="code",
    ),
    query_rule(
        "administrations__codes_and_types_are_known",
        table=_LIST,
        sentence="Every local administration has a code of 7 digits that does not begin with 0, and a known type.",
        order="lao_code",
    ),
    query_rule(
        "administrations__figures_stand_where_they_say",
        table=_LIST,
        sentence="A local administration names the area with its figures: its province if it is provincial, otherwise"
        " an area of its own.",
        order="lao_code",
    ),
    query_rule(
        "administrations__areas_are_listed",
        table=_AREAS,
        sentence="Every area that is a local administration is in dim_local_administration, except those for villages"
        " without one.",
        noun="area",
        examined=rows_of(_AREAS, where="area_level = 'local_administration'"),
        order="area_code",
        needs=(LOCAL_ADMINISTRATIONS,),
    ),
    query_rule(
        "administrations__who_has_none_is_counted",
        table=_AREAS,
        sentence="Every province has an area for villages without a local administration, where any are listed.",
        noun="province",
        examined=rows_of(_AREAS, where=f"area_level = 'province' and exists (select 1 from {_LIST})"),
        order="area_code",
    ),
    query_rule(
        "administrations__few_households_have_none",
        table="restricted__area_coverage",
        severity=WARNING,
        sentence=f"At most {WITHOUT_ADMINISTRATION_WARNING:.0%} of the surveyed households live in a village without a"
        " local administration.",
        expected=f"at most {WITHOUT_ADMINISTRATION_WARNING:.0%} of the surveyed households",
        noun="round",
        examined=f"{ROUNDS} where exists (select 1 from {_LIST})",
    ),
)

_FORMER_AREAS: Final[tuple[Rule, ...]] = (
    query_rule(
        "former__codes_lead_to_areas_of_today",
        table=_CROSSWALK,
        sentence="Every former code leads to a present area of its level, or of a village to a present subdistrict.",
        order="former_area_code",
    ),
    query_rule(
        "former__codes_are_over",
        table=_CROSSWALK,
        sentence="No former code is the code of a present area, and none leads to two areas.",
        noun="code",
        examined=distinct("former_area_code", table=_CROSSWALK),
        order="former_area_code",
    ),
    query_rule(
        "former__areas_have_a_successor",
        table=_AREAS,
        sentence="An area has a successor and a row in area_crosswalk exactly if it ended, not before it began.",
        noun="area",
        examined=rows_of(_AREAS),
        order="area_code",
    ),
)

RULES: Final = (*_LOCAL_ADMINISTRATIONS, *_FORMER_AREAS)
