"""The pledges of the provinces of the synthetic country, as SQL: one pledge each. No pledge is real.

Values are drawn at random, independently of the survey.
"""

from __future__ import annotations

from orchestration.synthetic.chance import share_of
from orchestration.synthetic.geography import Province
from orchestration.synthetic.survey import Survey

_BASELINE_ON = "2022-06-06"  # the day on which the provinces signed
_FIRST_DUE = 2023
_YEARS_DUE = 8
_GOALS = 17
_PLEDGES = """
select province_code, pledge_id, title, indicator_code, goal, baseline_value::decimal(12, 6) as baseline_value,
    target_value::decimal(12, 6) as target_value, baseline_on, due_on
from (values {rows}) as pledge (
    province_code, pledge_id, title, indicator_code, goal, baseline_value, target_value, baseline_on, due_on
)
order by province_code
"""


def pledges_query(survey: Survey) -> str:
    """The pledges as the feed delivers them. Three provinces in four name an indicator, the others a goal."""
    return _PLEDGES.format(rows=", ".join(_pledge(province, survey=survey) for province in survey.provinces))


def _pledge(province: Province, *, survey: Survey) -> str:
    seed, code = survey.seed, province.code
    chance = share_of(seed, code, "pledge")
    if share_of(seed, code, "pledge by goal") < 0.25:
        baseline = 90 + 9 * chance
        measure, target = f"null, {1 + int(chance * _GOALS)}", (baseline + 100) / 2
    else:
        baseline = 0.01 + 0.05 * chance
        measure, target = f"'{survey.indicators[int(chance * len(survey.indicators))].code}', null", baseline / 2
    due = f"{_FIRST_DUE + int(share_of(seed, code, 'pledge due') * _YEARS_DUE)}-12-31"
    return (
        f"('{code}', '{code}-1', 'Pledge of province {code}', {measure}, {baseline:.6f}, {target:.6f}, "
        f"date '{_BASELINE_ON}', date '{due}')"
    )
