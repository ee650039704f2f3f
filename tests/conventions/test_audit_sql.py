"""Locks down that the audit's SQL files are laid out by the rules of sqlfluff (expectations/.sqlfluff)."""

from __future__ import annotations

import hashlib
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from orchestration.settings import PROJECT_ROOT

AUDIT = PROJECT_ROOT / "expectations"
FILES = [AUDIT / "definitions.sql", *sorted((AUDIT / "suites").rglob("*.sql"))]
# Texts that sqlfluff found nothing in, by digest: a file is looked at again when it or the rules change.
FAULTLESS = "sqlfluff/audit"


def test_the_sql_of_the_audit_is_laid_out_by_the_rules_of_sqlfluff(pytestconfig: pytest.Config) -> None:
    rules = (AUDIT / ".sqlfluff").read_bytes()
    digests = {path: hashlib.sha256(rules + path.read_bytes()).hexdigest() for path in FILES}
    known = set(pytestconfig.cache.get(FAULTLESS, [])) if pytestconfig.cache else set()
    faults = lint([path for path in FILES if digests[path] not in known])
    assert faults == "", "lay the files out, as `cd expectations && ../.venv/bin/sqlfluff fix suites` does"
    if pytestconfig.cache:
        pytestconfig.cache.set(FAULTLESS, sorted(digests.values()))


def test_a_file_that_is_not_laid_out_is_named(tmp_path: Path) -> None:
    """The file is outside the project, which another test may be building with at the moment."""
    shutil.copy(AUDIT / ".sqlfluff", tmp_path)
    (tmp_path / "untidy.sql").write_text("SELECT a,b from open__dim_area\n", encoding="utf-8")
    assert "untidy.sql" in lint([tmp_path / "untidy.sql"], folder=tmp_path)


def lint(paths: list[Path], *, folder: Path = AUDIT) -> str:
    """What sqlfluff has against the files; empty if nothing. Its templater is set by the folder it is started in."""
    if not paths:
        return ""
    names = [path.relative_to(folder).as_posix() for path in paths]
    command = [sys.executable, "-m", "sqlfluff", "lint", "--nofail", "--format", "github-annotation-native", *names]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return "\n".join(line for line in done.stdout.splitlines() if line.startswith("::"))
