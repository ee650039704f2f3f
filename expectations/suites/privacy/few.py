"""Rules on few households, houses and cases: the open zone has no figure of only a few.

Households and cases are counted as the open zone has them. What is not here: their noise (noise.py), levels, columns
and words of the open zone (the suite's other rules).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

from expectations.limits import (
    OPEN_FEWEST_APPLICABLE,
    OPEN_FEWEST_CASES,
    OPEN_FEWEST_CASES_RANKED,
    OPEN_FEWEST_HOUSES,
    OPEN_FEWEST_PASSING,
    OPEN_FEWEST_POOR,
    OPEN_FEWEST_POOR_DETAILED,
    OPEN_FEWEST_SURVEYED,
)
from expectations.needs import OWN_FLOWS, Need
from expectations.rule import EXACT, Rule, query_rule, rows_of, view
from expectations.suites.shared import OF_OWN_FLOWS, WIDEST_FIRST
from orchestration.names import OPEN, RESTRICTED
from orchestration.published.table import PLACE
from orchestration.published.tables import TABLES


@dataclass(frozen=True, kw_only=True)
class Few:
    """Figures of the open zone that are of at least `fewest`.

    `counted`: a query for the key of the table's rows, and how many there are as `few`. `name` tells two groups of
    figures of one table apart. `where`: the rows that are examined, if not all.
    """

    table: str
    figures: tuple[str, ...]
    fewest: int
    noun: str
    counted: str
    name: str = ""
    where: str | None = None
    needs: tuple[Need, ...] = ()

    def rule(self) -> Rule:
        return query_rule(
            f"privacy__open_{self.table}_{self.name}withholds_few",
            table=f"open__{self.table}",
            sentence=f"{self.table} of the open zone has no {_listed(self.figures)} of fewer than {self.fewest}"
            f" {self.noun}.",
            file="privacy/few_are_withheld",
            parameters={
                "keys": ", ".join(_keys(self.table)),
                "counted": self.counted,
                "noun": self.noun,
                "fewest": str(self.fewest),
                "is_shown": " or ".join(f"{figure} is not null" for figure in self.figures),
            },
            order=WIDEST_FIRST,
            examined=rows_of(view(OPEN, self.table), where=self.where),
            needs=self.needs,
        )


def _listed(figures: tuple[str, ...]) -> str:
    return figures[0] if len(figures) == 1 else f"{', '.join(figures[:-1])} or {figures[-1]}"


def _keys(table: str) -> tuple[str, ...]:
    """Round, area and item, of a table of the latest round too."""
    return tuple(dict.fromkeys((*PLACE, *TABLES[table].key)))


def _count(column: str, table: str) -> str:
    return f"select {', '.join(_keys(table))}, {column} as few from {view(OPEN, table)}"


def _of(figures: str, count: str, table: str, *, item: str = "", is_before: bool = False) -> str:
    """The rows of a table with the count that the open table `figures` has of the same area, round and item.

    `is_before`: of the round before. A row that `figures` withholds has no count, and so the fewest.
    """
    keys = ", ".join(f"shown.{column}" for column in _keys(table))
    survey_round = "previous_survey_round" if is_before else "survey_round"
    same_item = f" and figure.{item} = shown.{item}" if item else ""
    return (
        f"select {keys}, {count} as few from {view(OPEN, table)} as shown join {view(OPEN, figures)} as figure"
        f" on figure.survey_round = shown.{survey_round} and figure.area_level = shown.area_level"
        f" and figure.area_code = shown.area_code{same_item}"
    )


def _poor(table: str, *, is_before: bool = False) -> str:
    return _of("area_poverty", "figure.households_poor", table, is_before=is_before)


# What is known of the houses visited, or of the people of so few houses.
REACHED: Final[dict[str, tuple[str, ...]]] = {
    "area_coverage": (
        *("houses_surveyed", "houses_not_surveyed", "houses_never_surveyed", "houses_with_several_households"),
        *("houses_municipal_surveyed", "houses_rural_surveyed", "households_surveyed"),
        *("coverage_rate", "municipal_coverage_rate", "rural_coverage_rate"),
    ),
    "coverage_gap": ("gap_rank",),
    "area_network": (
        *("households_surveyed", "teams", "teams_within", "partner_groups_within"),
        *("members_trained", "members_trained_within", "agents_per_1000_households"),
    ),
}
_HOUSES: Final = f"select {', '.join(PLACE)}, houses_residential as few from {view(RESTRICTED, 'area_coverage')}"
_SURVEYED: Final = (
    f"select {{keys}}, poverty.households + poverty.households_dropped as few from {{table}}"
    f" join {view(EXACT, 'area_poverty')} as poverty using ({', '.join(PLACE)})"
)
_CHANGE: Final = "area_poverty_change"
_CONTRIBUTION_CHANGE: Final = "area_poverty_contribution_change"
_RATIOS: Final = ("intensity", "adjusted_headcount_ratio")
_CHANGES: Final = ("change", "relative_change", "yearly_change")
_CENSORED: Final = "censored_headcount_ratio"
_CONTRIBUTED: Final = (
    *("members_failing", "members_poor_failing", "members_failing_weighted", "members_poor_failing_weighted"),
    *("uncensored_headcount_ratio", _CENSORED, "contribution", "contribution_share"),
)
# Table of flows -> table of its rates, and its item.
_FLOWS: Final = {
    "area_indicator_change": ("area_indicator", "indicator_code"),
    "area_goal_change": ("area_sdg_goal", "goal"),
}
# A goal that no indicator serves has counts of 0.
_APPLICABLE_OF_A_CHANGE: Final = {
    "area_indicator_change": "figure.households_applicable",
    "area_goal_change": f"if(figure.indicators_mapped = 0 and not figure.is_suppressed, {OPEN_FEWEST_APPLICABLE},"
    " figure.households_applicable)",
}

_FEW: Final[tuple[Few, ...]] = (
    *(
        Few(
            table=table,
            figures=figures,
            fewest=OPEN_FEWEST_HOUSES,
            noun="residential houses",
            counted=_HOUSES,
        )
        for table, figures in REACHED.items()
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
        figures=("households_poor", "members_poor", "members_poor_weighted", "headcount_ratio", *_RATIOS),
        fewest=OPEN_FEWEST_POOR_DETAILED,
        noun="poor households",
        counted=_count("households_poor", "area_poverty_sensitivity"),
    ),
    Few(
        table="area_poverty_contribution",
        figures=_CONTRIBUTED,
        fewest=OPEN_FEWEST_POOR_DETAILED,
        noun="poor households",
        counted=_poor("area_poverty_contribution"),
    ),
    Few(
        table="area_estimate_error",
        figures=("estimate", "standard_error", "confidence_low", "confidence_high"),
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
            counted=_poor(table, is_before=name == "before_"),
            name=name,
        )
        for table, fewest, name, figures in (
            (_CHANGE, OPEN_FEWEST_POOR, "", (*_RATIOS, *(f"{r}_{c}" for r in _RATIOS for c in _CHANGES))),
            (
                _CHANGE,
                OPEN_FEWEST_POOR,
                "before_",
                (*(f"previous_{r}" for r in _RATIOS), *(f"{r}_{c}" for r in _RATIOS for c in _CHANGES)),
            ),
            (
                _CONTRIBUTION_CHANGE,
                OPEN_FEWEST_POOR_DETAILED,
                "",
                ("members_poor_failing", _CENSORED, *(f"{_CENSORED}_{change}" for change in _CHANGES)),
            ),
            (
                _CONTRIBUTION_CHANGE,
                OPEN_FEWEST_POOR_DETAILED,
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
            table=table,
            figures=("households_in_both", "households_escaped", "households_fell", "failing_rate_change"),
            fewest=OPEN_FEWEST_APPLICABLE,
            noun="applicable households",
            # Rows of an earlier vintage were judged by the figures of that vintage.
            counted=_of(figures, _APPLICABLE_OF_A_CHANGE[table], table, item=item, is_before=name == "before_")
            + f" where shown.{OF_OWN_FLOWS}",
            name=name,
            where=OF_OWN_FLOWS,
            needs=(OWN_FLOWS,),
        )
        for table, (figures, item) in _FLOWS.items()
        for name in ("", "before_")
    ),
    Few(
        table="area_target_path",
        figures=("households_applicable", "households_failing", "failing_rate", "households_to_help_per_year"),
        fewest=OPEN_FEWEST_APPLICABLE,
        noun="applicable households",
        counted=_of("area_indicator", "figure.households_applicable", "area_target_path", item="indicator_code"),
    ),
    *(
        Few(
            table=table,
            figures=(figure,),
            fewest=OPEN_FEWEST_CASES,
            noun=noun,
            counted=_count(count, table),
            name=name,
        )
        for table in ("area_case_progress", "area_case_agency")
        for name, figure, noun, count in (
            ("rate_", "solved_rate", "cases", "cases_found"),
            ("first_action_", "median_days_to_first_action", "cases begun", "cases_found - cases_not_started"),
            ("solution_", "median_days_to_solution", "solved cases", "cases_solved"),
        )
    ),
    *(
        Few(
            table=table,
            figures=figures,
            fewest=OPEN_FEWEST_SURVEYED,
            noun="surveyed households",
            counted=_SURVEYED.format(keys=", ".join(_keys(table)), table=view(OPEN, table)),
            name="surveyed_",
        )
        for table, figures in (
            ("area_case_progress", ("cases_found", "cases_open", "cases_solved", "events_impossible")),
            ("area_case_agency", ("cases_found", "cases_open", "cases_solved")),
            ("area_priority", ("priority_rank", "cases_open")),
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


@dataclass(frozen=True, kw_only=True)
class FewHouseholds:
    """A table whose rows are withheld. What is surveyed, applicable and failing, and the figures of a withheld row."""

    surveyed: str
    applicable: str
    failing: str
    figures: tuple[str, ...]
    # Rows that need no applicable households.
    needs_none: str = "false"

    def rule(self, table: str) -> Rule:
        return query_rule(
            f"privacy__open_{table}_withholds_rows_of_few",
            table=view(OPEN, table),
            sentence=f"A row of {table} that the open zone shows has at least {OPEN_FEWEST_SURVEYED} surveyed,"
            f" {OPEN_FEWEST_APPLICABLE} applicable and {OPEN_FEWEST_PASSING} passing households.",
            file="privacy/few_households_are_withheld",
            parameters={
                "keys": ", ".join(_keys(table)),
                "surveyed": self.surveyed,
                "applicable": self.applicable,
                "passing": f"{self.applicable} - {self.failing}",
                "needs_none": self.needs_none,
                "has_figures": " or ".join(f"{figure} is not null" for figure in self.figures),
            },
            order=WIDEST_FIRST,
        )


def _with_weighted(*counts: str) -> tuple[str, ...]:
    return (*counts, *(f"{count}_weighted" for count in counts))


_HOUSEHOLDS: Final = ("households_applicable", "households_failing")
_OF_INDICATORS: Final = FewHouseholds(
    surveyed="households_surveyed",
    applicable="households_applicable",
    failing="households_failing",
    figures=("failing_rate", *_with_weighted(*_HOUSEHOLDS, "members_applicable", "members_failing")),
)
_OF_GROUPS: Final = replace(_OF_INDICATORS, figures=("failing_rate", "score", *_with_weighted(*_HOUSEHOLDS)))
_OF_POVERTY: Final = FewHouseholds(
    surveyed="households + households_dropped",
    applicable="households",
    failing="households_poor",
    figures=(
        *("households_dropped", "members_dropped", "headcount_ratio", "intensity", "adjusted_headcount_ratio"),
        *_with_weighted("households", "members", "households_poor", "members_poor"),
    ),
)
_ROWS: Final = {
    "area_indicator": _OF_INDICATORS,
    "area_indicator_breakdown": _OF_INDICATORS,
    "area_sdg_target": replace(_OF_GROUPS, needs_none="indicators_mapped = 0 and households_failing = 0"),
    "area_sdg_goal": replace(_OF_GROUPS, needs_none="indicators_mapped = 0 and households_failing = 0"),
    "area_poverty": _OF_POVERTY,
    "area_poverty_breakdown": _OF_POVERTY,
}

FEW_RULES: Final[tuple[Rule, ...]] = (
    *(few.rule() for few in _FEW),
    *(rows.rule(table) for table, rows in _ROWS.items()),
)
