"""Defects of the KPIs to plant in a candidate, and the rule that must name each.

What is not here: the tools (plant.py), the tests (test_every_gate.py, test_planted_kpis.py).
"""

from __future__ import annotations

from functools import partial
from typing import Final

from tests.unit.expectations.plant import Defect, change, drop_rows

_TABLE: Final = "kpi_linkage"

NAMED_BY: Final[dict[str, tuple[Defect, str]]] = {
    "a KPI is missing": (
        partial(drop_rows, table=_TABLE, where="kpi_code = '2.2.1'"),
        "kpis__every_unique_indicator_is_a_kpi",
    ),
    "a measurement is unknown": (
        partial(change, table=_TABLE, where="kpi_code = '3.1.2'", measurement="'measured'"),
        "kpis__measurement_is_the_best_fit",
    ),
    "a proxy is called direct": (
        partial(change, table=_TABLE, where="kpi_code = '3.8.1'", measurement="'direct'"),
        "kpis__measurement_is_the_best_fit",
    ),
    "the failing share is shown under the name of those who have": (
        partial(
            change,
            table=_TABLE,
            where="kpi_code = '6.2.1'",
            local_value_counts="'failing'",
            local_value="100 * households_failing_weighted / households_applicable_weighted",
        ),
        "kpis__value_is_on_the_side_of_the_name",
    ),
    "a name without a side has a local value": (
        partial(change, table=_TABLE, where="kpi_code = '3.1.2'", local_value="50"),
        "kpis__local_value_is_a_share_of_the_applicable",
    ),
    "a link of another side than the name": (
        partial(change, table="indicator_sdg_map", where="sdg_indicator = '3.8.1'", kpi_counts="'neither'"),
        "kpis__links_count_one_side",
    ),
    "a link that counts no side": (
        partial(change, table="indicator_sdg_map", where="sdg_indicator = '6.2.1'", kpi_counts="null"),
        "kpis__links_count_one_side",
    ),
    "goal 14 has a local value": (
        partial(change, table=_TABLE, where="kpi_code = '14.1.1'", local_value="0"),
        "kpis__what_no_household_tells_has_no_local_value",
    ),
    "a count is not the nation's": (
        partial(change, table=_TABLE, where="kpi_code = '6.2.1'", households_failing="households_failing + 1"),
        "kpis__counts_are_the_nations",
    ),
    "a local value is a share of one": (
        partial(change, table=_TABLE, where="kpi_code = '6.2.1'", local_value="local_value / 100"),
        "kpis__local_value_is_a_share_of_the_applicable",
    ),
    "a difference is not the difference": (
        partial(change, table=_TABLE, where="kpi_code = '6.1.1'", difference="un_value - local_value"),
        "kpis__difference_is_local_less_un",
    ),
}
DEFECTS: Final = tuple(defect for defect, _ in NAMED_BY.values())
RULES: Final = tuple(dict.fromkeys(rule for _, rule in NAMED_BY.values()))
