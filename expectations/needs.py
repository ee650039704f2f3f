"""What a rule compares with and a release may lack: a release before, an earlier round, an optional feed.

A rule that found nothing to examine has not passed: it says which of these was absent, or it has failed.
What is not here: the rules (suites/), the counting of what a rule examines (workbench.py).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from expectations.limits import FEWEST_COUNTS_REDRAWN, FEWEST_COUNTS_WITH_ROOM, FEWEST_SMALL_COUNTS
from orchestration import names
from orchestration.published.lists import FLOW_TABLES, KIND_TABLES

RELATION: Final = re.compile(r"\b(?:audit|exact|open|restricted|previous_open|previous_restricted)__\w+")
# Table of the audit's database: feeds of which the release has batches.
DELIVERED: Final = "audit__delivered"
# The rounds that have another vintage than in the last release.
FURTHER_VINTAGE: Final = "audit__further_vintage"


@dataclass(frozen=True)
class Need:
    """`absent` says in words that the thing is not there. `present` is a query for true or false.

    Without a query the release may simply have none of the things, and another rule would find them missing.
    """

    absent: str
    present: str | None = None


def delivered(feed: str) -> Need:
    return Need(f"no {feed} delivered", f"select count(*) > 0 from {DELIVERED} where feed = '{feed}'")


PREVIOUS_RELEASE: Final = Need("no previous release", "select count(*) > 0 from previous_open__release")
EARLIER_ROUND: Final = Need("no earlier round", "select count(*) > 1 from open__dim_survey_round")
COMMON_INDICATOR: Final = Need(
    "no earlier round with an indicator in common",
    """
    with pair as (
        select survey_round, lag(survey_round) over (order by year_be, round) as before from open__dim_survey_round
    )
    select count(*) > 0
    from pair
    join audit__round_indicator as now on now.survey_round = pair.survey_round
    join audit__round_indicator as earlier
      on earlier.survey_round = pair.before and earlier.indicator_code = now.indicator_code
    """,
)
SAME_INDICATOR: Final = Need("no indicator of the same round in the previous release")
SAME_LIST: Final = Need("no round of the same list of indicators in the previous release")
OTHER_LIST: Final = Need("no second list of indicators")
LOCAL_ADMINISTRATIONS: Final = delivered(names.LOCAL_ADMINISTRATIONS)
OTHER_WEIGHTS: Final = Need("no sampling weight other than 1")
SAMPLING_DESIGN: Final = Need("no strata or clusters of a sample")
OWN_KPIS: Final = Need(
    f"the list of {names.UN_KPIS} is in force", f"select count(*) = 0 from {DELIVERED} where feed = '{names.UN_KPIS}'"
)
LOCATED_HOUSES: Final = Need(
    "no house with coordinates",
    "select count(*) > 0 from restricted__fct_house_location",
)
NOTHING_SHOWN: Final = Need("no figure of enough households")
FEW_SMALL_COUNTS: Final = Need(f"no level with {FEWEST_SMALL_COUNTS} small counts shown")
NO_SMALL_COUNT: Final = Need("no count of 1 to 4 shown")
FEW_COUNTS_WITH_ROOM: Final = Need(f"fewer than {FEWEST_COUNTS_WITH_ROOM} counts of 1 to 4 shown")
WHOLE_ROUND: Final = Need(
    "no round that has all of its households", present="select count(*) > 0 from audit__recounted"
)
OWN_BREAKDOWNS: Final = Need(
    "no round whose figures by kind of household are of its own vintage",
    "select count(*) > 0 from open__dim_survey_round"
    " where survey_round not in (select survey_round from audit__other_breakdowns)",
)
BREAKDOWNS: Final = Need(
    "no round with figures by kind of household in the open zone",
    "select count(*) > 0 from open__dim_survey_round"
    " where survey_round not in (select survey_round from audit__without_breakdowns)",
)
NO_OTHER_BREAKDOWNS: Final = Need(
    "no round with figures by kind of household of another vintage",
    "select count(*) > 0 from audit__other_breakdowns",
)
_ROUNDS_OF_FLOWS: Final = "select count(*) > 0 from (from open__dim_survey_round order by year_be, round offset 1)"
WITH_FLOWS: Final = Need(
    "no round with flows in the open zone",
    f"{_ROUNDS_OF_FLOWS} where survey_round not in (select survey_round from audit__without_flows)",
)
OWN_FLOWS: Final = Need(
    "no round whose flows are of the vintages of both rounds",
    f"{_ROUNDS_OF_FLOWS} where survey_round not in (select survey_round from audit__other_flows)",
)
NO_OTHER_FLOWS: Final = Need("no round with flows of an earlier vintage", "select count(*) > 0 from audit__other_flows")
A_FURTHER_VINTAGE: Final = Need(
    "no round with another vintage than in the previous release", f"select count(*) > 0 from {FURTHER_VINTAGE}"
)
FEW_REDRAWN: Final = Need(f"no column with {FEWEST_COUNTS_REDRAWN} counts of two vintages")
NO_FAILURE: Final = Need("no failure of a household")
AGENCY_CASE: Final = Need("no case of an agency")
_NO_CASE: Final = (delivered(names.CASE_FOLLOW_UP),)
_NO_OPEN_CASE: Final = (*_NO_CASE, Need("no open case"))

# Table, without its zone -> what its rows need.
_OF_TABLES: Final[dict[str, tuple[Need, ...]]] = {
    "area_indicator_change": (EARLIER_ROUND, COMMON_INDICATOR),
    "area_goal_change": (EARLIER_ROUND,),
    "area_poverty_change": (EARLIER_ROUND,),
    "area_poverty_contribution_change": (EARLIER_ROUND, COMMON_INDICATOR),
    "area_estimate_error": (SAMPLING_DESIGN,),
    "household_followed": (EARLIER_ROUND, Need("few households or houses of two rounds")),
    "area_priority": _NO_OPEN_CASE,
    "area_case_agency": (*_NO_CASE, AGENCY_CASE),
    "case_agency": _NO_CASE,
    "recounted_agency": _NO_CASE,
    "household_priority": _NO_OPEN_CASE,
    "visit": _NO_OPEN_CASE,
    "open_case": _NO_OPEN_CASE,
    "fct_case": _NO_CASE,
    "case": _NO_CASE,
    "coverage_gap": (Need("no area without a survey is listed"),),
    "practice_effect": (delivered(names.PRACTICES),),
    "practice_candidate": (EARLIER_ROUND, Need("no area that improved far more than comparable areas")),
    "dim_local_administration": (LOCAL_ADMINISTRATIONS,),
    "area_outline": (delivered(names.BOUNDARIES),),
    "area_crosswalk": (delivered(names.AREA_CHANGES), Need("no former area")),
    "kpi_expected": (OWN_KPIS,),
    "sample": (OTHER_WEIGHTS,),
    "place": (LOCATED_HOUSES,),
    "astray": (LOCATED_HOUSES,),
    "table_before": (PREVIOUS_RELEASE,),
    "area_before": (PREVIOUS_RELEASE,),
    "area_located_before": (PREVIOUS_RELEASE, Need("no area with coordinates in the previous release")),
    "round_closed_before": (PREVIOUS_RELEASE, Need("no round that was over in the previous release")),
}


def needs_of(relations: Iterable[str]) -> Iterator[Need]:
    """The needs of tables, by the names that they have in the audit's database."""
    for relation in sorted(set(relations)):
        zone, table = relation.split("__", maxsplit=1)
        if zone in ("previous_open", "previous_restricted"):
            yield PREVIOUS_RELEASE
        if zone == names.OPEN and table in KIND_TABLES:
            yield BREAKDOWNS
        if zone == names.OPEN and table in FLOW_TABLES:
            yield WITH_FLOWS
        yield from _OF_TABLES.get(table, ())
