"""Rules on practices: changes published elsewhere, comparisons with areas like them, candidates that stand out.

What is not here: the failing rates themselves (indicators.py, goals.py), villages in the open zone (privacy.py).
"""

from __future__ import annotations

from typing import Final

from expectations.limits import RATE_TOLERANCE
from expectations.sql import AREAS_OF_TODAY, COUNTS_OF_BOTH_ROUNDS, WIDEST_FIRST, as_counted, breaking
from expectations.vocabulary import Rule, finding_rule
from orchestration.release.verdict import WARNING

_PRACTICES = "restricted__practice_effect"
_CANDIDATES = "open__practice_candidate"
_CHANGES = ("failing_rate", "baseline_failing_rate", "failing_rate_change")


def _near(left: str, right: str) -> str:
    return f"(({left} is null and {right} is null) or coalesce(abs({left} - ({right})) <= {RATE_TOLERANCE}, false))"


_FOLLOWS = (
    f"{as_counted(*COUNTS_OF_BOTH_ROUNDS)} and "
    f"{_near('failing_rate_change', 'failing_rate - baseline_failing_rate')}"
    f" and {_near('effect', 'failing_rate_change - median_failing_rate_change')}"
    f" and {_near('failing_rate', 'households_failing_weighted / cast(households_applicable_weighted as double)')} and "
    + _near(
        "baseline_failing_rate",
        "baseline_households_failing_weighted / cast(baseline_households_applicable_weighted as double)",
    )
)

_STATUS = f"""
    status = case
        when not exists (
            select 1 from {AREAS_OF_TODAY} as area
            where area.area_level = practice.area_level and area.area_code = practice.area_code
        ) then 'area not known'
        when (indicator_code is not null)::integer + (sdg_target is not null)::integer
          + (goal is not null)::integer <> 1 then 'measure not clear'
        when start_round > survey_round then 'not yet surveyed'
        when baseline_round is null then 'no baseline'
        when failing_rate_change is null then 'not measured'
        when areas_compared = 0 then 'no comparable area'
        else 'compared' end
    and (effect is not null) = (status = 'compared')
    and baseline_round is not distinct from (
        select max(survey_round) from open__dim_survey_round where survey_round < start_round
    )
    and survey_round = (select max(survey_round) from open__dim_survey_round)
"""

_OTHER_COMPARISONS = f"""
    select practice_id, area_level, area_code, practice.areas_compared, recount.areas_compared as "areas recounted",
           median_failing_rate_change, recount.median_change as "median recounted",
           failing_rate, recount.latest as "rate by the tables of areas"
    from {_PRACTICES} as practice left join audit__practice_comparison as recount using (practice_id)
    where practice.areas_compared is distinct from coalesce(recount.areas_compared, 0)
       or not {_near("practice.median_failing_rate_change", "recount.median_change")}
       or not {_near("practice.failing_rate", "recount.latest")}
       or not {_near("practice.baseline_failing_rate", "recount.baseline")}
"""

_OTHER_CANDIDATES = f"""
    select survey_round, area_level, area_code, indicator_code, candidate.effect, recount.effect as "effect recounted",
           candidate.areas_compared, recount.areas_compared as "areas recounted"
    from {_CANDIDATES} as candidate
    full join audit__practice_candidate as recount using (survey_round, area_level, area_code, indicator_code)
    where candidate.areas_compared is distinct from recount.areas_compared
       or not {_near("candidate.effect", "recount.effect")}
       or not {_near("candidate.failing_rate_change", "recount.change")}
"""

_WRONG_RANKS = f"""
    select * from (
        select area_level, area_code, indicator_code, candidate_rank,
               row_number() over (partition by area_level, indicator_code order by effect, area_code) as expected
        from {_CANDIDATES}
    ) where candidate_rank is distinct from expected
"""

RULES: Final[tuple[Rule, ...]] = (
    finding_rule(
        "practices__stand_once",
        table=_PRACTICES,
        sentence="No practice stands here twice.",
        sql=f"select practice_id, count(*) as times from {_PRACTICES} group by all having times > 1",
        noun="practice",
        order="practice_id",
    ),
    finding_rule(
        "practices__status_follows_from_the_figures",
        table=_PRACTICES,
        sentence="A practice has an effect where its area and measure are known, it was surveyed before and after, and"
        " there is an area to compare it with; else its status says what is missing.",
        sql=breaking(
            f"{_PRACTICES} as practice",
            condition=_STATUS,
            shows=("practice_id", "area_level", "area_code", "status", "start_round", "baseline_round"),
        ),
        order="practice_id",
    ),
    finding_rule(
        "practices__effects_match_their_definition",
        table=_PRACTICES,
        sentence="A change is the latest rate minus the rate before the practice began, an effect that change minus the"
        " median change of comparable areas, a rate its failing households divided by its applicable ones.",
        sql=breaking(_PRACTICES, condition=_FOLLOWS, shows=("practice_id", *_CHANGES, "effect")),
        order="practice_id",
    ),
    finding_rule(
        "practices__comparisons_equal_recount",
        table=_PRACTICES,
        sentence="Rates are those of the tables of areas; the areas a practice is compared with, and their median"
        " change, are those recounted from these tables.",
        sql=_OTHER_COMPARISONS,
        noun="practice",
        order="practice_id",
    ),
    finding_rule(
        "practices__can_be_measured",
        table=_PRACTICES,
        severity=WARNING,
        sentence="Every practice names an area that is listed and exactly one indicator, target or goal.",
        sql=f"select practice_id, area_level, area_code, status from {_PRACTICES}"
        " where status in ('area not known', 'measure not clear')",
        noun="practice",
        order="practice_id",
    ),
    finding_rule(
        "practices__candidates_equal_recount",
        table=_CANDIDATES,
        sentence="The candidates are the areas recounted from the tables of areas: without a practice, and improved far"
        " more than areas like them.",
        sql=_OTHER_CANDIDATES,
        noun="candidate",
        order=f"{WIDEST_FIRST}, indicator_code",
    ),
    finding_rule(
        "practices__candidates_are_ranked_by_effect",
        table=_CANDIDATES,
        sentence="Within level and indicator, candidates are ranked from the largest effect on, without a gap.",
        sql=_WRONG_RANKS,
        noun="candidate",
        order="area_level, area_code, indicator_code",
    ),
)
