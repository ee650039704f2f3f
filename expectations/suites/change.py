"""Rules on progress between rounds: every household in one flow, flows that explain the failing of both rounds.

What is not here: the failing of each round (indicators.py, goals.py).
"""

from __future__ import annotations

from typing import Final, NamedTuple

from expectations.limits import RATE_TOLERANCE
from expectations.sql import WIDEST_FIRST, breaking, children_sums
from expectations.vocabulary import Rule, finding_rule

_LATER = ("stayed_failing", "fell", "became_applicable_failing", "entered_failing")
_EARLIER = (
    *("stayed_failing", "escaped", "no_longer_applicable_failing", "left_failing", "moved_away_failing"),
    "boundary_failing",
)
_PARTS = tuple(
    f"households_{count}"
    for count in (
        *("in_both", "entered", "left", "stayed_failing", "escaped", "fell", "stayed_passing", "became_applicable"),
        *("became_applicable_failing", "no_longer_applicable", "no_longer_applicable_failing", "entered_failing"),
        *("left_failing", "moved_in_failing", "moved_away_failing"),
    )
)
_LATER_SUM = " + ".join(f"households_{flow}" for flow in _LATER)
_EARLIER_SUM = " + ".join(f"households_{flow}" for flow in _EARLIER) + " - households_moved_in_failing"

_ORDERED = (
    " and ".join(f"{count} >= 0" for count in _PARTS)
    + " and households_became_applicable_failing <= households_became_applicable"
    " and households_no_longer_applicable_failing <= households_no_longer_applicable"
    " and households_entered_failing <= households_entered and households_left_failing <= households_left"
    " and households_stayed_failing + households_escaped + households_fell + households_stayed_passing"
    " + households_became_applicable + households_no_longer_applicable <= households_in_both"
)

_CHANGED = f"""
    case when failing_rate is null or previous_failing_rate is null then failing_rate_change is null
         else abs(failing_rate_change - (failing_rate - previous_failing_rate)) <= {RATE_TOLERANCE} end
"""


class _Table(NamedTuple):
    """A table of changes, the table of figures it stands on, and what a row of an area is about."""

    name: str
    figures: str
    item: str
    noun: str

    @property
    def source(self) -> str:
        return f"restricted__{self.name}"

    @property
    def row(self) -> tuple[str, ...]:
        return ("survey_round", "area_level", "area_code", self.item)

    @property
    def order(self) -> str:
        return f"{WIDEST_FIRST}, {self.item}"


_TABLES = (
    _Table("area_indicator_change", figures="area_indicator", item="indicator_code", noun="indicator"),
    _Table("area_goal_change", figures="area_sdg_goal", item="goal", noun="goal"),
)


def _other_figures(table: _Table, *, before: bool) -> str:
    prefix, round_column = ("previous_", "previous_survey_round") if before else ("", "survey_round")
    return f"""
        select change.survey_round, change.area_level, change.area_code, change.{table.item},
               change.{prefix}households_failing, figures.failing as "failing in {table.figures}",
               change.{prefix}failing_rate, figures.rate as "rate in {table.figures}"
        from {table.source} as change
        left join (
            select survey_round as {round_column}, area_level, area_code, {table.item},
                   households_failing as failing, failing_rate as rate
            from restricted__{table.figures}
        ) as figures using ({round_column}, area_level, area_code, {table.item})
        where change.{prefix}households_failing is distinct from figures.failing
           or change.{prefix}failing_rate is distinct from figures.rate
    """


def _other_rounds(table: _Table) -> str:
    return f"""
        with rounds as (
            select survey_round, lag(survey_round) over (order by year_be, round) as before from open__dim_survey_round
        )
        select change.survey_round, area_level, area_code, {table.item}, previous_survey_round,
               rounds.before as "round before"
        from {table.source} as change left join rounds using (survey_round)
        where previous_survey_round is distinct from rounds.before
    """


