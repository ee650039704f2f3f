"""Locks down that SDMX-CSV 2.0 lands as written, other columns included, and which files are refused."""

from __future__ import annotations

from typing import Any

import duckdb
import pytest

from orchestration.errors import LandingError
from orchestration.landing.land import land_feed
from orchestration.names import UN_SDG_SERIES
from tests.unit.landing.by_hand import Inbox, Row

TOTALS = (
    "SEX",
    "AGE",
    "URBANISATION",
    "INCOME_WEALTH_QUANTILE",
    "EDUCATION_LEV",
    "OCCUPATION",
    "CUST_BREAKDOWN",
    "COMPOSITE_BREAKDOWN",
    "DISABILITY_STATUS",
    "ACTIVITY",
    "PRODUCT",
)


def observation(**other: Any) -> Row:
    """A row in the order in which SDMX tools write it: structure, dimensions, measure, attributes."""
    return {
        "STRUCTURE": "dataflow",
        "STRUCTURE_ID": "IAEG-SDGs:DF_SDG_GLC(1.0)",
        "ACTION": "I",
        "FREQ": "A",
        "REPORTING_TYPE": "G",
        "SERIES": "EG_ACS_ELEC",
        "REF_AREA": "764",
        **dict.fromkeys(TOTALS, "_T"),
        "TIME_PERIOD": "2022",
        "OBS_VALUE": "99.5",
        "UNIT_MEASURE": "PT",
        "UNIT_MULT": "0",
        "SOURCE_DETAIL": "made by hand",
        **other,
    }


def landed(inbox: Inbox) -> list[tuple[Any, ...]]:
    path = inbox.settings.landing / UN_SDG_SERIES / "**" / "*.parquet"
    query = f"select series, time_period, obs_value, unit_mult from '{path}' order by all"
    return duckdb.sql(query).fetchall()


def test_observations_land_and_other_columns_do_not(inbox: Inbox) -> None:
    rows = [
        observation(NATURE="C", OBS_STATUS="A"),
        observation(TIME_PERIOD="2021", OBS_VALUE="1.5e2", UNIT_MULT="", NATURE="C", OBS_STATUS="A"),
        observation(TIME_PERIOD="2020", OBS_VALUE="NaN", NATURE="C", OBS_STATUS="M"),
    ]
    inbox.put("un_sdg_series/series.csv", rows)
    land_feed(inbox.settings, UN_SDG_SERIES)
    assert landed(inbox) == [
        ("EG_ACS_ELEC", 2020, None, 0),
        ("EG_ACS_ELEC", 2021, 150.0, None),
        ("EG_ACS_ELEC", 2022, 99.5, 0),
    ]


def test_rows_that_only_an_unknown_dimension_tells_apart_are_refused(inbox: Inbox) -> None:
    rows = [observation(HAZARD="A"), observation(HAZARD="B", OBS_VALUE="1")]
    inbox.put("un_sdg_series/series.csv", rows)
    with pytest.raises(LandingError, match="rows 1, 2 with different values"):
        land_feed(inbox.settings, UN_SDG_SERIES)


def test_a_missing_column_is_still_refused(inbox: Inbox) -> None:
    row = observation()
    del row["REF_AREA"]
    inbox.put("un_sdg_series/series.csv", [row])
    with pytest.raises(LandingError, match="column REF_AREA is missing"):
        land_feed(inbox.settings, UN_SDG_SERIES)


@pytest.mark.parametrize(("column", "value"), [("ACTION", "D"), ("OBS_VALUE", "<5"), ("TIME_PERIOD", "2565-Q1")])
def test_what_cannot_be_read_as_an_observation_is_refused(inbox: Inbox, column: str, value: str) -> None:
    inbox.put("un_sdg_series/series.csv", [observation(**{column: value})])
    with pytest.raises(LandingError, match=f"column {column}"):
        land_feed(inbox.settings, UN_SDG_SERIES)
