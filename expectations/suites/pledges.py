"""Rules on pledges: every province in sight, values that are published elsewhere, shares and status that follow.

What is not here: the figures that measure the pledges (indicators.py, goals.py).
"""

from __future__ import annotations

from typing import Final

from expectations.limits import RATE_TOLERANCE
from expectations.sql import AREAS_OF_TODAY, breaking
from expectations.vocabulary import Rule, finding_rule
from orchestration.release.verdict import WARNING

_PLEDGES = "open__pledge_progress"
_ROW = ("province_code", "pledge_id")
_ORDER = "province_code, pledge_id"
_ON_TRACK = 0.95
_WORSENING = -0.1
_TODAY = "(select max_by(last_surveyed_on, survey_round) from open__dim_survey_round)"
# A failing rate improves by falling, a score by rising.
_UPWARD = "case when goal is null then -1 else 1 end"

_PROVINCES = f"""
    select province_code, coalesce(found.rows, 0) as rows, coalesce(found.without, 0) as "rows without a pledge"
    from (select area_code as province_code from {AREAS_OF_TODAY} where area_level = 'province') as province
    full join (
        select province_code, count(*) as rows, count(*) filter (where pledge_id is null) as without
        from {_PLEDGES} group by all
    ) as found using (province_code)
    where province.province_code is null or found.province_code is null or (found.without > 0 and found.rows > 1)
"""

_OTHER_VALUES = f"""
    with figure as (
        select area_code as province_code, survey_round, indicator_code, null as goal, failing_rate as value
        from open__area_indicator where area_level = 'province' and failing_rate is not null
        union all
        select area_code, survey_round, null, goal, score
        from open__area_sdg_goal where area_level = 'province' and score is not null
    ),
    latest as (
        select *, coalesce(indicator_code, cast(goal as varchar)) as measure from figure
        where true qualify row_number() over (partition by province_code, measure order by survey_round desc) = 1
    )
    select pledge.province_code, pledge.pledge_id, pledge.latest_value, pledge.latest_round,
           latest.value as "value by the tables of areas", latest.survey_round as "in round"
    from {_PLEDGES} as pledge
    left join latest on latest.province_code = pledge.province_code
      and latest.indicator_code is not distinct from pledge.indicator_code
      and latest.goal is not distinct from pledge.goal
    where pledge.latest_value is distinct from latest.value
       or pledge.latest_round is distinct from latest.survey_round
"""

_SHARES = f"""
    case when pledge_id is null then progress_share is null and expected_share is null else
        coalesce(
            abs(progress_share - (latest_value - baseline_value) / nullif(target_value - baseline_value, 0))
              <= {RATE_TOLERANCE},
            progress_share is null and (latest_value is null or target_value = baseline_value)
        )
        and abs(expected_share - case
            when {_TODAY} >= due_on then 1
            else greatest({_TODAY} - baseline_on, 0) / cast(greatest(due_on - baseline_on, 1) as double) end
        ) <= {RATE_TOLERANCE}
    end
"""

_STATUS = f"""
    status = case
        when pledge_id is null then 'no pledge'
        when latest_value is null then 'not measured'
        when {_UPWARD} * (latest_value - target_value) >= 0 then 'achieved'
        when due_on < {_TODAY} then 'missed'
        when {_UPWARD} * (target_value - baseline_value) <= 0
          or round(progress_share, 9) < round({_WORSENING} * expected_share, 9) then 'worsening'
        when round(progress_share, 9) < round({_ON_TRACK} * expected_share, 9) then 'progress too slow'
        else 'on track' end
"""

RULES: Final[tuple[Rule, ...]] = (
    finding_rule(
        "pledges__every_province_is_seen",
        table=_PLEDGES,
        sentence="Every province and Bangkok stands here, with its pledges or once without one, and no other does.",
        sql=_PROVINCES,
        expected="every province",
        noun="province",
        order="province_code",
    ),
    finding_rule(
        "pledges__stand_once",
        table=_PLEDGES,
        sentence="No province has two pledges of the same identifier.",
        sql=f"select province_code, pledge_id, count(*) as times from {_PLEDGES} group by all having times > 1",
        noun="pledge",
        order=_ORDER,
    ),
    finding_rule(
        "pledges__latest_value_is_the_published_one",
        table=_PLEDGES,
        sentence="The latest value of a pledge is its province's latest failing rate or score, as published by area.",
        sql=_OTHER_VALUES,
        noun="pledge",
        order=_ORDER,
    ),
    finding_rule(
        "pledges__shares_match_their_definitions",
        table=_PLEDGES,
        sentence="Progress is the way come from the baseline over the way to the target; what is expected by now lies"
        " on the straight line from the day of the baseline to the due date.",
        sql=breaking(_PLEDGES, condition=_SHARES, shows=(*_ROW, "progress_share", "expected_share", "latest_value")),
        order=_ORDER,
    ),
    finding_rule(
        "pledges__status_follows_from_the_figures",
        table=_PLEDGES,
        sentence=f"A pledge is on track from {_ON_TRACK:.0%} of the expected progress on, worsening below"
        f" {_WORSENING:.0%} of it, too slow between, achieved at its target, missed past its due date.",
        sql=breaking(
            _PLEDGES,
            condition=_STATUS,
            shows=(*_ROW, "status", "latest_value", "target_value", "progress_share", "expected_share"),
        ),
        order=_ORDER,
    ),
    finding_rule(
        "pledges__aim_at_an_improvement",
        table=_PLEDGES,
        severity=WARNING,
        sentence="A pledge names one measure, aims at a better value than its baseline, and is due after it.",
        sql=breaking(
            _PLEDGES,
            condition=f"pledge_id is null or ((indicator_code is null) <> (goal is null) and due_on > baseline_on"
            f" and {_UPWARD} * (target_value - baseline_value) > 0)",
            shows=(*_ROW, "indicator_code", "goal", "baseline_value", "target_value"),
        ),
        noun="pledge",
        order=_ORDER,
    ),
)
