"""Which counts of the open zone have noise of their own, and how each is compared with the exact count.

What is not here: the comparison (evidence/noise.py), what the noise must be like (suites/privacy/noise.py).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from expectations.limits import (
    MOST_MEMBERS_NOISE,
    MOST_NOISE,
    OPEN_FEWEST_APPLICABLE,
    OPEN_FEWEST_PASSING,
    OPEN_FEWEST_SURVEYED,
)
from orchestration.published.lists import DRAWN_ONCE_TABLES, HARDSHIP_TABLES
from orchestration.published.tables import TABLES

# Counts that a table takes over from another open table, where their noise is looked at.
COPIED: Final[dict[str, tuple[str, ...]]] = {
    "area_poverty_contribution": ("members", "members_poor"),
    "area_poverty_sensitivity": ("households", "members"),
    "area_poverty_change": ("households", "previous_households", "members", "previous_members"),
    "area_poverty_contribution_change": ("members_poor_failing", "previous_members_poor_failing"),
    "area_profile": (
        *("households", "members", "households_poor", "members_poor"),
        *("cases_found", "cases_open", "cases_solved"),
    ),
    "area_indicator_change": ("households_failing", "previous_households_failing"),
    "area_goal_change": ("households_failing", "previous_households_failing"),
    "area_target_path": (
        "households_applicable",
        "households_failing",
        "baseline_households_applicable",
        "baseline_households_failing",
    ),
    "practice_effect": (
        "households_applicable",
        "households_failing",
        "baseline_households_applicable",
        "baseline_households_failing",
    ),
}
# A count that is what is left of another one: the households that an indicator does not apply to have the noise.
_LEFT_OF: Final = {"households_applicable": "households_surveyed"}
# The same in a row of the open zone. What applies to no household is 0 without noise.
_LEFT_IN_ROW: Final = {
    column: f"if({{row}}.{column} > 0, {{row}}.{whole} - {{row}}.{column}, 0)" for column, whole in _LEFT_OF.items()
}
# A count that is what is left of one that the table does not have, and where anything was taken off.
_LEFT: Final = {
    "members_applicable": "households_applicable < {row}.households_surveyed",
    "households": "households_dropped > 0",
    "members": "households_dropped > 0",
}
# Where few were surveyed in the round before, its count is withheld. The suite compares that with the round.
_EXACT: Final = {"cases_found_before": "if(o.cases_found_before is null, null, r.cases_found_before)"}
_ENOUGH: Final = (
    f"{{surveyed}} >= {OPEN_FEWEST_SURVEYED} and {{applicable}} >= {OPEN_FEWEST_APPLICABLE + MOST_NOISE}"
    f" and {{applicable}} - {{failing}} >= {OPEN_FEWEST_PASSING + 2 * MOST_NOISE}"
)
# Table -> the rows r that have enough households whatever their noise. Of the others, noise decides which are shown.
SHOWN_WHATEVER_THE_NOISE: Final[dict[str, str]] = {
    **dict.fromkeys(
        ("area_indicator", "area_indicator_breakdown", "area_sdg_target", "area_sdg_goal"),
        _ENOUGH.format(
            surveyed="r.households_surveyed", applicable="r.households_applicable", failing="r.households_failing"
        ),
    ),
    **dict.fromkeys(
        ("area_poverty", "area_poverty_breakdown"),
        _ENOUGH.format(
            surveyed="r.households + r.households_dropped", applicable="r.households", failing="r.households_poor"
        ),
    ),
}
# Counts with an upper bound that is perturbed too: their noise is not 0 on average.
CAPPED: Final[dict[str, tuple[str, ...]]] = {
    "area_poverty_sensitivity": ("households_poor",),
    "area_case_progress": (
        "cases_not_started",
        "cases_in_progress",
        "cases_referred",
        "cases_self_solving",
        "cases_solved",
        "cases_open",
        "cases_reopened",
        "cases_open_over_90_days",
        "cases_open_over_180_days",
    ),
    "area_priority": ("cases_open", "cases_open_over_180_days"),
}
CAPPED["area_case_agency"] = CAPPED["area_case_progress"]
# Counts that open tables of hardship have as they are -> why nobody learns from them what a household lacks.
EXACT: Final[dict[str, str]] = {
    "households_surveyed": "who was reached is public: area_coverage has the same count",
    "households_to_help_per_year": "follows from the failing households of the row, which have noise",
}
# Every indicator has the same households here: there are as many draws as areas.
REPEATED: Final = ("households_in_both", "households_entered", "households_left")
# Table -> counts that add up through the areas.
ADDED: Final = {
    "area_indicator": ("households_applicable", "households_failing", "members_failing"),
    "area_sdg_target": ("households_failing",),
    "area_sdg_goal": ("households_failing",),
    "area_poverty": ("households_poor", "members_poor"),
    "area_indicator_change": ("households_stayed_failing", "households_escaped", "households_fell"),
    "area_goal_change": ("households_stayed_failing", "households_escaped", "households_fell"),
    "area_case_progress": ("cases_found", "cases_solved"),
}


@dataclass(frozen=True, kw_only=True)
class Noisy:
    """A count with noise. `exact` and `shown` are the two zones' counts, in the row r and the row o.

    `is_drawn`: the noise is that of the seed, not what another count left of it. `is_free` says of which rows noise of
    any size is right, `is_varied` in which rows noise can be seen at all.
    """

    measure: str
    exact: str
    shown: str
    is_of_members: bool = False
    is_drawn: bool = True
    is_free: str = "false"
    is_varied: str = "true"

    @property
    def most(self) -> int:
        return MOST_MEMBERS_NOISE if self.is_of_members else MOST_NOISE


def noisy(table: str) -> tuple[Noisy, ...]:
    """The counts of the table whose noise is its own. Empty where the table has none."""
    return tuple(_noisy(column) for column in perturbed(table))


def perturbed(table: str) -> tuple[str, ...]:
    """The columns that the table's declaration says have noise, but for those copied from another table."""
    part = TABLES[table].open
    copied = COPIED.get(table, ())
    return tuple(column for column in (part.perturbed if part else ()) if column not in copied)


