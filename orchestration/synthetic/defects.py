"""The defects that can be planted in the synthetic country, each as a sentence and as SQL.

A defect changes only the rows that its sentence names. Not here: the gates that should notice a defect.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

import duckdb

from orchestration.names import CASE_FOLLOW_UP, HOUSE_REGISTRY, HOUSEHOLD_SURVEY
from orchestration.synthetic.geography import Delivery
from orchestration.synthetic.survey import Indicator

MISSING_PROVINCE: Final = "missing_province"
MISSING_FEED: Final = "missing_feed"
EMPTY_FILE: Final = "empty_file"


@dataclass(frozen=True)
class Defect:
    """A sentence for people, and statements that change the table `planted`, the rows of one file.

    `{victims}` is replaced by three keys of that file, `{item}` by the column of one item. Defects go into the last
    file of the feed (of the latest round), or with `is_everywhere` into every file. A defect without statements changes
    whole files or provinces, and is planted where these are written.
    """

    sentence: str
    feed: str
    statements: tuple[str, ...] = ()
    is_everywhere: bool = False


_IN_SURVEY = "where household_id in ({victims})"
_IN_REGISTER = "where house_code in ({victims})"
# Three households with a solved case; `{victims}` may have none.
_SOLVED = (
    "household_id in (select household_id from planted where status = 'solved' "
    "group by household_id order by hash(household_id), household_id limit 3)"
)
_UNKNOWN_CODE = "left(house_code, 2) || '00' || right(house_code, 7)"  # no registration office ends in 00

_DEFECTS = {
    "duplicate_households": Defect(
        "Three households of the latest round are in its last survey file a second time, with another answer.",
        HOUSEHOLD_SURVEY,
        (
            "insert into planted select * replace (case \"{item}\" when '0' then '1' else '0' end as \"{item}\") "
            f"from planted {_IN_SURVEY} order by household_id",
        ),
    ),
    "repeated_rows": Defect(
        "Three rows of the latest round's last survey file are in the file twice, exactly alike.",
        HOUSEHOLD_SURVEY,
        (f"insert into planted select * from planted {_IN_SURVEY} order by household_id",),
    ),
    "repeated_houses": Defect(
        "Three rows of the last register file are in the file twice, exactly alike.",
        HOUSE_REGISTRY,
        (f"insert into planted select * from planted {_IN_REGISTER} order by house_code",),
    ),
    "unknown_areas": Defect(
        "Three houses of the last register file lie in a subdistrict (pp9999) that no list of areas has.",
        HOUSE_REGISTRY,
        (
            "update planted set village_code = left(village_code, 2) || '9999' || right(village_code, 2) "
            f"{_IN_REGISTER}",
        ),
    ),
    "impossible_answers": Defect(
        "Three households of the latest round answer one item with 'yes' or '2', which are no answers.",
        HOUSEHOLD_SURVEY,
        (
            'update planted set "{item}" = case when household_id = (select min(k) from ({victims}) as v(k)) '
            f"then 'yes' else '2' end {_IN_SURVEY}",
        ),
    ),
    "bad_house_codes": Defect(
        "Three survey rows of the latest round give only the first four digits of their house code.",
        HOUSEHOLD_SURVEY,
        (f"update planted set house_code = left(house_code, 4) {_IN_SURVEY}",),
    ),
    "buddhist_dates": Defect(
        "Three survey rows of the latest round give the year of the visit in the Buddhist era, as in 2567-03-01.",
        HOUSEHOLD_SURVEY,
        (f"update planted set surveyed_on = (surveyed_on + interval 543 year)::date {_IN_SURVEY}",),
    ),
    MISSING_PROVINCE: Defect(
        "The surveyed province with the fewest houses has no row in the register, the survey or the follow-up.",
        HOUSE_REGISTRY,
    ),
    "extra_column": Defect(
        "The survey files of the latest round have a column `remark` that no contract knows.",
        HOUSEHOLD_SURVEY,
        ("alter table planted add column remark varchar default 'checked'",),
        is_everywhere=True,
    ),
    MISSING_FEED: Defect("The survey has no file in any round.", HOUSEHOLD_SURVEY),
    EMPTY_FILE: Defect("The last survey file of the latest round has no bytes.", HOUSEHOLD_SURVEY),
    "shifted_totals": Defect(
        "In the latest round every household to which one item applies fails it.",
        HOUSEHOLD_SURVEY,
        ("update planted set \"{item}\" = '0' where \"{item}\" = '1'",),
        is_everywhere=True,
    ),
    "unmatched_houses": Defect(
        "A tenth of the survey rows of the latest round refer to houses that are not in the register.",
        HOUSEHOLD_SURVEY,
        (f"update planted set house_code = {_UNKNOWN_CODE} where hash(household_id) % 10 = 0",),
        is_everywhere=True,
    ),
    "swapped_round": Defect(
        "Three survey rows of the latest round name it as a Gregorian year with a slash, as in 2024/1.",
        HOUSEHOLD_SURVEY,
        (
            "update planted set survey_round = (left(survey_round, 4)::integer - 543)::varchar || '/' "
            f"|| right(survey_round, 1) {_IN_SURVEY}",
        ),
    ),
    "cases_found_late": Defect(
        "In the follow-up of the latest round, three households' problems are found 200 days late, after a solution.",
        CASE_FOLLOW_UP,
        (f"update planted set status_on = status_on + 200 where status = 'found' and {_SOLVED}",),
    ),
    "cases_before_the_survey": Defect(
        "In the follow-up of the latest round, three households' solutions are dated two years early.",
        CASE_FOLLOW_UP,
        (f"update planted set status_on = (status_on - interval 2 year)::date where status = 'solved' and {_SOLVED}",),
    ),
    # The last to be planted: the others may change the column before it goes.
    "missing_column": Defect(
        "The survey files of the latest round lack the column of one item.",
        HOUSEHOLD_SURVEY,
        ('alter table planted drop column "{item}"',),
        is_everywhere=True,
    ),
}

# Name of a defect -> one sentence that says what it plants.
DEFECTS: Final[dict[str, str]] = {name: defect.sentence for name, defect in _DEFECTS.items()}


def statement_defects(names: Sequence[str], *, feed: str, is_last: bool) -> tuple[str, ...]:
    """The named defects that change the rows of this file of the feed."""
    return tuple(
        name
        for name, defect in _DEFECTS.items()
        if name in names and defect.feed == feed and defect.statements and (is_last or defect.is_everywhere)
    )


def plant(
    connection: duckdb.DuckDBPyConnection,
    *,
    query: str,
    names: Sequence[str],
    indicators: Sequence[Indicator],
) -> str:
    """Plant the defects in the rows of the query, and return the query of the changed rows."""
    item = next((i.code for i in indicators if i.unit == "household"), indicators[0].code)
    connection.execute(f"create or replace temp table planted as {query}")
    for name in names:
        key = "house_code" if _DEFECTS[name].feed == HOUSE_REGISTRY else "household_id"
        connection.execute(
            f"create or replace temp table victim as select {key} from planted "
            f"order by hash({key} || '{name}'), {key} limit 3"
        )
        for statement in _DEFECTS[name].statements:
            connection.execute(statement.format(item=item, victims=f"select {key} from victim"))
    return "select * from planted"


def leave_out_province(deliveries: Sequence[Delivery], *, names: Sequence[str]) -> tuple[Delivery, ...]:
    """The deliveries without the province that `missing_province` leaves out, if it is among the names."""
    if MISSING_PROVINCE not in names:
        return tuple(deliveries)
    surveyed = [p for delivery in deliveries for p in delivery.provinces if p.is_surveyed]
    missing = min(surveyed, key=lambda p: (p.houses, p.code))
    kept = [
        replace(delivery, provinces=tuple(p for p in delivery.provinces if p != missing)) for delivery in deliveries
    ]
    return tuple(delivery for delivery in kept if delivery.provinces)