def _other_lists(table: _Table) -> str:
    return f"""
        select change.survey_round, area_level, area_code, {table.item}, is_same_framework,
               now.framework_version, earlier.framework_version as "in the round before"
        from {table.source} as change
        left join open__dim_survey_round as now on now.survey_round = change.survey_round
        left join open__dim_survey_round as earlier on earlier.survey_round = change.previous_survey_round
        where is_same_framework is distinct from
              coalesce(now.framework_version = earlier.framework_version, is_same_framework)
    """


def _rules(table: _Table) -> tuple[Rule, ...]:
    return tuple(
        finding_rule(f"change__{table.noun}_{name}", table=table.source, sentence=sentence, sql=sql, order=table.order)
        for name, sentence, sql in (*_flow_rules(table), *_figure_rules(table))
    )


def _flow_rules(table: _Table) -> tuple[tuple[str, str, str], ...]:
    """Name, sentence and query of every rule on the households."""
    shown = (*table.row, "households_failing", "previous_households_failing")
    return (
        (
            "flows_make_the_later_failing",
            "Households that stayed failing, fell, entered failing or became applicable and fail are the failing"
            " households of the round.",
            breaking(table.source, condition=f"{_LATER_SUM} = households_failing", shows=shown),
        ),
        (
            "flows_make_the_earlier_failing",
            "Households that stayed failing, escaped, left failing, are no longer applicable or moved away, less those"
            " that moved in, are the failing households of the round before; in local administrations with those of"
            " villages that changed hands.",
            breaking(
                table.source,
                condition=f"{_EARLIER_SUM} = previous_households_failing"
                " and (households_boundary_failing = 0 or area_level = 'local_administration')",
                shows=(*shown, "households_boundary_failing"),
            ),
        ),
        (
            "flows_are_parts",
            "No flow is negative, and no household of both rounds is in two flows.",
            breaking(table.source, condition=_ORDERED, shows=(*table.row, "households_in_both", "households_entered")),
        ),
        (
            "children_sum_to_parent",
            "At every level, from village to nation, the flows of the parts add up to the whole's.",
            children_sums(table.source, measures=(*_PARTS, "households_boundary_failing"), item=table.item),
        ),
    )


def _figure_rules(table: _Table) -> tuple[tuple[str, str, str], ...]:
    """Name, sentence and query of every rule on the rates and rounds."""
    rates = ("failing_rate", "previous_failing_rate", "failing_rate_change")
    return (
        (
            "change_is_the_difference",
            "The change is the rate of the round less that of the round before, and absent where either is.",
            breaking(table.source, condition=_CHANGED, shows=(*table.row, *rates)),
        ),
        (
            "figures_are_those_published",
            f"Failing households and rates of both rounds are those that {table.figures} publishes.",
            f"{_other_figures(table, before=False)} union all {_other_figures(table, before=True)}",
        ),
        (
            "rounds_follow_one_another",
            "A round is held against the round right before it in the list of rounds.",
            _other_rounds(table),
        ),
        (
            "says_whether_the_list_is_the_same",
            "Whether both rounds are of one version of the list of indicators is said as the list of rounds has it.",
            _other_lists(table),
        ),
    )


_RECOUNT = """
    select survey_round, indicator_code, households_in_both, recount.in_both as "in both by fct_household",
           households_entered, recount.entered as "entered by fct_household"
    from (select * from restricted__area_indicator_change where area_level = 'nation')
    left join audit__household_followed as recount using (survey_round)
    where households_in_both is distinct from coalesce(recount.in_both, 0)
       or households_entered is distinct from coalesce(recount.entered, 0)
"""

RULES: Final[tuple[Rule, ...]] = (
    *(rule for table in _TABLES for rule in _rules(table)),
    finding_rule(
        "change__nation_equals_recount",
        table="restricted__fct_household",
        sentence="The nation's households seen in both rounds, and those that entered, are those recounted from the"
        " households.",
        sql=_RECOUNT,
        noun="indicator",
        order="survey_round, indicator_code",
    ),
)
