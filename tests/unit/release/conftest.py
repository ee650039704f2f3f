"""Data folders for the tests of a release."""

from __future__ import annotations

from pathlib import Path

import pytest

from orchestration.settings import Settings
from tests.unit.release.by_hand_release import settings_of


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """A data folder in which nothing was published yet."""
    return settings_of(tmp_path / "data")
