"""Locks down the level of local administrations in a run: recounted from the inbox, and absent without its feeds."""

from __future__ import annotations

import shutil
from pathlib import Path

import pandas
import pytest

from orchestration.published.lists import AREA_TABLES
from tests.conftest import PublishedRun, Warehouse, read_table
from tests.integration.delivered import read_houses, read_inbox

pytestmark = pytest.mark.slow

LEVEL = "area_level == 'local_administration'"
FEEDS = ("local_administrations", "village_local_administration")


def served_in(run: PublishedRun, survey_round: str) -> pandas.Series:
    """Village -> the code it counts under in the round, straight from the delivered files."""
    houses = read_houses(run)
    visits = read_inbox(run, "household_survey").query("survey_round == @survey_round")["surveyed_on"]
    types = read_inbox(run, "local_administrations").set_index("lao_code")["lao_type"]
    links = read_inbox(run, "village_local_administration")
    links = links[links["lao_code"].map(types) != "provincial_administration"]
    first = visits.min()
    in_force = links[(links["valid_from"] <= first) & (links["valid_to"].fillna("9999") >= first)]
    newest = in_force.sort_values("lao_code").sort_values("valid_from", ascending=False, kind="stable")
    one = newest.drop_duplicates("village_code").set_index("village_code")["lao_code"]
    villages = pandas.Series(houses["village_code"].unique())
    codes = villages.map(one).fillna("0" + villages.str[:2] + "0000")
    return pandas.Series(codes.to_numpy(), index=villages)


@pytest.mark.parametrize("survey_round", ["2566-1", "2567-1"])
def test_houses_and_households_are_those_of_the_villages_it_served_in_the_round(
    published_run: PublishedRun, survey_round: str
) -> None:
    served = served_in(published_run, survey_round)
    houses = read_houses(published_run)
    households = read_inbox(published_run, "household_survey").query("survey_round == @survey_round")
    village = households["house_code"].map(houses.set_index("house_code")["village_code"]).dropna()
    coverage = read_table(published_run.release, "area_coverage").query(LEVEL)
    published = coverage[coverage["survey_round"] == survey_round].set_index("area_code")
    expected = {
        "houses_registered": houses["village_code"].map(served).value_counts(),
        "households_surveyed": village.map(served).value_counts(),
    }
    for column, counts in expected.items():
        assert published[column].to_dict() == counts.reindex(published.index, fill_value=0).to_dict()
    assert published[published.index.str.startswith("0")]["households_surveyed"].sum() > 0


def test_some_villages_changed_hands_between_the_rounds(published_run: PublishedRun) -> None:
    before, after = (served_in(published_run, survey_round) for survey_round in ("2566-1", "2567-1"))
    assert (before != after.reindex(before.index)).sum() > 0


def test_every_local_administration_finds_its_figures(published_run: PublishedRun) -> None:
    listed = read_table(published_run.release, "dim_local_administration")
    assert len(listed) == 7_849
    coverage = read_table(published_run.release, "area_coverage")
    found = listed.merge(coverage, on=["area_level", "area_code"])
    assert found.groupby("survey_round")["lao_code"].nunique().to_dict() == {"2566-1": 7_849, "2567-1": 7_849}


def test_without_the_feeds_the_level_has_no_rows_and_nothing_fails(small_run: PublishedRun, tmp_path: Path) -> None:
    warehouse = Warehouse(tmp_path)
    others = shutil.ignore_patterns(*FEEDS)
    shutil.copytree(small_run.settings.inbox, warehouse.settings.inbox, ignore=others)
    code, printed = warehouse.run("run")
    assert code == 0, printed
    assert "0 critical failures, 0 warnings" in printed
    for table in ("dim_area", *AREA_TABLES):
        rows = read_table(warehouse.release, table)
        assert rows.query(LEVEL).empty
        before = read_table(small_run.release, table).query(f"not {LEVEL}").reset_index(drop=True)
        settlement = rows.filter(regex="municipal|rural|settlement").columns
        pandas.testing.assert_frame_equal(rows.drop(columns=settlement), before.drop(columns=settlement))
    coverage = read_table(warehouse.release, "area_coverage")
    assert (coverage["houses_settlement_unknown"] == coverage["houses_residential"]).all()
    assert read_table(warehouse.release, "dim_local_administration").empty
