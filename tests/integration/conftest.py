"""The country elsewhere, which two files of tests look at: the whole job run once.

Not here: Thailand's countries (tests/conftest.py).
"""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.conftest import Warehouse, made_once
from tests.integration.elsewhere import PROVINCES, receive


@pytest.fixture(scope="session")
def elsewhere(tmp_path_factory: pytest.TempPathFactory) -> Warehouse:
    """Not to be changed. The job runs without a change of code."""

    def make(folder: Path) -> None:
        made = Warehouse(folder, provinces=tuple(PROVINCES))
        receive(made)
        code, printed = made.run("run")
        assert code == 0, printed

    return Warehouse(made_once(tmp_path_factory, "elsewhere", make), provinces=tuple(PROVINCES))
