"""What an attacker believes of a small count who knows the table of noise, how counts are distributed, and all sums.

Counts of parts of an area (children, or kinds of households) are examined with the count of the whole. The same
households have the same noise, so the count of a whole says nothing new where one part has all of its households.
What is not here: sums of several indicators (bounds.py), later vintages (changes.py).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from scipy.special import gammaln

from expectations.attack.noise import (
    MEMBERS_NOISE,
    WINDOW,
    Floats,
    Integers,
    candidates,
    likelihood,
    members_chances,
)
from orchestration.disclosure.noise_table import VARIANCE

# Of more parts, the sum of the others is as good as normal.
_MOST_CONVOLVED: Final = 24
# Of a larger count the members say little; no count below 5 is shown as more than this.
_MOST_WITH_MEMBERS: Final = 9
_LARGEST_CANDIDATE: Final = _MOST_WITH_MEMBERS + 5
SMALL: Final = (1, 2, 3, 4)
SURE: Final = 0.9


@dataclass(frozen=True)
class Parts:
    """Open counts of one item: cells in arrays of equal length, `whole` by group.

    `groups`: number of the whole of each cell. `whole` is -1 where the whole is not shown. `means` and `dispersion` are
    of the counts as the attacker expects them, `sizes` is the share of households by their members, from 0 on.
    -1 members are not shown.
    """

    shown: Integers
    members: Integers
    groups: Integers
    whole: Integers
    means: Floats
    dispersion: float
    sizes: Floats


def beliefs(parts: Parts, *, of_parts: Floats | None = None) -> tuple[Integers, Floats]:
    """Counts that each cell can have, in the last axis, and how likely the attacker thinks each of them.

    `of_parts`: what the cells' own parts and counts say of them (of_their_parts).
    """
    grid = candidates(parts.shown)
    weights = _normal(_alone(parts, grid) if of_parts is None else of_parts * of_members(parts, grid))
    return grid, _normal(weights * from_the_whole(parts, grid, weights))


def of_their_parts(parts: Parts, whole: Integers, *, expected: Floats, size: float) -> Floats:
    """How likely each count is that the wholes can have, by the counts of candidates(whole): of parts and whole.

    `expected` is the mean of each whole, which decides where parts are not shown.
    """
    grid = candidates(parts.shown)
    weights = _normal(_alone(parts, grid))
    wholes = candidates(whole)
    found = likelihood(whole, wholes) * _expected(wholes, expected, size)
    numbers = np.bincount(parts.groups, minlength=len(whole))
    for number in np.unique(numbers[(numbers > 0) & (parts.whole >= 0)]):
        groups = np.flatnonzero((numbers == number) & (parts.whole >= 0))
        cells = _cells_of(parts.groups, groups, int(number))
        summed = _summed if number <= _MOST_CONVOLVED else _summed_as_normal
        found[groups] = summed(parts.shown[cells], grid[cells], weights[cells], whole[groups])
    return found


def _alone(parts: Parts, grid: Integers) -> Floats:
    """What the attacker thinks of each count without any other."""
    return likelihood(parts.shown, grid) * of_members(parts, grid) * _expected(grid, parts.means, parts.dispersion)


def claims(grid: Integers, believed: Floats, truth: Integers) -> tuple[int, int, int]:
    """Cells of 1 to 4; how many cells the attacker claims to know, as 1 to 4; how many of the claims are right."""
    best = believed.argmax(axis=-1)[..., None]
    count = np.take_along_axis(grid, best, axis=-1)[..., 0]
    is_claimed = (np.take_along_axis(believed, best, axis=-1)[..., 0] >= SURE) & np.isin(count, SMALL)
    return int(np.isin(truth, SMALL).sum()), int(is_claimed.sum()), int((is_claimed & (count == truth)).sum())


def dispersion(shown: Integers, means: Floats) -> float:
    """The size of a negative binomial distribution of these means; the larger, the nearer to Poisson's."""
    excess = float(np.sum((shown - means) ** 2 - means - VARIANCE))
    return float(np.clip(np.sum(means**2) / excess, 0.2, 1e6)) if excess > 0 else 1e6


