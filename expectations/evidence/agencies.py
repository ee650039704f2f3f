"""Cases by agency, recounted from the cases: the nation's by SQL, those of wide areas by numpy with their noise.

What is not here: the counting and the noise (attack/), cases without their agency (cases.py).
"""

from __future__ import annotations

from typing import Any, Final

import duckdb
import numpy as np

from expectations.attack.noise import Integers, cells, noise
from expectations.attack.recount import LARGEST_PIECE, Tally
from expectations.evidence.pieces import Areas, read_areas
from expectations.evidence.recount import Candidate, Recount, text
from expectations.evidence.recounted import round_salts
from expectations.limits import AGENCIES_MOST, AGENCY_FEWEST_CASES, AGENCY_LONGEST_NAME

# Count -> which of the cases are counted.
_COUNTS: Final = {
    "cases_found": "true",
    "cases_not_started": "status = 'found'",
    "cases_in_progress": "status = 'in_progress'",
    "cases_referred": "status = 'referred'",
    "cases_self_solving": "status = 'self_solving'",
    "cases_solved": "status = 'solved'",
    "cases_open": "solved_on is null",
    "cases_reopened": "times_reopened > 0",
    "cases_open_over_90_days": "coalesce(days_open, 0) > 90",
    "cases_open_over_180_days": "coalesce(days_open, 0) > 180",
}
# Cases with an area, each with the word that its agency is counted under.
_NAMED: Final = f"""
    located as (
        select *, coalesce(agency, 'unknown') as word from {{cases}} where village_code is not null
    ),
    listed as (
        select survey_round, list(word order by cases desc, word)[:{AGENCIES_MOST}] as words
        from (select survey_round, word, count(*) as cases from located group by all)
        where cases >= {AGENCY_FEWEST_CASES} and length(word) <= {AGENCY_LONGEST_NAME}
          and word not in ('total', 'other', 'unknown')
        group by survey_round
    ),
    named as (
        select * exclude (agency, words),
               case when word = 'unknown' or coalesce(list_contains(words, word), false) then word else 'other' end
                 as agency
        from located left join listed using (survey_round)
    )
"""
_OF_THE_NATION: Final = f"""
    create table audit__case_agency as
    with {_NAMED.format(cases="restricted__fct_case")}
    select survey_round, agency, {", ".join(f"count_if({which}) as {count}" for count, which in _COUNTS.items())}
    from named group by all
"""
_OF_A_ROUND: Final = f"""
    with {_NAMED.format(cases="exact__fct_case")}
    select place.number::integer as place, ('0x' || left(household_key, 8))::bigint as key, agency,
           {", ".join(f"{which} as {count}" for count, which in _COUNTS.items())}
    from named join (values {{places}}) as place (code, number) on left(village_code, 6) = place.code
    where survey_round = {{survey_round}}
"""
_COLUMNS: Final = ", ".join(f"{count} bigint" for count in _COUNTS)
_INSERT: Final = f"""
    insert into audit__recounted_agency
    select {{}}, getvariable('levels')[area + 1], getvariable('codes')[area + 1], getvariable('items')[item + 1],
           {", ".join(_COUNTS)}
    from counts where cases_found > 0
"""


def _nation(connection: duckdb.DuckDBPyConnection, candidate: Candidate) -> None:
    connection.execute(_OF_THE_NATION)


def _recounted(connection: duckdb.DuckDBPyConnection, candidate: Candidate) -> None:
    connection.execute(
        "create table audit__recounted_agency (survey_round varchar, area_level varchar, area_code varchar,"
        f" agency varchar, {_COLUMNS})"
    )
    areas = read_areas(connection)
    # A round without its salt has lost households.
    for survey_round, round_salt in sorted(round_salts(connection, candidate).items()):
        _of_round(connection, areas, survey_round, round_salt)


def _of_round(connection: duckdb.DuckDBPyConnection, areas: Areas, survey_round: str, round_salt: str) -> None:
    places = areas.of_level("subdistrict")
    listed = ", ".join(f"({text(areas.names[area][1])}, {place})" for place, area in enumerate(places))
    query = _OF_A_ROUND.format(places=listed, survey_round=text(survey_round))
    cases: dict[str, Any] = connection.execute(query).fetchnumpy()
    if not len(cases["key"]):
        return
    agencies, numbers = np.unique(cases["agency"].astype(str), return_inverse=True)
    tally = _around(areas, _tally(cases, numbers, places=len(places), agencies=len(agencies)), agencies=len(agencies))
    wide = np.array([number for number, (level, _) in enumerate(areas.names) if level != "subdistrict"])
    levels, codes = zip(*areas.names, strict=True)
    for name, values in (("levels", levels), ("codes", codes), ("items", agencies.tolist())):
        connection.execute(f"set variable {name} = [{', '.join(map(text, values))}]")
    connection.register("counts", _shown(tally, wide, agencies.tolist(), round_salt))
    connection.execute(_INSERT.format(text(survey_round)))
    connection.unregister("counts")


def _tally(cases: dict[str, Any], numbers: Integers, *, places: int, agencies: int) -> Tally:
    """Cases by count (rows), and subdistrict and agency (columns). `numbers` are those of the agencies."""
    tally = Tally.empty(items=len(_COUNTS), groups=places * agencies)
    groups = cases["place"].astype(np.int64) * agencies + numbers
    for item, count in enumerate(_COUNTS):
        counted = np.flatnonzero(cases[count])
        for rows in np.array_split(counted, len(counted) // LARGEST_PIECE + 1):
            members = np.zeros(len(rows), dtype=np.int64)
            tally.add(item, groups=groups[rows], members=members, keys=cases["key"][rows])
    return tally


def _around(areas: Areas, tally: Tally, *, agencies: int) -> Tally:
    """The same of every area, by number."""
    part, whole = areas.chains("subdistrict")
    within, beyond = ((each[:, None] * agencies + np.arange(agencies)).ravel() for each in (part, whole))
    return tally.of(within, beyond, groups=len(areas.names) * agencies)


def _shown(tally: Tally, wide: Integers, agencies: list[str], round_salt: str) -> dict[str, Integers]:
    """Open counts, one row per agency and area. No case is left out of the cases that it is part of."""
    drawn = []
    for number, agency in enumerate(agencies):
        exact = tally.at(wide * len(agencies) + number)
        cell = cells(exact.keys, "all", f"agency|{agency}", round_salt)
        drawn.append(exact.households + noise(exact.households, cell))
    counts = dict(zip(_COUNTS, np.concatenate(drawn, axis=1), strict=True))
    found, still_open = counts["cases_found"], counts["cases_open"]
    shown = {name: np.minimum(count, found) for name, count in counts.items()}
    shown |= {name: np.minimum(shown[name], still_open) for name in shown if "open_over" in name}
    places = {"item": np.repeat(np.arange(len(agencies)), len(wide)), "area": np.tile(wide, len(agencies))}
    return places | shown


RECOUNTS: dict[str, Recount] = {"audit__case_agency": _nation, "audit__recounted_agency": _recounted}
