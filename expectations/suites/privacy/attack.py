"""Rules on what an attacker finds out who has `open/` alone, knows the method, and knows how common a failure is.

The gate makes the attacks itself and compares what they find with the exact counts (expectations/attack). Not here: the
noise of single counts (noise.py), how many households may change between two vintages (orchestration/release).
"""

from __future__ import annotations

from typing import Final

from expectations.limits import (
    COMMON_FAILURE,
    FEWEST_COUNTS_REDRAWN,
    FEWEST_COUNTS_WITH_ROOM,
    FEWEST_SMALL_COUNTS,
    GUESSED_COUNTS_LIMIT,
    GUESSED_LIMIT,
    MEAN_ROOM_OF_A_COUNT,
    SAME_COUNTS_LIMIT,
    SURE_OF_A_GUESS,
)
from expectations.needs import (
    A_FURTHER_VINTAGE,
    FEW_COUNTS_WITH_ROOM,
    FEW_REDRAWN,
    FEW_SMALL_COUNTS,
    NO_FAILURE,
    NO_OTHER_BREAKDOWNS,
    NO_OTHER_FLOWS,
    NO_SMALL_COUNT,
    NOTHING_SHOWN,
    OWN_BREAKDOWNS,
    PREVIOUS_RELEASE,
    WHOLE_ROUND,
    Need,
)
from expectations.rule import Rule, query_rule, rows_of
from expectations.suites.shared import OF_ITS_OWN_VINTAGE, WIDEST_FIRST
from orchestration.published.lists import FLOW_TABLES, KIND_TABLES
from orchestration.published.tables import TABLES

_OF_INDICATORS: Final = {
    "item": "open.indicator_code",
    "failing": "households_failing",
    "applicable": "households_applicable",
    "members": "members_failing",
    "members_applicable": "members_applicable",
}
_OF_THE_POOR: Final = {
    "item": "'poor'",
    "failing": "households_poor",
    "applicable": "households",
    "members": "members_poor",
    "members_applicable": "members",
}
_OF_ALL: Final = {"disaggregation": "'total'", "category": "'total'", "has_applicable": "true"}
_OF_KINDS: Final = {
    "disaggregation": "open.disaggregation",
    "category": "open.category",
    "has_applicable": "open.disaggregation = 'total'",
}
_GROUPED: Final = f"""
    select count(*)
    from (select 1 from audit__guess group by level having sum(cells) >= {FEWEST_SMALL_COUNTS})
"""


def _recounted(table: str, columns: dict[str, str], kinds: dict[str, str]) -> Rule:
    is_by_kind = table in KIND_TABLES
    levels = "provinces and wider areas by kind" if is_by_kind else "all areas but local administrations"
    carried = " Rows that a revised vintage keeps were recounted with the final one." if is_by_kind else ""
    rounds = OF_ITS_OWN_VINTAGE if is_by_kind else "survey_round is not null"
    return query_rule(
        f"privacy__open_{table}_equals_a_recount_with_noise",
        table=f"open__{table}",
        sentence=f"Counts of {table} in the open zone equal a recount by another program. It counts the households of"
        f" {levels}, and draws the noise from their keys and the vintage.{carried}",
        file="privacy/counts_equal_a_recount_with_noise",
        parameters={**columns, **kinds, "of_rounds": rounds},
        examined=rows_of(
            f"open__{table}",
            where=f"not is_suppressed and {rounds} and survey_round in (select survey_round from audit__recounted)",
        ),
        order=WIDEST_FIRST,
        needs=(WHOLE_ROUND, NOTHING_SHOWN, *((OWN_BREAKDOWNS,) if is_by_kind else ())),
    )


def _drawn_once(table: str) -> Rule:
    """Each further draw would show a changed household at four levels once more."""
    return _kept(
        table,
        name="is_drawn_with_the_final_vintage",
        sentence=f"A provisional round has no row in {table} of the open zone. A revised round has the rows of the"
        " release that drew them for the final vintage, each as it was.",
        others="audit__other_breakdowns",
        need=NO_OTHER_BREAKDOWNS,
    )


def _flows_drawn_once(table: str) -> Rule:
    """Each further draw would show a household that changed in either round at five levels once more."""
    return _kept(
        table,
        name="is_drawn_once",
        sentence=f"A round has rows in {table} of the open zone where it and the round before are not provisional. With"
        " a revised vintage of either, the rows stay as they were.",
        others="audit__other_flows",
        need=NO_OTHER_FLOWS,
    )


