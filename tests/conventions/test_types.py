"""Locks down that types are a gate: strict for both packages, in `make check` and before a commit, no line exempt."""

from __future__ import annotations

import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from orchestration.settings import PROJECT_ROOT

# Dagster does not say of which type its resources are.
IGNORES = ["orchestration/defs/resources.py"]


def test_both_packages_are_held_against_strict_types_in_every_check() -> None:
    settings = tomllib.loads((PROJECT_ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["mypy"]
    assert settings["files"] == ["orchestration", "expectations"]
    assert settings["strict"] is True
    assert settings["warn_unused_ignores"] is True
    assert not set(settings) - {"files", "strict", "warn_unused_ignores", "plugins"}
    assert "\t$(VENV)/bin/mypy\n" in (PROJECT_ROOT / "Makefile").read_text(encoding="utf-8")
    assert "entry: .venv/bin/mypy\n" in (PROJECT_ROOT / ".pre-commit-config.yaml").read_text(encoding="utf-8")


def test_no_line_is_exempt_from_the_types_but_those_named_here() -> None:
    files = (path for package in ("orchestration", "expectations") for path in (PROJECT_ROOT / package).rglob("*.py"))
    exempt = [
        path.relative_to(PROJECT_ROOT).as_posix()
        for path in files
        for line in path.read_text(encoding="utf-8").splitlines()
        if "# type: ignore" in line or "# mypy:" in line
    ]
    assert sorted(exempt) == IGNORES


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        ("def double(number): return 2 * number", "Function is missing a type annotation"),
        ("count: int = 'three'", "Incompatible types in assignment"),
        ("count = 3  # type: ignore[assignment]", 'Unused "type: ignore" comment'),
    ],
)
def test_a_fault_of_types_is_found(tmp_path: Path, line: str, fault: str) -> None:
    module = tmp_path / "planted.py"
    module.write_text(f"{line}\n", encoding="utf-8")
    command = [sys.executable, "-m", "mypy", "--cache-dir", str(tmp_path.parent / "types"), str(module)]
    found = subprocess.run(command, cwd=PROJECT_ROOT, capture_output=True, text=True, check=False)
    assert found.returncode == 1
    assert fault in found.stdout
