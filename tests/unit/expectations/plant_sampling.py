"""Defects of sampling weights, each with the rules that must name the defect and no others. Not here: the tools of
defects (plant.py), the tests.
"""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Final

from tests.unit.expectations.plant import Defect, change, rewrite

_NATION: Final = "area_level = 'nation'"
_DISTRICT: Final = "area_code = (select min(area_code) from rows where area_level = 'district' and {} > 0)"


def weights_forgotten_in_the_indicators(candidate: Path) -> None:
    """As many households as were asked, in every row: sums add up, and the rate is theirs."""
    change(
        candidate,
        "area_indicator",
        where="true",
        households_applicable_weighted="households_applicable",
        households_failing_weighted="households_failing",
        failing_rate="households_failing / nullif(cast(households_applicable as double), 0)",
    )


def a_rate_of_unweighted_households(candidate: Path) -> None:
    where = _NATION + " and indicator_code = 'TQ05' and survey_round = (select min(survey_round) from rows)"
    change(
        candidate,
        "area_indicator",
        where=where,
        failing_rate="households_failing / cast(households_applicable as double)",
    )


def nobody_stood_for(candidate: Path) -> None:
    """Outside the nation, in one area."""
    where = _DISTRICT.format("households_failing") + " and indicator_code = 'TQ02'"
    change(candidate, "area_indicator", where=where, members_failing_weighted="0")


def weights_forgotten_in_poverty(candidate: Path) -> None:
    change(candidate, "area_poverty", where=_NATION, members_weighted="members")


def weights_forgotten_in_the_intensity(candidate: Path) -> None:
    change(candidate, "area_poverty", where=_NATION, deprivation_sum_weighted="deprivation_sum")


def weights_forgotten_at_other_cutoffs(candidate: Path) -> None:
    change(
        candidate,
        "area_poverty_sensitivity",
        where=f"{_NATION} and cutoff = 'union'",
        members_poor_weighted="members_poor",
    )


def weights_forgotten_in_contributions(candidate: Path) -> None:
    change(
        candidate,
        "area_poverty_contribution",
        where=f"{_NATION} and indicator_code = 'TQ01'",
        members_poor_failing_weighted="members_poor_failing",
    )


def weights_forgotten_in_goals(candidate: Path) -> None:
    where = f"{_NATION} and goal = 6"
    change(candidate, "area_sdg_goal", where=where, households_failing_weighted="households_failing")


def weights_forgotten_in_the_path(candidate: Path) -> None:
    where = f"{_NATION} and indicator_code = 'TQ01'"
    change(candidate, "area_target_path", where=where, households_failing_weighted="households_failing")


def weights_forgotten_in_kpis(candidate: Path) -> None:
    where = "sdg_indicator = '6.1.1'"
    change(candidate, "kpi_linkage", where=where, households_failing_weighted="households_failing")


def weights_forgotten_in_a_category(candidate: Path) -> None:
    where = f"{_NATION} and disaggregation = 'head_sex' and category = 'female' and indicator_code = 'TQ01'"
    change(candidate, "area_indicator_breakdown", where=where, members_failing_weighted="members_failing")


def weights_halved_in_a_practice(candidate: Path) -> None:
    change(
        candidate,
        "practice_effect",
        where="practice_id = (select min(practice_id) from rows where status = 'compared' and failing_rate > 0)",
        households_failing_weighted="households_failing_weighted / 2",
    )


def a_household_weighs_more(candidate: Path) -> None:
    key = "(select min(household_key) from rows where village_code is not null and is_poor)"
    change(candidate, "fct_household", where=f"household_key = {key}", sampling_weight="sampling_weight + 1")


def weights_of_the_sample(candidate: Path, mean: float = 1) -> None:
    """Every second household weighs half of the mean, the others one and a half of it."""
    weight = (
        "case when row_number() over (partition by survey_round order by household_key) % 2 = 0 then 0.5 else 1.5 end"
        f" * {mean}"
    )
    query = f"select * replace (cast({weight} as double) as sampling_weight) from rows"
    rewrite(candidate, "fct_household", query=query)


def _parts(suite: str) -> frozenset[str]:
    rules = ("children_sum_to_parent", "nation_equals_recount", "ratios_match_their_definitions")
    return frozenset(f"{suite}__{rule}" for rule in rules)


_POVERTY: Final = _parts("poverty")
# Defect of a release of weighted households -> the rules that must name it.
NAMED_BY: Final[dict[Defect, frozenset[str]]] = {
    weights_forgotten_in_the_indicators: frozenset(
        {
            "breakdown__total_is_the_indicator",
            "change__indicator_figures_are_those_published",
            "errors__estimates_are_those_published",
            "goals__target_score_is_mean_of_its_indicators",
            "indicators__nation_equals_recount",
            "indicators__weighted_counts_are_of_the_households_counted",
            "practices__comparisons_equal_recount",
            "targets__path_starts_from_the_indicators",
        }
    ),
    a_rate_of_unweighted_households: frozenset(
        {
            "change__indicator_figures_are_those_published",
            "errors__estimates_are_those_published",
            "goals__target_score_is_mean_of_its_indicators",
            "indicators__rate_is_failing_over_applicable",
        }
    ),
    nobody_stood_for: frozenset(
        {
            "breakdown__total_is_the_indicator",
            "contribution__people_match_the_other_tables",
            "indicators__children_sum_to_parent",
            "indicators__weighted_counts_are_of_the_households_counted",
        }
    ),
    weights_forgotten_in_poverty: _POVERTY
    | {
        "contribution__people_match_the_other_tables",
        "poverty_breakdown__total_is_area_poverty",
        "sensitivity__agrees_with_poverty",
    },
    weights_forgotten_in_the_intensity: _POVERTY
    | {"poverty_breakdown__total_is_area_poverty", "privacy__open_area_poverty_has_deprivations_with_noise"},
    weights_forgotten_at_other_cutoffs: _parts("sensitivity"),
    weights_forgotten_in_contributions: _parts("contribution"),
    weights_forgotten_in_goals: frozenset(
        {"goals__children_sum_to_parent", "goals__goal_rate_is_failing_over_applicable"}
    ),
    weights_forgotten_in_the_path: frozenset(
        {
            "targets__changes_match_their_definitions",
            "targets__help_reaches_every_failing_household",
            "targets__path_starts_from_the_indicators",
        }
    ),
    weights_forgotten_in_kpis: frozenset(
        {"kpis__counts_are_the_nations", "kpis__local_value_is_a_share_of_the_applicable"}
    ),
    weights_forgotten_in_a_category: frozenset(
        {"breakdown__categories_sum_to_total", "breakdown__children_sum_to_parent"}
    ),
    weights_halved_in_a_practice: frozenset({"practices__effects_match_their_definition"}),
    a_household_weighs_more: frozenset(
        {
            "contribution__nation_equals_recount",
            "errors__nation_equals_recount",
            "indicators__members_failing_equal_recount",
            "indicators__nation_equals_recount",
            "poverty__nation_equals_recount",
            "poverty_breakdown__nation_equals_recount",
            "sensitivity__nation_equals_recount",
        }
    ),
}

# Of a release in which every household stands for itself.
weights_from_nowhere: Final = partial(
    change, table="area_poverty", where="true", households_weighted="households_weighted * 2"
)
