"""Locks down that two lists of indicators are valid side by side, each for its own round. They differ in length,
codes (some shared), weights, k and rule for missing answers. Figures are counted again from the inbox, list by list.
"""

from __future__ import annotations

import csv
import os
import shutil
import subprocess
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path

import pandas
import pytest

from orchestration.release.manifest import read_manifest
from orchestration.release.verdict import read_verdict
from orchestration.settings import PROJECT_ROOT
from tests.benchmarks.compare import compare_tables
from tests.benchmarks.yardstick import yardstick_command, yardstick_environment
from tests.conftest import FEW_PROVINCES, PublishedRun, Warehouse, read_table
from tests.integration.delivered import read_houses, read_inbox

pytestmark = pytest.mark.slow


@dataclass(frozen=True)
class List:
    """A version as the feed delivers it, and what its weights and k must therefore be. `weights`: code -> weight."""

    version: str
    first: str
    last: str
    dimensions: dict[str, str]
    weights: dict[str, float]
    given: bool
    cutoff_k: str
    k: float
    rule: str

    @property
    def codes(self) -> list[str]:
        return list(self.weights)


# Weights of the first are given; those of the second are equal by dimension, then within it, and its k is the default.
LISTS = {
    "2566-1": List(
        version="test-1",
        first="",
        last="2566-2",
        dimensions={"HH1": "health", "HH2": "health", "ED1": "education", "LV1": "living", "LV3": "living"},
        weights={"HH1": 0.2, "HH2": 0.1, "ED1": 0.3, "LV1": 0.35, "LV3": 0.05},
        given=True,
        cutoff_k="0.3",
        k=0.3,
        rule="household_dropped",
    ),
    "2567-1": List(
        version="test-2",
        first="2567-1",
        last="",
        dimensions={
            "HH1": "health",
            "ED1": "education",
            "ED2": "education",
            "LV1": "living",
            **dict.fromkeys(("IN1", "IN2", "IN3"), "income"),
        },
        weights={
            "HH1": 1 / 4,
            "ED1": 1 / 8,
            "ED2": 1 / 8,
            "LV1": 1 / 4,
            **dict.fromkeys(("IN1", "IN2", "IN3"), 1 / 12),
        },
        given=False,
        cutoff_k="",
        k=0.26,
        rule="not_deprived",
    ),
}
SHARED = {"HH1", "ED1", "LV1"}
# The register has former codes of the last two.
PROVINCES = (*FEW_PROVINCES, "38", "43")
# Goal 2 is measured in the first round alone and goal 1 in the second; goals 4 and 6 by other indicators in each.
LINKS = (
    ("HH1", "3.8", "direct"),
    ("HH2", "2.2", "proxy"),
    ("ED1", "4.1", "direct"),
    ("ED2", "4.6", "proxy"),
    ("LV1", "6.1", "direct"),
    ("LV3", "6.1", "proxy"),
    ("LV3", "7.1", "context"),
    ("IN1", "1.2", "proxy"),
    ("IN2", "1.2", "proxy"),
    ("IN3", "10.2", "proxy"),
)


def write_rows(path: Path, rows: list[dict[str, str]]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, fieldnames=list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)


def write_lists(inbox: Path, lists: Iterable[List]) -> None:
    """The lists in one file, and the links of all their indicators in another."""
    framework = [
        {
            "framework_version": each.version,
            "first_survey_round": each.first,
            "last_survey_round": each.last,
            "indicator_code": code,
            "indicator_number": str(number),
            "dimension": each.dimensions[code],
            "name_en": f"Indicator {code}",
            "name_th": f"ตัวชี้วัด {code}",
            "unit": "household",
            "weight": str(weight) if each.given else "",
            "cutoff_k": each.cutoff_k,
            "missing_answer_rule": each.rule,
            "is_provisional": "true",
        }
        for each in lists
        for number, (code, weight) in enumerate(each.weights.items(), start=1)
    ]
    links = [
        {"indicator_code": code, "sdg_target": target, "sdg_indicator": "-", "fit": fit} for code, target, fit in LINKS
    ]
    write_rows(inbox / "indicator_framework" / "lists.csv", framework)
    write_rows(inbox / "indicator_sdg_map" / "links.csv", links)


def leave_answers_out(inbox: Path) -> None:
    """Of every eleventh household one answer, each indicator's of its round in turn."""
    for path in (inbox / "household_survey").rglob("*.csv"):
        survey = pandas.read_csv(path, dtype=str, keep_default_na=False)
        codes = LISTS[survey["survey_round"].iloc[0]].codes
        for number, row in enumerate(survey.index[::11]):
            survey.loc[row, codes[number % len(codes)]] = "9"
        survey.to_csv(path, index=False)


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> PublishedRun:
    """A run with both lists in the inbox, and a synthetic country that was asked about each in its round."""
    made = Warehouse(tmp_path_factory.mktemp("two"), provinces=PROVINCES)
    made.receive_few_areas()
    write_lists(made.settings.inbox, LISTS.values())
    made.receive_country()
    leave_answers_out(made.settings.inbox)
    made.declare_final()
    code, printed = made.run("run")
    assert code == 0, printed
    return PublishedRun(made, made.settings, made.release, printed)


