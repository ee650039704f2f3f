"""Defects of noise, and of what follows from it, to plant in the open zone, and the rules that name each.

What is not here: the tools they are made of (plant.py), figures of a few (test_every_gate.py plants whole tables).
"""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Final

from expectations import rule_names
from expectations.noisy import ADDED, CAPPED, NOISY_TABLES, REPEATED, noisy
from orchestration.names import OPEN, RESTRICTED
from orchestration.published.table import PLACE
from orchestration.published.tables import TABLES
from orchestration.release.manifest import Manifest, RoundVintage
from tests.unit.expectations.plant import SOME_DISTRICT, Defect, change, edit_manifest, rewrite

NATION: Final = "area_level = 'nation'"
change_open = partial(change, zones=(OPEN,))


def _column(measure: str) -> str:
    return measure.replace("_not_applicable", "_applicable")


def _exact(candidate: Path, table: str) -> str:
    """The query's source: rows of the open zone, each beside its exact row."""
    keys = ", ".join(dict.fromkeys((*PLACE, *TABLES[table].key)))
    return f"rows join read_parquet('{candidate / RESTRICTED / table}.parquet') as exact using ({keys})"


def _rewrite_counts(candidate: Path, table: str, cells: dict[str, str]) -> None:
    shown = ", ".join(
        f"case when rows.{column} is not null then cast({value} as bigint) end as {column}"
        for column, value in cells.items()
    )
    query = f"select rows.* replace ({shown}) from {_exact(candidate, table)}"
    rewrite(candidate, table, query=query, zones=(OPEN,))


def exact_counts(candidate: Path, table: str, column: str | None = None) -> None:
    """Perturbation was left out of the table, or of one column."""
    columns = [column] if column else [_column(count.measure) for count in noisy(table)]
    _rewrite_counts(candidate, table, {each: f"exact.{each}" for each in columns})


def a_rate_of_exact_counts(candidate: Path) -> None:
    shown = "case when rows.failing_rate is not null then exact.failing_rate end as failing_rate"
    query = f"select rows.* replace ({shown}) from {_exact(candidate, 'area_indicator')}"
    rewrite(candidate, "area_indicator", query=query, zones=(OPEN,))


def a_median_of_three_cases(candidate: Path) -> None:
    change_open(candidate, "area_case_progress", where=NATION, cases_solved="3", median_days_to_solution="14")


def a_row_withheld_without_need(candidate: Path) -> None:
    """The nation, whose households are enough for every figure."""
    figures = ("households_surveyed", "households_applicable", "households_failing", "failing_rate")
    where = f"{NATION} and indicator_code = 'TQ01'"
    cells = dict.fromkeys(figures, "null") | {"is_suppressed": "true"}
    change_open(candidate, "area_indicator", where=where, **cells)


def noise_that_only_adds(candidate: Path, table: str) -> None:
    _rewrite_counts(
        candidate,
        table,
        {_column(c.measure): f"exact.{_column(c.measure)} + 3" for c in noisy(table) if c.is_drawn},
    )


def small_counts_as_they_are(candidate: Path, table: str) -> None:
    """Every count of a province or district is 1 to 7, in both zones."""
    columns = [_column(count.measure) for count in noisy(table) if count.is_drawn]
    for zone in (OPEN, RESTRICTED):
        small = {
            column: f"{'households_surveyed -' if column == 'households_applicable' else ''}"
            f" (1 + hash(area_code, survey_round, '{column}') % 7)"
            for column in columns
        }
        change(candidate, table, where="area_level in ('province', 'district')", zones=(zone,), **small)


def noise_of_no_vintage(candidate: Path) -> None:
    """The manifest names a vintage of each round that the noise of the candidate did not follow."""

    def named(manifest: Manifest) -> Manifest:
        vintages = (
            RoundVintage(round=each, kind="final", text=f"{each} final", release_id="r")
            for each in ("2567-1", "2567-2")
        )
        return manifest.model_copy(update={"vintages": tuple(vintages)})

    edit_manifest(candidate, named)