def _kept(table: str, *, name: str, sentence: str, others: str, need: Need) -> Rule:
    """`others`: the relation of rounds whose rows are of an earlier vintage."""
    earlier, of_others = f"audit__earlier_{table}", f"survey_round in (select survey_round from {others})"
    return query_rule(
        f"privacy__open_{table}_{name}",
        table=f"open__{table}",
        sentence=sentence,
        file="privacy/rows_are_drawn_once",
        parameters={"earlier": earlier, "others": others, "item": ", ".join(TABLES[table].item)},
        examined=f"select (select count(*) from open__{table} where {of_others})"
        f" + (select count(*) from {earlier} where {of_others})",
        order=WIDEST_FIRST,
        needs=(need, NOTHING_SHOWN),
    )


ATTACK_RULES: Final[tuple[Rule, ...]] = (
    _recounted("area_indicator", _OF_INDICATORS, _OF_ALL),
    _recounted("area_indicator_breakdown", _OF_INDICATORS, _OF_KINDS),
    # Who is dropped has noise of its own, which is not recounted.
    _recounted("area_poverty", _OF_THE_POOR, _OF_ALL | {"has_applicable": "false"}),
    _recounted("area_poverty_breakdown", _OF_THE_POOR, _OF_KINDS | {"has_applicable": "false"}),
    *(_drawn_once(table) for table in KIND_TABLES),
    *(_flows_drawn_once(table) for table in FLOW_TABLES),
    query_rule(
        "privacy__open_area_case_agency_equals_a_recount_with_noise",
        table="open__area_case_agency",
        sentence="Cases of an agency in the open zone equal a recount by another program. It counts the cases of all"
        " areas, and draws the noise from the keys of their households and the vintage.",
        examined=rows_of(
            "open__area_case_agency",
            where="agency <> 'total' and survey_round in (select survey_round from audit__recounted_agency)",
        ),
        order=WIDEST_FIRST,
        needs=(WHOLE_ROUND, NOTHING_SHOWN),
    ),
    query_rule(
        "privacy__open_small_counts_are_not_pinned",
        table="open__area_indicator",
        sentence="Linear programmes over the sums of the open zone leave several values for each count of 1 to 4. Three"
        " provinces of the latest round are examined.",
        noun="count",
        examined=rows_of("audit__bound"),
        figures='select round(avg(most - least), 2) as "mean room" from audit__bound',
        order=WIDEST_FIRST,
        needs=(NO_SMALL_COUNT,),
    ),
    query_rule(
        "privacy__open_small_counts_have_room",
        table="open__area_indicator",
        sentence="The values that linear programmes leave for a count of 1 to 4 are"
        f" at least {MEAN_ROOM_OF_A_COUNT} apart on average.",
        expected=f"at least {MEAN_ROOM_OF_A_COUNT}",
        noun="count",
        examined=f"select case when count(*) >= {FEWEST_COUNTS_WITH_ROOM} then count(*) else 0 end from audit__bound",
        needs=(FEW_COUNTS_WITH_ROOM,),
    ),
    query_rule(
        "privacy__open_small_counts_are_not_guessed",
        table="open__area_indicator",
        sentence=f"An attacker who is {SURE_OF_A_GUESS:.0%} sure of a count of 1 to 4 is right for at most"
        f" {GUESSED_COUNTS_LIMIT:.0%} of these counts of a level.",
        expected=f"at most {GUESSED_COUNTS_LIMIT:.0%}",
        noun="level",
        examined=_GROUPED,
        figures="select sum(cells) as counts, sum(cells_claimed) as claimed, sum(cells_known) as known"
        " from audit__guess",
        needs=(FEW_SMALL_COUNTS,),
    ),
    query_rule(
        "privacy__open_vintages_tell_nothing_of_a_new_household",
        table="open__area_indicator",
        sentence="One household may be the only new one of its district, or of the country. Two vintages give away at"
        f" most {GUESSED_LIMIT:.1%} of its failures that fewer than {COMMON_FAILURE:.0%} of its province share. In its"
        " district the attacker looks at goals and targets too.",
        expected=f"at most {GUESSED_LIMIT:.1%}",
        noun="round",
        examined="select count(distinct survey_round) from audit__new_household where failures > 0",
        figures="select figures, sum(failures) as failures, sum(failures_found) as found from audit__new_household"
        " group by figures order by figures",
        needs=(NO_FAILURE,),
    ),
    query_rule(
        "privacy__open_counts_of_a_further_vintage_are_drawn_anew",
        table="open__area_indicator",
        sentence="A round may have another vintage than in the last release. Then at most"
        f" {SAME_COUNTS_LIMIT:.0%} of the counts of a column are as they were.",
        expected=f"at most {SAME_COUNTS_LIMIT:.0%}",
        noun="column",
        examined=rows_of("audit__redrawn", where=f"counts >= {FEWEST_COUNTS_REDRAWN}"),
        needs=(PREVIOUS_RELEASE, A_FURTHER_VINTAGE, FEW_REDRAWN),
    ),
)
