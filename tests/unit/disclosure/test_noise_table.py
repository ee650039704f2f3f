"""Locks down the noise that counts of households get in the open zone: the seed, and what it promises."""

from __future__ import annotations

from itertools import groupby, pairwise

import numpy as np
import pytest

from orchestration.disclosure.noise_table import (
    CELLS,
    LARGEST_COUNT,
    LARGEST_NOISE,
    NEVER_SHOWN,
    SEED,
    VARIANCE,
    NoiseRow,
    noise_rows,
    seed_text,
)
from orchestration.settings import PROJECT_ROOT

BY_COUNT = {households: list(rows) for households, rows in groupby(noise_rows(), key=lambda row: row.households)}


def cells(row: NoiseRow) -> int:
    return row.last_cell - row.first_cell + 1


def test_the_seed_is_the_table_that_is_computed() -> None:
    assert SEED.read_text(encoding="utf-8") == seed_text()


def test_the_models_look_up_the_largest_count_of_the_table() -> None:
    macros = (PROJECT_ROOT / "dbt_project" / "macros" / "open_zone.sql").read_text(encoding="utf-8")
    assert f"least(abs({{{{ count }}}}), {LARGEST_COUNT})" in macros
    assert max(BY_COUNT) == LARGEST_COUNT
    assert 2**32 // CELLS == 2**16
    assert "/ 65536)" in macros


@pytest.mark.parametrize("households", range(LARGEST_COUNT + 1))
def test_every_cell_has_one_noise(households: int) -> None:
    rows = BY_COUNT[households]
    assert rows[0].first_cell == 0
    assert rows[-1].last_cell == CELLS - 1
    assert all(row.last_cell + 1 == following.first_cell for row, following in pairwise(rows))
    assert all(cells(row) > 0 for row in rows)


def test_zero_stays_zero() -> None:
    assert BY_COUNT[0] == [NoiseRow(0, 0, 0, CELLS - 1)]


@pytest.mark.parametrize("households", range(1, LARGEST_COUNT + 1))
def test_noise_is_bounded_and_shows_no_count_of_one_or_two(households: int) -> None:
    for row in BY_COUNT[households]:
        assert abs(row.noise) <= LARGEST_NOISE
        assert households + row.noise >= 0
        assert households + row.noise not in NEVER_SHOWN


@pytest.mark.parametrize("households", range(1, LARGEST_COUNT + 1))
def test_noise_is_zero_on_average_and_of_the_given_variance(households: int) -> None:
    rows = BY_COUNT[households]
    assert sum(row.noise * cells(row) for row in rows) == 0
    assert sum(row.noise**2 * cells(row) for row in rows) / CELLS == pytest.approx(VARIANCE, abs=0.001)


@pytest.mark.parametrize("households", range(1, LARGEST_COUNT + 1))
def test_no_other_distribution_of_these_moments_has_more_entropy(households: int) -> None:
    """Of maximum entropy with two moments: the logarithm of a share is a quadratic function of the noise."""
    rows = [row for row in BY_COUNT[households] if cells(row) > 500]
    assert len(rows) > 3, "three points lie on some parabola whatever they are"
    logs = np.log([cells(row) for row in rows])
    noises = np.array([row.noise for row in rows])
    fitted = np.polyval(np.polyfit(noises, logs, 2), noises)
    assert np.abs(fitted - logs).max() < 0.01