def counts_of_two_vintages(previous: Path, candidate: Path) -> None:
    """Each round has a further vintage, and its counts are as they were."""
    for release, kind in ((previous, "final"), (candidate, "revised")):
        vintages = tuple(
            RoundVintage(round=each, kind=kind, text=f"{each} {kind}", release_id="r") for each in ("2567-1", "2567-2")
        )
        edit_manifest(release, lambda manifest, given=vintages: manifest.model_copy(update={"vintages": given}))


def drawn_anew(candidate: Path) -> None:
    """A revised round has figures by kind of household, and flows, that no earlier release had."""
    kept = {"breakdowns": "final", "flows": "earlier"}
    revised = RoundVintage(round="2567-2", kind="revised", text="2567-2 revised", release_id="r", **kept)
    edit_manifest(candidate, lambda manifest: manifest.model_copy(update={"vintages": (revised,)}))


def a_count_far_off(candidate: Path, table: str) -> None:
    """More than the noise of members too."""
    column = _column(noisy(table)[0].measure)
    change_open(candidate, table, where=NATION, **{column: f"{column} + 30"})


def a_sum_far_off(candidate: Path, table: str) -> None:
    """The nation has many more than its regions."""
    change_open(candidate, table, where=NATION, **{ADDED[table][-1]: f"{ADDED[table][-1]} + 1000"})


def a_figure_on_19_households(candidate: Path, table: str) -> None:
    applicable = "households" if table.startswith("area_poverty") else "households_applicable"
    change_open(candidate, table, where=NATION, **{applicable: "19"})


_EVERY: Final = frozenset(rule_names())


def _rules(ending: str) -> tuple[str, ...]:
    return tuple(rule for table in NOISY_TABLES if (rule := f"privacy__open_{table}_{ending}") in _EVERY)


def _drawn(table: str) -> set[str]:
    return {count.measure for count in noisy(table) if count.is_drawn}


FAR_OFF: Final = tuple(partial(a_count_far_off, table=table) for table in NOISY_TABLES)
FAR_OFF_RULES: Final = _rules("has_noise_within_bounds")
EXACT: Final = tuple(partial(exact_counts, table=table) for table in NOISY_TABLES)
EXACT_RULES: Final = _rules("has_no_exact_column")
SMALL: Final = tuple(partial(small_counts_as_they_are, table=table) for table in NOISY_TABLES if _drawn(table))
SMALL_RULES: Final = _rules("changes_small_counts")
ADDING: Final = tuple(
    partial(noise_that_only_adds, table=table)
    for table in NOISY_TABLES
    if _drawn(table) - {*CAPPED.get(table, ()), *REPEATED}
)
ADDING_RULES: Final = _rules("has_noise_around_zero")
SUMS: Final = tuple(partial(a_sum_far_off, table=table) for table in ADDED)
SUM_RULES: Final = tuple(f"privacy__open_{table}_has_children_near_their_parent" for table in ADDED)
_WITH_ROWS_OF_FEW: Final = (
    *("area_indicator", "area_indicator_breakdown", "area_sdg_target", "area_sdg_goal"),
    *("area_poverty", "area_poverty_breakdown"),
)
FEW: Final = tuple(partial(a_figure_on_19_households, table=table) for table in _WITH_ROWS_OF_FEW)
FEW_RULES: Final = tuple(f"privacy__open_{table}_withholds_rows_of_few" for table in _WITH_ROWS_OF_FEW)

