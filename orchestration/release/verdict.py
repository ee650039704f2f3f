"""The verdict: the audit's judgement on one manifest, check by check.

Readers get what the checks found in the open zone; the whole verdict is in `restricted/`.

Not here: the rules (expectations/), the use of a verdict in publication (publish.py).
"""

from __future__ import annotations

from collections import Counter
from pathlib import Path, PurePath
from typing import Any, Final, Literal, Self

from pydantic import model_validator

from orchestration.names import RESTRICTED
from orchestration.presentation.site.script import json_of, script_of
from orchestration.record import Many, Record, write_whole
from orchestration.release.manifest import MANIFEST_FILE
from orchestration.release.two_records import TwofoldRecord, read_whole, write_both

VERDICT_FILE: Final = "verdict.json"
DATA_DOCS_FOLDER: Final = "quality"
# What changed since the release before (changes.py). Publication writes it, after the audit.
CHANGES_FILE: Final = "changes.json"
CHANGES_PAGE: Final = "changes.md"
# The same for the site, whose pages may load a script and read no file.
VERDICT_SCRIPT: Final = "verdict.js"
CHANGES_SCRIPT: Final = "changes.js"
_RECORDS: Final = (MANIFEST_FILE, VERDICT_FILE, CHANGES_FILE, CHANGES_PAGE, VERDICT_SCRIPT, CHANGES_SCRIPT)
_REMEDY: Final = "audit the candidate again; of a published release, bring the folder back from a backup"
# What the readers' verdict says in place of figures of the restricted zone.
AS_EXPECTED: Final = "as expected"
NOT_AS_EXPECTED: Final = "not as expected"
Severity = Literal["critical", "warning"]
CRITICAL: Final = "critical"
WARNING: Final = "warning"
# Written into verdict.json for readers; never read from there.
_DERIVED = ("passed", "critical_failures", "warnings", "waived", "not_examined")


class Check(Record):
    """One expectation's result. `sentence` is for a statistician; `observed` and `expected` are figures in words.

    `passed` is true only if something was examined and nothing was found. Otherwise `not_examined` says what was
    absent, `waived` who accepted the failure and why; without either the rule has failed. `is_open`: everything that
    the rule reads is in the open zone, so that readers may see what was observed.
    """

    name: str
    subject: str
    table: str
    severity: Severity
    passed: bool
    observed: str
    expected: str
    sentence: str
    not_examined: str | None = None
    waived: str | None = None
    is_open: bool = False

    def for_readers(self) -> Check:
        """The check without what was observed in the restricted zone."""
        if self.is_open or self.not_examined:
            return self
        return self.model_copy(update={"observed": AS_EXPECTED if self.passed else NOT_AS_EXPECTED})

    @property
    def is_failed(self) -> bool:
        return not (self.passed or self.not_examined or self.waived)

    @property
    def standing(self) -> str:
        """In words: passed, failed, `waived for ...`, `not examined: ...`."""
        if self.not_examined:
            return f"not examined: {self.not_examined}"
        return f"waived for {self.waived}" if self.waived else "passed" if self.passed else "failed"


class Verdict(TwofoldRecord):
    """Passed means: there are checks, and no critical check failed. Only the checks decide.

    `previous_release_id` is the release that this one was compared with, None before the first.
    """

    release_id: str
    manifest_sha256: str
    audited_at: str
    previous_release_id: str | None = None
    checks: Many[Check] = ()

    @model_validator(mode="before")
    @classmethod
    def _without_derived(cls, content: Any) -> Any:
        if not isinstance(content, dict):
            return content
        return {name: value for name, value in content.items() if name not in _DERIVED}

    def for_readers(self) -> Self:
        """The verdict without what was observed in the restricted zone."""
        return self.model_copy(update={"checks": tuple(check.for_readers() for check in self.checks)})

    @property
    def critical_failures(self) -> tuple[Check, ...]:
        return tuple(check for check in self.checks if check.is_failed and check.severity == CRITICAL)

    @property
    def warnings(self) -> tuple[Check, ...]:
        return tuple(check for check in self.checks if check.is_failed and check.severity == WARNING)

    @property
    def waived(self) -> tuple[Check, ...]:
        return tuple(check for check in self.checks if check.waived)

    @property
    def not_examined(self) -> tuple[Check, ...]:
        return tuple(check for check in self.checks if check.not_examined)

    @property
    def counts(self) -> str:
        """In words: so many rules, of which so many passed, failed, were waived or were not examined."""
        held = sum(check.passed for check in self.checks)
        failed = f"{len(self.critical_failures)} critical failures, {len(self.warnings)} warnings"
        apart = f"{len(self.waived)} waived, {len(self.not_examined)} not examined"
        return f"{len(self.checks)} rules: {held} passed, {failed}, {apart}"

    @property
    def passed(self) -> bool:
        return bool(self.checks) and not self.critical_failures


def read_verdict(release: Path) -> Verdict:
    """The whole verdict. Raises ReleaseError with the file, every fault of its content and the remedy."""
    return read_whole(Verdict, release, VERDICT_FILE, remedy=_REMEDY)


def write_verdict(verdict: Verdict, release: Path) -> None:
    """Write the whole verdict for operators, the readers' verdict, which names its digest, and that of the site."""
    write_both(verdict, release, VERDICT_FILE, content=_content, remedy=_REMEDY)
    summary = json_of(_summary(verdict.for_readers()))
    write_whole(release / VERDICT_SCRIPT, script_of(verdict.release_id, "verdict", summary))


def is_record(path: PurePath) -> bool:
    """Whether a path in a release is of a manifest, a verdict, an audit or the changes, which no manifest names."""
    parts = path.parts[1:] if path.parts[0] == RESTRICTED else path.parts
    return bool(parts) and parts[0] in (DATA_DOCS_FOLDER, *_RECORDS)


def _summary(shown: Verdict) -> dict[str, Any]:
    """What the site says of the readers' verdict: numbers of rules, and the rules that did not pass by name."""
    failed = [*shown.critical_failures, *shown.warnings]
    return {
        "passed": shown.passed,
        "rules": len(shown.checks),
        "held": sum(check.passed for check in shown.checks),
        "failed": [[each.name, each.severity, each.sentence, each.observed] for each in failed],
        "waived": [[each.name, each.severity, each.sentence, each.waived] for each in shown.waived],
        "unexamined": list(Counter(str(each.not_examined) for each in shown.not_examined).items()),
    }


def _content(verdict: Verdict) -> dict[str, Any]:
    """Lists of rules that were waived or not examined are left out where there is no such rule."""
    derived = {
        "passed": verdict.passed,
        "critical_failures": [check.name for check in verdict.critical_failures],
        "warnings": [check.name for check in verdict.warnings],
    }
    apart = {"waived": verdict.waived, "not_examined": verdict.not_examined}
    derived |= {name: [check.name for check in checks] for name, checks in apart.items() if checks}
    return {**derived, **verdict.model_dump(exclude_defaults=True)}
