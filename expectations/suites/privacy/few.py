"""Rules on few households, houses and cases: the open zone has no figure of only a few.

What is not here: levels, columns and words of the open zone (the suite's other rules).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from expectations.limits import (
    OPEN_FEWEST_CASES,
    OPEN_FEWEST_CASES_RANKED,
    OPEN_FEWEST_HOUSES,
    OPEN_FEWEST_POOR,
    OPEN_FEWEST_POOR_DETAILED,
)
from expectations.rule import Rule, query_rule
from expectations.suites.shared import WIDEST_FIRST
from orchestration.published.tables import TABLES


@dataclass(frozen=True, kw_only=True)
class Few:
    """Figures of the open zone that are of at least `fewest`.

    `counted`: a query for the key of the table's rows, and how many there are as `few`. `name` tells two groups of
    figures of one table apart.
    """

    table: str
    figures: tuple[str, ...]
    fewest: int
    noun: str
    counted: str
    name: str = ""

    def rule(self) -> Rule:
        return query_rule(
            f"privacy__open_{self.table}_{self.name}withholds_few",
            table=f"open__{self.table}",
            sentence=f"{self.table} of the open zone has no {_listed(self.figures)} of fewer than {self.fewest}"
            f" {self.noun}.",
            file="privacy/few_are_withheld",
            parameters={
                "keys": ", ".join(TABLES[self.table].key),
                "counted": self.counted,
                "noun": self.noun,
                "fewest": str(self.fewest),
                "is_shown": " or ".join(f"{figure} is not null" for figure in self.figures),
            },
            order=WIDEST_FIRST,
        )


def _listed(figures: tuple[str, ...]) -> str:
    return figures[0] if len(figures) == 1 else f"{', '.join(figures[:-1])} or {figures[-1]}"


def _withheld(table: str) -> tuple[str, ...]:
    part = TABLES[table].open
    return part.withheld if part else ()


def _count(column: str, table: str) -> str:
    return f"select {', '.join(TABLES[table].key)}, {column} as few from restricted__{table}"


_POOR_OF_AN_AREA: Final = "select survey_round, area_level, area_code, households_poor from restricted__area_poverty"
_OF_THE_AREA: Final = f"join ({_POOR_OF_AN_AREA}) as poor using (survey_round, area_level, area_code)"
_OF_THE_ROUND_BEFORE: Final = (
    f"join ({_POOR_OF_AN_AREA}) as poor on poor.survey_round = figures.previous_survey_round"
    " and poor.area_level = figures.area_level and poor.area_code = figures.area_code"
)


def _poor(table: str, joined: str = _OF_THE_AREA) -> str:
    keys = ", ".join(f"figures.{column}" for column in TABLES[table].key)
    return f"select {keys}, households_poor as few from open__{table} as figures {joined}"


_CHANGE: Final = "area_poverty_change"
_CONTRIBUTION_CHANGE: Final = "area_poverty_contribution_change"
_RATIOS: Final = ("intensity", "adjusted_headcount_ratio")
_CHANGES: Final = ("change", "relative_change", "yearly_change")
_CENSORED: Final = "censored_headcount_ratio"

_FEW: Final[tuple[Few, ...]] = (
    *(
        Few(
            table=table,
            figures=_withheld(table),
            fewest=OPEN_FEWEST_HOUSES,
            noun="residential houses",
            counted=_count("houses_residential", table),
        )
        for table in ("area_coverage", "coverage_gap")
    ),
    *(
        Few(
            table=table,
            figures=_RATIOS,
            fewest=OPEN_FEWEST_POOR,
            noun="poor households",
            counted=_count("households_poor", table),
        )
        for table in ("area_poverty", "area_poverty_breakdown")
    ),
    Few(
        table="area_poverty_sensitivity",
        figures=(*_withheld("area_poverty_sensitivity"), "intensity"),
        fewest=OPEN_FEWEST_POOR_DETAILED,
        noun="poor households",
        counted=_count("households_poor", "area_poverty_sensitivity"),
    ),
    Few(
        table="area_poverty_contribution",
        figures=_withheld("area_poverty_contribution"),
        fewest=OPEN_FEWEST_POOR_DETAILED,
        noun="poor households",
        counted=_poor("area_poverty_contribution"),
    ),
    Few(
        table="area_estimate_error",
        figures=_withheld("area_estimate_error"),
        fewest=OPEN_FEWEST_POOR,
        noun="poor households",
        counted=f"{_poor('area_estimate_error')} where measure in ('intensity', 'adjusted_headcount_ratio')",
    ),
    *(
        Few(
            table=table,
            figures=figures,
            fewest=fewest,
            noun="poor households",
            counted=_poor(table, joined),
            name=name,
        )
        for table, fewest, joined, name, figures in (
            (_CHANGE, OPEN_FEWEST_POOR, _OF_THE_AREA, "", (*_RATIOS, *(f"{r}_{c}" for r in _RATIOS for c in _CHANGES))),
            (
                _CHANGE,
                OPEN_FEWEST_POOR,
                _OF_THE_ROUND_BEFORE,
                "before_",
                (*(f"previous_{r}" for r in _RATIOS), *(f"{r}_{c}" for r in _RATIOS for c in _CHANGES)),
            ),
            (
                _CONTRIBUTION_CHANGE,
                OPEN_FEWEST_POOR_DETAILED,
                _OF_THE_AREA,
                "",
                ("members_poor_failing", _CENSORED, *(f"{_CENSORED}_{change}" for change in _CHANGES)),
            ),
            (
                _CONTRIBUTION_CHANGE,
                OPEN_FEWEST_POOR_DETAILED,
                _OF_THE_ROUND_BEFORE,
                "before_",
                (
                    "previous_members_poor_failing",
                    f"previous_{_CENSORED}",
                    *(f"{_CENSORED}_{change}" for change in _CHANGES),
                ),
            ),
        )
    ),
    *(
        Few(
            table="area_case_progress",
            figures=(figure,),
            fewest=OPEN_FEWEST_CASES,
            noun=noun,
            counted=_count(count, "area_case_progress"),
            name=name,
        )
        for name, figure, noun, count in (
            ("rate_", "solved_rate", "cases", "cases_found"),
            ("first_action_", "median_days_to_first_action", "cases begun", "cases_found - cases_not_started"),
            ("solution_", "median_days_to_solution", "solved cases", "cases_solved"),
        )
    ),
    Few(
        table="area_priority",
        figures=("priority_rank",),
        fewest=OPEN_FEWEST_CASES_RANKED,
        noun="open cases",
        counted=_count("cases_open", "area_priority"),
    ),
)

FEW_RULES: Final[tuple[Rule, ...]] = tuple(few.rule() for few in _FEW)