# Rule, without `privacy__open_` -> table, rows, and what their columns become in the open zone.
_DERIVED: Final[dict[str, tuple[str, str, dict[str, str]]]] = {
    "rates_follow_from_open_counts": ("area_indicator", NATION, {"failing_rate": "failing_rate * 0.99"}),
    "category_rates_follow_from_open_counts": (
        "area_indicator_breakdown",
        NATION,
        {"failing_rate": "failing_rate * 0.99"},
    ),
    "totals_are_those_of_the_indicators": (
        "area_indicator_breakdown",
        f"{NATION} and category = 'total'",
        {"households_failing": "households_failing + 1"},
    ),
    "goal_rates_follow_from_open_counts": ("area_sdg_goal", NATION, {"failing_rate": "failing_rate * 0.99"}),
    "target_rates_follow_from_open_counts": ("area_sdg_target", NATION, {"failing_rate": "failing_rate * 0.99"}),
    "goal_measurement_says_what_is_withheld": ("area_sdg_goal", "is_suppressed", {"measurement": "'proxy'"}),
    "target_measurement_says_what_is_withheld": ("area_sdg_target", "is_suppressed", {"measurement": "'measured'"}),
    "target_scores_follow_from_open_rates": ("area_sdg_target", NATION, {"score": "score - 0.01"}),
    "goal_scores_follow_from_open_scores": ("area_sdg_goal", f"{NATION} and goal = 6", {"score": "score + 0.01"}),
    "area_poverty_has_ratios_of_open_counts": ("area_poverty", NATION, {"headcount_ratio": "headcount_ratio * 0.9"}),
    "area_poverty_breakdown_has_ratios_of_open_counts": (
        "area_poverty_breakdown",
        NATION,
        {"headcount_ratio": "headcount_ratio * 0.9"},
    ),
    "area_poverty_sensitivity_has_ratios_of_open_counts": (
        "area_poverty_sensitivity",
        NATION,
        {"headcount_ratio": "headcount_ratio * 0.9"},
    ),
    "area_poverty_has_deprivations_with_noise": (
        "area_poverty",
        NATION,
        {"adjusted_headcount_ratio": "adjusted_headcount_ratio * 0.9"},
    ),
    "area_poverty_breakdown_has_deprivations_with_noise": (
        "area_poverty_breakdown",
        NATION,
        {"adjusted_headcount_ratio": "adjusted_headcount_ratio * 0.9"},
    ),
    "poverty_totals_are_those_of_area_poverty": (
        "area_poverty_breakdown",
        f"{NATION} and category = 'total'",
        {"members_poor": "members_poor + 1"},
    ),
    "contributions_follow_from_open_counts": (
        "area_poverty_contribution",
        NATION,
        {"censored_headcount_ratio": "censored_headcount_ratio * 0.99"},
    ),
    "contributions_are_of_ordered_counts": (
        "area_poverty_contribution",
        NATION,
        {"members_poor_failing": "members_poor + 1"},
    ),
    "contributions_have_the_people_of_area_poverty": (
        "area_poverty_contribution",
        NATION,
        {"members_poor": "members_poor - 1"},
    ),
    "cutoffs_have_the_people_of_area_poverty": ("area_poverty_sensitivity", NATION, {"members": "members + 1"}),
    "cutoffs_find_fewer_poor_the_higher_they_are": (
        "area_poverty_sensitivity",
        f"{NATION} and not is_suppressed and cutoff <> 'union'",
        {"households_poor": "households"},
    ),
    "poverty_changes_follow_from_open_ratios": ("area_poverty_change", NATION, {"headcount_ratio_change": "0.5"}),
    "poverty_changes_are_of_open_figures": (
        "area_poverty_change",
        "area_level = 'region'",
        {"households": "households + 1"},
    ),
    "profiles_have_open_figures": ("area_profile", NATION, {"cases_found": "cases_found + 1"}),
    "goal_ranks_follow_from_open_scores": ("area_sdg_goal", NATION, {"ranked_among": "ranked_among + 1"}),
    "target_ranks_follow_from_open_scores": (
        "area_sdg_target",
        f"{NATION} and rank_in_level is not null",
        {"rank_in_level": "rank_in_level + 1"},
    ),
    "profile_ranks_follow_from_open_ratios": ("area_profile", NATION, {"rank_in_level": "rank_in_level + 1"}),
    "contribution_changes_follow_from_open_ratios": (
        "area_poverty_contribution_change",
        NATION,
        {"censored_headcount_ratio_change": "0.5"},
    ),
    "contribution_changes_are_of_open_figures": (
        "area_poverty_contribution_change",
        NATION,
        {"members_poor_failing": "members_poor_failing + 1"},
    ),
    "estimates_are_those_of_open_tables": (
        "area_estimate_error",
        "area_level = 'region'",
        {"standard_error": "standard_error + 0.00005"},
    ),
    "bounds_follow_from_open_estimates": ("area_estimate_error", NATION, {"confidence_high": "1"}),
    "indicator_changes_follow_from_open_rates": ("area_indicator_change", NATION, {"failing_rate_change": "0.5"}),
    "indicator_changes_are_of_open_figures": (
        "area_indicator_change",
        NATION,
        {"previous_households_failing": "previous_households_failing + 1"},
    ),
    "goal_changes_follow_from_open_rates": ("area_goal_change", NATION, {"failing_rate_change": "0.5"}),
    "goal_changes_are_of_open_figures": (
        "area_goal_change",
        NATION,
        {"households_failing": "households_failing + 1"},
    ),
    "goal_scores_of_two_rounds_are_open_scores": ("area_goal_change", NATION, {"previous_score": "score + 1"}),
    "area_indicator_change_withholds_few": ("area_indicator_change", SOME_DISTRICT, {"households_escaped": "3"}),
    "area_indicator_change_before_withholds_few": ("area_indicator_change", SOME_DISTRICT, {"households_fell": "3"}),
    "area_goal_change_withholds_few": ("area_goal_change", SOME_DISTRICT, {"households_escaped": "3"}),
    "area_goal_change_before_withholds_few": ("area_goal_change", SOME_DISTRICT, {"households_fell": "3"}),
    "area_target_path_withholds_few": ("area_target_path", SOME_DISTRICT, {"households_failing": "3"}),
    "paths_start_from_open_indicators": (
        "area_target_path",
        NATION,
        {"baseline_households_failing": "baseline_households_failing + 1"},
    ),
    "paths_begin_with_the_first_round_shown": (
        "area_target_path",
        "area_level = 'region' and not is_suppressed",
        {"baseline_round": "null"},
    ),
    "paths_have_changes_of_open_rates": (
        "area_target_path",
        NATION,
        {"actual_yearly_change": "actual_yearly_change + 0.1"},
    ),
    "paths_have_the_status_of_open_figures": (
        "area_target_path",
        NATION,
        {"status": "if(status = 'on track', 'worsening', 'on track')"},
    ),
    "paths_help_as_many_as_open_counts_say": (
        "area_target_path",
        NATION,
        {"households_to_help_per_year": "households_to_help_per_year + 1"},
    ),
    "solved_rates_follow_from_open_counts": ("area_case_progress", NATION, {"solved_rate": "solved_rate * 0.99"}),
    "agency_solved_rates_follow_from_open_counts": (
        "area_case_agency",
        f"{NATION} and agency = 'total'",
        {"solved_rate": "solved_rate * 0.99"},
    ),
    "agency_totals_are_those_of_their_area": (
        "area_case_agency",
        f"{NATION} and agency = 'total'",
        {"cases_found": "cases_found + 1"},
    ),
    "agencies_named_have_enough_cases": (
        "area_case_agency",
        f"{NATION} and agency = 'other'",
        {"agency": "'Office of one'"},
    ),
    "priorities_have_the_cases_of_their_progress": (
        "area_priority",
        f"{NATION} and indicator_code = 'total'",
        {"cases_open": "cases_open + 1"},
    ),
    "trends_are_against_the_open_round_before": (
        "area_priority",
        f"{NATION} and indicator_code = 'total' and round_before is not null",
        {"cases_found_before": "cases_found_before + 1"},
    ),
    "practices_have_the_status_of_open_figures": (
        "practice_effect",
        "status in ('no baseline', 'not measured')",
        {"status": "'compared'"},
    ),
    "effects_follow_from_open_rates": ("practice_effect", "true", {"effect": "0.5"}),
    "practices_are_compared_by_open_rates": ("practice_effect", "true", {"areas_compared": "99"}),
}
DERIVED: Final[tuple[Defect, ...]] = tuple(
    partial(change_open, table=table, where=where, **cells) for table, where, cells in _DERIVED.values()
)
DERIVED_RULES: Final = tuple(f"privacy__open_{rule}" for rule in _DERIVED)
