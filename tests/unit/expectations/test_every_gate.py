"""Locks down that every rule of the audit has been seen to fail: a gate that nobody has seen fail does not exist.

The defects are planted together, because an audit takes seconds; what one defect alone does is in
test_planted_defects.py. A rule that could not be examined has not been seen to fail.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import pytest

from expectations import rule_names
from orchestration.published.lists import AREA_TABLES, FLOW_TABLES, OPEN_MODELS
from orchestration.published.lists import FULL_AREA_TABLES as FULL_TABLES
from orchestration.published.tables import TABLES
from orchestration.release.verdict import Verdict
from tests.unit.expectations import (
    plant,
    plant_breakdown,
    plant_cases,
    plant_change,
    plant_drift,
    plant_errors,
    plant_former,
    plant_frameworks,
    plant_gaps,
    plant_kpis,
    plant_missing_answers,
    plant_network,
    plant_open,
    plant_places,
    plant_pledges,
    plant_poverty,
    plant_practices,
    plant_reach,
    plant_sampling,
    plant_targets,
)
from tests.unit.expectations import plant_local_administrations as local
from tests.unit.expectations.conftest import Judge
from tests.unit.expectations.plant import ONE_ROUND, SOME_DISTRICT, SOME_PROVINCE, add_rows, change, drop_rows

NATION = "area_level = 'nation'"
CONTRIBUTION = "area_poverty_contribution"
SENSITIVITY = "area_poverty_sensitivity"
OTHER_PROVINCE = SOME_PROVINCE.replace("min", "max")


GAP = plant_gaps.GAP
# Tables that the open zone has otherwise, but for those of a sample.
OTHERWISE = tuple(name.removeprefix("open_") for name in OPEN_MODELS if name != "open_area_estimate_error")
BREAKDOWNS = ("area_indicator_breakdown", "area_poverty_breakdown")


def stops_at(table: str) -> str:
    """The rule on the levels of the table in the open zone."""
    return f"privacy__open_{table}_stops_at_the_{TABLES[table].in_zone('open').narrowest_level}"


@dataclass(frozen=True)
class Planting:
    """Defects that can be planted together, and the rules that must fail."""

    defects: tuple[Callable[[Path], object], ...]
    rules: tuple[str, ...]
    has_previous: bool = False
    # Drift is planted in the release before and in the candidate.
    drifts: tuple[Callable[[Path, Path], object], ...] = ()
    # Whether every area needs households enough for the open zone to show its figures.
    is_populous: bool = False


PLANTINGS = {
    "the release as files": Planting(
        (
            plant.a_forbidden_column_in_open,
            plant.a_name_in_restricted,
            plant.a_house_located_in_open,
            plant.a_house_code_in_open,
            plant.a_household_id_in_restricted,
            plant.raw_house_codes_as_keys,
            plant_cases.raw_house_codes_as_case_keys,
            plant.a_household_id_in_the_database,
            plant.houses_of_an_unlisted_batch,
            plant.a_household_lost_before_the_sums,
            plant.another_release_named,
            plant.a_file_nobody_listed,
            plant.a_table_nobody_promised,
            plant.rows_listed_wrongly,
            plant.columns_listed_wrongly,
            plant.a_file_cut_short,
            *(partial(plant.open_differs_from_restricted, table=table) for table in AREA_TABLES if table != GAP),
        ),
        (
            "release__rows_are_of_listed_batches",
            "release__listed_batches_are_whole",
            "privacy__open_locates_no_few_houses",
            "privacy__open_has_no_forbidden_column",
            "privacy__restricted_has_no_raw_column",
            "privacy__open_holds_no_raw_number",
            "privacy__restricted_holds_no_raw_number",
            "privacy__fct_house_keys_are_pseudonyms",
            "privacy__fct_house_location_keys_are_pseudonyms",
            "privacy__fct_household_keys_are_pseudonyms",
            "privacy__fct_case_keys_are_pseudonyms",
            "privacy__household_priority_keys_are_pseudonyms",
            "privacy__open_database_holds_no_raw_number",
            "release__row_names_this_release",
            "release__holds_no_unlisted_file",
            "release__tables_are_the_published_ones",
            "release__rows_are_as_listed",
            "release__columns_are_as_listed",
            "release__files_are_as_listed",
            "release__open_database_equals_open_files",
            *(f"hierarchy__open_agrees_with_restricted_{table}" for table in AREA_TABLES if table != GAP),
        ),
    ),
    "the open zone": Planting(
        (
            *(partial(plant.exact_in_open, table=table) for table in OTHERWISE),
            plant.a_place_of_a_village_in_open,
            *(partial(plant.a_narrower_level_in_open, table=table) for table in BREAKDOWNS),
        ),
        (
            *(
                rule
                for rule in rule_names()
                if re.fullmatch(rf"privacy__open_(?!area_estimate|{GAP})\w+_withholds_few", rule)
            ),
            *map(stops_at, BREAKDOWNS),
            "privacy__open_places_are_coarse",
            "privacy__open_places_are_those_of_the_areas",
            "privacy__open_reasons_name_classes",
            "privacy__open_ranks_follow_from_open_counts",
            "privacy__open_medians_are_whole_weeks",
            "privacy__open_agency_medians_are_whole_weeks",
            "privacy__open_intensity_has_two_decimals",
        ),
    ),
    "noise of the open zone": Planting(plant_open.FAR_OFF, plant_open.FAR_OFF_RULES),
    "sums of the open zone": Planting(plant_open.SUMS, plant_open.SUM_RULES),
    "rows of few households": Planting(plant_open.FEW, plant_open.FEW_RULES),
    "what follows in the open zone": Planting(plant_open.DERIVED, plant_open.DERIVED_RULES),
    "counts without noise": Planting(plant_open.EXACT, plant_open.EXACT_RULES, is_populous=True),
    "small counts as they are": Planting(
        plant_open.SMALL,
        (
            *plant_open.SMALL_RULES,
            "privacy__open_small_counts_are_not_pinned",
            "privacy__open_small_counts_have_room",
            "privacy__open_small_counts_are_not_guessed",
        ),
        is_populous=True,
    ),
    "noise of another vintage": Planting(
        (plant_open.noise_of_no_vintage,),
        (
            *(rule for rule in rule_names() if rule.endswith("_equals_a_recount_with_noise")),
            "privacy__open_vintages_tell_nothing_of_a_new_household",
        ),
        is_populous=True,
    ),
    "figures drawn again": Planting(
        (plant_open.drawn_anew,),
        (
            *(f"privacy__open_{table}_is_drawn_with_the_final_vintage" for table in BREAKDOWNS),
            *(f"privacy__open_{table}_is_drawn_once" for table in FLOW_TABLES),
        ),
    ),
    "noise that only adds": Planting(plant_open.ADDING, plant_open.ADDING_RULES, is_populous=True),
    "the list of areas": Planting(
        (
            partial(add_rows, table="dim_area", rows=f"select * replace ('XX' as area_code) from rows where {NATION}"),
            partial(change, table="dim_area", where="area_code = '2001'", area_code="'2'"),
            partial(change, table="dim_area", where="area_code = '2101'", parent_area_code="'TH'"),
            partial(change, table="dim_area", where="area_code = '22'", parent_area_code="'NOWHERE'"),
            partial(change, table="dim_area", where="area_code = '2301'", province_code="'24'"),
            partial(change, table="dim_area", where="area_code = '24'", is_sdg_pilot="null"),
            partial(change, table="dim_area", where="area_code = '25'", name_th="null"),
            partial(change, table="dim_area", where="area_code = '26'", longitude="13.7", latitude="100.5"),
        ),
        (
            "hierarchy__has_one_nation",
            "hierarchy__codes_have_the_form_of_their_level",
            "hierarchy__parents_stand_one_level_above",
            "hierarchy__provinces_have_a_known_region",
            "hierarchy__province_codes_follow_the_tree",
            "hierarchy__provinces_are_pilots_or_not",
            "hierarchy__areas_have_a_thai_name",
            "hierarchy__middles_are_those_of_the_houses",
        ),
    ),
    "the places of houses": Planting(
        tuple(plant_places.NAMED_BY),
        tuple(plant_places.NAMED_BY.values()),
    ),
    "the code list since the release before": Planting(
        (
            partial(drop_rows, table="dim_area", where="area_code = '310101'"),
            partial(change, table="dim_area", where="area_code in ('3201', '3301', '3401', '3501')", name_en="'Else'"),
            partial(
                add_rows,
                table="dim_area",
                rows="select * replace (left(area_code, 2) || '02' as area_code) from rows"
                " where area_level = 'district' and area_code between '3301' and '3601'",
            ),
        ),
        ("hierarchy__areas_were_not_lost", "hierarchy__areas_kept_their_names", "hierarchy__new_areas_are_few"),
        has_previous=True,
    ),
    "too much": Planting(
        (
            *(partial(plant.an_area_twice, table=table) for table in FULL_TABLES),
            *(partial(plant.villages_in_open, table=table) for table in AREA_TABLES),
            plant.the_release_said_twice,
        ),
        (
            *(f"completeness__{table}_has_every_area" for table in FULL_TABLES),
            *map(stops_at, AREA_TABLES),
            "release__open_has_one_row",
            "release__restricted_has_one_row",
        ),
    ),
    "too little": Planting(
        (
            *(partial(plant.a_lost_province, table=table) for table in FULL_TABLES),
            partial(drop_rows, table="area_indicator", where=f"indicator_code = 'TQ05' and {ONE_ROUND}"),
            partial(drop_rows, table="area_sdg_target", where=f"sdg_target = '6.1' and {ONE_ROUND}"),
            partial(drop_rows, table="area_sdg_goal", where=f"goal = 17 and {ONE_ROUND}"),
            partial(drop_rows, table=CONTRIBUTION, where=f"indicator_code = 'TQ05' and {ONE_ROUND}"),
            partial(drop_rows, table=SENSITIVITY, where="cutoff = '0.5'"),
        ),
        (
            *(f"completeness__{table}_has_every_area" for table in FULL_TABLES),
            *(rule for rule in rule_names() if re.fullmatch(r"completeness__\w+_has_every_(?!area)\w+", rule)),
        ),
    ),
    "lists of indicators": Planting(
        (
            plant_frameworks.two_lists_of_one_round,
            plant_frameworks.a_round_after_the_last_of_its_list,
            plant_frameworks.told_under_another_list,
            plant_frameworks.told_of_goals_under_another_list,
        ),
        (
            "indicators__every_round_is_of_the_list_in_force",
            "indicators__lists_share_no_round",
            "change__indicator_says_whether_the_list_is_the_same",
            "change__goal_says_whether_the_list_is_the_same",
        ),
    ),
    "nothing at all": Planting(
        (
            partial(drop_rows, table="dim_survey_round", where="true"),
            partial(drop_rows, table="dim_indicator", where="true"),
        ),
        (
            "completeness__has_a_survey_round",
            "completeness__has_indicators",
            "completeness__surveyed_rounds_are_listed",
        ),
    ),
    "rounds and dates": Planting(
        (
            partial(
                add_rows,
                table="dim_survey_round",
                rows="select '2568-1' as survey_round, 2568 as year_be, 1 as round, date '2025-12-31' as"
                " first_surveyed_on, date '2025-01-01' as last_surveyed_on",
            ),
            partial(change, table="dim_survey_round", where="survey_round = '2567-2'", round="3"),
            plant.buddhist_dates,
            plant.houses_registered_in_the_future,
        ),
        (
            "completeness__listed_rounds_were_surveyed",
            "dates__round_codes_name_their_year",
            "dates__rounds_start_before_they_end",
            "dates__surveyed_on_belongs_to_the_round",
            "dates__surveyed_on_has_no_slip",
            "dates__no_house_is_registered_after_the_release",
        ),
    ),
    "coverage and indicators": Planting(
        (
            partial(change, table="area_coverage", where=SOME_DISTRICT, houses_other="houses_other + 1"),
            partial(change, table="area_coverage", where=SOME_PROVINCE, coverage_rate="1.2"),
            partial(change, table="area_coverage", where=OTHER_PROVINCE, houses_surveyed="houses_residential + 1"),
            partial(change, table="area_coverage", where=SOME_PROVINCE, households_unmatched="0"),
            partial(change, table="area_coverage", where=NATION, households_unmatched="households_surveyed"),
            plant.a_house_lost_after_the_sums,
            partial(change, table="area_indicator", where=SOME_DISTRICT, households_failing="1000"),
            partial(change, table="area_indicator", where=SOME_PROVINCE, failing_rate="1.5"),
            partial(change, table="area_indicator", where=OTHER_PROVINCE, members_failing="0"),
            partial(change, table="area_indicator", where=OTHER_PROVINCE, households_surveyed="1000"),
            partial(
                change,
                table="area_indicator",
                where=f"{NATION} and indicator_code = 'TQ05'",
                households_applicable="0",
            ),
            partial(change, table="area_indicator", where=f"{NATION} and {ONE_ROUND}", failing_rate="0.99"),
            plant.an_answer_changed_after_the_sums,
            plant.a_member_lost_after_the_sums,
        ),
        (
            "coverage__parts_sum_to_registered",
            "coverage__rate_is_between_0_and_1",
            "coverage__rate_matches_its_definition",
            "coverage__surveyed_within_residential",
            "coverage__children_sum_to_parent",
            "coverage__houses_equal_the_register",
            "coverage__households_equal_the_survey",
            "coverage__unmatched_is_known_for_the_nation_only",
            "coverage__unmatched_share_is_tolerable",
            "coverage__unmatched_share_is_small",
            "indicators__weighted_counts_are_of_the_households_counted",
            "indicators__rate_is_between_0_and_1",
            "indicators__rate_is_failing_over_applicable",
            "indicators__members_cover_households",
            "indicators__children_sum_to_parent",
            "indicators__surveyed_matches_coverage",
            "indicators__nation_equals_recount",
            "indicators__members_failing_equal_recount",
            "indicators__every_indicator_was_answered",
            "indicators__rate_was_not_turned_over",
            "indicators__rate_is_possible_between_rounds",
            "indicators__rate_is_near_the_last_release",
            "indicators__rate_is_plausible_between_rounds",
        ),
        has_previous=True,
    ),
    "goals": Planting(
        (
            partial(change, table="dim_sdg_goal", where="goal = 16", goal="18"),
            partial(change, table="indicator_sdg_map", where="indicator_code = 'TQ01'", fit="'guess'"),
            partial(change, table="area_sdg_target", where=f"sdg_target = '6.1' and {SOME_DISTRICT}", goal="7"),
            partial(change, table="area_sdg_goal", where=f"goal = 14 and {SOME_PROVINCE}", score="0"),
            partial(change, table="area_sdg_goal", where=f"goal = 2 and {SOME_PROVINCE}", measurement="'not_measured'"),
            partial(change, table="area_sdg_goal", where=f"goal = 3 and {SOME_PROVINCE}", score="101"),
            partial(change, table="area_sdg_goal", where=f"goal = 6 and {SOME_PROVINCE}", failing_rate="0.123"),
            partial(change, table="area_sdg_goal", where=f"goal = 6 and {NATION}", households_failing="0"),
            partial(change, table="area_sdg_goal", where=f"goal = 5 and {NATION}", ranked_among="2"),
            partial(change, table="area_sdg_target", where=NATION, rank_in_level="rank_in_level + 1"),
            partial(change, table="area_sdg_goal", where=f"goal = 17 and {NATION}", measurement="'guessed'"),
            partial(change, table="area_sdg_goal", where=OTHER_PROVINCE, households_surveyed="1000"),
            partial(change, table="area_sdg_target", where=SOME_PROVINCE, measurement="'not_measured'"),
            partial(change, table="area_sdg_target", where=OTHER_PROVINCE, score="101", households_surveyed="1000"),
            partial(change, table="area_sdg_target", where=NATION, measurement="'guessed'", failing_rate="0.123"),
        ),
        (
            "goals__list_is_1_to_17",
            "goals__every_goal_is_known",
            "goals__links_are_known",
            "goals__targets_stand_under_their_goal",
            "goals__goals_without_links_are_never_scored",
            "goals__goal_measurement_is_a_known_word",
            "goals__target_measurement_is_a_known_word",
            "goals__goal_has_no_score_unless_measured",
            "goals__target_has_no_score_unless_measured",
            "goals__goal_ranks_follow_from_the_scores",
            "goals__target_ranks_follow_from_the_scores",
            "goals__goal_rate_is_failing_over_applicable",
            "goals__target_rate_is_failing_over_applicable",
            "goals__children_sum_to_parent",
            "goals__target_children_sum_to_parent",
            "goals__goal_surveyed_matches_coverage",
            "goals__target_surveyed_matches_coverage",
            "goals__target_score_is_mean_of_its_indicators",
            "goals__goal_score_is_mean_of_its_targets",
            "goals__goal_failing_lies_between_its_targets",
        ),
    ),
    "poverty": Planting(
        (
            partial(change, table="area_poverty", where=SOME_DISTRICT, members_poor="members + 1"),
            partial(change, table="area_poverty", where=SOME_PROVINCE, adjusted_headcount_ratio="0.123"),
            partial(change, table="area_poverty", where=OTHER_PROVINCE, intensity="0.1", households="1000"),
            partial(change, table="area_poverty", where=NATION, cutoff_k="0.4"),
            plant.a_member_lost_after_the_sums,
            plant_missing_answers.households_kept_against_the_rule,
            # The hand-made indicators weigh a fifth each.
            partial(change, table="dim_indicator", where="true", cutoff_k="0.4009"),
            plant_sampling.weights_of_the_sample,
        ),
        (
            "poverty__cutoff_is_not_just_above_a_score",
            "coverage__weights_represent_more_than_the_sample",
            "poverty__counts_are_ordered",
            "poverty__ratios_match_their_definitions",
            "poverty__m0_is_h_times_a",
            "poverty__measures_lie_in_their_bounds",
            "poverty__cutoff_is_one_for_all",
            "poverty__children_sum_to_parent",
            "poverty__m0_is_mean_of_children_by_members",
            "poverty__households_match_coverage",
            "poverty__the_rule_says_who_is_dropped",
            "poverty__nation_equals_recount",
        ),
    ),
    "what poverty is made of": Planting(
        (
            partial(change, table=CONTRIBUTION, where=SOME_DISTRICT, members_poor_failing="members_failing + 1"),
            partial(change, table=CONTRIBUTION, where=SOME_PROVINCE, contribution="0.123"),
            partial(change, table=CONTRIBUTION, where=OTHER_PROVINCE, members="members + 1", members_failing="0"),
            partial(change, table=CONTRIBUTION, where=NATION, members_poor_failing="0", weight="0.5"),
        ),
        (
            "contribution__counts_are_ordered",
            "contribution__ratios_match_their_definitions",
            "contribution__contributions_add_up_to_m0",
            "contribution__children_sum_to_parent",
            "contribution__people_match_the_other_tables",
            "contribution__nation_equals_recount",
            "contribution__weights_are_those_of_the_framework",
        ),
    ),
    "poverty at other cut-offs": Planting(
        (
            partial(change, table=SENSITIVITY, where=SOME_DISTRICT, members_poor="members + 1"),
            partial(change, table=SENSITIVITY, where=f"{SOME_PROVINCE} and cutoff = '0.5'", members_poor="members"),
            partial(change, table=SENSITIVITY, where=OTHER_PROVINCE, intensity="0.123", households="households + 1"),
            partial(change, table=SENSITIVITY, where="cutoff = '0.33'", cutoff_k="0.3"),
            partial(change, table=SENSITIVITY, where=NATION, households_poor="0"),
        ),
        (
            "sensitivity__counts_are_ordered",
            "sensitivity__a_higher_cutoff_finds_fewer_poor",
            "sensitivity__cutoffs_are_what_they_are_called",
            "sensitivity__ratios_match_their_definitions",
            "sensitivity__children_sum_to_parent",
            "sensitivity__agrees_with_poverty",
            "sensitivity__nation_equals_recount",
        ),
    ),
    "kinds of the poor and poverty between rounds": Planting(tuple(plant_poverty.NAMED_BY), plant_poverty.RULES),
    "errors of a sample": Planting(tuple(plant_errors.NAMED_BY), plant_errors.RULES),
    "the path to 2030": Planting(plant_targets.DEFECTS, tuple(plant_targets.NAMED_BY.values())),
    "pledges": Planting(plant_pledges.DEFECTS, tuple(plant_pledges.NAMED_BY.values()), is_populous=True),
    "cases": Planting(plant_cases.ALL, plant_cases.RULES),
    "priorities": Planting(plant_cases.PRIORITIES, plant_cases.PRIORITY_RULES),
    "progress between rounds": Planting(plant_change.DEFECTS, plant_change.RULES),
    "kinds of households": Planting(tuple(plant_breakdown.NAMED_BY), tuple(plant_breakdown.NAMED_BY.values())),
    "networks": Planting(plant_network.DEFECTS, plant_network.RULES),
    "practices": Planting(plant_practices.DEFECTS, plant_practices.RULES),
    "kpis": Planting(plant_kpis.DEFECTS, plant_kpis.RULES),
    "since the release before": Planting(
        (
            plant.half_the_register,
            plant.half_the_households,
            plant.half_the_coverage,
            plant.a_province_without_households,
            plant.a_round_lost,
            plant.synthetic_data,
        ),
        (
            "coverage__houses_did_not_drop",
            "coverage__households_did_not_drop",
            "coverage__houses_of_provinces_did_not_drop",
            "coverage__households_of_provinces_did_not_drop",
            "coverage__no_round_was_lost",
            "coverage__no_province_was_lost",
            "coverage__rate_did_not_drop",
            "coverage__rate_of_provinces_did_not_drop",
            "release__synthetic_never_follows_real",
        ),
        has_previous=True,
    ),
    "drift beyond the limits of the levels": Planting(
        (), plant_drift.RULES, has_previous=True, drifts=plant_drift.BEYOND
    ),
    "the noise of the release before": Planting(
        (),
        ("privacy__open_counts_of_a_further_vintage_are_drawn_anew",),
        has_previous=True,
        drifts=(plant_open.counts_of_two_vintages,),
        is_populous=True,
    ),
    "the places of houses since the release before": Planting(
        plant_places.SINCE_THE_LAST_RELEASE, plant_places.NAMED_SINCE_THE_LAST_RELEASE, has_previous=True
    ),
    "a round delivered twice": Planting(
        (
            plant.a_round_delivered_twice,
            # Provinces have less than 25 surveyed houses, unless there are more.
            partial(change, table="area_coverage", where="true", houses_surveyed="houses_surveyed * 10"),
            partial(change, table="area_coverage", where="true", households_surveyed="households_surveyed * 10"),
        ),
        (
            "coverage__households_of_a_house_are_plausible",
            "coverage__households_of_closed_rounds_did_not_grow",
            "coverage__households_of_provinces_in_closed_rounds_did_not_grow",
            "coverage__members_of_closed_rounds_did_not_grow",
            "coverage__members_of_provinces_in_closed_rounds_did_not_grow",
        ),
        has_previous=True,
    ),
    "a register delivered twice": Planting(
        (plant.twice_the_register,),
        ("coverage__register_growth_is_plausible", "coverage__register_growth_of_provinces_is_plausible"),
        has_previous=True,
    ),
    "local administrations": Planting(
        (
            local.a_local_administration_twice,
            local.a_local_administration_of_unknown_type,
            local.a_provincial_administration_beside_its_province,
            local.most_households_have_none,
        ),
        (
            "administrations__codes_are_unique",
            "administrations__codes_and_types_are_known",
            "administrations__figures_stand_where_they_say",
            "administrations__few_households_have_none",
        ),
    ),
    "former areas": Planting(
        (
            plant_former.a_village_that_leads_nowhere,
            plant_former.a_code_with_two_successors,
            plant_former.an_area_that_ended_before_it_began,
        ),
        ("former__codes_lead_to_areas_of_today", "former__codes_are_over", "former__areas_have_a_successor"),
    ),
    "reach": Planting(plant_reach.TOGETHER, tuple(plant_reach.NAMED_BY.values())),
    "gaps": Planting(
        (*plant_gaps.TOGETHER, plant_gaps.gaps_of_few_houses_in_open),
        (*plant_gaps.NAMED_BY.values(), *plant_gaps.OF_OPEN),
    ),
    "areas of local administrations": Planting(
        (local.a_local_administration_not_listed, local.who_has_none_dropped_from_the_areas),
        ("administrations__areas_are_listed", "administrations__who_has_none_is_counted"),
    ),
}


@pytest.mark.parametrize("name", PLANTINGS)
def test_the_rules_fail_where_their_defects_lie(
    name: str, faultless: Path, tmp_path: Path, judge: Judge, request: pytest.FixtureRequest
) -> None:
    planting = PLANTINGS[name]
    sound = request.getfixturevalue("populous") if planting.is_populous else faultless
    candidate = Path(shutil.copytree(sound, tmp_path / "candidate"))
    previous = None
    if planting.has_previous:
        previous = Path(shutil.copytree(sound, tmp_path / "before"))
        plant.real_data(previous)
        for drift in planting.drifts:
            drift(previous, candidate)
    for defect in planting.defects:
        defect(candidate)
    verdict = judge(candidate, previous=previous, only=planting.rules)
    assert not verdict.passed
    assert set(planting.rules) - _seen_to_fail(verdict) == set()


def test_every_rule_has_been_seen_to_fail() -> None:
    seen = {rule for planting in PLANTINGS.values() for rule in planting.rules}
    unseen, unknown = set(rule_names()) - seen, seen - set(rule_names())
    assert not unseen, "plant a defect for each in the plant_*.py of its subject, and add defect and rule to PLANTINGS"
    assert not unknown, "no suite has these rules any more: take them out of PLANTINGS"


def _seen_to_fail(verdict: Verdict) -> set[str]:
    failed = (*verdict.critical_failures, *verdict.warnings)
    return {check.name for check in failed if not check.observed.startswith("could not be examined")}
