"""Locks down that the list of indicators is data, and that any survey lands. A list of another length, with other
codes and weights, goes through the whole job without a change of code. So does a sample with weights, strata, clusters
and missing answers. Two libraries find the same standard errors, and the same poverty.
"""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pandas
import pytest

from orchestration.release.manifest import read_manifest
from orchestration.release.verdict import read_verdict
from orchestration.settings import PROJECT_ROOT
from tests.benchmarks.compare import compare_tables
from tests.benchmarks.yardstick import yardstick_command, yardstick_environment
from tests.conftest import Warehouse, read_table
from tests.integration.elsewhere import CUTOFF, INDICATORS, VERSION, WEIGHTS

pytestmark = pytest.mark.slow


def weighted(households: pandas.DataFrame) -> float:
    """Households that these represent."""
    return float(households["sampling_weight"].astype(float).sum())


def people(households: pandas.DataFrame) -> float:
    """Members that these households represent."""
    return float((households["sampling_weight"].astype(float) * households["member_count"]).sum())


def test_the_list_of_the_release_is_the_delivered_one(elsewhere: Warehouse) -> None:
    listed = read_table(elsewhere.release, "dim_indicator").sort_values("indicator_number")
    assert list(listed["indicator_code"]) == [code for code, *_ in INDICATORS]
    assert set(listed["framework_version"]) == {VERSION}
    assert list(listed["weight"]) == pytest.approx([float(weight) for _, _, weight, _, _ in INDICATORS])


def test_the_audit_of_the_other_list_passed(elsewhere: Warehouse) -> None:
    verdict = read_verdict(elsewhere.release)
    assert verdict.passed
    assert set(read_table(elsewhere.release, "area_poverty")["cutoff_k"]) == {CUTOFF}
    variables = dict(read_manifest(elsewhere.release).variables)
    assert set(variables.pop("vintages")) == set(read_table(elsewhere.release, "dim_survey_round")["survey_round"])
    assert variables == {
        "cutoff_k": elsewhere.settings.poverty_cutoff,
        "sampling_weights": True,
        "sampling_design": True,
    }


def test_answers_stand_under_the_delivered_codes_and_make_the_score(elsewhere: Warehouse) -> None:
    households = read_table(elsewhere.release, "fct_household", "restricted")
    codes = [code for code, *_ in INDICATORS]
    assert not [column for column in households if column.startswith("TQ")]
    expected = sum((households[code] == 0) * float(weight) for code, _, weight, _, _ in INDICATORS)
    assert households["deprivation_score"].astype(float).to_numpy() == pytest.approx(expected.to_numpy(), abs=1e-9)
    assert (households["indicators_failing"] == (households[codes] == 0).sum(axis=1)).all()
    answered = households[households["answers_missing"] == 0]
    assert (answered["is_poor"] == (answered["deprivation_score"].astype(float) >= CUTOFF - 1e-9)).all()
    assert answered["is_poor"].any()
    assert households[households["answers_missing"] > 0]["is_poor"].isna().all()


def test_households_without_an_answer_are_dropped_from_poverty_alone(elsewhere: Warehouse) -> None:
    files = (elsewhere.settings.inbox / "household_survey").rglob("*.csv")
    survey = pandas.concat([pandas.read_csv(path, dtype=str) for path in files])
    unanswered = survey[(survey[[code for code, *_ in INDICATORS]] == "9").any(axis=1)].groupby("survey_round").size()
    households = read_table(elsewhere.release, "fct_household", "restricted")
    assert households[households["is_poor"].isna()].groupby("survey_round").size().to_dict() == unanswered.to_dict()
    located = households.dropna(subset=["village_code"])
    for poverty in (
        read_table(elsewhere.release, "area_poverty", "restricted").query("area_level == 'nation'").itertuples()
    ):
        here = located[located["survey_round"] == poverty.survey_round]
        counted, dropped = here[here["answers_missing"] == 0], here[here["answers_missing"] > 0]
        assert (poverty.households, poverty.members) == (len(counted), counted["member_count"].sum())
        assert (poverty.households_dropped, poverty.members_dropped) == (len(dropped), dropped["member_count"].sum())
        poor = counted[counted["is_poor"].astype(bool)]
        assert float(poverty.members_poor_weighted) == pytest.approx(people(poor))
        assert poverty.headcount_ratio == pytest.approx(people(poor) / people(counted))
        deprivations = people(poor.assign(member_count=poor["member_count"] * poor["deprivation_score"].astype(float)))
        assert poverty.intensity == pytest.approx(deprivations / people(poor))


