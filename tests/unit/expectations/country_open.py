"""What the open zone of the country made by hand has of a table: fewer levels and columns, and no figure of only a few.

Not here: the tables themselves (country.py).
"""

from __future__ import annotations

from typing import Final

_WIDE: Final = "'nation', 'region', 'pilot_group', 'province'"
TO_THE_PROVINCE: Final = f"area_level in ({_WIDE})"
TO_THE_DISTRICT: Final = f"area_level in ({_WIDE}, 'district')"
TO_THE_SUBDISTRICT: Final = "area_level <> 'village'"

_LEVELS: Final = {
    **dict.fromkeys(("area_indicator_breakdown", "area_poverty_breakdown"), TO_THE_PROVINCE),
    **dict.fromkeys(
        (
            "area_estimate_error",
            "area_goal_change",
            "area_indicator_change",
            "area_poverty_change",
            "area_poverty_contribution",
            "area_poverty_contribution_change",
            "area_poverty_sensitivity",
            "area_target_path",
        ),
        TO_THE_DISTRICT,
    ),
    **dict.fromkeys(
        (
            "area_case_progress",
            "area_coverage",
            "area_indicator",
            "area_network",
            "area_poverty",
            "area_priority",
            "area_sdg_goal",
            "area_sdg_target",
            "coverage_gap",
            "practice_effect",
        ),
        TO_THE_SUBDISTRICT,
    ),
}


def open_rows(table: str) -> str:
    """The query for the rows of the open zone. The table with every row is there by its name."""
    return f"select * from ({_CHANGED.get(table, f'select * from {table}')}) where {_LEVELS.get(table, 'true')}"


def _of_enough(table: str, enough: str, *columns: str, more: str = "", without: str = "", joined: str = "") -> str:
    shown = ", ".join(f"case when {enough} then {column} end as {column}" for column in columns)
    left_out = f"exclude ({without})" if without else ""
    return f"select {table}.* {left_out} replace ({shown}{more}) from {table} {joined}"


_POOR: Final = "poor (survey_round, area_level, area_code, enough, enough_detailed)"
_OF_THE_AREA: Final = (
    "join (select survey_round, area_level, area_code, households_poor >= 10, households_poor >= 20 from area_poverty)"
    f" as {_POOR} using (survey_round, area_level, area_code)"
)
_SCORES: Final = "deprivation_sum, deprivation_sum_weighted"
_RATIOS: Final = ("adjusted_headcount_ratio",)
_INTENSITY: Final = ", case when households_poor >= {fewest} then round(intensity, 2) end as intensity"
_SURVEYED: Final = (
    "houses_surveyed",
    "houses_not_surveyed",
    "houses_never_surveyed",
    "houses_with_several_households",
    "houses_municipal_surveyed",
    "houses_rural_surveyed",
    "households_surveyed",
    "members_surveyed",
    "coverage_rate",
    "municipal_coverage_rate",
    "rural_coverage_rate",
)
_CONTRIBUTED: Final = (
    "members_failing",
    "members_poor",
    "members_poor_failing",
    "members_failing_weighted",
    "members_poor_weighted",
    "members_poor_failing_weighted",
    "uncensored_headcount_ratio",
    "censored_headcount_ratio",
    "contribution",
    "contribution_share",
)
_CENSORED: Final = "censored_headcount_ratio"


def _of_both(table: str, ratios: dict[str, str], *, fewest: int, more: str = "") -> str:
    """Changes between rounds: ratio -> the expression for it where the round has enough poor households."""
    now, before = f"now.households_poor >= {fewest}", f"before.households_poor >= {fewest}"
    cells = []
    for ratio, shown in ratios.items():
        of_before = shown.replace(ratio, f"previous_{ratio}")
        change = f"({shown}) - ({of_before})"
        both = f"case when {now} and {before} and is_same_framework then"
        cells += [
            f"case when {now} then {shown} end as {ratio}",
            f"case when {before} then {of_before} end as previous_{ratio}",
            f"{both} {change} end as {ratio}_change",
            f"{both} ({change}) / nullif({of_before}, 0) end as {ratio}_relative_change",
            f"{both} ({change}) / years_between end as {ratio}_yearly_change",
        ]
    return f"""
        select changes.* replace ({", ".join(cells)}{more.format(now=now, before=before)}) from {table} as changes
        join area_poverty as now using (survey_round, area_level, area_code)
        join area_poverty as before on before.survey_round = changes.previous_survey_round
          and before.area_level = changes.area_level and before.area_code = changes.area_code
    """


