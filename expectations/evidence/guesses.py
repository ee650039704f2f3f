"""What an attacker guesses of the small counts of the open zone, and how many of the guesses are right.

What is not here: how the attacker guesses (attack/bayes.py), how many may be right (suites/privacy/attack.py).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import duckdb
import numpy as np

from expectations.attack.bayes import Parts, beliefs, claims, dispersion, of_their_parts
from expectations.attack.noise import Floats, Integers
from expectations.evidence.figures import Figures, Level, read_figures
from expectations.evidence.flows import NOW, Counts, Place, read_open_flows
from expectations.evidence.recount import Candidate, Recount, text

_OF_AREAS: Final = ("district", "subdistrict", "local_administration")
# All kinds of households of a province together.
_OF_KINDS: Final = "kind of households"
# What those who fail in a district were in the round before.
_OF_FLOWS: Final = "flow to a district"
# Levels that are no parts of a district or province.
_WIDE: Final = ("nation", "region", "pilot_group", "province")


def _guesses(connection: duckdb.DuckDBPyConnection, candidate: Candidate) -> None:
    """Of each round and level: cells of 1 to 4, those that the attacker claims to know, and claims that are right."""
    connection.execute(
        "create table audit__guess"
        " (survey_round varchar, level varchar, cells bigint, cells_claimed bigint, cells_known bigint)"
    )
    rounds = connection.execute("select distinct survey_round from open__area_indicator order by all").fetchall()
    for (survey_round,) in rounds:
        figures, sizes = read_figures(connection, survey_round), _sizes(connection, survey_round)
        flows = _of_flows(figures, read_open_flows(connection, survey_round))
        for level, found in (*_of_round(figures.levels, sizes).items(), *flows):
            connection.execute("insert into audit__guess values (?, ?, ?, ?, ?)", [survey_round, level, *found])


def _sizes(connection: duckdb.DuckDBPyConnection, survey_round: str) -> Floats:
    """The share of households by their members, from 0 on."""
    rows = connection.execute(
        "select member_count, count(*) from exact__fct_household"
        f" where survey_round = {text(survey_round)} and member_count between 1 and 20 group by all"
    ).fetchall()
    counted = np.zeros(21)
    for members, households in rows:
        counted[members] = households
    shares: Floats = counted / max(counted.sum(), 1)
    return shares


def _of_round(levels: dict[str, Level], sizes: Floats) -> dict[str, list[int]]:
    found: dict[str, list[int]] = {}
    for item in range(len(levels["province"].counts["shown"])):
        for level, guessed in _of_item(levels, item, sizes).items():
            name = level if level in _OF_AREAS else _OF_KINDS
            found[name] = [sum(each) for each in zip(found.get(name, [0, 0, 0]), guessed, strict=True)]
    return found


def _of_item(levels: dict[str, Level], item: int, sizes: Floats) -> dict[str, tuple[int, int, int]]:
    province = levels["province"]
    shown, applicable = (province.counts[name][item] for name in ("shown", "applicable"))
    rates = dict(zip(province.codes, (np.maximum(shown, 0) + 0.5) / (applicable + 1), strict=True))
    found, of_districts = {}, None
    for level in sorted(levels.keys() - set(_WIDE), key=lambda level: level == "district"):
        cells, whole = levels[level], levels["district" if level == "subdistrict" else "province"]
        parts, is_seen = _parts(cells, whole, item, rates=rates, sizes=sizes)
        if level == "subdistrict":
            of_districts = _of_districts(parts, whole, item, rates=rates)
        if len(parts.shown):
            of_parts = of_districts[is_seen] if level == "district" and of_districts is not None else None
            grid, believed = beliefs(parts, of_parts=of_parts)
            found[level] = claims(grid, believed, cells.counts["truth"][item][is_seen])
    return found


def _of_flows(figures: Figures, flows: dict[Place, Counts]) -> Iterator[tuple[str, tuple[int, int, int]]]:
    """Those who fail in a district are the sum of four flows."""
    districts, provinces = (figures.levels[level] for level in ("district", "province"))
    for item, name in enumerate(figures.items):
        rates = _rates_of_flows(provinces, item, name, flows)
        cells = [
            (place, *counts[flow], rates[districts.provinces[place]][flow])
            for place, code in enumerate(districts.codes)
            if (counts := flows.get(("district", code, name)))
            for flow in NOW
        ]
        if not cells:
            continue
        groups, shown, truth, shares = (np.array(each) for each in zip(*cells, strict=True))
        means = districts.counts["applicable"][item][groups] * shares
        parts = Parts(
            shown=shown,
            members=np.full_like(shown, -1),
            groups=groups,
            whole=districts.counts["shown"][item],
            means=means,
            dispersion=dispersion(shown, means),
            sizes=np.ones(1),
        )
        yield _OF_FLOWS, claims(*beliefs(parts), truth)


def _rates_of_flows(provinces: Level, item: int, name: str, flows: dict[Place, Counts]) -> dict[str, dict[str, float]]:
    """Province -> flow -> its share of the households that are asked."""
    asked = np.maximum(provinces.counts["applicable"][item], 0) + 1
    return {
        code: {flow: (flows.get(("province", code, name), {}).get(flow, (0, 0))[0] + 0.5) / number for flow in NOW}
        for code, number in zip(provinces.codes, asked.tolist(), strict=True)
    }


def _parts(cells: Level, whole: Level, item: int, *, rates: dict[str, float], sizes: Floats) -> tuple[Parts, Integers]:
    """The cells that are shown, and which of the level's cells these are."""
    counts = {name: counts[item] for name, counts in cells.counts.items()}
    number = {code: place for place, code in enumerate(whole.codes)}
    groups = np.array([number[code] for code in cells.wholes], dtype=np.int64)
    means = _means(cells, item, rates)
    is_asked = cells.surveyed > 0
    wholes = whole.counts["shown"][item].copy()
    wholes[groups[is_asked & (counts["shown"] < 0)]] = -1
    seen = np.flatnonzero(is_asked & (counts["shown"] >= 0))
    parts = Parts(
        shown=counts["shown"][seen],
        members=counts["members"][seen],
        groups=groups[seen],
        whole=wholes,
        means=means[seen],
        dispersion=dispersion(counts["shown"][seen], means[seen]),
        sizes=sizes,
    )
    return parts, seen


def _means(cells: Level, item: int, rates: dict[str, float]) -> Floats:
    means: Floats = cells.counts["applicable"][item] * np.array([rates[code] for code in cells.provinces])
    return means


def _of_districts(parts: Parts, districts: Level, item: int, *, rates: dict[str, float]) -> Floats:
    shown, means = districts.counts["shown"][item], _means(districts, item, rates)
    is_shown = shown >= 0
    size = dispersion(shown[is_shown], means[is_shown])
    return of_their_parts(parts, np.maximum(shown, 0), expected=means, size=size)


RECOUNTS: dict[str, Recount] = {"audit__guess": _guesses}