def from_the_whole(parts: Parts, grid: Integers, weights: Floats) -> Floats:
    """How likely the count of the whole is, by the counts of the cell."""
    found = np.ones_like(weights)
    numbers = np.bincount(parts.groups, minlength=len(parts.whole))
    for number in np.unique(numbers[(numbers > 1) & (parts.whole >= 0)]):
        groups = np.flatnonzero((numbers == number) & (parts.whole >= 0))
        cells = _cells_of(parts.groups, groups, int(number))
        around = _convolved if number <= _MOST_CONVOLVED else _as_normal
        found[cells] = around(parts.shown[cells], grid[cells], weights[cells], parts.whole[groups])
    return found


def of_members(parts: Parts, grid: Integers) -> Floats:
    """How likely the open count of members is, by the counts of the cell."""
    found = np.ones(grid.shape)
    cells = np.flatnonzero((parts.shown > 0) & (parts.shown <= _MOST_WITH_MEMBERS) & (parts.members >= 0))
    table = _members_table(parts.sizes)
    is_least = parts.members[cells] <= parts.shown[cells]
    place = np.clip(parts.members[cells] + MEMBERS_NOISE, 0, table.shape[1] - 1)
    counts = np.minimum(grid[cells], _LARGEST_CANDIDATE)
    likely = np.where(is_least[:, None], table.cumsum(axis=1)[counts, place[:, None]], table[counts, place[:, None]])
    found[cells] = np.where(likely.sum(axis=1, keepdims=True) > 0, likely, 1)
    return found


def _members_table(sizes: Floats) -> Floats:
    """By count of households: how likely so many members are shown, from -MEMBERS_NOISE on."""
    drawn = members_chances()
    table = np.zeros((_LARGEST_CANDIDATE + 1, len(sizes) * _LARGEST_CANDIDATE + len(drawn)))
    total = np.ones(1)
    for households in range(_LARGEST_CANDIDATE + 1):
        spread = np.convolve(total, drawn)
        table[households, : len(spread)] = spread
        total = np.convolve(total, sizes)
    return table


def _cells_of(groups: Integers, wanted: Integers, size: int) -> Integers:
    """Numbers of the cells of each group, one row per group."""
    order = np.argsort(groups, kind="stable")
    first = np.searchsorted(groups[order], wanted)
    numbers: Integers = order[first[:, None] + np.arange(size)]
    return numbers


def _convolved(shown: Integers, grid: Integers, weights: Floats, whole: Integers) -> Floats:
    """Cells by group (rows) and part; the others' sum is exact."""
    others = _without_each(weights)
    starts = grid[..., 0].sum(axis=1, keepdims=True) - grid[..., 0]
    wholes = candidates(whole)
    likely = likelihood(whole, wholes)
    place = wholes[:, None, None, :] - grid[..., None] - starts[..., None, None]
    rest = _taken(others[:, :, None, :], place)
    # Where the others have none, the whole is this part and has its noise.
    is_alone = (wholes[:, None, None, :] == grid[..., None]) & (grid[..., None] > 0)
    alone = np.where(is_alone, rest, 0).sum(axis=-1)
    summed = np.where(is_alone, 0, rest * likely[:, None, None, :]).sum(axis=-1)
    found: Floats = summed + alone * (whole[:, None] == shown)[..., None]
    return found


def _without_each(weights: Floats) -> Floats:
    """Of the parts of each group (rows): how likely each sum of the others is, from their least counts on."""
    number = weights.shape[1]
    length = (WINDOW - 1) * (number - 1) + 1
    waves = np.fft.rfft(weights, length + WINDOW, axis=-1)
    before, after = np.ones_like(waves), np.ones_like(waves)
    before[:, 1:] = np.cumprod(waves[:, :-1], axis=1)
    after[:, :-1] = np.cumprod(waves[:, :0:-1], axis=1)[:, ::-1]
    return np.maximum(np.fft.irfft(before * after, length + WINDOW, axis=-1)[..., :length], 0)