_CHANGED: Final = {
    "dim_area": """
        select * replace (
            case when area_level <> 'village' then round(longitude, 3) end as longitude,
            case when area_level <> 'village' then round(latitude, 3) end as latitude
        ) from dim_area
    """,
    "area_coverage": _of_enough("area_coverage", "houses_residential >= 10", *_SURVEYED),
    "coverage_gap": _of_enough(
        "coverage_gap",
        "houses_residential >= 10",
        "houses_residential",
        "houses_never_surveyed",
        more=", houses_residential < 10 as is_suppressed",
    ),
    **{
        table: _of_enough(table, "households_poor >= 10", *_RATIOS, more=_INTENSITY.format(fewest=10), without=_SCORES)
        for table in ("area_poverty", "area_poverty_breakdown")
    },
    "area_poverty_sensitivity": _of_enough(
        "area_poverty_sensitivity",
        "households_poor >= 20",
        *("households_poor", "members_poor", "members_poor_weighted", "headcount_ratio", *_RATIOS),
        more=_INTENSITY.format(fewest=20) + ", households_poor < 20 as is_suppressed",
        without=_SCORES,
    ),
    "area_poverty_contribution": _of_enough(
        "area_poverty_contribution",
        "enough_detailed",
        *_CONTRIBUTED,
        more=", not enough_detailed as is_suppressed",
        joined=_OF_THE_AREA,
    ),
    "area_estimate_error": _of_enough(
        "area_estimate_error",
        "measure <> 'intensity' and (measure <> 'adjusted_headcount_ratio' or enough)",
        *("estimate", "standard_error", "confidence_low", "confidence_high"),
        more=", measure = 'intensity' or (measure = 'adjusted_headcount_ratio' and not enough) as is_suppressed",
        joined=_OF_THE_AREA,
    ),
    "area_poverty_change": _of_both(
        "area_poverty_change",
        {
            "intensity": "round(changes.intensity, 2)",
            "adjusted_headcount_ratio": "changes.adjusted_headcount_ratio",
        },
        fewest=10,
    ),
    "area_poverty_contribution_change": _of_both(
        "area_poverty_contribution_change",
        {_CENSORED: f"changes.{_CENSORED}"},
        fewest=20,
        more=", case when {now} then members_poor_failing end as members_poor_failing,"
        " case when {before} then previous_members_poor_failing end as previous_members_poor_failing,"
        " not ({now} and {before}) as is_suppressed",
    ),
    "area_case_progress": """
        select * replace (
            case when cases_found >= 10 then solved_rate end as solved_rate,
            case when cases_found - cases_not_started >= 10 then 7 * round(median_days_to_first_action / 7) end
              as median_days_to_first_action,
            case when cases_solved >= 10 then 7 * round(median_days_to_solution / 7) end as median_days_to_solution
        ) from area_case_progress
    """,
    "area_priority": """
        select * exclude (severity_sum, severity) replace (
            '3 to 9 open cases' as reason,
            cases_open + greatest(coalesce(cases_found - cases_found_before, 0), 0) as priority_score,
            row_number() over (
                everyone order by cases_open + greatest(coalesce(cases_found - cases_found_before, 0), 0) desc,
                  cases_open desc, cases_open_over_180_days desc, area_code, indicator_code
            ) as priority_rank,
            count(*) over everyone as ranked_among
        ) from (select * from area_priority where cases_open >= 3 and area_level <> 'village')
        window everyone as (
            partition by survey_round, area_level, case when indicator_code = 'all' then 'all' else area_code end
        )
    """,
}
