"""Tables of hardship in the open zone of the country made by hand: counts with noise, and what is made of them.

The noise of indicators and of the poor follows the keys of the households (country_keys.py), as that of the models
does. Other noise is a hash of the place and the item. Not here: levels of the open zone, places and reach
(country_open.py), the exact tables (country.py and its neighbours).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from orchestration.names import POVERTY_CUTOFFS
from tests.unit.expectations import country_keys

# Noise of mean 0 and variance 2.7; a count of 1 or 2 becomes 0. Members follow the noise of their households.
MACROS: Final = (
    "create macro noise_of(cell) as [-3, -2, -1, -1, 0, 0, 0, 1, 1, 2, 3][1 + (hash(cell) % 11)::bigint]",
    """
        create macro perturbed(households, cell) as case
            when households = 0 or households + noise_of(cell) < 3 then 0::bigint
            else (households + noise_of(cell))::bigint
        end
    """,
    """
        create macro perturbed_members(members, households, drawn, cell) as case
            when drawn = 0 then 0::bigint
            else greatest(drawn, members + (hash(cell) // 27 % 27 + hash(cell) // 729 % 27)::bigint - 26)::bigint
        end
    """,
    """
        create macro in_proportion(weighted, exact, shown) as
        coalesce(round(weighted * shown / nullif(exact::double, 0), 6), 0)::decimal(18, 6)
    """,
)


def _shown(columns: dict[str, str]) -> str:
    """Column -> its expression, empty in a row that is withheld."""
    return ", ".join(f"case when not is_withheld then {shown} end as {column}" for column, shown in columns.items())


_HOUSEHOLDS: Final = {
    "households_surveyed": "households_surveyed",
    "households_applicable": "applicable",
    "households_failing": "failing",
    "households_applicable_weighted": "in_proportion("
    "households_applicable_weighted, households_applicable, applicable)",
    "households_failing_weighted": "in_proportion(households_failing_weighted, households_failing, failing)",
}
_MEMBERS: Final = {
    "members_applicable": "people",
    "members_failing": "people_failing",
    "members_applicable_weighted": "in_proportion(members_applicable_weighted, members_applicable, people)",
    "members_failing_weighted": "in_proportion(members_failing_weighted, members_failing, people_failing)",
}
_RATE: Final = {
    "failing_rate": f"({_HOUSEHOLDS['households_failing_weighted']}) / nullif(cast("
    f"{_HOUSEHOLDS['households_applicable_weighted']} as double), 0)"
}


@dataclass(frozen=True)
class _Draw:
    """How households and their members get noise. `failing` and `without` are the cells of what is counted."""

    of_households: str
    of_members: str
    failing: str
    without: str


_HASHED: Final = _Draw("perturbed", "perturbed_members", "cell", "cell || 'not'")
_KEYED: Final = _Draw("keyed", "keyed_members", "failing_cell", "surveyed_cell")


def _drawn(source: str, item: str, *, draw: _Draw, has_members: bool) -> str:
    """CTEs `drawn` and `judged` over the rows of `source`; `item` is what hashed noise depends on besides the place."""
    not_asked = "households_surveyed - households_applicable"
    without = f"{draw.of_households}({not_asked}, {draw.without})"
    failing = f"{draw.of_households}(households_failing, {draw.failing})"
    members = f""",
        case when households_applicable = 0 then 0 when households_applicable = households_surveyed
             then members_applicable else greatest(applicable, members_surveyed - {draw.of_members}(
            members_surveyed - members_applicable, {not_asked}, {without}, {draw.without}
        )) end as people,
        least({draw.of_members}(members_failing, households_failing, {failing}, {draw.failing}), people)
          as people_failing
    """
    return f"""
        drawn as (
            select *, concat_ws('|', survey_round, area_code, {item}) as cell,
                   case when households_applicable = 0 then 0
                        else greatest(0, households_surveyed - {without}) end as applicable,
                   least({failing}, applicable) as failing{members if has_members else ""}
            from ({source})
        ),
        judged as (
            select *, households_surveyed < 50 or applicable < 20 or applicable - failing < 5 as is_of_few from drawn
        )
    """


_CELLS: Final = "coalesce(failing_cell, 0) as failing_cell, coalesce(surveyed_cell, 0) as surveyed_cell"


def _with_cells(source: str, *, item: str, kinds: str = "'total', 'total'") -> str:
    return f"""
        select counted.*, {_CELLS} from ({source}) as counted left join cell
          on (cell.survey_round, cell.area_level, cell.area_code, cell.item, cell.disaggregation, cell.category)
           = (counted.survey_round, counted.area_level, counted.area_code, {item}, {kinds})
    """


_OF_A_KIND: Final = "counted.disaggregation, counted.category"


def _indicators() -> list[str]:
    kinds = "members + members_dropped as members_surveyed from main.area_poverty_breakdown"
    return [
        f"""
            create table {table} as with {_drawn(source, "indicator_code", draw=_KEYED, has_members=True)},
            withheld as (select *, is_of_few as is_withheld from judged)
            select {keys}, {_shown({**_HOUSEHOLDS, **_MEMBERS, **_RATE})}, is_withheld as is_suppressed from withheld
        """
        for table, source, keys in (
            (
                "area_indicator",
                _with_cells(
                    "select i.*, members_surveyed from main.area_indicator as i"
                    " join main.area_coverage using (survey_round, area_level, area_code)",
                    item="counted.indicator_code",
                ),
                "survey_round, area_level, area_code, indicator_code",
            ),
            (
                "area_indicator_breakdown",
                _with_cells(
                    "select i.*, members_surveyed from main.area_indicator_breakdown as i join ("
                    f"select survey_round, area_level, area_code, disaggregation, category, {kinds})"
                    " using (survey_round, area_level, area_code, disaggregation, category)",
                    item="counted.indicator_code",
                    kinds=_OF_A_KIND,
                ),
                "survey_round, area_level, area_code, indicator_code, disaggregation, category, disaggregation_status",
            ),
        )
    ]


def ranks(item: str) -> str:
    """The columns with the ranks of the scores of goals or of targets (`item`)."""
    peers = f"partition by survey_round, area_level, {item}"
    return (
        f"if(score is null, null, rank() over ({peers}, score is null order by score desc)) as rank_in_level,"
        f" if(is_suppressed, null, count(score) over ({peers})) as ranked_among"
    )


def _groups() -> list[str]:
    """Targets, and then the goals, which have the mean score of the targets."""
    figures = {**_HOUSEHOLDS, **_RATE, "score": "open_score"}
    statements = []
    for table, item, keys, scores in (
        (
            "area_sdg_target",
            "sdg_target",
            "sdg_target, goal",
            "select survey_round, area_level, area_code, sdg_target, count(failing_rate) as measured,"
            " 100 * avg(1 - failing_rate) as open_score"
            " from area_indicator join (select distinct indicator_code, sdg_target from main.indicator_sdg_map)"
            " using (indicator_code) group by all",
        ),
        (
            "area_sdg_goal",
            "goal",
            "goal",
            "select * from (select survey_round, area_level, area_code, goal, count(failing_rate) as measured"
            " from area_indicator join (select distinct indicator_code, goal from main.indicator_sdg_map)"
            " using (indicator_code) group by all) left join (select survey_round, area_level, area_code, goal,"
            " avg(score) as open_score from area_sdg_target group by all)"
            " using (survey_round, area_level, area_code, goal)",
        ),
    ):
        source = f"select * from main.{table} left join ({scores}) using (survey_round, area_level, area_code, {item})"
        statements.append(f"""
            create table {table} as with {_drawn(source, item, draw=_HASHED, has_members=False)},
            withheld as (
                select *, case when indicators_mapped = 0 then households_surveyed < 50
                               else is_of_few or measured = 0 end as is_withheld
                from judged
            ),
            shown as (
            select survey_round, area_level, area_code, {keys},
                   case when indicators_mapped = 0 then 'not_measured' when is_withheld then 'withheld'
                        else measurement end as measurement,
                   {_shown(figures)}, indicators_mapped,
                   case when not is_withheld then coalesce(measured, 0) end as indicators_measured,
                   is_withheld as is_suppressed
            from withheld
            )
            select *, {ranks(item)} from shown
        """)
    return statements


# The sum of deprivations of the poor with its noise, of a row with the counts `mpoor` and their weighted ones.
_DEPRIVATIONS: Final = """
    case when mpoor = 0 then 0 else least(greatest(
        deprivation_sum_weighted::double + (
            least(greatest(
                deprivation_sum::double + 0.3 * (mpoor - members_poor)
                + ((hash(cell) % 27 + hash(cell) // 19683 % 27)::bigint - 26) / 10,
                {k} * mpoor
            ), mpoor) - deprivation_sum::double
        ) * members_poor_weighted / nullif(members_poor::double, 0), {k} * mpoor_weighted), mpoor_weighted) end
"""
_POVERTY_FIGURES: Final = {
    "households": "h",
    "members": "m",
    "households_dropped": "hdropped",
    "members_dropped": "mdropped",
    "households_poor": "hpoor",
    "members_poor": "mpoor",
    "households_weighted": "h_weighted",
    "members_weighted": "m_weighted",
    "households_poor_weighted": "hpoor_weighted",
    "members_poor_weighted": "mpoor_weighted",
    "headcount_ratio": "mpoor_weighted / nullif(m_weighted::double, 0)",
    "intensity": "case when hpoor >= 10 then round(deprivations / mpoor_weighted::double, 2) end",
    "adjusted_headcount_ratio": "case when hpoor >= 10 then deprivations / m_weighted::double end",
}


def _poverty(cutoff: float) -> list[str]:
    return [
        f"""
            create table {table} as with drawn as (
                select *, concat_ws('|', survey_round, area_code, {item}) as cell,
                       households + households_dropped as surveyed, members + members_dropped as people,
                       least(perturbed(households_dropped, cell || 'dropped'), surveyed) as hdropped,
                       least(perturbed_members(members_dropped, households_dropped,
                           perturbed(households_dropped, cell || 'dropped'), cell || 'dropped'), people) as mdropped,
                       surveyed - hdropped as h, greatest(h, people - mdropped) as m,
                       least(keyed(households_poor, failing_cell), h) as hpoor,
                       least(keyed_members(members_poor, households_poor, keyed(households_poor, failing_cell),
                           failing_cell), m) as mpoor,
                       in_proportion(households_weighted, households, h) as h_weighted,
                       in_proportion(members_weighted, members, m) as m_weighted,
                       in_proportion(households_poor_weighted, households_poor, hpoor) as hpoor_weighted,
                       in_proportion(members_poor_weighted, members_poor, mpoor) as mpoor_weighted,
                       {_DEPRIVATIONS.format(k=cutoff)} as deprivations,
                       surveyed < 50 or h < 20 or h - hpoor < 5 as is_withheld
                from ({_with_cells(f"select * from main.{table}", item="'poor'", kinds=kinds)})
            )
            select survey_round, area_level, area_code{words}, {_shown(_POVERTY_FIGURES)},
                   is_withheld as is_suppressed from drawn
        """
        for table, item, kinds, words in (
            ("area_poverty", "null", "'total', 'total'", ", cutoff_k"),
            (
                "area_poverty_breakdown",
                "nullif(disaggregation || category, 'totaltotal')",
                _OF_A_KIND,
                ", disaggregation, category, disaggregation_status",
            ),
        )
    ]


_CUTOFFS: Final = ", ".join(f"'{cutoff}'" for cutoff in POVERTY_CUTOFFS)
_SENSITIVITY_FIGURES: Final = {
    "households_poor": "hpoor",
    "members_poor": "mpoor",
    "members_poor_weighted": "mpoor_weighted",
    "headcount_ratio": "mpoor_weighted / nullif(all_weighted::double, 0)",
    "intensity": "round(deprivations / mpoor_weighted::double, 2)",
    "adjusted_headcount_ratio": "deprivations / all_weighted::double",
}
_SENSITIVITY: Final = f"""
    create table area_poverty_sensitivity as with drawn as (
        select exact.*, poverty.households as h, poverty.members as m, poverty.members_weighted as all_weighted,
               poverty.is_suppressed as is_area_withheld, concat_ws('|', survey_round, area_code, cutoff) as cell,
               least(perturbed(exact.households_poor, cell), poverty.households) as poor,
               least(perturbed_members(
                   exact.members_poor, exact.households_poor, perturbed(exact.households_poor, cell), cell
               ), poverty.members) as people,
               in_proportion(exact.members_poor_weighted, exact.members_poor, people) as weighted
        from main.area_poverty_sensitivity as exact join area_poverty as poverty
          using (survey_round, area_level, area_code)
    ),
    summed as (
        select *, poor as hpoor, people as mpoor, weighted as mpoor_weighted,
               {_DEPRIVATIONS.format(k=0)} as sum_of_poor
        from drawn
    ),
    falling as (
        select * replace (
            min(poor) over lower as hpoor, min(people) over lower as mpoor, min(weighted) over lower as mpoor_weighted
        ), least(min(sum_of_poor) over lower, min(weighted) over lower) as deprivations
        from summed
        window lower as (
            partition by survey_round, area_level, area_code order by list_position([{_CUTOFFS}], cutoff)
        )
    ),
    withheld as (select *, is_area_withheld or hpoor < 20 as is_withheld from falling)
    select survey_round, area_level, area_code, cutoff, h as households, m as members, all_weighted as members_weighted,
           cutoff_k, {_shown(_SENSITIVITY_FIGURES)}, is_withheld as is_suppressed
    from withheld
"""

_CONTRIBUTION_FIGURES: Final = {
    "members_failing": "mfailing",
    "members_poor": "mpoor",
    "members_poor_failing": "mpoor_failing",
    "members_failing_weighted": "failing_weighted",
    "members_poor_weighted": "mpoor_weighted",
    "members_poor_failing_weighted": "poor_failing_weighted",
    "uncensored_headcount_ratio": "failing_weighted / nullif(all_weighted::double, 0)",
    "censored_headcount_ratio": "poor_failing_weighted / nullif(all_weighted::double, 0)",
    "contribution": "weight * poor_failing_weighted / nullif(all_weighted::double, 0)",
    "contribution_share": "weight * poor_failing_weighted / nullif(all_weighted::double, 0) / nullif(m0, 0)",
}
# Of a household that fails, the country's tables know no more than its members: three of them are a household.
_CONTRIBUTION: Final = f"""
    create table area_poverty_contribution as with drawn as (
        select exact.*, poverty.members as m, poverty.members_weighted as all_weighted, poverty.members_poor as mpoor,
               poverty.members_poor_weighted as mpoor_weighted, poverty.adjusted_headcount_ratio as m0,
               poverty.is_suppressed or poverty.households_poor < 20 as is_withheld,
               concat_ws('|', survey_round, area_code, indicator_code) as cell,
               exact.members_failing // 3 as failing, exact.members_poor_failing // 3 as poor_failing,
               least(perturbed_members(exact.members_failing, failing, perturbed(failing, cell), cell), m) as mfailing,
               least(perturbed_members(
                   exact.members_poor_failing, poor_failing, perturbed(poor_failing, cell || 'poor'), cell || 'poor'
               ), mpoor, mfailing) as mpoor_failing,
               in_proportion(exact.members_failing_weighted, exact.members_failing, mfailing) as failing_weighted,
               in_proportion(exact.members_poor_failing_weighted, exact.members_poor_failing, mpoor_failing)
                 as poor_failing_weighted
        from main.area_poverty_contribution as exact join area_poverty as poverty
          using (survey_round, area_level, area_code)
    )
    select survey_round, area_level, area_code, indicator_code, dimension, m as members,
           all_weighted as members_weighted, weight, {_shown(_CONTRIBUTION_FIGURES)}, is_withheld as is_suppressed
    from drawn
"""
# A change is withheld where the contribution of either round is.
_CONTRIBUTION_CHANGE: Final = """
    update area_poverty_contribution_change
    set is_suppressed = members_poor_failing is null or previous_members_poor_failing is null
"""
_ERRORS: Final = """
    create table area_estimate_error as with figure as (
        select survey_round, area_level, area_code, unnest(['headcount_ratio', 'adjusted_headcount_ratio']) as measure,
               'total' as indicator_code, unnest([headcount_ratio, adjusted_headcount_ratio]) as open_estimate
        from area_poverty
        union all
        select survey_round, area_level, area_code, 'failing_rate', indicator_code, failing_rate from area_indicator
    ),
    joined as (
        select *, case when open_estimate is not null then round(standard_error, 4) end as error
        from main.area_estimate_error
        left join figure using (survey_round, area_level, area_code, measure, indicator_code)
    )
    select * exclude (open_estimate, error, households) replace (
        case when open_estimate is not null then clusters end as clusters,
        case when open_estimate is not null then strata end as strata,
        case when open_estimate is not null then strata_of_one_cluster end as strata_of_one_cluster,
        open_estimate as estimate, error as standard_error, open_estimate is null as is_suppressed,
        case when error is not null then greatest(open_estimate - 1.959963985 * error, 0) end as confidence_low,
        case when error is not null then least(open_estimate + 1.959963985 * error, 1) end as confidence_high
    ) from joined
"""

_SURVEYED_FLOWS: Final = ("households_in_both", "households_entered", "households_left")
_FLOWS: Final = (
    "households_stayed_failing",
    "households_escaped",
    "households_fell",
    "households_became_applicable",
    "households_became_applicable_failing",
    "households_no_longer_applicable",
    "households_no_longer_applicable_failing",
    "households_entered_failing",
    "households_left_failing",
    "households_moved_in_failing",
    "households_moved_away_failing",
)


_SCORES: Final = {
    "score": "now.score",
    "previous_score": "before.score",
    "score_change": "now.score - before.score",
}


def _changes() -> list[str]:
    return [
        f"""
            create table {table} as with joined as (
                select change.* exclude (
                           households_failing, previous_households_failing, failing_rate, previous_failing_rate,
                           failing_rate_change, {", ".join((*scores, "is_suppressed"))}
                       ),
                       now.households_failing, before.households_failing as previous_households_failing,
                       now.failing_rate, before.failing_rate as previous_failing_rate,
                       now.failing_rate - before.failing_rate as failing_rate_change,
                       {"".join(f"{value} as {column}, " for column, value in scores.items())}
                       now.is_suppressed or before.is_suppressed as is_withheld,
                       concat_ws('|', change.survey_round, area_code) as place, concat_ws('|', place, {item}) as cell
                from main.{table} as change
                join {figures} as now using (survey_round, area_level, area_code, {item})
                join (select *, survey_round as previous_survey_round from {figures}) as before
                  using (previous_survey_round, area_level, area_code, {item})
            )
            select survey_round, area_level, area_code, {item}, previous_survey_round,
                   {_shown({flow: f"perturbed({flow}, place || '{flow}')" for flow in _SURVEYED_FLOWS})},
                   {_shown({flow: f"perturbed({flow}, cell || '{flow}')" for flow in _FLOWS})},
                   {
            _shown(
                {
                    "households_boundary_failing": "sign(households_boundary_failing)"
                    " * perturbed(abs(households_boundary_failing), cell)"
                }
            )
        },
                   {
            _shown(
                {
                    column: column
                    for column in (
                        *("households_failing", "previous_households_failing", "failing_rate"),
                        *("previous_failing_rate", "failing_rate_change", *scores),
                    )
                }
            )
        }, is_same_framework, is_withheld as is_suppressed
            from joined
        """
        for table, figures, item, scores in (
            ("area_indicator_change", "area_indicator", "indicator_code", {}),
            ("area_goal_change", "area_sdg_goal", "goal", _SCORES),
        )
    ]


_PATH: Final = """
    update area_target_path set is_suppressed = households_applicable is null
"""
_PARTS: Final = (
    "cases_not_started",
    "cases_in_progress",
    "cases_referred",
    "cases_self_solving",
    "cases_solved",
    "cases_reopened",
)
_CASE_CELL: Final = "concat_ws('|', survey_round, area_code, 'total')"
_COUNTS_OF_CASES: Final = (
    *("cases_found", *_PARTS, "cases_open", "cases_open_over_90_days", "cases_open_over_180_days"),
    *("events_impossible", "cases_unlocated", "events_impossible_unlocated"),
)
_PROGRESS: Final = f"""
    create table area_case_progress as with drawn as (
        select * replace (
            perturbed(cases_found, {_CASE_CELL}) as cases_found,
            {", ".join(f"perturbed({part}, {_CASE_CELL} || '{part}') as {part}" for part in _PARTS)},
            perturbed(cases_open, {_CASE_CELL} || 'open') as cases_open,
            perturbed(cases_open_over_90_days, {_CASE_CELL} || '90') as cases_open_over_90_days,
            perturbed(cases_open_over_180_days, {_CASE_CELL} || '180') as cases_open_over_180_days,
            perturbed(events_impossible, {_CASE_CELL}) as events_impossible,
            perturbed(cases_unlocated, {_CASE_CELL} || 'unlocated') as cases_unlocated,
            perturbed(events_impossible_unlocated, {_CASE_CELL} || 'unlocated') as events_impossible_unlocated
        ) from main.area_case_progress
    ),
    capped as (
        select * replace (
            {", ".join(f"least({part}, cases_found) as {part}" for part in (*_PARTS, "cases_open"))},
            least(cases_open_over_90_days, cases_open, cases_found) as cases_open_over_90_days,
            least(cases_open_over_180_days, cases_open, cases_found) as cases_open_over_180_days
        ) from drawn
    ),
    reached as (
        select survey_round, area_level, area_code, households_surveyed >= 50 as is_enough from main.area_coverage
    )
    select * exclude (is_enough) replace (
        {", ".join(f"case when is_enough then {count} end as {count}" for count in _COUNTS_OF_CASES)},
        case when is_enough and cases_found >= 10 then cases_solved / cases_found::double end as solved_rate,
        case when is_enough and cases_found - cases_not_started >= 10
             then 7 * round(median_days_to_first_action / 7) end as median_days_to_first_action,
        case when is_enough and cases_solved >= 10 then 7 * round(median_days_to_solution / 7) end
          as median_days_to_solution,
        not is_enough as is_suppressed
    ) from capped join reached using (survey_round, area_level, area_code)
"""


_CASES: Final = ", ".join(f"shown.{count}" for count in country_keys.CASES)
_CAPPED: Final = ", ".join(
    f"least({count}, cases_found{', cases_open' if 'open_over' in count else ''}) as {count}"
    for count in country_keys.CASES
    if count != "cases_found"
)
_MEDIANS: Final = "median_days_to_first_action, median_days_to_solution"
_AGENCIES: Final = f"""
    create table area_case_agency as
    with counted as (
        select exact.survey_round, area_level, area_code, agency, {_CASES}, exact.solved_rate,
               exact.median_days_to_first_action, exact.median_days_to_solution, false as is_suppressed, exact.as_of_on
        from agency_counts as shown
        join main.area_case_agency as exact using (survey_round, area_level, area_code, agency)
        join (select * from main.area_coverage where households_surveyed >= 50) as reached
          using (survey_round, area_level, area_code)
        where shown.cases_found > 0
    ),
    capped as (select * replace ({_CAPPED}) from counted)
    select * replace (
        case when cases_found >= 10 then cases_solved / cases_found::double end as solved_rate,
        case when cases_found - cases_not_started >= 10 then 7 * round(median_days_to_first_action / 7) end
          as median_days_to_first_action,
        case when cases_solved >= 10 then 7 * round(median_days_to_solution / 7) end as median_days_to_solution
    ) from capped
    union all by name
    select survey_round, area_level, area_code, 'total' as agency, {", ".join(country_keys.CASES)}, solved_rate,
           {_MEDIANS}, is_suppressed, as_of_on
    from area_case_progress where not is_suppressed and cases_found > 0
"""


def _case_cell(survey_round: str = "survey_round") -> str:
    return f"concat_ws('|', {survey_round}, area_code, indicator_code)"


_PRIORITY: Final = f"""
    create table area_priority as with reached as (
        select survey_round, area_level, area_code from main.area_coverage where households_surveyed >= 50
    ),
    drawn as (
        select * exclude (severity_sum, severity) replace (
            perturbed(cases_found, {_case_cell()}) as cases_found,
            case when (round_before, area_level, area_code) in (
                     select (survey_round, area_level, area_code) from reached
                 ) then perturbed(cases_found_before, {_case_cell("round_before")}) end as cases_found_before,
            least(perturbed(cases_open, {_case_cell()} || 'open'), perturbed(cases_found, {_case_cell()}))
              as cases_open,
            least(
                perturbed(cases_open_over_180_days, {_case_cell()} || '180'),
                perturbed(cases_open, {_case_cell()} || 'open'), perturbed(cases_found, {_case_cell()})
            ) as cases_open_over_180_days
        ) from main.area_priority semi join reached using (survey_round, area_level, area_code)
        where area_level <> 'village'
    ),
    scored as (
        select *, cases_open + greatest(coalesce(cases_found - cases_found_before, 0), 0) as open_score
        from drawn where cases_open >= 3
    )
    select * exclude (open_score) replace (
        '3 to 9 open cases' as reason, open_score as priority_score,
        row_number() over (
            everyone order by open_score desc, cases_open desc, cases_open_over_180_days desc, area_code, indicator_code
        ) as priority_rank,
        count(*) over everyone as ranked_among
    ) from scored
    window everyone as (
        partition by survey_round, area_level, case when indicator_code = 'total' then 'total' else area_code end
    )
"""


def noisy_tables(
    *,
    cells: str,
    agencies: str,
    cutoff: float,
    poverty_changes: Sequence[str],
    paths: str,
    from_open_tables: Sequence[str],
) -> list[str]:
    """Statements that make every open table with noise, in order.

    `cells` and `agencies` make tables of country_keys.py.
    `poverty_changes`, `paths` and `from_open_tables` are those of the exact tables, which read the open ones here.
    """
    return [
        *MACROS,
        *country_keys.MACROS,
        cells,
        *_indicators(),
        *_groups(),
        *_poverty(cutoff),
        _SENSITIVITY,
        _CONTRIBUTION,
        *poverty_changes,
        _CONTRIBUTION_CHANGE,
        _ERRORS,
        *_changes(),
        paths,
        _PATH,
        _PROGRESS,
        agencies,
        _AGENCIES,
        _PRIORITY,
        *from_open_tables,
    ]
