"""Rules on dates: Buddhist-era years are turned into Gregorian ones once, and a round's dates belong to the round.

What is not here: dates of releases and batches (orchestration.release).
"""

from __future__ import annotations

from typing import Final

from expectations.limits import BUDDHIST_ERA_OFFSET, MISDATED_LIMIT
from expectations.sql import breaking
from expectations.vocabulary import Rule, finding_rule
from orchestration.release.verdict import CRITICAL, WARNING, Severity

_ROUNDS = "open__dim_survey_round"


def _surveyed_on(name: str, *, limit: float, severity: Severity) -> Rule:
    """A clerk's slip is worth a warning; a share of slips is an era that was converted twice, or never."""
    most = f"At most {limit:.0%} of the households of a round were" if limit else "No household of a round was"
    return finding_rule(
        name,
        table="restricted__fct_household",
        severity=severity,
        sentence=f"{most} surveyed more than a year before or after the round's own year.",
        expected=f"at most {limit:.0%} of the round's households",
        sql=f"""
            select survey_round, sum(households) filter (where not is_near) as "households dated elsewhere",
                   sum(households) as households
            from (
                select counted.*,
                       coalesce(abs(year_surveyed - (year_be - {BUDDHIST_ERA_OFFSET})) <= 1, false) as is_near
                from audit__household as counted left join {_ROUNDS} using (survey_round)
            )
            group by all
            having coalesce(sum(households) filter (where not is_near), 0) > {limit} * sum(households)
        """,
        noun="round",
        order="survey_round",
    )


RULES: Final[tuple[Rule, ...]] = (
    finding_rule(
        "dates__round_codes_name_their_year",
        table=_ROUNDS,
        sentence="A round is named by its Buddhist-era year and its number within that year.",
        sql=breaking(
            _ROUNDS,
            condition="survey_round = concat(cast(year_be as varchar), '-', cast(round as varchar))"
            " and year_be between 2500 and 2700",
            shows=("survey_round", "year_be", "round"),
        ),
        order="survey_round",
    ),
    finding_rule(
        "dates__rounds_start_before_they_end",
        table=_ROUNDS,
        sentence="The first day of a round is not after its last.",
        sql=f"select survey_round, first_surveyed_on, last_surveyed_on from {_ROUNDS}"
        " where first_surveyed_on > last_surveyed_on",
        order="survey_round",
    ),
    _surveyed_on("dates__surveyed_on_belongs_to_the_round", limit=MISDATED_LIMIT, severity=CRITICAL),
    _surveyed_on("dates__surveyed_on_has_no_slip", limit=0, severity=WARNING),
    finding_rule(
        "dates__no_house_is_registered_after_the_release",
        table="restricted__fct_house",
        sentence=f"At most {MISDATED_LIMIT:.0%} of the houses are registered on a day after this release was made.",
        expected=f"at most {MISDATED_LIMIT:.0%} of the houses",
        sql=f'select registered_later as "registered later", houses from audit__house'
        f" where registered_later > {MISDATED_LIMIT} * houses",
        noun="fault",
    ),
)
