"""Open counts recounted from the households by another path, and what one new household would tell an attacker.

What is not here: the counting (attack/recount.py), the attack (new_household.py), which differences matter
(suites/privacy/attack.py).
"""

from __future__ import annotations

import json
from typing import Final

import duckdb
import numpy as np

from expectations.attack.noise import Integers, cells, noise, shown_members
from expectations.attack.recount import Counted, Piece, Tally, summed
from expectations.evidence.new_household import findings, new_failures
from expectations.evidence.pieces import KINDS, POOR, Areas, Households, read_areas
from expectations.evidence.recount import Candidate, Recount, text

# The vintage of a round that has none.
_NONE: Final = "none"
# Nobody can compute the salt of a round who does not know the pseudonyms of all its households.
_SALTS: Final = f"""
    create temp table if not exists round_salt as
    select survey_round, md5(concat_ws('|', coalesce((?::json::map(varchar, varchar))[survey_round], '{_NONE}'),
        sum(('0x' || left(household_key, 8))::bigint)::bigint,
        sum(('0x' || substr(household_key, 9, 8))::bigint)::bigint)) as salt
    from exact__fct_household where village_code is not null group by survey_round
"""
_OTHER: Final = "another vintage"
# Failures of an area share their noise: a small country is attacked with many pairs of vintages, for a steady share.
_ATTACKED: Final = 10_000
_MOST_PAIRS: Final = 50
# Households that are looked at as if they were new, of each round.
_NEW: Final = 1000
_WIDE: Final = ("province", "region", "pilot_group", "nation")
_COLUMNS: Final = """
    (survey_round varchar, area_level varchar, area_code varchar, item varchar, disaggregation varchar,
     category varchar, households_failing bigint, members_failing bigint, households_applicable bigint)
"""
_INSERT: Final = """
    insert into audit__recounted
    select {}, getvariable('levels')[area + 1], getvariable('codes')[area + 1], getvariable('items')[item + 1], {}, {},
           households_failing, members_failing, households_applicable
    from counts
"""
_TOTAL: Final = ("total", "total")
_UNIONS: Final = """
    select goal_or_target, list(distinct indicator_code)
    from (
        select 'goal ' || goal as goal_or_target, indicator_code from open__indicator_sdg_map
        union all select 'target ' || sdg_target, indicator_code from open__indicator_sdg_map
    )
    group by all having count(distinct indicator_code) > 1 order by all
"""
# Disaggregation and category, and columns of counts.
Counts = tuple[tuple[str, str], dict[str, Integers]]
_CHANGES: Final = "(survey_round varchar, figures varchar, failures bigint, failures_found bigint)"
# Of the open counts of a round, how many the recount gives.
_AGREEING: Final = """
    select count(*), count_if(o.households_failing = r.households_failing)
    from open__area_indicator as o
    join audit__recounted as r
      on r.survey_round = o.survey_round and r.area_level = o.area_level and r.area_code = o.area_code
     and r.item = o.indicator_code and r.disaggregation = 'total'
    where o.survey_round = {survey_round} and o.households_failing > 0
"""


def _recounted(connection: duckdb.DuckDBPyConnection, candidate: Candidate) -> None:
    connection.execute(f"create table audit__recounted {_COLUMNS}")
    connection.execute(f"create table audit__new_household {_CHANGES}")
    salts = round_salts(connection, candidate)
    areas = read_areas(connection)
    asked = connection.execute(
        "select survey_round, list(distinct indicator_code order by indicator_code) from open__area_indicator"
        " group by all order by all"
    ).fetchall()
    for survey_round, codes in asked:
        # A round without its salt has lost households.
        if survey_round in salts:
            households = Households(areas, survey_round, [*codes, POOR], _unions(connection, codes))
            _of_round(connection, households, salts[survey_round])


def round_salts(connection: duckdb.DuckDBPyConnection, candidate: Candidate) -> dict[str, str]:
    """Round -> its salt, where the round has all of its households. Their keys are read once, for every recount."""
    vintages = json.dumps({each.round: each.text for each in candidate.manifest.vintages})
    connection.execute(_SALTS, [vintages])
    return dict(connection.execute("select survey_round, salt from round_salt").fetchall())


def _unions(connection: duckdb.DuckDBPyConnection, codes: list[str]) -> dict[str, list[str]]:
    """Each goal and target that several of the indicators serve, and these."""
    rows = connection.execute(_UNIONS).fetchall()
    found = {union: [code for code in codes if code in served_by] for union, served_by in rows}
    return {union: served_by for union, served_by in found.items() if len(served_by) > 1}


def _of_round(connection: duckdb.DuckDBPyConnection, households: Households, round_salt: str) -> None:
    survey_round = households.survey_round
    counted, sample = _count(connection, households)
    whole = _around(households.areas, counted)
    _name_areas(connection, households)
    for kind, table in (_of_areas(households, whole, round_salt), *_of_kinds(households, whole, round_salt)):
        connection.register("counts", table)
        connection.execute(_INSERT.format(*map(text, (survey_round, *kind))))
        connection.unregister("counts")
    failures = new_failures(households, whole, sample)
    pairs = _pairs(connection, survey_round, round_salt, number=len(failures.keys))
    for finding in findings(failures, pairs):
        connection.execute("insert into audit__new_household values (?, ?, ?, ?)", [survey_round, *finding])