@pytest.fixture(scope="module")
def survey(run: PublishedRun) -> pandas.DataFrame:
    """The delivered households that the register places: score, whether poor (NA if dropped), province."""
    villages = read_houses(run).set_index("house_code")["village_code"]
    rows = read_inbox(run, "household_survey")
    rows = rows.assign(village_code=rows["house_code"].map(villages), members=rows["member_count"].astype(int))
    scored = []
    for survey_round, each in LISTS.items():
        of_round = rows[rows["survey_round"] == survey_round]
        score = sum((of_round[code] == "0") * weight for code, weight in each.weights.items())
        poor = (score >= each.k - 1e-9).astype("boolean")
        if each.rule == "household_dropped":
            poor = poor.mask((of_round[each.codes] == "9").any(axis=1))
        scored.append(of_round.assign(score=score, poor=poor))
    located = pandas.concat(scored).dropna(subset=["village_code"])
    return located.assign(TH="TH", province=located["village_code"].str[:2])


def goal_of(target: str) -> int:
    return int(target.split(".")[0])


def areas(survey: pandas.DataFrame) -> dict[tuple[str, str, str], pandas.DataFrame]:
    """(round, level, code) -> the households of the nation and of each province."""
    return {
        (survey_round, level, code): part
        for level, column in (("nation", "TH"), ("province", "province"))
        for (survey_round, code), part in survey.groupby(["survey_round", column])
    }


def figures(release: Path, table: str) -> pandas.DataFrame:
    """Exact rows of the nation and the provinces that somebody was surveyed in, by round, level and code."""
    rows = read_table(release, table, "restricted").query("area_level in ('nation', 'province')")
    return rows.set_index(["survey_round", "area_level", "area_code"])


def test_each_round_is_of_its_list(run: PublishedRun) -> None:
    rounds = read_table(run.release, "dim_survey_round")
    assert dict(zip(rounds["survey_round"], rounds["framework_version"], strict=True)) == {
        survey_round: each.version for survey_round, each in LISTS.items()
    }


def test_both_lists_are_published_with_their_rounds_weights_and_k(run: PublishedRun) -> None:
    listed = read_table(run.release, "dim_indicator").sort_values(["framework_version", "indicator_number"])
    for each in LISTS.values():
        rows = listed[listed["framework_version"] == each.version]
        assert list(rows["indicator_code"]) == each.codes
        assert list(rows["weight"]) == pytest.approx(list(each.weights.values()))
        assert set(rows["cutoff_k"]) == {each.k}
        assert set(rows["missing_answer_rule"]) == {each.rule}
        assert set(rows["first_survey_round"].fillna("")) == {each.first}
        assert set(rows["last_survey_round"].fillna("")) == {each.last}
    assert len(listed) == sum(len(each.codes) for each in LISTS.values())


def test_the_audit_of_two_lists_passed(run: PublishedRun) -> None:
    assert read_verdict(run.release).passed
    variables = dict(read_manifest(run.release).variables)
    assert set(variables.pop("vintages")) == set(LISTS)
    assert variables == {
        "cutoff_k": 0.26,
        "sampling_weights": False,
        "sampling_design": False,
    }


def test_a_household_has_the_answers_of_its_rounds_list_and_no_other(run: PublishedRun) -> None:
    households = read_table(run.release, "fct_household", "restricted")
    codes = {code for each in LISTS.values() for code in each.codes}
    for survey_round, each in LISTS.items():
        rows = households[households["survey_round"] == survey_round]
        assert {code for code in codes if rows[code].notna().any()} == set(each.codes)


def test_poverty_is_measured_by_the_list_of_the_round(run: PublishedRun, survey: pandas.DataFrame) -> None:
    published = figures(run.release, "area_poverty")
    for key, rows in areas(survey).items():
        row, counted = published.loc[key], rows.dropna(subset=["poor"])
        poor = counted[counted["poor"].astype(bool)]
        assert (row["households"], row["members"]) == (len(counted), counted["members"].sum())
        assert row["households_dropped"] == len(rows) - len(counted)
        assert (row["households_poor"], row["members_poor"]) == (len(poor), poor["members"].sum())
        assert row["adjusted_headcount_ratio"] == pytest.approx(
            (poor["score"] * poor["members"]).sum() / counted["members"].sum(), abs=1e-8
        )
        assert row["cutoff_k"] == LISTS[key[0]].k
    nation = published.xs("nation", level="area_level")
    assert nation["households_poor"].min() > 0
    assert (nation["households_dropped"] > 0).to_dict() == {("2566-1", "TH"): True, ("2567-1", "TH"): False}