def test_figures_by_area_are_those_of_the_delivered_indicators(elsewhere: Warehouse) -> None:
    households = read_table(elsewhere.release, "fct_household", "restricted").dropna(subset=["village_code"])
    nation = read_table(elsewhere.release, "area_indicator", "restricted").query("area_level == 'nation'")
    failing = {
        (survey_round, code): int((part[code] == 0).sum())
        for survey_round, part in households.groupby("survey_round")
        for code, *_ in INDICATORS
    }
    keys = zip(nation["survey_round"], nation["indicator_code"], strict=True)
    assert dict(zip(keys, nation["households_failing"], strict=True)) == failing


def test_rates_are_of_what_the_sample_stands_for(elsewhere: Warehouse) -> None:
    households = read_table(elsewhere.release, "fct_household", "restricted").dropna(subset=["village_code"])
    assert set(households["sampling_weight"].astype(str).astype(float)) == {float(weight or 1) for weight in WEIGHTS}
    provinces = read_table(elsewhere.release, "area_indicator", "restricted").query(
        "area_level == 'province' and households_failing > 0"
    )
    assert (provinces["failing_rate"] != provinces["households_failing"] / provinces["households_applicable"]).any()
    for row in provinces.groupby("indicator_code").head(2).itertuples():
        here = households[
            households["village_code"].str.startswith(row.area_code) & (households["survey_round"] == row.survey_round)
        ]
        failing, asked = here[here[row.indicator_code] == 0], here[here[row.indicator_code].notna()]
        assert (row.households_failing, row.households_applicable) == (len(failing), len(asked))
        assert float(row.households_failing_weighted) == pytest.approx(weighted(failing))
        assert float(row.members_failing_weighted) == pytest.approx(people(failing))
        assert row.failing_rate == pytest.approx(weighted(failing) / weighted(asked))


@pytest.mark.filterwarnings("ignore:samplics is archived")
def test_standard_errors_are_those_of_another_implementation(elsewhere: Warehouse) -> None:
    """Of ratios, by Taylor linearisation. Households outside the area add nothing, and their clusters count."""
    from samplics.estimation import TaylorEstimator
    from samplics.utils.types import PopParam

    households = read_table(elsewhere.release, "fct_household", "restricted")
    errors = read_table(elsewhere.release, "area_estimate_error", "restricted")
    assert set(errors["survey_round"]) == set(households["survey_round"])
    large = errors.query("area_level == 'nation' or (area_level == 'province' and clusters >= 5)")
    assert set(large["area_level"]) == {"nation", "province"}
    for (survey_round, level), part in large.groupby(["survey_round", "area_level"]):
        here = households[households["survey_round"] == survey_round]
        code = part["area_code"].iloc[0]
        is_inside = here["village_code"].fillna("").str.startswith("" if level == "nation" else code)
        is_inside &= here["village_code"].notna()
        # The library divides by the estimate.
        for row in part[(part["area_code"] == code) & (part["estimate"] > 0)].itertuples():
            numerator, denominator = terms(here, row.measure, row.indicator_code)
            estimator = TaylorEstimator(PopParam.ratio)
            estimator.estimate(
                y=numerator.where(is_inside, 0).to_numpy(),
                x=denominator.where(is_inside, 0).to_numpy(),
                samp_weight=here["sampling_weight"].astype(float).to_numpy(),
                stratum=here["stratum"].to_numpy(),
                psu=here["cluster_key"].fillna(here["household_key"]).to_numpy(),
            )
            assert row.estimate == pytest.approx(estimator.point_est)
            assert row.standard_error == pytest.approx(estimator.stderror, abs=1e-9)
            assert row.standard_error > 0 or row.estimate == 1


