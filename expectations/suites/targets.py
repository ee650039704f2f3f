"""Rules on the path to 2030: it starts from the published indicators, and its status follows from its figures.

What is not here: the indicators themselves (indicators.py).
"""

from __future__ import annotations

from typing import Final

from expectations.limits import RATE_TOLERANCE
from expectations.sql import COUNTS_OF_BOTH_ROUNDS, WIDEST_FIRST, as_counted, breaking, same_ratio
from expectations.vocabulary import Rule, finding_rule

_PATH = "restricted__area_target_path"
_INDICATORS = "restricted__area_indicator"
_ROW = ("survey_round", "area_level", "area_code", "indicator_code")
_ORDER = f"{WIDEST_FIRST}, indicator_code"
_DEADLINE = "date '2030-12-31'"
_ON_TRACK = 0.95
_WORSENING = -0.1

_OTHER_COUNTS = f"""
    select path.survey_round, area_level, area_code, indicator_code, path.households_failing,
           now.households_failing as "failing in area_indicator", path.baseline_round,
           path.baseline_households_failing, before.households_failing as "failing then in area_indicator",
           path.households_failing_weighted, now.households_failing_weighted as "weighted, in area_indicator"
    from {_PATH} as path
    left join {_INDICATORS} as now using (survey_round, area_level, area_code, indicator_code)
    left join (select *, survey_round as baseline_round from {_INDICATORS}) as before
        using (baseline_round, area_level, area_code, indicator_code)
    where path.households_applicable is distinct from now.households_applicable
       or path.households_failing is distinct from now.households_failing
       or path.baseline_households_applicable is distinct from before.households_applicable
       or path.baseline_households_failing is distinct from before.households_failing
       or path.households_applicable_weighted is distinct from now.households_applicable_weighted
       or path.households_failing_weighted is distinct from now.households_failing_weighted
       or path.baseline_households_applicable_weighted is distinct from before.households_applicable_weighted
       or path.baseline_households_failing_weighted is distinct from before.households_failing_weighted
"""

_EARLIER = f"""
    select path.survey_round, area_level, area_code, indicator_code, path.baseline_round,
           earlier.survey_round as "measured before that in"
    from {_PATH} as path join {_INDICATORS} as earlier using (area_level, area_code, indicator_code)
    where earlier.households_applicable > 0
      and earlier.survey_round < coalesce(path.baseline_round, path.survey_round)
"""

# Days are whole: a hundredth of one is far below any difference that could be meant.
_YEARS = f"""
    select path.survey_round, area_level, area_code, indicator_code, baseline_round, years_between, years_left
    from {_PATH} as path
    left join open__dim_survey_round as now on now.survey_round = path.survey_round
    left join open__dim_survey_round as before on before.survey_round = path.baseline_round
    where (abs(years_left * 365.25 - greatest({_DEADLINE} - now.last_surveyed_on, 0)) < 0.01) is not true
       or case when now.last_surveyed_on > before.last_surveyed_on
               then (abs(years_between * 365.25 - (now.last_surveyed_on - before.last_surveyed_on)) < 0.01) is not true
               else years_between is not null end
"""

_RATES = " and ".join(
    same_ratio(
        f"{prefix}failing_rate", part=f"{prefix}households_failing_weighted", whole=whole, tolerance=RATE_TOLERANCE
    )
    for prefix, whole in (
        ("", "households_applicable_weighted"),
        ("baseline_", "coalesce(baseline_households_applicable_weighted, 0)"),
    )
)


def _is(column: str, formula: str) -> str:
    """The condition that a column is what the formula gives, or absent where the formula gives nothing."""
    return f"coalesce(abs({column} - ({formula})) <= {RATE_TOLERANCE}, {column} is null and ({formula}) is null)"


_CHANGES = " and ".join(
    (
        _is("required_yearly_change", "-failing_rate / nullif(years_left, 0)"),
        _is("actual_yearly_change", "(failing_rate - baseline_failing_rate) / years_between"),
        _is("progress_ratio", "actual_yearly_change / nullif(required_yearly_change, 0)"),
    )
)

_STATUS = f"""
    status = case
        when households_applicable > 0 and households_failing = 0 then 'achieved'
        when households_applicable = 0 or actual_yearly_change is null then 'no trend'
        when years_left = 0 then case when actual_yearly_change > 0 then 'worsening' else 'progress too slow' end
        when round(actual_yearly_change / required_yearly_change, 9) < {_WORSENING} then 'worsening'
        when round(actual_yearly_change / required_yearly_change, 9) < {_ON_TRACK} then 'progress too slow'
        else 'on track' end
"""

RULES: Final[tuple[Rule, ...]] = (
    finding_rule(
        "targets__path_starts_from_the_indicators",
        table=_PATH,
        sentence="Households of the latest round and of the baseline, counted and weighted, are those of the table of"
        " indicators.",
        sql=_OTHER_COUNTS,
        order=_ORDER,
    ),
    finding_rule(
        "targets__baseline_is_the_first_round_measured",
        table=_PATH,
        sentence="Before the baseline, the indicator applied to no household of the area in any round.",
        sql=_EARLIER,
        order=_ORDER,
    ),
    finding_rule(
        "targets__years_follow_the_survey_dates",
        table=_PATH,
        sentence="Years are counted between the last survey dates of two rounds, and from the latest one to the end"
        " of 2030.",
        sql=_YEARS,
        order=_ORDER,
    ),
    finding_rule(
        "targets__changes_match_their_definitions",
        table=_PATH,
        sentence="Rates are failing over applicable households, weighted; the actual yearly change is the difference of"
        " the rates over the years between, the required one leads from the latest rate to 0 in the years left.",
        sql=breaking(
            _PATH,
            condition=f"{_RATES} and {_CHANGES} and {as_counted(*COUNTS_OF_BOTH_ROUNDS)}",
            shows=(*_ROW, "failing_rate", "baseline_failing_rate", "required_yearly_change", "actual_yearly_change"),
        ),
        order=_ORDER,
    ),
    finding_rule(
        "targets__status_follows_from_the_figures",
        table=_PATH,
        sentence=f"An area is on track from {_ON_TRACK:.0%} of the required change on, worsening below"
        f" {_WORSENING:.0%}, too slow between; achieved where no household fails, without a trend where there is no"
        " rate now or before.",
        sql=breaking(
            _PATH,
            condition=_STATUS,
            shows=(*_ROW, "status", "households_failing", "actual_yearly_change", "required_yearly_change"),
        ),
        order=_ORDER,
    ),
    finding_rule(
        "targets__help_reaches_every_failing_household",
        table=_PATH,
        sentence="The households to be helped per year are, over the years left, all that the failing ones stand for,"
        " and never more.",
        sql=breaking(
            _PATH,
            condition="households_to_help_per_year between 0 and ceil(households_failing_weighted)"
            " and households_to_help_per_year * greatest(years_left, 1)"
            f" >= households_failing_weighted - {RATE_TOLERANCE}"
            " and (households_to_help_per_year - 1) * greatest(years_left, 1)"
            " < greatest(households_failing_weighted, 1)",
            shows=(*_ROW, "households_to_help_per_year", "households_failing_weighted", "years_left"),
        ),
        order=_ORDER,
    ),
)
