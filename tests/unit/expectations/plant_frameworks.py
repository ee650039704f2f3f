"""A release under two lists of indicators, and defects of its lists, each with the rules that must name it.

What is not here: the tools they are made of (plant.py), the tests.
"""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Final

from tests.unit.expectations.plant import BOTH, Defect, change, drop_rows, rewrite

_LATEST: Final = "survey_round = (select max(survey_round) from rows)"
_OTHER: Final = "framework_version = 'made-2'"
# Tables of changes of poverty, which two lists leave without a change -> what changes there.
_POVERTY_CHANGES: Final = {
    "area_poverty_change": ("headcount_ratio", "intensity", "adjusted_headcount_ratio"),
    "area_poverty_contribution_change": ("censored_headcount_ratio",),
}
_KINDS_OF_CHANGE: Final = ("change", "relative_change", "yearly_change")


def under_two_lists(candidate: Path) -> None:
    """No defect: the latest round gets a version of its own, with the same indicators."""
    rewrite(
        candidate,
        "dim_indicator",
        query="select * replace ('2567-1' as last_survey_round) from rows union all select * replace"
        " ('made-2' as framework_version, '2567-2' as first_survey_round) from rows",
    )
    change(candidate, "dim_survey_round", where=_LATEST, framework_version="'made-2'")
    for table in ("area_indicator_change", "area_goal_change"):
        change(candidate, table, where=_LATEST, is_same_framework="false")
    for table, ratios in _POVERTY_CHANGES.items():
        changes = {f"{ratio}_{kind}": "null" for ratio in ratios for kind in _KINDS_OF_CHANGE}
        change(candidate, table, where=_LATEST, zones=BOTH, is_same_framework="false", **changes)
    of_profiles = {"headcount_ratio_change": "null", "adjusted_headcount_ratio_change": "null"}
    change(candidate, "area_profile", where=_LATEST, zones=BOTH, **of_profiles)


def a_round_of_no_list(candidate: Path) -> None:
    change(candidate, "dim_survey_round", where=_LATEST, framework_version="null")


def a_round_after_the_last_of_its_list(candidate: Path) -> None:
    change(candidate, "dim_indicator", where="true", last_survey_round="'2566-9'")


def two_lists_of_one_round(candidate: Path) -> None:
    rewrite(
        candidate,
        "dim_indicator",
        query="from rows union all select * replace ('made-2' as framework_version) from rows",
    )


def lists_that_overlap(candidate: Path) -> None:
    """Of a release under two."""
    change(candidate, "dim_indicator", where="framework_version = 'made-1'", last_survey_round="'2567-2'")


def an_indicator_of_another_list(candidate: Path) -> None:
    """Of a release under two: areas have rows of TQ05 in a round whose list does not have it."""
    drop_rows(candidate, "dim_indicator", where=f"{_OTHER} and indicator_code = 'TQ05'")


def weights_of_another_list(candidate: Path) -> None:
    """Of a release under two, as if areas had been weighed by the first."""
    codes = "('TQ01', 'TQ02')"
    change(
        candidate,
        "dim_indicator",
        where=f"{_OTHER} and indicator_code in {codes}",
        weight="case indicator_code when 'TQ01' then weight / 2 else weight * 3 / 2 end",
    )


def a_cutoff_of_another_list(candidate: Path) -> None:
    """Of a release under two."""
    change(candidate, "dim_indicator", where=_OTHER, cutoff_k="0.33")


def the_rule_of_another_list(candidate: Path) -> None:
    """Of a release under two."""
    change(candidate, "dim_indicator", where=_OTHER, missing_answer_rule="'household_dropped'")


def a_change_of_lists_untold(candidate: Path) -> None:
    """Of a release under two."""
    for table in ("area_indicator_change", "area_goal_change"):
        change(candidate, table, where=_LATEST, is_same_framework="true")


_IN_FORCE: Final = frozenset({"indicators__every_round_is_of_the_list_in_force"})
# What stands beside the latest round alone, by the latest list.
_OF_THE_LATEST: Final = frozenset(
    {
        "completeness__area_target_path_has_every_area",
        "kpis__counts_are_the_nations",
        "kpis__measurement_is_the_best_fit",
    }
)
_SHARED: Final = frozenset({"indicators__lists_share_no_round"})
# Defect of a release under one list -> the rules that must name it, and no others.
NAMED_BY: Final[dict[Defect, frozenset[str]]] = {
    a_round_of_no_list: _IN_FORCE | _OF_THE_LATEST,
    a_round_after_the_last_of_its_list: _IN_FORCE,
    two_lists_of_one_round: _SHARED,
}
# The same of a release under two.
NAMED_OF_TWO_BY: Final[dict[Defect, frozenset[str]]] = {
    lists_that_overlap: _SHARED,
    weights_of_another_list: frozenset({"contribution__weights_are_those_of_the_framework"}),
    a_cutoff_of_another_list: frozenset({"poverty__cutoff_is_one_for_all"}),
    the_rule_of_another_list: frozenset({"poverty__the_rule_says_who_is_dropped"}),
    a_change_of_lists_untold: frozenset(
        {"change__indicator_says_whether_the_list_is_the_same", "change__goal_says_whether_the_list_is_the_same"}
    ),
    an_indicator_of_another_list: frozenset(
        {
            *(
                f"completeness__{table}_has_every_{what}"
                for table in (
                    *("area_indicator", "area_indicator_change"),
                    *("area_poverty_contribution", "area_poverty_contribution_change"),
                )
                for what in ("area", "indicator")
            ),
            *_OF_THE_LATEST,
            "completeness__area_target_path_has_every_indicator",
            "contribution__weights_are_those_of_the_framework",
        }
    ),
}

# One of each, for a release that has other defects too.
told_under_another_list: Final = partial(change, table="area_indicator_change", where="true", is_same_framework="null")
told_of_goals_under_another_list: Final = partial(
    change, table="area_goal_change", where="true", is_same_framework="null"
)
