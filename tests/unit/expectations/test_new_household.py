"""Locks down which counts the gate's attacker looks at to find out what a new household fails."""

from __future__ import annotations

import numpy as np

from expectations.attack.recount import Counted, Piece, Tally
from expectations.evidence.new_household import findings, new_failures
from expectations.evidence.pieces import Areas, Households

LEVELS = ("nation", "region", "pilot_group", "province", "district", "subdistrict")
CHAIN = Areas(
    names=tuple((level, level) for level in LEVELS),
    parents={0: (), 1: (0,), 2: (0,), 3: (1, 2), 4: (3,), 5: (4,)},
)
HOUSEHOLDS = Households(CHAIN, "2567-1", ["TQ01", "TQ02", "TQ03"], {"goal 1": ["TQ01", "TQ02"]})


def tally(counts: list[int]) -> Tally:
    """So many failing households of each item in every area, with two members each."""
    numbers = np.repeat(np.array(counts)[:, None], len(LEVELS), axis=1)
    return Tally(numbers, 2 * numbers, 1000 + numbers)


def one_new() -> Piece:
    """A household that fails the first and the third indicator."""
    answers = {code: np.array([answer]) for code, answer in zip(HOUSEHOLDS.items, (0, 1, 0), strict=True)}
    return Piece(
        places=np.array([0]),
        keys=np.array([7]),
        members=np.array([3]),
        kinds={},
        answers=answers,
        fails_any={"goal 1": np.array([True])},
    )


COUNTED = Counted(
    surveyed=tally([1000]),
    failing=tally([50, 30, 20]),
    unions=tally([80]),
    not_applicable=np.zeros((3, len(LEVELS)), dtype=np.int64),
    kinds={},
)


def test_a_failure_is_among_the_counts_of_its_indicator_and_of_the_goal_that_others_serve_too() -> None:
    failures = new_failures(HOUSEHOLDS, COUNTED, [one_new()])
    assert failures.households.tolist() == [[50] * 7 + [80] * 7, [20] * 7 + [0] * 7]
    assert failures.people[0].tolist() == [100] * 7 + [-1] * 7, "goals show no members"
    assert failures.salts[0].tolist()[5:8] == ["TQ01", "TQ01|local administration", "goal 1"]
    assert failures.salts[0].tolist()[-1] == "goal 1|local administration"
    # 80 of 1,000 fail the goal and 50 the indicator: 30 of the 950 others are in the goal anyway.
    assert failures.others[0].tolist() == [0] * 7 + [30 / 950] * 7
    assert failures.rates.round(4).tolist() == [0.05, 0.02]


def test_of_a_district_its_goals_are_looked_at_too() -> None:
    """The same noise in both vintages gives everything away. Without goals, the first indicator has fewer counts."""
    failures = new_failures(HOUSEHOLDS, COUNTED, [one_new()])
    found = {name: (looked_at, known) for name, looked_at, known in findings(failures, [("a", "a"), ("b", "b")])}
    assert list(found) == [
        "all figures of its district",
        "counts of its areas",
        "counts and members of its areas",
    ]
    assert all(looked_at == 4 for looked_at, _ in found.values())
    assert found["all figures of its district"][1] == 4


def test_what_many_of_a_province_fail_is_left_out() -> None:
    common = Counted(**{**vars(COUNTED), "failing": tally([500, 30, 20]), "unions": tally([520])})
    assert new_failures(HOUSEHOLDS, common, [one_new()]).rates.round(4).tolist() == [0.02]


def test_a_list_without_shared_goals_has_the_counts_of_its_indicators_alone() -> None:
    alone = Households(CHAIN, "2567-1", HOUSEHOLDS.items, {})
    counted = Counted(**{**vars(COUNTED), "unions": Tally.empty(items=0, groups=len(LEVELS))})
    assert new_failures(alone, counted, [one_new()]).households.shape == (2, 7)
