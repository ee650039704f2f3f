"""Shapes of queries that several suites share; each returns the rows that break a rule.

What is not here: which table must keep which rule (suites/), the recounts these queries read (evidence/).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from orchestration.names import AREA_LEVELS

_LEVELS = ", ".join(f"'{level}'" for level in AREA_LEVELS)

# The example shown is the widest area: a fault in a village that reaches the nation is told as the nation's.
WIDEST_FIRST: Final = f"list_position([{_LEVELS}], area_level), survey_round, area_code"


# What a change is made of: households of the latest round and of the one it is held against.
COUNTS_OF_BOTH_ROUNDS: Final = tuple(
    f"{prefix}households_{count}" for prefix in ("", "baseline_") for count in ("applicable", "failing")
)

# Areas of former times are listed too, and have no figures.
AREAS_OF_TODAY: Final = "(select * from open__dim_area where valid_to is null)"

# The indicators of each round: those of the version of the list that the round names.
ROUND_INDICATORS: Final = (
    "(select round.survey_round, listed.* from open__dim_survey_round as round"
    " join open__dim_indicator as listed on listed.framework_version = round.framework_version)"
)
# A round that names no version is one fault, told by one rule; what it should hold is not known.
ROUNDS_WITHOUT_INDICATORS: Final = (
    f"(select survey_round from open__dim_survey_round where survey_round not in"
    f" (select survey_round from {ROUND_INDICATORS} as listed where survey_round is not null))"
)


def breaking(table: str, *, condition: str, shows: Sequence[str]) -> str:
    """Rows on which the condition does not hold. A condition that is unknown (NULL) does not hold."""
    return f"select {', '.join(shows)} from {table} where ({condition}) is not true"


def same_ratio(rate: str, *, part: str, whole: str, tolerance: float) -> str:
    """The condition that a rate is part / whole, and absent exactly where there is no whole."""
    return (
        f"case when {whole} = 0 then {rate} is null "
        f"else abs({rate} - {part} / cast({whole} as double)) <= {tolerance} end"
    )


def as_counted(*counts: str) -> str:
    """The condition that weighted counts are the counts themselves, where every household stands for itself alone."""
    same = " and ".join(f"{count}_weighted is not distinct from {count}" for count in counts)
    return f"((select is_weighted from audit__weighing) or ({same}))"


def children_sums(table: str, *, measures: Sequence[str], item: str | None = None) -> str:
    """Parents whose measures are not the sums of their children's, one row per parent and level of children."""
    items = f"{item}, " if item else ""
    sums = ", ".join(f"sum(child.{measure}) as {measure}" for measure in measures)
    same_item = f"and children.{item} = parent.{item}" if item else ""
    parent_item = f"parent.{item}, " if item else ""
    differs = [f"parent.{measure} is distinct from coalesce(children.{measure}, 0)" for measure in measures]
    details = " ".join(
        f"when {difference} then concat('{measure} ', coalesce(cast(parent.{measure} as varchar), 'absent'), "
        f"', sum of children ', coalesce(children.{measure}, 0), ' (', level.child_level, ')')"
        for measure, difference in zip(measures, differs, strict=True)
    )
    return f"""
        with children as (
            select child.survey_round, edge.parent_level, edge.parent_code, edge.child_level, {items}{sums}
            from {table} as child
            join audit__edge as edge
              on edge.child_level = child.area_level and edge.child_code = child.area_code
            group by all
        )
        select parent.survey_round, parent.area_level, parent.area_code, {parent_item}case {details} end as detail
        from {table} as parent
        join audit__edge_level as level on level.parent_level = parent.area_level
        left join children
          on children.survey_round = parent.survey_round
          and children.parent_level = parent.area_level and children.parent_code = parent.area_code
          and children.child_level = level.child_level {same_item}
        where {" or ".join(differs)}
    """


def same_surveyed(table: str) -> str:
    """Areas whose households surveyed differ from the coverage table's."""
    return f"""
        select distinct counted.survey_round, counted.area_level, counted.area_code,
               counted.households_surveyed, coverage.households_surveyed as "households_surveyed in area_coverage"
        from {table} as counted
        left join restricted__area_coverage as coverage using (survey_round, area_level, area_code)
        where counted.households_surveyed is distinct from coverage.households_surveyed
    """
