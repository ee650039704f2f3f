"""Locks down what the audit holds two rounds to: the years between them count, and households must be found again.

Each rule is asked over a few rows, without the rest of a release.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import duckdb
import pytest

from expectations import all_rules
from expectations.definitions import define
from expectations.evidence import RECOUNTS
from expectations.limits import FEWEST_OF_A_PROVINCE, REVISITED_SHARE
from expectations.rule import UnexpectedRows

QUERIES = {rule.name: rule.expectation for rule in all_rules() if isinstance(rule.expectation, UnexpectedRows)}
POSSIBLE = "indicators__rate_is_possible_between_rounds"
PLAUSIBLE = "indicators__rate_is_plausible_between_rounds"
FOUND = "change__households_are_found_again"
MOST_FOUND = "change__most_households_are_found_again"
LOST = "change__houses_are_found_again"
# Household, house.
Home = tuple[str, str]


@pytest.fixture
def connection() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as made:
        made.execute(
            "create table open__dim_area as select *, null::date as valid_to from (values ('nation', 'TH', null),"
            " ('province', '10', '10'), ('province', '50', '50')) as area (area_level, area_code, province_code)"
        )
        yield made


def rounds(connection: duckdb.DuckDBPyConnection, *last_days: str) -> None:
    """Rounds 2550-1, 2551-1, ... that end on these days; an empty one is not known."""
    listed = ", ".join(
        f"('{2550 + place}-1', {2550 + place}, 1, nullif('{day}', '')::date)" for place, day in enumerate(last_days)
    )
    connection.execute(
        f"create table open__dim_survey_round as from (values {listed}) as r (survey_round, year_be, round,"
        " last_surveyed_on)"
    )
    define(connection)


def rates(connection: duckdb.DuckDBPyConnection, *each: float | None) -> None:
    rows = ", ".join(f"('{2550 + place}-1', {rate or 'null'}::double)" for place, rate in enumerate(each))
    connection.execute(
        "create table restricted__area_indicator as select *, 'nation' as area_level, 'TQ01' as indicator_code"
        f" from (values {rows}) as rate (survey_round, failing_rate)"
    )


def households(connection: duckdb.DuckDBPyConnection, *surveyed: Sequence[Home], village: str = "10010101") -> None:
    """The households of each round, all in one village."""
    rows = ", ".join(
        f"('{2550 + place}-1', '{household}', '{house}', '{village}')"
        for place, homes in enumerate(surveyed)
        for household, house in homes
    )
    connection.execute(
        "create table if not exists restricted__fct_household"
        " (survey_round varchar, household_key varchar, house_key varchar, village_code varchar)"
    )
    connection.execute(f"insert into restricted__fct_household values {rows}")


def followed(connection: duckdb.DuckDBPyConnection) -> None:
    RECOUNTS["audit__household_followed"](connection, None)  # type: ignore[arg-type]


def found(connection: duckdb.DuckDBPyConnection, rule: str) -> list[dict[str, object]]:
    query = QUERIES[rule]
    rows = connection.execute(f"select * from ({query.query()}) order by {query.order}")
    names = [column[0] for column in rows.description or ()]
    return [dict(zip(names, row, strict=True)) for row in rows.fetchall()]


def same(count: int, *, household: str = "h") -> list[Home]:
    return [(f"{household}{i}", f"house {i}") for i in range(count)]


@pytest.mark.parametrize(
    ("last_days", "each", "is_possible", "is_plausible"),
    [
        (("2008-01-01", "2009-01-01"), (0.1, 0.35), True, True),
        (("2008-01-01", "2009-01-01"), (0.1, 0.45), True, False),
        (("2008-01-01", "2009-01-01"), (0.1, 0.65), False, False),
        # A second round of the same year, and rounds without a date, are held against a whole year.
        (("2008-01-01", "2008-02-01"), (0.1, 0.35), True, True),
        (("2008-01-01", "2008-02-01"), (0.1, 0.65), False, False),
        (("2008-01-01", ""), (0.1, 0.65), False, False),
        # Two years allow twice as much, sixteen allow fifty points. More is possible, and worth a look.
        (("2008-01-01", "2010-01-01"), (0.1, 0.58), True, True),
        (("2008-01-01", "2024-01-01"), (0.7, 0.2), True, True),
        (("2008-01-01", "2024-01-01"), (0.8, 0.1), True, False),
        # A round that did not ask is passed over: the years count from the round that did.
        (("2008-01-01", "2009-01-01", "2010-01-01"), (0.1, None, 0.58), True, True),
        (("2008-01-01", "2009-01-01", "2010-01-01"), (0.1, 0.1, 0.65), False, False),
    ],
)
def test_a_rate_may_move_further_in_more_years(
    connection: duckdb.DuckDBPyConnection,
    last_days: tuple[str, ...],
    each: tuple[float | None, ...],
    is_possible: bool,
    is_plausible: bool,
) -> None:
    rounds(connection, *last_days)
    rates(connection, *each)
    assert (found(connection, POSSIBLE) == []) == is_possible
    assert (found(connection, PLAUSIBLE) == []) == is_plausible


def test_a_moved_rate_is_named_with_the_years_between(connection: duckdb.DuckDBPyConnection) -> None:
    rounds(connection, "2008-01-01", "2024-01-01")
    rates(connection, 0.8, 0.1)
    (row,) = found(connection, PLAUSIBLE)
    assert row.pop("years between") == pytest.approx(16, abs=0.01)
    assert row == {
        "survey_round": "2551-1",
        "indicator_code": "TQ01",
        "failing_rate": 0.1,
        "in the round before": 0.8,
        "round before": "2550-1",
    }


def test_identifiers_that_lost_their_zeros_are_named(connection: duckdb.DuckDBPyConnection) -> None:
    rounds(connection, "2008-01-01", "2009-01-01")
    households(connection, [("001", "a"), ("002", "b")], [("1", "a"), ("2", "b")])
    followed(connection)
    (row,) = found(connection, FOUND)
    assert row == {
        "survey_round": "2551-1",
        "area_level": "nation",
        "area_code": "TH",
        "detail": "0 of 2 households of houses surveyed in both rounds are in both rounds (before: 2550-1)",
    }


def test_one_province_with_other_identifiers_is_named_although_the_nation_is_whole(
    connection: duckdb.DuckDBPyConnection,
) -> None:
    rounds(connection, "2008-01-01", "2009-01-01")
    households(connection, same(500), same(500))
    homes = [(f"n{i}", f"northern {i}") for i in range(FEWEST_OF_A_PROVINCE)]
    households(connection, homes, [(f"0{key}", house) for key, house in homes], village="50010101")
    followed(connection)
    named = [(row["area_level"], row["area_code"]) for row in found(connection, FOUND)]
    assert named == [("province", "50")]
    assert named == [(row["area_level"], row["area_code"]) for row in found(connection, MOST_FOUND)]


def test_few_households_of_a_province_prove_nothing(connection: duckdb.DuckDBPyConnection) -> None:
    rounds(connection, "2008-01-01", "2009-01-01")
    households(connection, same(500), same(500))
    homes = [(f"n{i}", f"northern {i}") for i in range(FEWEST_OF_A_PROVINCE - 1)]
    households(connection, homes, [(f"0{key}", house) for key, house in homes], village="50010101")
    followed(connection)
    assert found(connection, MOST_FOUND) == []


@pytest.mark.parametrize(
    ("last_day", "found_again", "rules"),
    [
        ("2009-01-01", 80, []),
        ("2009-01-01", 79, [MOST_FOUND]),
        ("2009-01-01", 49, [FOUND, MOST_FOUND]),
        ("2010-01-01", 65, []),
        ("2010-01-01", 49, [MOST_FOUND]),
        ("2024-01-01", 5, []),
        ("2024-01-01", 0, [FOUND, MOST_FOUND]),
    ],
)
def test_fewer_households_are_found_again_after_more_years(
    connection: duckdb.DuckDBPyConnection, last_day: str, found_again: int, rules: list[str]
) -> None:
    rounds(connection, "2008-01-02", last_day)
    households(connection, same(100), [*same(found_again), *same(100, household="new")[found_again:]])
    followed(connection)
    assert [rule for rule in (FOUND, MOST_FOUND) if found(connection, rule)] == rules


def test_a_household_found_in_another_house_is_found(connection: duckdb.DuckDBPyConnection) -> None:
    rounds(connection, "2008-01-01", "2009-01-01")
    households(connection, [("x", "a"), ("y", "b")], [("y", "a"), ("x", "b"), ("z", "never visited before")])
    followed(connection)
    assert found(connection, MOST_FOUND) == []


def test_two_samples_that_share_few_houses_are_not_asked(connection: duckdb.DuckDBPyConnection) -> None:
    """Each draws a hundred houses; the samples number their households themselves."""
    shared = int(100 * REVISITED_SHARE)
    for houses, is_asked in ((shared - 1, False), (shared, True)):
        connection.execute("drop table if exists open__dim_survey_round")
        connection.execute("drop table if exists restricted__fct_household")
        connection.execute("drop table if exists audit__household_followed")
        rounds(connection, "2008-01-01", "2009-01-01")
        second = [(f"second {i}", f"house {i}" if i < houses else f"other house {i}") for i in range(100)]
        households(connection, same(100), second)
        followed(connection)
        assert bool(found(connection, FOUND)) == is_asked


def test_a_census_after_a_sample_is_asked_for_the_houses_of_the_sample(connection: duckdb.DuckDBPyConnection) -> None:
    rounds(connection, "2008-01-01", "2009-01-01")
    households(connection, same(30), same(3000, household="0h"))
    followed(connection)
    assert [row["area_level"] for row in found(connection, FOUND)] == ["nation", "province"]


def test_house_codes_of_one_province_that_changed_their_form_are_named(connection: duckdb.DuckDBPyConnection) -> None:
    """Such households have no area. The province is that of the round before."""
    rounds(connection, "2008-01-01", "2009-01-01")
    households(connection, same(900), same(900))
    homes = [(f"n{i}", f"northern {i}") for i in range(50)]
    moved = [(key, f"0{house}") for key, house in homes]
    households(connection, homes, village="50010101")
    households(connection, [], moved, village="")
    connection.execute("update restricted__fct_household set village_code = null where village_code = ''")
    followed(connection)
    (row,) = found(connection, LOST)
    assert row == {
        "survey_round": "2551-1",
        "area_level": "province",
        "area_code": "50",
        "detail": "50 of 50 households of both rounds live in no house of the register now (before: 2550-1)",
    }
