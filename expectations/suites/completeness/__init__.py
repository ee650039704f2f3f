"""Rules on presence: every area has its rows for every round, each once, and no row is of anything unlisted.

What is not here: whether the figures in those rows are right (the other suites), tables that leave areas out (coverage,
cases).
"""

from __future__ import annotations

from typing import Final

from expectations.needs import Need, needs_of
from expectations.rule import Rule, distinct, native_rule, query_rule, rows_of
from expectations.suites.shared import ROUNDS, WIDEST_FIRST, WITH_FLOWS_IN_OPEN
from orchestration.disclosure.vintages import PROVISIONAL_LEVELS
from orchestration.names import OPEN
from orchestration.published.lists import FLOW_TABLES, FULL_AREA_TABLES
from orchestration.published.tables import TABLES
from orchestration.release.verdict import WARNING

# Rounds that a table has rows for: as a condition, in words.
_ROUNDS: Final = {
    "every": ("is not null", "every round"),
    "latest": ("= (select max(survey_round) from open__dim_survey_round)", "the latest round"),
    "later": ("> (select min(survey_round) from open__dim_survey_round)", "every round but the first"),
}


def _rounds(table: str) -> tuple[str, str]:
    return _ROUNDS[TABLES[table].rounds or "every"]


def _item(table: str) -> str:
    """What an area has a row of, in words: indicator, target, goal, cutoff; empty if it has one row."""
    return " and ".join(column.removeprefix("sdg_").removesuffix("_code") for column in TABLES[table].item)


def _parameters(table: str) -> dict[str, str]:
    levels = TABLES[table].in_zone(OPEN).levels
    always = PROVISIONAL_LEVELS if TABLES[table].is_hardship else levels
    return {
        "name": table,
        "area_rows": f"audit__rows_{table}",
        "item_rows": f"audit__item_rows_{table}",
        "item": _item(table),
        "rounds": _rounds(table)[0],
        "is_of_indicators": str(_item(table) == "indicator").lower(),
        "open_levels": ", ".join(f"'{level}'" for level in levels),
        # A round may have no flows in the open zone.
        "open_rounds": WITH_FLOWS_IN_OPEN if table in FLOW_TABLES else "true",
        "always_open_levels": ", ".join(f"'{level}'" for level in levels if level in always),
    }


def _needs(table: str) -> tuple[Need, ...]:
    """Those of the table itself: the lists that say what the table must hold have none."""
    return tuple(needs_of((f"restricted__{table}",)))


def _every_area(table: str) -> Rule:
    condition, rounds = _rounds(table)
    # A latest round without a list leaves such a table empty, which readers must not get.
    left_out = _item(table) == "indicator" and TABLES[table].rounds != "latest"
    each = f"{_item(table)} and area" if _item(table) else "area"
    return query_rule(
        f"completeness__{table}_has_every_area",
        table=f"restricted__{table}",
        sentence=f"{table} has one row for every {each} in {rounds}, and no other row.",
        expected=f"every area, {rounds}",
        file="completeness/has_every_area",
        parameters=_parameters(table) | {"is_of_indicators": str(left_out).lower()},
        noun="area",
        examined=rows_of("audit__area_of_each_round", where=f"survey_round {condition}"),
        order=WIDEST_FIRST,
        needs=_needs(table),
    )


def _every_item(table: str) -> Rule:
    item = _item(table)
    return query_rule(
        f"completeness__{table}_has_every_{item}",
        table=f"restricted__{table}",
        sentence=f"{table} has every {item} of the round's list in every area, and no unlisted {item}.",
        expected=f"every {item} in every area",
        file="completeness/has_every_item",
        parameters=_parameters(table),
        noun=f"{item} of a round",
        examined=distinct("zone", "survey_round", "item", table=f"audit__item_rows_{table}"),
        order=f"survey_round, {item}",
        needs=_needs(table),
    )


RULES: Final[tuple[Rule, ...]] = (
    native_rule(
        "completeness__has_a_survey_round",
        table="open__dim_survey_round",
        sentence="The release has at least one survey round; without a round, the other rules would examine nothing.",
        expected="at least 1 round",
        expectation="ExpectTableRowCountToBeBetween",
        min_value=1,
    ),
    native_rule(
        "completeness__has_indicators",
        table="open__dim_indicator",
        sentence="The list of indicators has at least one indicator.",
        expected="at least 1 indicator",
        expectation="ExpectTableRowCountToBeBetween",
        min_value=1,
    ),
    query_rule(
        "completeness__surveyed_rounds_are_listed",
        table="restricted__fct_household",
        sentence="dim_survey_round lists every round in which a household was surveyed.",
        noun="round",
        examined=distinct("survey_round", table="audit__household"),
    ),
    query_rule(
        "completeness__listed_rounds_were_surveyed",
        table="restricted__fct_household",
        severity=WARNING,
        sentence="At least one household was surveyed in every round that dim_survey_round lists.",
        noun="round",
        examined=ROUNDS,
    ),
    *(_every_area(table) for table in FULL_AREA_TABLES),
    *(_every_item(table) for table in FULL_AREA_TABLES if _item(table)),
)
