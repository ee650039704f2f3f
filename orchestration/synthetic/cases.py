"""The follow-up of a household's failures in the synthetic country, as a DuckDB table per survey round.

One household in eight is followed up, and 40 % of its failures become a case. At scale 1 a round has about 1 million
events. Not here: the failures themselves (survey.py).
"""

from __future__ import annotations

from collections.abc import Sequence

import duckdb

from orchestration.synthetic.survey import Survey, survey_query

# Ways a case may go, each with its weight of twenty. Every case opens with `found`, without an agency; one in twenty is
# taken up again after it was solved.
_PATHS = (
    (("found",), 4),
    (("found", "in_progress"), 4),
    (("found", "in_progress", "solved"), 5),
    (("found", "in_progress", "solved", "in_progress"), 1),
    (("found", "referred"), 1),
    (("found", "referred", "solved"), 2),
    (("found", "self_solving"), 1),
    (("found", "self_solving", "solved"), 2),
)
_AGENCIES = {
    "health": "Ministry of Public Health",
    "income": "CDD",
    "living conditions": "DOPA",
    "education": "Ministry of Education",
    "access to government services": "Ministry of Social Development and Human Security",
}
_OTHER_AGENCY = "DOPA"

_FOLLOW_UP = """
insert into "follow_up_{survey_round}"
with failure as (
    select household_id, survey_round, surveyed_on, indicator_code,
        hash(household_id || indicator_code || survey_round) as chance
    from (unpivot ({survey}) on {codes} into name indicator_code value answer)
    where answer = '0'
), opened as (
    select *, [{paths}][1 + ((chance >> 10) % {path_count})::bigint] as path
    from failure where chance & 1023 < {cases}
), event as (
    select *, unnest(path) as status, unnest(range(len(path))) as step from opened
)
select household_id, survey_round, indicator_code, status,
    (surveyed_on + (step * (14 + (chance >> 20) % 60))::integer)::date as status_on,
    case when step > 0 then map {{{agencies}}}[indicator_code] end as agency
from event
"""


def prepare_cases(connection: duckdb.DuckDBPyConnection, *, rounds: Sequence[str]) -> None:
    """Create one empty table of events per round."""
    for survey_round in rounds:
        connection.execute(
            f'create table "follow_up_{survey_round}" (household_id varchar, survey_round varchar, '
            "indicator_code varchar, status varchar, status_on date, agency varchar)"
        )


def add_cases(connection: duckdb.DuckDBPyConnection, *, survey: Survey, survey_round: str) -> None:
    """Add the events of the households in `household` to the round's table."""
    paths = [path for path, weight in _PATHS for _ in range(weight)]
    asked = survey.asked_in(survey_round)
    agencies = {i.code: _AGENCIES.get(i.dimension, _OTHER_AGENCY) for i in asked}
    connection.execute(
        _FOLLOW_UP.format(
            survey_round=survey_round,
            survey=survey_query(survey, survey_round=survey_round, only_followed=True),
            codes=", ".join(f'"{indicator.code}"' for indicator in asked),
            paths=", ".join(str(list(path)) for path in paths),
            path_count=len(paths),
            cases=410,  # of 1024, so 40 %
            agencies=", ".join(f"'{code}': '{agency}'" for code, agency in agencies.items()),
        )
    )


def cases_query(survey_round: str) -> str:
    """The events of a round as the feed delivers them."""
    return f'select * from "follow_up_{survey_round}"'