def terms(households: pandas.DataFrame, measure: str, code: str) -> tuple[pandas.Series, pandas.Series]:
    """What each household adds to the numerator and to the denominator, before its weight."""
    if measure == "failing_rate":
        return (households[code] == 0).astype(float), households[code].notna().astype(float)
    members = households["member_count"].astype(float)
    is_poor = (households["is_poor"] == True).astype(float)  # noqa: E712
    counted = is_poor if measure == "intensity" else households["is_poor"].notna().astype(float)
    score = 1.0 if measure == "headcount_ratio" else households["deprivation_score"].astype(float)
    return members * is_poor * score, members * counted


def test_poverty_is_that_of_another_implementation(elsewhere: Warehouse) -> None:
    """The library weighs what is failing itself. It gets the answers, and k just below the cut-off: its scores are
    floating-point sums."""
    from mpitb import mpi

    households = read_table(elsewhere.release, "fct_household", "restricted").query("answers_missing == 0")
    households = households.dropna(subset=["village_code"])
    codes = [code for code, *_ in INDICATORS]
    weights = {code: float(weight) for code, _, weight, _, _ in INDICATORS}
    mpi.set(name="sample", dimensions=[(codes, "all")], replace=True)
    mpi.svyset(weight="people")
    nation = (
        read_table(elsewhere.release, "area_poverty", "restricted")
        .query("area_level == 'nation'")
        .set_index("survey_round")
    )
    for survey_round, here in households.groupby("survey_round"):
        answers = (here[codes] == 0).astype(int)
        answers["people"] = here["sampling_weight"].astype(float) * here["member_count"]
        found = mpi.est(answers, "sample", klist=[100 * CUTOFF - 1e-6], weights=weights, svy=True, aux=[])
        measures = {row["measure"]: row["b"] for row in found if row["measure"] in ("H", "A", "M0")}
        poverty = nation.loc[survey_round]
        assert measures == {
            "H": pytest.approx(poverty["headcount_ratio"]),
            "A": pytest.approx(poverty["intensity"]),
            "M0": pytest.approx(poverty["adjusted_headcount_ratio"]),
        }
        censored = {row["indicator"]: row["b"] for row in found if row["measure"] == "hdk"}
        contributions = read_table(elsewhere.release, "area_poverty_contribution", "restricted").query(
            f"area_level == 'nation' and survey_round == '{survey_round}'"
        )
        expected = contributions.set_index("indicator_code")["censored_headcount_ratio"].to_dict()
        assert censored == pytest.approx(expected)


def test_only_the_goals_of_the_delivered_links_are_measured(elsewhere: Warehouse) -> None:
    nation = read_table(elsewhere.release, "area_sdg_goal", "restricted").query("area_level == 'nation'")
    measured = set(nation.query("measurement == 'measured'")["goal"])
    assert measured == {int(target.split(".")[0]) for *_, target, fit in INDICATORS if fit == "direct"}
    assert nation.query("measurement == 'not_measured'")["score"].isna().all()


def test_hand_written_sql_finds_the_same_in_every_cell(elsewhere: Warehouse, tmp_path: Path) -> None:
    environment = yardstick_environment(elsewhere.settings, os.environ)
    subprocess.run(yardstick_command(tmp_path), cwd=PROJECT_ROOT, env=environment, check=True)
    compared = compare_tables(elsewhere.settings, release=elsewhere.release, yardstick=tmp_path)
    assert [str(table) for table in compared if table.differences] == []
    assert {table.table for table in compared if table.rows} >= {"dim_indicator", "area_indicator", "area_poverty"}
