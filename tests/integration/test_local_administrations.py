"""Locks down the level of local administrations in a run: recounted from the inbox.

A run without its feeds is in test_without_feeds.py.
"""

from __future__ import annotations

import pandas
import pytest

from tests.conftest import PublishedRun, read_table
from tests.integration.delivered import read_houses, read_inbox

pytestmark = pytest.mark.slow

LEVEL = "area_level == 'local_administration'"


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
    coverage = read_table(published_run.release, "area_coverage", "restricted").query(LEVEL)
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
    delivered = read_inbox(published_run, "local_administrations")["lao_code"].nunique()
    listed = read_table(published_run.release, "dim_local_administration")
    assert len(listed) == delivered
    coverage = read_table(published_run.release, "area_coverage")
    found = listed.merge(coverage, on=["area_level", "area_code"])
    assert found.groupby("survey_round")["lao_code"].nunique().to_dict() == {"2566-1": delivered, "2567-1": delivered}


@pytest.mark.soak
def test_the_whole_country_has_as_many_local_administrations_as_there_are(whole_run: PublishedRun) -> None:
    assert len(read_table(whole_run.release, "dim_local_administration")) == 7_849
