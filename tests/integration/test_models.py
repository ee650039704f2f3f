"""Locks down the logic of the models by their unit tests: a few rows in, the rows computed by hand out.

The job leaves them out of its build; they need the tables it has built to know the columns they leave empty.
"""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path

import pytest

from orchestration.dbt_command import DBT_EXECUTABLE, DBT_MANIFEST, DBT_PROJECT, dbt_environment
from tests.conftest import PublishedRun

pytestmark = pytest.mark.slow


def test_every_unit_test_of_the_models_passes(published_run: PublishedRun, tmp_path: Path) -> None:
    settings = published_run.warehouse.copy_to(tmp_path / "copy").settings
    target = tmp_path / "target"
    result = subprocess.run(
        [DBT_EXECUTABLE, "--quiet", "test", "--select", "test_type:unit", "--target-path", str(target)],
        cwd=DBT_PROJECT,
        env={**os.environ, **dbt_environment(settings)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.returncode == 0, result.stdout + result.stderr
    ran = json.loads((target / "run_results.json").read_text(encoding="utf-8"))["results"]
    listed = json.loads(DBT_MANIFEST.read_text(encoding="utf-8"))["unit_tests"]
    assert {each["unique_id"] for each in ran} == set(listed)
    assert {each["status"] for each in ran} == {"pass"}
