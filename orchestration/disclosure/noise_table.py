"""Writes the seed `perturbation`: the noise that a count of households gets in the open zone.

`python -m orchestration.disclosure.noise_table` writes the seed anew. The method is the one of cell keys: the
distribution has mean 0, a given variance, and the most entropy within the bounds. Source: Giessing, "Computational
issues in the design of transition probabilities and disclosure risk estimation for additive noise" (2016). What is not
here: the lookup (dbt_project/macros/open_zone.sql).
"""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
from scipy.optimize import brentq

from orchestration.record import write_whole
from orchestration.settings import PROJECT_ROOT

SEED: Final = PROJECT_ROOT / "dbt_project" / "seeds" / "perturbation.csv"

LARGEST_NOISE: Final = 5
VARIANCE: Final = 3.0
# Counts that never come out: they would be those of one or two households.
NEVER_SHOWN: Final = (1, 2)
# From this count on, every noise is possible and the distribution is the same.
LARGEST_COUNT: Final = LARGEST_NOISE + max(NEVER_SHOWN) + 1
# A cell has a number from 0 to CELLS - 1, as likely as any other: the upper 16 of its key's 32 bits.
CELLS: Final = 2**16

Array = npt.NDArray[np.float64]


@dataclass(frozen=True)
class NoiseRow:
    """Cells from `first_cell` to `last_cell` add `noise` to a count of `households`; LARGEST_COUNT is that or more."""

    households: int
    noise: int
    first_cell: int
    last_cell: int


def noise_rows() -> list[NoiseRow]:
    """The rows of the seed, in the order of households and noise. A count of 0 stays 0."""
    rows = [NoiseRow(0, 0, 0, CELLS - 1)]
    for households in range(1, LARGEST_COUNT + 1):
        noises = _possible(households)
        ends = np.cumsum(_cells(noises))
        starts = [0, *ends[:-1]]
        rows += [
            NoiseRow(households, noise, int(start), int(end) - 1)
            for noise, start, end in zip(noises, starts, ends, strict=True)
        ]
    return rows


def _possible(households: int) -> list[int]:
    around = range(-LARGEST_NOISE, LARGEST_NOISE + 1)
    return [noise for noise in around if households + noise >= 0 and households + noise not in NEVER_SHOWN]


def _cells(noises: list[int]) -> list[int]:
    """How many cells have each noise: whole numbers, with mean exactly 0."""
    exact = CELLS * _most_entropic(np.array(noises, dtype=float))
    cells = [round(float(share)) for share in exact]
    # Two neighbours take what rounding left: `lower` and `lower + 1` set the sum and the mean right.
    lower = next(noise for noise in noises if noise + 1 in noises)
    lacking = CELLS - sum(cells)
    moment = -sum(noise * count for noise, count in zip(noises, cells, strict=True))
    upper_change = moment - lower * lacking
    cells[noises.index(lower)] += lacking - upper_change
    cells[noises.index(lower + 1)] += upper_change
    return cells


def _most_entropic(noises: Array) -> Array:
    """Probabilities exp(a x + b x^2), scaled, with mean 0 and variance VARIANCE: the ones of maximum entropy."""

    def shares(tilt: float, bend: float) -> Array:
        exponents = tilt * noises + bend * noises**2
        weights: Array = np.exp(exponents - exponents.max())
        weights /= weights.sum()
        return weights

    def of_mean_zero(bend: float) -> Array:
        tilt = brentq(lambda tilt: float(shares(tilt, bend) @ noises), -50, 50, xtol=1e-14)
        return shares(float(tilt), bend)

    bend = brentq(lambda bend: float(of_mean_zero(bend) @ noises**2) - VARIANCE, -5, 5, xtol=1e-14)
    return of_mean_zero(float(bend))


def seed_text() -> str:
    """The seed as it lies in the project."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(["households", "noise", "first_cell", "last_cell"])
    writer.writerows([row.households, row.noise, row.first_cell, row.last_cell] for row in noise_rows())
    return text.getvalue()


if __name__ == "__main__":
    write_whole(SEED, seed_text())
