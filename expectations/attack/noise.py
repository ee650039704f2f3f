"""The noise of the open zone once more: by numpy, from sums of record keys, without the macros of the models.

Counts of cells are arrays of any shape. Source of the method: docs/disclosure.md. What is not here: how the table of
noise is made (orchestration/disclosure/noise_table.py).
"""

from __future__ import annotations

import hashlib
from functools import cache
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from orchestration.disclosure.noise_table import CELLS, LARGEST_COUNT, LARGEST_NOISE, noise_rows

Integers = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Booleans = npt.NDArray[np.bool_]

# Sums of keys are numbers below this one.
MODULUS: Final = 2**32
# Counts that one open count can come from.
WINDOW: Final = 2 * LARGEST_NOISE + 1
# So many more or fewer members are shown: two draws by other parts of the cell than the noise of the households.
_LARGEST_DRAW: Final = 13
_DRAWS: Final = 2 * _LARGEST_DRAW + 1
MEMBERS_NOISE: Final = 2 * _LARGEST_DRAW


def cells(keys: Any, *salts: Any) -> Integers:
    """The number of each count, by the sum of its record keys and the texts that say what it is counted for.

    A salt is a text, or an array of texts of the shape of the keys.
    """
    of_sum, *texts = np.broadcast_arrays(np.asarray(keys, dtype=np.int64) % MODULUS, *salts)
    counts = zip(*(each.ravel().tolist() for each in (of_sum, *texts)), strict=True)
    numbers = np.fromiter(map(_number, counts), dtype=np.int64, count=of_sum.size)
    return numbers.reshape(of_sum.shape)


def _number(parts: tuple[Any, ...]) -> int:
    digest = hashlib.md5("|".join(map(str, parts)).encode(), usedforsecurity=False)
    return int.from_bytes(digest.digest()[:4])


def noise(households: Any, cell: Integers) -> Integers:
    """The noise of each count of households."""
    drawn: Integers = _noises()[np.minimum(households, LARGEST_COUNT), cell // (MODULUS // CELLS)]
    return drawn


def shown_members(members: Any, households: Any, cell: Integers) -> Integers:
    """The open count of members beside a count of households. It does not know how many members there are at most."""
    drawn = noise(households, cell)
    of_members = cell // _DRAWS % _DRAWS + cell // _DRAWS**2 % _DRAWS - MEMBERS_NOISE
    return np.where(households + drawn == 0, 0, np.maximum(households + drawn, members + of_members))


@cache
def members_chances() -> Floats:
    """How likely each noise of members from -MEMBERS_NOISE to MEMBERS_NOISE is."""
    draw = np.full(_DRAWS, 1 / _DRAWS)
    return np.convolve(draw, draw)


@cache
def _noises() -> Integers:
    """Noise by count and by the upper 16 bits of the cell."""
    table = np.zeros((LARGEST_COUNT + 1, CELLS), dtype=np.int64)
    for row in noise_rows():
        table[row.households, row.first_cell : row.last_cell + 1] = row.noise
    return table


@cache
def chances() -> Floats:
    """How likely each noise of -LARGEST_NOISE to LARGEST_NOISE is, by count."""
    table = np.zeros((LARGEST_COUNT + 1, WINDOW))
    for row in noise_rows():
        table[row.households, row.noise + LARGEST_NOISE] = (row.last_cell - row.first_cell + 1) / CELLS
    return table


def chance(shown: Any, households: Any) -> Floats:
    """How likely it is that so many households are shown as so many."""
    drawn = np.asarray(shown) - np.asarray(households)
    is_possible = (np.abs(drawn) <= LARGEST_NOISE) & (np.asarray(households) >= 0)
    by_count = np.clip(households, 0, LARGEST_COUNT)
    return np.where(is_possible, chances()[by_count, np.clip(drawn, -LARGEST_NOISE, LARGEST_NOISE) + LARGEST_NOISE], 0)


def candidates(shown: Integers) -> Integers:
    """Counts that each open count can come from, in a last axis of WINDOW counts; not all of them are possible."""
    grid: Integers = np.maximum(shown - LARGEST_NOISE, 0)[..., None] + np.arange(WINDOW)
    return grid


def likelihood(shown: Integers, grid: Integers) -> Floats:
    """How likely each open count is, by the counts of the last axis. One that no noise makes can only be exact."""
    likely = chance(shown[..., None], grid)
    is_exact = likely.sum(axis=-1, keepdims=True) == 0
    return np.where(is_exact, grid == shown[..., None], likely)