def test_contributions_are_weighed_by_the_list_of_the_round(run: PublishedRun, survey: pandas.DataFrame) -> None:
    published = figures(run.release, "area_poverty_contribution")
    for key, rows in areas(survey).items():
        each = LISTS[key[0]]
        counted = rows.dropna(subset=["poor"])
        found = published.loc[key].set_index("indicator_code")
        assert set(found.index) == set(each.codes)
        for code, weight in each.weights.items():
            failing = counted[counted["poor"].astype(bool) & (counted[code] == "0")]["members"].sum()
            assert found.loc[code, "members_poor_failing"] == failing
            assert found.loc[code, "contribution"] == pytest.approx(weight * failing / counted["members"].sum())


def test_an_area_has_rows_for_the_indicators_of_the_rounds_list(run: PublishedRun, survey: pandas.DataFrame) -> None:
    published = figures(run.release, "area_indicator")
    for key, rows in areas(survey).items():
        found = published.loc[key].set_index("indicator_code")
        assert set(found.index) == set(LISTS[key[0]].codes)
        for code in found.index:
            assert found.loc[code, "households_failing"] == (rows[code] == "0").sum()
            assert found.loc[code, "households_applicable"] == rows[code].isin(["0", "1"]).sum()
    for table in ("area_indicator", "area_indicator_breakdown", "area_poverty_contribution"):
        rows = read_table(run.release, table, "restricted")
        asked = {survey_round: set(part) for survey_round, part in rows.groupby("survey_round")["indicator_code"]}
        assert asked == {survey_round: set(each.codes) for survey_round, each in LISTS.items()}


def test_goals_count_the_links_of_the_rounds_list(run: PublishedRun) -> None:
    for table, item, of in (("area_sdg_target", "sdg_target", str), ("area_sdg_goal", "goal", goal_of)):
        nation = read_table(run.release, table, "restricted").query("area_level == 'nation'")
        for survey_round, each in LISTS.items():
            rows = nation[nation["survey_round"] == survey_round].set_index(item)
            for name in {of(target) for _, target, _ in LINKS}:
                linked = {code for code, target, _ in LINKS if code in each.codes and of(target) == name}
                assert rows.loc[name, "indicators_mapped"] == len(linked)
                assert rows.loc[name, "indicators_measured"] == len(linked)
                assert (rows.loc[name, "measurement"] == "not_measured") == (not linked)


def test_a_target_counts_the_links_of_the_latest_list(run: PublishedRun) -> None:
    targets = read_table(run.release, "dim_sdg_target").set_index("sdg_target")["indicators_mapped"]
    assert list(targets[["1.2", "2.2", "4.6", "6.1", "7.1"]]) == [2, 0, 1, 1, 0]


def test_change_is_told_of_shared_indicators_and_marked_where_the_lists_differ(run: PublishedRun) -> None:
    change = read_table(run.release, "area_indicator_change", "restricted")
    assert set(change["indicator_code"]) == SHARED
    goals = read_table(run.release, "area_goal_change", "restricted")
    assert set(goals["goal"]) == set(range(1, 18))
    assert not change["is_same_framework"].any()
    assert not goals["is_same_framework"].any()


def test_paths_lead_from_shared_indicators_and_begin_with_new_ones(run: PublishedRun) -> None:
    path = read_table(run.release, "area_target_path", "restricted").query("area_level == 'nation'")
    path = path.set_index("indicator_code")
    assert set(path.index) == set(LISTS["2567-1"].codes)
    assert set(path["baseline_round"].dropna().index) == SHARED
    assert set(path[path["status"] == "no trend"].index) >= set(path.index) - SHARED


def test_hand_written_sql_finds_the_same_in_every_cell(run: PublishedRun, tmp_path: Path) -> None:
    environment = yardstick_environment(run.settings, os.environ)
    subprocess.run(yardstick_command(tmp_path), cwd=PROJECT_ROOT, env=environment, check=True)
    compared = compare_tables(run.settings, release=run.release, yardstick=tmp_path)
    assert [str(table) for table in compared if table.differences] == []
    assert {table.table for table in compared if table.rows} >= {"dim_indicator", "area_indicator", "area_poverty"}


@pytest.mark.soak
def test_a_landed_round_whose_list_is_replaced_by_one_for_other_rounds_stops_the_job(
    run: PublishedRun, tmp_path: Path
) -> None:
    """Its file is gone from the inbox, so that landing does not look at it again."""
    copy = run.warehouse.copy_to(tmp_path / "copy")
    before = copy.release
    shutil.rmtree(copy.settings.inbox / "household_survey")
    first, second = LISTS.values()
    write_lists(copy.settings.inbox, (replace(first, last="2565-9"), second))
    code, printed = copy.run("run")
    assert code == 1
    assert "every_survey_round_has_a_list_of_indicators: Every surveyed round has a list of indicators" in printed
    assert "Found survey_round 2566-1." in printed
    assert copy.release == before
