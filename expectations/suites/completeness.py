"""Rules on presence: every area has its rows for every round, each once, and nothing is there that no list names.

What is not here: whether the figures in those rows are right (the other suites), tables that leave areas
out (priority.py, gaps.py).
"""

from __future__ import annotations

from typing import Final

from expectations.sql import AREAS_OF_TODAY, ROUNDS_WITHOUT_INDICATORS, WIDEST_FIRST
from expectations.vocabulary import Rule, finding_rule, value_rule
from orchestration.published.lists import FULL_AREA_TABLES
from orchestration.published.tables import TABLES
from orchestration.release.verdict import WARNING

# Open stops at the subdistrict.
_WANTED = f"""
    select zone.zone, round.survey_round, area.area_level, area.area_code
    from open__dim_survey_round as round cross join {AREAS_OF_TODAY} as area
    join (values ('open'), ('restricted')) as zone (zone)
      on zone.zone = 'restricted' or area.area_level <> 'village'
"""
# Rounds that a table has rows for: as a condition, in words.
_ROUNDS = {
    "every": ("is not null", "every round"),
    "latest": ("= (select max(survey_round) from open__dim_survey_round)", "the latest round"),
    "later": ("> (select min(survey_round) from open__dim_survey_round)", "every round but the first"),
}


def _rounds(table: str) -> tuple[str, str]:
    return _ROUNDS[TABLES[table].rounds or "every"]


def _each(table: str) -> str:
    """What an area has a row of, in words: indicator, target, goal, cutoff; empty if it has one row."""
    return " and ".join(column.removeprefix("sdg_").removesuffix("_code") for column in TABLES[table].item)


def _wanted(table: str) -> str:
    return f"{_WANTED} where round.survey_round {_rounds(table)[0]}"


def _of_rounds_with(item: str) -> str:
    """Condition that leaves out rounds without a list of indicators, where rows are of indicators."""
    return f" and coalesce(survey_round, '') not in {ROUNDS_WITHOUT_INDICATORS}" if item == "indicator" else ""


def _every_area(table: str) -> Rule:
    each = _each(table)
    rounds = _rounds(table)[1]
    return finding_rule(
        f"completeness__{table}_has_every_area",
        table=f"restricted__{table}",
        sentence=f"{table} has rows for every area in {rounds}"
        + (f", one for each {each}, and for no area or round that is not listed." if each else ", and for no other."),
        sql=f"""
            with wanted as ({_wanted(table)}),
            item as (
                select survey_round, count(*) as rows, bit_xor(hash(item)) as fingerprint
                from audit__item where table_name = '{table}' group by all
            ),
            compared as (
                select zone, survey_round, area_level, area_code, coalesce(found.rows, 0) as rows_found,
                       case when wanted.zone is null then 0 else coalesce(item.rows, 0) end as rows_wanted,
                       found.fingerprint is not distinct from item.fingerprint as is_one_of_each
                from (select *, zone as wanted_zone from wanted) as wanted
                full join audit__rows_{table} as found using (zone, survey_round, area_level, area_code)
                left join item using (survey_round)
            )
            select survey_round, area_level, area_code, zone, rows_found as rows, rows_wanted as expected
            from compared where (rows_found <> rows_wanted or not is_one_of_each){_of_rounds_with(each)}
        """,
        expected=f"every area, {rounds}",
        noun="area",
        out_of=f"select count(*) from ({_wanted(table)})",
        order=WIDEST_FIRST,
    )


def _no_duplicates(table: str) -> Rule:
    each = _each(table)
    return finding_rule(
        f"completeness__{table}_has_no_duplicates",
        table=f"restricted__{table}",
        sentence=f"{table} has no area twice in a round" + (f" for the same {each}." if each else "."),
        sql=f"""
            select survey_round, area_level, area_code, zone, found.rows, item.rows as expected
            from audit__rows_{table} as found
            join (
                select survey_round, count(*) as rows from audit__item where table_name = '{table}' group by all
            ) as item using (survey_round)
            where found.rows > item.rows
        """,
        noun="area",
        order=WIDEST_FIRST,
    )


def _every_item(table: str) -> Rule:
    item = _each(table)
    rounds = _rounds(table)[1]
    return finding_rule(
        f"completeness__{table}_has_every_{item}",
        table=f"restricted__{table}",
        sentence=f"{table} has every {item} of the round's list for every area in {rounds}, and no unlisted {item}.",
        sql=f"""
            with wanted as (
                select zone, survey_round, item, count(*) as areas
                from ({_wanted(table)}) as wanted
                join (select survey_round, item from audit__item where table_name = '{table}') using (survey_round)
                group by all
            )
            select survey_round, item as {item}, zone, coalesce(found.rows, 0) as rows,
                   coalesce(wanted.areas, 0) as areas
            from wanted full join audit__item_rows_{table} as found using (zone, survey_round, item)
            where found.rows is distinct from wanted.areas{_of_rounds_with(item)}
        """,
        expected=f"every {item} in every area",
        noun=item,
        order=f"survey_round, {item}",
    )


RULES: Final[tuple[Rule, ...]] = (
    value_rule(
        "completeness__has_a_survey_round",
        table="open__dim_survey_round",
        sentence="The release covers at least one survey round; without one, every other rule would hold of nothing.",
        expected="at least 1 round",
        expectation="ExpectTableRowCountToBeBetween",
        min_value=1,
    ),
    value_rule(
        "completeness__has_indicators",
        table="open__dim_indicator",
        sentence="The list of indicators is not empty.",
        expected="at least 1 indicator",
        expectation="ExpectTableRowCountToBeBetween",
        min_value=1,
    ),
    finding_rule(
        "completeness__surveyed_rounds_are_listed",
        table="restricted__fct_household",
        sentence="Every round in which a household was surveyed is in the list of rounds.",
        sql="select coalesce(survey_round, 'absent') as survey_round, sum(households) as households"
        " from audit__household where coalesce(survey_round, '') not in"
        " (select survey_round from open__dim_survey_round where survey_round is not null) group by all",
        noun="round",
        order="survey_round",
    ),
    finding_rule(
        "completeness__listed_rounds_were_surveyed",
        table="restricted__fct_household",
        severity=WARNING,
        sentence="In every listed round at least one household was surveyed.",
        sql="select survey_round from open__dim_survey_round"
        " where survey_round not in (select survey_round from audit__household where survey_round is not null)",
        noun="round",
        order="survey_round",
    ),
    *(_every_area(table) for table in FULL_AREA_TABLES),
    *(_no_duplicates(table) for table in FULL_AREA_TABLES),
    *(_every_item(table) for table in FULL_AREA_TABLES if _each(table)),
)
