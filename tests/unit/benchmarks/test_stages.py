"""Locks down which steps of the job make up which stage, so that no step goes unmeasured."""

from __future__ import annotations

import pytest

from tests.benchmarks.measure import BenchmarkError
from tests.benchmarks.stages import STAGES, stage_seconds


def test_steps_add_up_by_stage_in_the_order_of_the_way() -> None:
    steps = [
        ("published__current", 20.0, 20.5),
        ("landing__geography", 0.0, 1.0),
        ("landing__house_registry", 1.0, 3.0),
        ("warehouse", 3.0, 10.0),
        ("release__verdict", 12.0, 20.0),
        ("release__candidate", 10.0, 12.0),
    ]
    seconds = stage_seconds(steps)
    assert seconds == {"landing": 3.0, "transform": 7.0, "propose": 2.0, "audit": 8.0, "publish": 0.5}
    assert tuple(seconds) == STAGES


def test_a_step_of_no_stage_is_refused_by_name() -> None:
    with pytest.raises(BenchmarkError, match="step release__translation: in no stage"):
        stage_seconds([("release__translation", 0.0, 1.0)])


def test_a_step_that_has_not_ended_is_refused_by_name() -> None:
    with pytest.raises(BenchmarkError, match="step warehouse: has no start or no end"):
        stage_seconds([("warehouse", 0.0, None)])
