"""The verdict: the audit's judgement on one manifest, check by check.

Not here: the rules (expectations/), the use of a verdict in publication (publish.py).
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final, Literal

from pydantic import model_validator

from orchestration.errors import ReleaseError
from orchestration.record import Many, Record, read_record, write_json

VERDICT_FILE: Final = "verdict.json"
DATA_DOCS_FOLDER: Final = "quality"
Severity = Literal["critical", "warning"]
CRITICAL: Final = "critical"
WARNING: Final = "warning"
# Written into verdict.json for readers; never read from there.
_DERIVED = ("passed", "critical_failures", "warnings")


class Check(Record):
    """One expectation's result. `sentence` is for a statistician; `observed` and `expected` are figures in words."""

    name: str
    subject: str
    table: str
    severity: Severity
    passed: bool
    observed: str
    expected: str
    sentence: str


class Verdict(Record):
    """Passed means: there are checks, and every critical check passed. Only the checks decide."""

    release_id: str
    manifest_sha256: str
    audited_at: str
    checks: Many[Check] = ()

    @model_validator(mode="before")
    @classmethod
    def _without_derived(cls, content: Any) -> Any:
        if not isinstance(content, dict):
            return content
        return {name: value for name, value in content.items() if name not in _DERIVED}

    @property
    def critical_failures(self) -> tuple[Check, ...]:
        return tuple(check for check in self.checks if not check.passed and check.severity == CRITICAL)

    @property
    def warnings(self) -> tuple[Check, ...]:
        return tuple(check for check in self.checks if not check.passed and check.severity == WARNING)

    @property
    def passed(self) -> bool:
        return bool(self.checks) and not self.critical_failures


def read_verdict(release: Path) -> Verdict:
    """Raises ReleaseError with the file, every fault of its content and the remedy."""
    return read_record(Verdict, release / VERDICT_FILE, error=ReleaseError, remedy="audit the candidate again")


def write_verdict(verdict: Verdict, release: Path) -> None:
    derived = {
        "passed": verdict.passed,
        "critical_failures": [check.name for check in verdict.critical_failures],
        "warnings": [check.name for check in verdict.warnings],
    }
    write_json(release / VERDICT_FILE, {**derived, **verdict.model_dump()})