def _pairs(
    connection: duckdb.DuckDBPyConnection, survey_round: str, round_salt: str, *, number: int
) -> list[tuple[str, str]]:
    """The pairs of vintages that are compared, for a number of failures."""
    query = _AGREEING.format(survey_round=text(survey_round))
    compared, agreeing = connection.execute(query).fetchone() or (0, 0)
    if 2 * agreeing < compared:
        # Noise that does not follow the salt of the round is the same in every vintage.
        return [(_NONE, _NONE)]
    pairs = min(-(-_ATTACKED // max(1, number)), _MOST_PAIRS)
    return [(f"{_OTHER} {pair}", f"{round_salt} {pair}") for pair in range(pairs)]


def _count(connection: duckdb.DuckDBPyConnection, households: Households) -> tuple[Counted, list[Piece]]:
    """What was counted of the subdistricts, and of kinds of households of the provinces; and a sample of households."""
    provinces = len(households.areas.of_level("province"))
    counted = Counted.empty(
        items=len(households.items),
        unions=len(households.unions),
        places=len(households.areas.of_level("subdistrict")),
        kinds={kind: provinces * len(categories) for kind, categories in KINDS.items()},
    )
    of_round = f"select count(*) from exact__fct_household where survey_round = {text(households.survey_round)}"
    (number,) = connection.execute(of_round).fetchone() or (0,)
    sample = []
    for piece in households.pieces(connection):
        counted.add(piece)
        sample.append(piece.of(np.flatnonzero(piece.keys % max(1, number // _NEW) == 0)))
    return counted, sample


def _around(areas: Areas, counted: Counted) -> Counted:
    """The same of every area, by number; kinds of households are those of provinces and wider areas."""
    number = len(areas.names)
    part, whole = areas.chains("subdistrict")
    province, around = areas.chains("province")
    kinds = {}
    for kind, tally in counted.kinds.items():
        width = len(KINDS[kind])
        within, beyond = ((each[:, None] * width + np.arange(width)).ravel() for each in (province, around))
        kinds[kind] = tally.of(within, beyond, groups=number * width)
    return Counted(
        surveyed=counted.surveyed.of(part, whole, groups=number),
        failing=counted.failing.of(part, whole, groups=number),
        unions=counted.unions.of(part, whole, groups=number),
        not_applicable=summed(counted.not_applicable, part, whole, groups=number),
        kinds=kinds,
    )


def _name_areas(connection: duckdb.DuckDBPyConnection, households: Households) -> None:
    """The names of areas and items by number."""
    levels, codes = zip(*households.areas.names, strict=True)
    for name, values in (("levels", levels), ("codes", codes), ("items", households.items)):
        connection.execute(f"set variable {name} = [{', '.join(map(text, values))}]")


def _of_areas(households: Households, whole: Counted, round_salt: str) -> Counts:
    surveyed, keys = whole.surveyed.households[0], whole.surveyed.keys[0]
    applicable = []
    for item, without in zip(households.items, whole.not_applicable, strict=True):
        left = surveyed - without - noise(without, cells(keys, "dropped" if item == POOR else item, round_salt))
        applicable.append(np.where((without == 0) | (without == surveyed), surveyed - without, np.maximum(left, 0)))
    areas = np.arange(len(households.areas.names))
    counts = _counts(households.items, whole.failing, _TOTAL, round_salt=round_salt, areas=areas)
    return _TOTAL, counts | {"households_applicable": np.concatenate(applicable)}


def _of_kinds(households: Households, whole: Counted, round_salt: str) -> list[Counts]:
    wide = np.array([number for number, (level, _) in enumerate(households.areas.names) if level in _WIDE])
    found = []
    for kind, categories in KINDS.items():
        for place, category in enumerate(categories):
            tally = whole.kinds[kind].at(wide * len(categories) + place)
            counts = _counts(households.items, tally, (kind, category), round_salt=round_salt, areas=wide)
            found.append(((kind, category), counts | {"households_applicable": np.full(counts["area"].shape, -1)}))
    return found


def _counts(
    items: list[str], tally: Tally, kind: tuple[str, str], *, round_salt: str, areas: Integers
) -> dict[str, Integers]:
    """One row per item and area: its open counts, but for what is no larger than its whole."""
    of_kind = () if kind == _TOTAL else ("|".join(kind),)
    numbers = np.array([cells(keys, item, *of_kind, round_salt) for item, keys in zip(items, tally.keys, strict=True)])
    return {
        "item": np.repeat(np.arange(len(items)), len(areas)),
        "area": np.tile(areas, len(items)),
        "households_failing": (tally.households + noise(tally.households, numbers)).ravel(),
        "members_failing": shown_members(tally.members, tally.households, numbers).ravel(),
    }


RECOUNTS: dict[str, Recount] = {"audit__recounted": _recounted}
