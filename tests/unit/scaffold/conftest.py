"""A copy of the project to write skeletons into. What git keeps, or would keep, is in it, and nothing else."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.conventions.test_repository import PROJECT_ROOT, kept_files


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    root = tmp_path / "project"
    for path in kept_files():
        target = root / path.relative_to(PROJECT_ROOT)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, target)
    return root