def _summed(shown: Integers, grid: Integers, weights: Floats, whole: Integers) -> Floats:
    """Cells by group (rows) and part. Where one part alone has any, the whole has the noise of this part."""
    number = weights.shape[1]
    length = (WINDOW - 1) * number + 1
    sums = np.fft.irfft(np.fft.rfft(weights, length, axis=-1).prod(axis=1), length, axis=-1)
    wholes = candidates(whole)
    place = wholes - grid[..., 0].sum(axis=1)[:, None]
    all_of_them = _taken(np.maximum(sums, 0), place)
    lone = _taken(weights, wholes[:, None, :] - grid[..., :1]) * (wholes > 0)[:, None, :]
    lone *= _others_are_none(grid, weights)[..., None]
    several = np.maximum(all_of_them - lone.sum(axis=1), 0)
    of_one = (lone * (shown == whole[:, None])[..., None]).sum(axis=1)
    found: Floats = several * likelihood(whole, wholes) + of_one
    return found


def _others_are_none(grid: Integers, weights: Floats) -> Floats:
    none = np.where(grid == 0, weights, 0).sum(axis=-1)
    before, after = np.ones_like(none), np.ones_like(none)
    before[:, 1:] = np.cumprod(none[:, :-1], axis=1)
    after[:, :-1] = np.cumprod(none[:, :0:-1], axis=1)[:, ::-1]
    others: Floats = before * after
    return others


def _taken(values: Floats, place: Integers) -> Floats:
    """The values at each place of the last axis, 0 beyond its ends."""
    is_there = (place >= 0) & (place < values.shape[-1])
    return np.where(is_there, np.take_along_axis(values, np.clip(place, 0, values.shape[-1] - 1), axis=-1), 0)


def _summed_as_normal(shown: Integers, grid: Integers, weights: Floats, whole: Integers) -> Floats:
    mean, variance = (each.sum(axis=1, keepdims=True) for each in _moments(grid, weights))
    wholes = candidates(whole)
    return likelihood(whole, wholes) * _density(wholes, mean, variance)


def _as_normal(shown: Integers, grid: Integers, weights: Floats, whole: Integers) -> Floats:
    mean, variance = _moments(grid, weights)
    others = (each.sum(axis=1, keepdims=True) - each for each in (mean, variance))
    means, variances = (each[..., None] for each in others)
    return _density(whole[:, None, None] - grid, means, variances + VARIANCE)


def _moments(grid: Integers, weights: Floats) -> tuple[Floats, Floats]:
    mean = (grid * weights).sum(axis=-1)
    return mean, (grid**2 * weights).sum(axis=-1) - mean**2


def _density(value: Integers, mean: Floats, variance: Floats) -> Floats:
    """Of a normal distribution, relative to its largest among the values of the last axis."""
    exponents = -((value - mean) ** 2) / (2 * np.maximum(variance, 1e-9))
    likely: Floats = np.exp(exponents - exponents.max(axis=-1, keepdims=True))
    return likely


def _expected(grid: Integers, means: Floats, size: float) -> Floats:
    """The negative binomial distribution of each mean, relative to its largest."""
    means = np.maximum(means, 1e-9)[..., None]
    logs = gammaln(grid + size) - gammaln(grid + 1.0) + grid * (np.log(means) - np.log(size + means))
    likely: Floats = np.exp(logs - logs.max(axis=-1, keepdims=True))
    return likely


def _normal(weights: Floats) -> Floats:
    total = weights.sum(axis=-1, keepdims=True)
    return np.where(total > 0, weights / np.where(total > 0, total, 1), 1 / weights.shape[-1])
