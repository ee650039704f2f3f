"""Locks down `make new-table`: a toy table touches at most eight files and holds the rules of the project.

The skeleton names what is left to do.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from orchestration.errors import WarehouseError
from orchestration.scaffold.skeleton import MARK
from orchestration.scaffold.table import new_table

MOST_FILES = 8
DBT = [str(Path(sys.executable).with_name("dbt")), "--quiet", "parse", "--project-dir", "dbt_project"]
PYTHON = [sys.executable, "-m"]
# Files that a command writes from the others, and that the walk touches besides: `make graph` needs the whole graph.
GRAPH = "tests/integration/graph.json"


def run(command: list[str], *, root: Path) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "DBT_SEND_ANONYMOUS_USAGE_STATS": "false", "DBT_PROFILES_DIR": "dbt_project"}
    environment["PYTHONDONTWRITEBYTECODE"] = "1"
    return subprocess.run(command, cwd=root, env=environment, capture_output=True, text=True, check=False)


def content(root: Path) -> dict[str, bytes]:
    made = ("dbt_project/target", "dbt_project/logs", ".pytest_cache")
    files = {path.relative_to(root).as_posix(): path for path in root.rglob("*") if path.is_file()}
    return {name: path.read_bytes() for name, path in files.items() if not name.startswith(made)}


def take_the_steps(root: Path, written: list[str]) -> None:
    """As a person would: a line that only names a step goes, a line that has one in it is written."""
    for name in written:
        lines = (root / name).read_text(encoding="utf-8").splitlines(keepends=True)
        kept = [
            line.partition(MARK)[0] + "done |\n" if line.startswith("|") and MARK in line else line for line in lines
        ]
        (root / name).write_text("".join(line for line in kept if MARK not in line), encoding="utf-8")


@pytest.mark.slow
def test_a_toy_table_touches_at_most_eight_files_and_holds_the_rules(copy: Path) -> None:
    before = content(copy)
    written = new_table(copy, "area_toy", subject="coverage", title="Toys of an area")
    take_the_steps(copy, written)
    for command in (DBT, [*PYTHON, "orchestration", "contracts"]):
        done = run(command, root=copy)
        assert done.returncode == 0, done.stdout + done.stderr
    rules = [*PYTHON, "pytest", "-q", "-p", "no:cacheprovider", "tests/conventions/test_dbt_project.py"]
    done = run(rules, root=copy)
    assert done.returncode == 0, done.stdout
    after = content(copy)
    touched = {name for name in before.keys() | after.keys() if before.get(name) != after.get(name)} | {GRAPH}
    assert len(touched) <= MOST_FILES, sorted(touched)
    assert {
        "data/contracts/published/area_toy.yaml",
        "orchestration/published/tables.py",
        "docs/tables.md",
    } <= touched


def test_the_skeleton_names_what_is_left_to_do(copy: Path) -> None:
    written = new_table(copy, "area_toy", subject="kpi")
    steps = {name: (copy / name).read_text(encoding="utf-8").count(MARK) for name in written}
    assert steps == {
        "dbt_project/models/marts/kpi/area_toy.sql": 1,
        "dbt_project/models/marts/kpi/_kpi__models.yml": 2,
        "README.md": 1,
        "docs/statistics.md": 1,
    }
    take_the_steps(copy, written)
    assert MARK not in "".join((copy / name).read_text(encoding="utf-8") for name in written)


@pytest.mark.parametrize(
    ("name", "subject", "said"),
    [
        ("Area_toy", "goals", "found name 'Area_toy', expected words in small letters"),
        ("toy", "goals", "found name 'toy', expected area_..."),
        ("area_toy", "toys", "found subject 'toys', expected one of areas, coverage"),
        ("area_sdg_goal", "goals", "area_sdg_goal.sql: found a file, expected none; take another name"),
    ],
)
def test_a_name_that_cannot_be_is_refused_before_anything_is_written(
    copy: Path, name: str, subject: str, said: str
) -> None:
    before = content(copy)
    with pytest.raises(WarehouseError) as refused:
        new_table(copy, name, subject=subject)
    assert said in str(refused.value)
    assert content(copy) == before
