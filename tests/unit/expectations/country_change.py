"""What became of the tiny country's households between two rounds, and what a faultless pipeline would publish of it.

What is not here: the households (country.py), defects (plant_change.py).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

# Column -> the households it counts, of rows that stand where the later or the earlier round found the household.
_FLOWS: Final = {
    "households_in_both": "in_both",
    "households_entered": "entered",
    "households_left": "departed",
    "households_stayed_failing": "in_both and was = 0 and now = 0",
    "households_escaped": "in_both and was = 0 and now = 1",
    "households_fell": "in_both and was = 1 and now = 0",
    "households_stayed_passing": "in_both and was = 1 and now = 1",
    "households_became_applicable": "in_both and was is null and now is not null",
    "households_became_applicable_failing": "in_both and was is null and now = 0",
    "households_no_longer_applicable": "in_both and was is not null and now is null",
    "households_no_longer_applicable_failing": "in_both and was = 0 and now is null",
    "households_entered_failing": "entered and now = 0",
    "households_left_failing": "departed and was = 0",
    "households_moved_in_failing": "moved_in and was = 0",
    "households_moved_away_failing": "moved_away and was = 0",
}


def change_tables(codes: Sequence[str], goals: Mapping[int, Sequence[str]]) -> list[str]:
    """Statements that make both tables of changes, of the indicators and of the goals with their indicators' codes."""
    return [
        _change("area_indicator_change", "area_indicator", "indicator_code", {f"'{code}'": code for code in codes}, ""),
        _change(
            "area_goal_change",
            "area_sdg_goal",
            "goal",
            {str(goal): f"least({', '.join(linked)})" for goal, linked in goals.items() if linked},
            "now.score, previous.score as previous_score, now.score - previous.score as score_change,",
        ),
    ]


def _change(name: str, figures: str, item: str, results: Mapping[str, str], scores: str) -> str:
    answers = " union all ".join(
        f"select survey_round, household_key, village_code, {value} as {item}, {result} as answer from fct_household"
        for value, result in results.items()
    )
    counts = ", ".join(f"count(*) filter (where {condition}) as {column}" for column, condition in _FLOWS.items())
    columns = ", ".join(f"coalesce({column}, 0) as {column}" for column in _FLOWS)
    return f"""
        create table {name} as
        with pairs as (
            select survey_round, lag(survey_round) over (order by survey_round) as before from dim_survey_round
        ),
        answers as ({answers}),
        later as (select answers.* from answers join pairs using (survey_round) where before is not null),
        earlier as (
            select pairs.survey_round, household_key, village_code, {item}, answer
            from answers join pairs on answers.survey_round = pairs.before
        ),
        followed as (
            select survey_round, household_key, {item}, later.answer as now, earlier.answer as was,
                   later.village_code as place, earlier.village_code as old_place,
                   later.survey_round is not null as is_later, earlier.survey_round is not null as is_earlier
            from later full join earlier using (survey_round, household_key, {item})
        ),
        placed as (
            select *, place as village_code, is_earlier as in_both, not is_earlier as entered, false as departed,
                   is_earlier and place is distinct from old_place as moved_in, false as moved_away
            from followed where place is not null
            union all
            select *, old_place, false, false, not is_later, false, is_later
            from followed where old_place is not null and place is distinct from old_place
        ),
        flows as (
            select survey_round, area_level, area_code, {item}, {counts}
            from placed join area_village using (village_code) group by all
        ),
        previous as (
            select survey_round as before, * exclude (survey_round) from {figures}
        )
        select survey_round, area_level, area_code, {item}, before as previous_survey_round, {columns},
               cast(0 as bigint) as households_boundary_failing, now.households_failing,
               previous.households_failing as previous_households_failing, now.failing_rate,
               previous.failing_rate as previous_failing_rate,
               now.failing_rate - previous.failing_rate as failing_rate_change, {scores} true as is_same_framework,
               false as is_suppressed
        from {figures} as now join pairs using (survey_round)
        join previous using (before, area_level, area_code, {item})
        left join flows using (survey_round, area_level, area_code, {item})
    """
