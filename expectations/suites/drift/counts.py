"""Rules on counts since the last release: rows, houses and households that fell or grew, and the coverage of a round.

What is not here: rates (rates.py), the list of areas (areas.py).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from expectations.drift import Drift, Limit
from expectations.rule import Rule, query_rule, rows_of
from expectations.suites.drift.levels import IN_A, OF, OF_EVERY, enough, nobody, without_few
from expectations.suites.shared import WIDEST_FIRST
from orchestration.published.lists import FACT_TABLES

_COVERAGE: Final = "restricted__area_coverage"
_BOTH: Final = f"{_COVERAGE} as now join previous_{_COVERAGE} as before using (survey_round, area_level, area_code)"
_CLOSED: Final = "survey_round in (select survey_round from audit__round_closed_before)"
# Tables of households with open cases lose rows where cases are solved.
_WHOLE_TABLES: Final = tuple(table for table in FACT_TABLES if table != "household_priority")


def count_rules(drift: Drift) -> Iterator[Rule]:
    yield _rows_fell(drift.rows_fell.nation)
    for measure, figure, falls in (
        ("houses_registered", "houses", drift.houses_fell),
        ("households_surveyed", "households", drift.households_fell),
    ):
        for level, limit in falls.levels():
            yield _fell(figure, measure=measure, level=level, limit=limit)
    for measure, figure, grows in (
        ("households_surveyed", "households", drift.households_of_closed_rounds_grew),
        ("members_surveyed", "members", drift.members_of_closed_rounds_grew),
    ):
        for level, limit in grows.levels():
            yield _closed_rounds_grew(figure, measure=measure, level=level, limit=limit)
    for level, limit in drift.coverage_fell.levels():
        yield _coverage_fell(level, limit)
    for level, limit in drift.houses_grew.levels():
        yield _register_grew(level, limit)


def _rows_fell(limit: Limit) -> Rule:
    tables = ", ".join(f"'{table}'" for table in _WHOLE_TABLES)
    return query_rule(
        "completeness__tables_kept_their_rows",
        table="restricted__release",
        severity=limit.severity,
        sentence="Rows of each table of houses, households and cases fell by at most"
        f" {limit.value:.0%} since the last release.",
        expected=f"at least {1 - limit.value:.0%} of the last release",
        file="drift/rows_fell",
        parameters={"tables": tables, "limit": repr(limit.value)},
        noun="table",
        examined=rows_of("audit__table_before", where=f"zone = 'restricted' and table_name in ({tables})"),
        order='"table"',
    )


def _fell(figure: str, *, measure: str, level: str, limit: Limit) -> Rule:
    return query_rule(
        f"coverage__{figure}{OF[level]}_did_not_drop",
        table=_COVERAGE,
        severity=limit.severity,
        sentence=f"{measure.replace('_', ' ').capitalize()} of {OF_EVERY[level]} fell by at most {limit.value:.0%}"
        f" since the last release, in the same round.{without_few(level, limit, figure)}",
        expected=f"at least {1 - limit.value:.0%} of the last release",
        file="drift/count_fell",
        parameters={"measure": measure, **_judged(level, limit)},
        noun="area",
        examined=_compared(level, limit, measure),
        order=WIDEST_FIRST,
        needs=nobody(limit, figure),
    )


def _closed_rounds_grew(figure: str, *, measure: str, level: str, limit: Limit) -> Rule:
    rounds = "_of_closed_rounds" if level == "nation" else f"{OF[level]}_in_closed_rounds"
    return query_rule(
        f"coverage__{figure}{rounds}_did_not_grow",
        table=_COVERAGE,
        severity=limit.severity,
        sentence=f"{measure.replace('_', ' ').capitalize()} of {OF_EVERY[level]} grew by at most {limit.value:.0%} in"
        f" rounds that were over in the last release.{without_few(level, limit, figure)}",
        expected=f"at most {1 + limit.value:.0%} of the last release",
        file="drift/count_grew",
        parameters={"measure": measure, "is_of_closed_rounds": "true", **_grown(level, limit)},
        noun="area",
        examined=rows_of(_BOTH, where=f"area_level = '{level}'{enough(limit, measure)} and {_CLOSED}"),
        order=WIDEST_FIRST,
        needs=nobody(limit, figure),
    )


def _register_grew(level: str, limit: Limit) -> Rule:
    measure = "houses_registered"
    of = {
        "nation": "over all provinces that had houses then",
        "province": "in every province that had houses then",
        "district": "in every district",
    }
    return query_rule(
        f"coverage__register_growth{OF[level]}_is_plausible",
        table=_COVERAGE,
        severity=limit.severity,
        sentence=f"Registered houses grew by at most {limit.value:.0%} since the last release, {of[level]}."
        f"{without_few(level, limit, 'houses')}",
        expected=f"at most {1 + limit.value:.0%} of the last release",
        file="drift/count_grew",
        parameters={"measure": measure, "is_of_closed_rounds": "false", **_grown(level, limit)},
        noun="area",
        examined=_compared(level, limit, measure),
        order=WIDEST_FIRST,
        needs=nobody(limit, "houses"),
    )


def _coverage_fell(level: str, limit: Limit) -> Rule:
    return query_rule(
        f"coverage__rate{OF[level]}_did_not_drop",
        table=_COVERAGE,
        severity=limit.severity,
        sentence=f"Houses surveyed in {IN_A[level]}, over residential houses of the last release, fell by at most"
        f" {limit.value * 100:.0f} points since then, in the same round."
        f"{without_few(level, limit, 'residential houses')}",
        expected=f"a fall of at most {limit.value * 100:.0f} points",
        file="drift/coverage_fell",
        parameters=_judged(level, limit),
        noun="area",
        examined=_compared(level, limit, "houses_residential"),
        order=WIDEST_FIRST,
        needs=nobody(limit, "residential houses"),
    )


def _compared(level: str, limit: Limit, measure: str) -> str:
    """The number of areas that both releases have."""
    return rows_of(_BOTH, where=f"area_level = '{level}'{enough(limit, measure)}")


def _judged(level: str, limit: Limit) -> dict[str, str]:
    return {"level": level, "limit": repr(limit.value), "fewest": str(limit.fewest)}


def _grown(level: str, limit: Limit) -> dict[str, str]:
    """The nation is the sum over the provinces that had any."""
    is_nation = level == "nation"
    part = {"part_level": "province" if is_nation else level, "area": "nation_code()" if is_nation else "area_code"}
    return _judged(level, limit) | part
