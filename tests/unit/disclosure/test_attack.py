"""Locks down what the gate's attacker makes of open counts, by small examples that can be worked out otherwise."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from itertools import product
from unittest import mock

import numpy as np
import pytest

from expectations.attack import bayes
from expectations.attack.bayes import Parts, beliefs, claims, of_their_parts
from expectations.attack.bounds import Linked, attacked
from expectations.attack.changes import Failures, found
from expectations.attack.noise import (
    MEMBERS_NOISE,
    Integers,
    candidates,
    cells,
    chance,
    likelihood,
    noise,
    shown_members,
)
from expectations.attack.recount import Tally

SIZES = np.array([0, 0.2, 0.2, 0.2, 0.2, 0.2])


def linked(shown: list[int], **more: object) -> Linked:
    number = len(shown)
    given: dict[str, object] = {
        "shown": np.array(shown),
        "members": np.full(number, -1),
        "most": np.full(number, 100),
        "has_members": np.zeros(number, dtype=bool),
        "sums": (),
        "unions": (),
    }
    return Linked(**given | more)  # type: ignore[arg-type]


def parts(shown: list[int], whole: int, *, mean: float = 1.0) -> Parts:
    number = len(shown)
    return Parts(
        shown=np.array(shown),
        members=np.full(number, -1),
        groups=np.zeros(number, dtype=np.int64),
        whole=np.array([whole]),
        means=np.full(number, mean),
        dispersion=1e6,
        sizes=SIZES,
    )


def test_the_noise_is_that_of_the_cell_of_keys_item_and_round() -> None:
    number = cells([5, 2**32 + 5], "TQ01", "salt of the round")
    assert (number == int(hashlib.md5(b"5|TQ01|salt of the round").hexdigest()[:8], 16)).all()
    assert noise(8, np.array([0])) == -5
    assert noise(8, np.array([2**32 - 1])) == 5
    assert noise(1, np.array([0])) == -1
    assert shown_members(4, 1, np.array([0])) == 0
    assert shown_members(30, 8, np.array([2**32 - 1])) == 30 + (2**32 - 1) // 27 % 27 + (2**32 - 1) // 729 % 27 - 26


def test_every_count_is_shown_as_something_and_keeps_its_mean() -> None:
    for count in range(12):
        shown = np.arange(20)
        likely = chance(shown, count)
        assert likely.sum() == pytest.approx(1)
        assert likely @ shown == pytest.approx(count)


def test_a_count_that_noise_never_makes_is_exact() -> None:
    shown = np.array([1, 2, 3])
    grid = candidates(shown)
    assert grid[likelihood(shown, grid) > 0].tolist() == [1, 2, *range(1, 9)]


def test_a_sum_narrows_what_its_parts_can_be() -> None:
    """Of 0 and 0 that sum to 10, each is 5: no other count is large enough."""
    least, most = attacked(linked([10, 0, 0], sums=((0, np.array([1, 2])),)), np.array([1, 2]))
    assert (least.tolist(), most.tolist()) == ([0, 0], [5, 5])
    least, most = attacked(linked([15, 0, 0], sums=((0, np.array([1, 2])),)), np.array([1, 2]))
    assert (least.tolist(), most.tolist()) == ([5, 5], [5, 5])


def test_counts_that_nothing_explains_are_taken_as_they_are() -> None:
    least, most = attacked(linked([30, 3, 4], sums=((0, np.array([1, 2])),)), np.array([1, 2]))
    assert (least.tolist(), most.tolist()) == ([3, 4], [3, 4])


def test_an_indicator_is_within_its_goal_and_a_household_has_members() -> None:
    unions = ((0, np.array([1, 2])),)
    least, most = attacked(linked([0, 9, 0], unions=unions), np.array([1]))
    assert (least.tolist(), most.tolist()) == ([4], [5])
    members = {"members": np.array([3]), "has_members": np.ones(1, dtype=bool)}
    least, most = attacked(linked([3], **members), np.array([0]))
    assert least.tolist() == [1], "members have noise of their own, and say no more than that there is one"


@pytest.mark.parametrize(("shown", "whole"), [([3, 0], 3), ([3, 0], 4), ([0, 0], 0), ([4, 5], 6)])
def test_beliefs_are_those_of_every_case_counted_out(shown: list[int], whole: int) -> None:
    """The whole has the noise of a part that alone has any."""
    given = parts(shown, whole)
    counts = range(11)
    prior = {count: float(np.exp(-1.0)) / float(np.prod(range(1, count + 1))) for count in counts}
    weights = {}
    for pair in product(counts, counts):
        own = prior[pair[0]] * prior[pair[1]] * chance(shown[0], pair[0]) * chance(shown[1], pair[1])
        lone = [place for place in (0, 1) if pair[place]]
        of_the_whole = float(whole == shown[lone[0]]) if len(lone) == 1 else float(chance(whole, sum(pair)))
        weights[pair] = float(own) * of_the_whole
    expected = [sum(w for pair, w in weights.items() if pair[0] + pair[1] == count) for count in counts]
    found = of_their_parts(given, given.whole, expected=np.array([2.0]), size=1e6)[0]
    grid = candidates(given.whole)[0]
    likely = dict(zip(grid.tolist(), found / found.sum(), strict=True))
    total = sum(expected)
    assert {c: likely[c] for c in likely if c in counts} == pytest.approx(
        {c: expected[c] / total for c in likely if c in counts}, rel=1e-4
    )


def test_an_attacker_who_is_sure_and_right_is_counted() -> None:
    given = parts([1, 3], -1)
    grid, believed = beliefs(given)
    assert claims(grid, believed, np.array([1, 4])) == (2, 1, 1)
    assert claims(grid, believed, np.array([2, 0])) == (1, 1, 0)


def test_members_say_how_many_households_there_are() -> None:
    """Three open households of 20 members are more than one."""
    without = parts([3], -1)
    seen = Parts(**{**vars(without), "members": np.array([20])})
    grid = candidates(seen.shown)
    assert bayes.of_members(seen, grid)[0, 1] < bayes.of_members(seen, grid)[0, 4]
    assert (bayes.of_members(without, grid) == 1).all()


def failures(number: int = 400) -> Failures:
    random = np.random.default_rng(1)
    column = (number, 6)
    return Failures(
        keys=random.integers(0, 2**32, number),
        members=np.full(number, 3),
        rates=np.full(number, 0.1),
        households=random.integers(20, 50, column),
        people=random.integers(60, 150, column),
        sums_of_keys=random.integers(0, 2**32, column),
        salts=np.full(column, "TQ01", dtype=object),
        others=np.zeros(column),
    )


def test_the_same_noise_in_two_vintages_gives_a_new_household_away_and_fresh_noise_does_not() -> None:
    """Where the noise of a count stays, so does the difference."""
    assert found(failures(), vintages=("a", "b"), has_members=True) <= 2
    assert found(failures(), vintages=("a", "a"), has_members=False) > 390


def test_members_with_one_draw_of_noise_would_give_large_households_away() -> None:
    """Four members go beyond the bounds of a flat noise in some area. Two draws together seldom come near theirs."""
    large = replace(failures(), members=np.full(400, 4))
    assert found(large, vintages=("a", "b"), has_members=True) <= 2
    assert found(replace(large, members=np.full(400, 8)), vintages=("a", "b"), has_members=True) <= 20
    flat = np.full(2 * MEMBERS_NOISE + 1, 0.0)
    flat[MEMBERS_NOISE - 9 : MEMBERS_NOISE + 10] = 1 / 19

    def of_one_draw(members: Integers, households: Integers, cell: Integers) -> Integers:
        return np.maximum(households + noise(households, cell), members + cell // 19 % 19 - 9)

    with (
        mock.patch("expectations.attack.changes.shown_members", of_one_draw),
        mock.patch("expectations.attack.changes.members_chances", lambda: flat),
    ):
        assert found(large, vintages=("a", "b"), has_members=True) > 50


def test_a_count_of_the_same_households_says_nothing_more() -> None:
    """An area may have one part alone that was surveyed."""
    one = failures()
    shapes = {name: values[:, [0] * 6] for name, values in vars(one).items() if values.ndim == 2}
    repeated = Failures(**{**vars(one), **shapes})
    single = Failures(**{**vars(one), **{name: values[:, :1] for name, values in shapes.items()}})
    alone = found(single, vintages=("a", "b"), has_members=True)
    assert found(repeated, vintages=("a", "b"), has_members=True) == alone


def test_a_goal_that_a_household_fails_anyway_says_nothing_of_one_indicator() -> None:
    """The likelier another indicator of the goal fails, the less the goal tells. Goals show no members."""
    of_goals = replace(failures(), people=np.full((400, 6), -1))
    seen = [
        found(replace(of_goals, others=np.full((400, 6), others)), vintages=("a", "a"), has_members=True)
        for others in (0.0, 0.1, 0.4, 0.5)
    ]
    assert seen == sorted(seen, reverse=True)
    assert len({*seen}) == 4
    # Six counts make a failure of one in ten at most 2^6 times as likely: seven to one, which is not sure.
    assert seen[-1] == 0


def test_some_counts_alone_are_looked_at() -> None:
    first = failures().by(np.arange(6) == 0)
    assert (first.households.shape, first.others.shape, first.keys.shape) == ((400, 1), (400, 1), (400,))


def test_a_tally_counts_each_household_once_and_keeps_its_keys_whole() -> None:
    tally = Tally.empty(items=1, groups=3)
    keys = np.array([2**32 - 1, 2**32 - 1, 7])
    tally.add(0, groups=np.array([0, 0, 2]), members=np.array([1, 2, 3]), keys=keys)
    wider = tally.of(np.array([0, 1, 2]), np.array([0, 0, 0]), groups=1)
    assert (wider.households.tolist(), wider.members.tolist()) == ([[3]], [[6]])
    assert wider.keys.tolist() == [[(2 * (2**32 - 1) + 7) % 2**32]]
