"""Rules on the UN's KPIs: all of them, measured as the links say, with the nation's counts, subtracted only if alike.

What is not here: the scores of goals and targets (goals), the recounts (evidence/kpis.py).
"""

from __future__ import annotations

from typing import Final

from expectations.rule import Rule, query_rule, rows_of

_KPIS: Final = "open__kpi_linkage"
_ORDER: Final = "kpi_code"

RULES: Final[tuple[Rule, ...]] = (
    query_rule(
        "kpis__every_unique_indicator_is_a_kpi",
        table=_KPIS,
        sentence="Every unique SDG indicator is a KPI, unless the UN's own list is in force.",
        noun="SDG indicator",
        examined=rows_of("audit__kpi_expected"),
        order=_ORDER,
    ),
    query_rule(
        "kpis__measurement_is_the_best_fit",
        table=_KPIS,
        sentence="`measurement` of a KPI equals the best fit among its links to local indicators, or `none`.",
        order=_ORDER,
    ),
    query_rule(
        "kpis__value_is_on_the_side_of_the_name",
        table=_KPIS,
        sentence="A KPI counts the side that its links name, or else the side of its name in dim_sdg_indicator: who"
        " passes or who fails.",
        order=_ORDER,
    ),
    query_rule(
        "kpis__links_count_one_side",
        table="open__indicator_sdg_map",
        sentence="All links of an SDG indicator count one side, passing or failing, or neither where its name takes no"
        " side.",
        order="indicator_code, sdg_indicator",
    ),
    query_rule(
        "kpis__what_no_household_tells_has_no_local_value",
        table=_KPIS,
        sentence="A KPI that is not measured, or of a goal without linked indicators, has no local value and no"
        " difference.",
        order=_ORDER,
    ),
    query_rule(
        "kpis__counts_are_the_nations",
        table=_KPIS,
        sentence="The counts of a KPI equal those of its indicators in the nation in the latest round.",
        order=_ORDER,
    ),
    query_rule(
        "kpis__local_value_is_a_share_of_the_applicable",
        table=_KPIS,
        sentence="The local value equals weighted passing or failing results in per cent of the weighted applicable"
        " results, and is absent for neither.",
        order=_ORDER,
    ),
    query_rule(
        "kpis__difference_is_local_less_un",
        table=_KPIS,
        sentence="`difference` equals the local value less the UN's, and is absent unless the fit is direct and the"
        " UN's unit per cent.",
        order=_ORDER,
    ),
)