def _noisy(column: str) -> Noisy:
    is_of_members = column.removeprefix("previous_").startswith("members")
    if whole := _LEFT_OF.get(column):
        # What applies to no household is 0 without noise.
        return Noisy(
            measure=column.replace("_applicable", "_not_applicable"),
            exact=f"if(r.{column} = 0, 0, r.{whole} - r.{column})",
            shown=f"if(r.{column} = 0, o.{column}, r.{whole} - o.{column})",
        )
    if varied := _LEFT.get(column):
        # Nobody is taken off where the households taken off come out as 0.
        shown = varied.format(row="o")
        return Noisy(
            measure=column,
            exact=f"r.{column}",
            shown=f"o.{column}",
            is_of_members=is_of_members,
            is_drawn=False,
            is_free=f"o.{column} > r.{column} and not (o.{shown})" if is_of_members else "false",
            is_varied=f"r.{varied.format(row='r')}",
        )
    if column == "households_boundary_failing":
        # A remainder, which may be negative and keeps its sign.
        return Noisy(
            measure=column,
            exact=f"abs(r.{column})",
            shown=f"if(r.{column} = 0, abs(o.{column}), sign(r.{column}) * o.{column})",
        )
    # Members of households that come out as 0 come out as 0, however many they are.
    free = f"o.{column} = 0" if is_of_members else "false"
    return Noisy(
        measure=column,
        exact=_EXACT.get(column, f"r.{column}"),
        shown=f"o.{column}",
        is_of_members=is_of_members,
        is_drawn=not is_of_members,
        is_free=free,
    )


NOISY_TABLES: Final = tuple(name for name in TABLES if noisy(name))
# Of these, tables whose counts a further vintage of a round draws anew.
REDRAWN_TABLES: Final = tuple(
    table for table in NOISY_TABLES if table in HARDSHIP_TABLES and table not in DRAWN_ONCE_TABLES
)


def redrawn(table: str) -> dict[str, str]:
    """Column -> its count in a row {row}: the counts that have a draw of their own in each vintage of a round."""
    left_out = (*REPEATED, *CAPPED.get(table, ()))
    columns = [column for column in perturbed(table) if _noisy(column).is_drawn and column not in left_out]
    return {column: _LEFT_IN_ROW.get(column, f"{{row}}.{column}") for column in columns}


def weighted(column: str) -> Noisy:
    """The weighted count of a sample: it equals the exact one where the count does."""
    varied = _LEFT.get(column, "households_applicable < {row}.households_surveyed" if column in _LEFT_OF else "true")
    return Noisy(
        measure=f"{column}_weighted",
        exact=f"r.{column}_weighted",
        shown=f"o.{column}_weighted",
        is_drawn=False,
        is_free="true",
        is_varied=varied if varied == "true" else f"r.{varied.format(row='r')}",
    )
