"""Open counts recounted from the households by another path, and what one new household would tell an attacker.

What is not here: the counting (attack/recount.py), the attack (attack/changes.py), which differences matter
(suites/privacy/attack.py).
"""

from __future__ import annotations

import json
from typing import Final

import duckdb
import numpy as np

from expectations.attack.changes import Failures, found
from expectations.attack.noise import Floats, Integers, cells, noise, shown_members
from expectations.attack.recount import Counted, Piece, Tally, summed
from expectations.evidence.pieces import KINDS, POOR, Areas, Households, read_areas
from expectations.evidence.recount import Candidate, Recount, text
from expectations.limits import COMMON_FAILURE

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
# So many households of a province weigh as much as the rate of the nation.
_OF_THE_NATION: Final = 100
# Households that are looked at as if they were new, of each round.
_NEW: Final = 1000
_LEVELS: Final = ("subdistrict", "district", "province", "region", "pilot_group", "nation")
_WIDE: Final = ("province", "region", "pilot_group", "nation")
# Nobody knows from published tables in which local administration a village is: it is taken for a further subdistrict.
_ADMINISTRATION: Final = "|local administration"
# What an attacker looks at -> columns of the counts (_failures), and whether at their members too.
_FIGURES: Final = {
    "counts of areas": False,
    "counts and members of areas": True,
}
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
            _of_round(connection, Households(areas, survey_round, [*codes, POOR]), salts[survey_round])


def round_salts(connection: duckdb.DuckDBPyConnection, candidate: Candidate) -> dict[str, str]:
    """Round -> its salt, where the round has all of its households. Their keys are read once, for every recount."""
    vintages = json.dumps({each.round: each.text for each in candidate.manifest.vintages})
    connection.execute(_SALTS, [vintages])
    return dict(connection.execute("select survey_round, salt from round_salt").fetchall())


def _of_round(connection: duckdb.DuckDBPyConnection, households: Households, round_salt: str) -> None:
    survey_round = households.survey_round
    counted, sample = _count(connection, households)
    whole = _around(households.areas, counted)
    _name_areas(connection, households)
    for kind, table in (_of_areas(households, whole, round_salt), *_of_kinds(households, whole, round_salt)):
        connection.register("counts", table)
        connection.execute(_INSERT.format(*map(text, (survey_round, *kind))))
        connection.unregister("counts")
    failures = _failures(households, whole, sample)
    pairs = _pairs(connection, survey_round, round_salt, number=len(failures.keys))
    for figures, has_members in _FIGURES.items():
        known = sum(found(failures, vintages=vintages, has_members=has_members) for vintages in pairs)
        row = [survey_round, figures, len(failures.keys) * len(pairs), known]
        connection.execute("insert into audit__new_household values (?, ?, ?, ?)", row)


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


def _failures(households: Households, whole: Counted, sample: list[Piece]) -> Failures:
    """Every failure of the sampled households in what few fail, with the counts that it is among.

    A further vintage draws these counts anew, and none by kind. What many fail is guessed without any figure.
    """
    new = Piece.joined(sample)
    rows, items = np.nonzero(np.array([answers == 0 for answers in new.answers.values()]).T)
    chains = _chains(households.areas)[new.places[rows]]
    of_items = np.array(households.items, dtype=object)[items]
    columns = [*range(len(_LEVELS)), _LEVELS.index("subdistrict")]
    salts = [*[of_items] * len(_LEVELS), of_items + _ADMINISTRATION]
    around = [chains[:, column] for column in columns]
    failures = Failures(
        keys=new.keys[rows],
        members=new.members[rows].astype(np.int64),
        rates=_rates(whole, chains, items),
        households=np.column_stack([whole.failing.households[items, areas] for areas in around]),
        people=np.column_stack([whole.failing.members[items, areas] for areas in around]),
        sums_of_keys=np.column_stack([whole.failing.keys[items, areas] for areas in around]),
        salts=np.column_stack(salts),
    )
    return failures.of(failures.rates < COMMON_FAILURE)


def _rates(whole: Counted, chains: Integers, items: Integers) -> Floats:
    """The share of the province that fails the item; a province of few households is taken for the nation."""
    failing, asked = (
        [table[items, chains[:, _LEVELS.index(level)]].astype(float) for level in ("province", "nation")]
        for table in (whole.failing.households, whole.surveyed.households[0] - whole.not_applicable)
    )
    of_the_nation = failing[1] / np.maximum(asked[1], 1)
    rates: Floats = (failing[0] + _OF_THE_NATION * of_the_nation) / (asked[0] + _OF_THE_NATION)
    return np.clip(rates, 1e-6, 1 - 1e-6)


def _chains(areas: Areas) -> Integers:
    """The areas around each subdistrict, one column per level."""
    found = []
    for number in areas.of_level("subdistrict"):
        of_level = {areas.names[area][0]: area for area in areas.around(int(number))}
        found.append([of_level[level] for level in _LEVELS])
    return np.array(found, dtype=np.int64).reshape(-1, len(_LEVELS))


RECOUNTS: dict[str, Recount] = {"audit__recounted": _recounted}
