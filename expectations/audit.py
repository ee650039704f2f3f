"""The only entry to the audit: a candidate release in, a verdict beside its manifest and pages about it out.

What is not here: the rules (suites/), how they are run (checkpoint.py), what follows from the verdict
(orchestration.release).
"""

from __future__ import annotations

import argparse
import os
import shutil
import sys
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from expectations import checkpoint, phrasing
from expectations.checkpoint import Outcome
from expectations.page import data_docs
from expectations.page.audit_page import write_pages
from expectations.rule import Rule
from expectations.suites import all_rules
from expectations.workbench import Workbench, workbench
from orchestration.errors import WarehouseError
from orchestration.names import RESTRICTED
from orchestration.release.manifest import manifest_digest, read_manifest
from orchestration.release.verdict import DATA_DOCS_FOLDER, Check, Verdict, write_verdict
from orchestration.storage import refuse_faults

DEFAULT_MEMORY_LIMIT = "3GB"
_NO_RESULT = Outcome(passed=False, observed=f"{phrasing.NOT_EXAMINED}: the rule gave no result")


def audit(candidate: Path, *, previous: Path | None, scratch: Path, memory_limit: str, threads: int) -> Verdict:
    """Judge a candidate by every rule. Verdict and pages are left in it for readers, and whole in `restricted/`.

    `previous` is the release that readers have now, None before the first. The verdict is bound to the manifest as it
    lies on disk. Raise ReleaseError if the candidate has no readable manifest, WaiverError if one of its waivers cannot
    be used.
    """
    digest, manifest, rules = manifest_digest(candidate), read_manifest(candidate), all_rules()
    audited_at = datetime.now(UTC)
    for zone in (candidate, candidate / RESTRICTED):
        shutil.rmtree(zone / DATA_DOCS_FOLDER, ignore_errors=True)
    with workbench(
        candidate,
        rules=rules,
        manifest=manifest,
        previous=previous,
        scratch=scratch,
        memory_limit=memory_limit,
        threads=threads,
    ) as bench:
        made = bench.database.parent / "data_docs"
        outcomes = checkpoint.run(rules, bench=bench, docs=made, release_id=manifest.release_id, audited_at=audited_at)
        # A rule that a full disk kept from running has not failed: there is no verdict then.
        refuse_faults([*bench.faults.values(), *bench.uncounted.values(), *_unexamined(outcomes)], scratch.parent)
        roots = _machine_paths(candidate, previous, bench)
        checks = judge(rules, outcomes, faults=bench.faults, roots=roots)
        docs = candidate / RESTRICTED / DATA_DOCS_FOLDER / data_docs.FOLDER
        pages = data_docs.finish(made, docs, roots=roots, checks=checks)
    verdict = Verdict(
        release_id=manifest.release_id,
        manifest_sha256=digest,
        audited_at=audited_at.isoformat(timespec="seconds"),
        previous_release_id=previous.name if previous else None,
        checks=checks,
    )
    write_verdict(verdict, candidate)
    _write_pages(verdict, candidate, pages=pages, is_synthetic=manifest.is_synthetic)
    return verdict


def _write_pages(verdict: Verdict, candidate: Path, *, pages: Mapping[str, str], is_synthetic: bool) -> None:
    """The pages about the whole verdict for operators; for readers those about what was found in the open zone."""
    whole, shown = (zone / DATA_DOCS_FOLDER for zone in (candidate / RESTRICTED, candidate))
    closed = {pages[check.name] for check in verdict.checks if check.name in pages and not check.is_open}
    readable = {rule: page for rule, page in pages.items() if page not in closed}
    data_docs.copy(set(readable.values()), whole / data_docs.FOLDER, shown / data_docs.FOLDER)
    write_pages(verdict, whole, is_synthetic=is_synthetic, results=pages)
    write_pages(verdict.for_readers(), shown, is_synthetic=is_synthetic, results=readable)


def judge(
    rules: Sequence[Rule],
    outcomes: Mapping[str, Outcome],
    *,
    faults: Mapping[str, str],
    roots: tuple[str, ...],
) -> tuple[Check, ...]:
    """One check per rule, whatever happened. A rule without an outcome has failed."""
    checks = []
    for rule in rules:
        outcome = _explained(outcomes.get(rule.name, _NO_RESULT), faults)
        checks.append(
            Check(
                name=rule.name,
                subject=rule.subject,
                table=rule.table,
                severity=rule.severity,
                passed=outcome.passed,
                observed=phrasing.withheld(outcome.observed, roots=roots),
                expected=rule.expected,
                sentence=rule.sentence,
                not_examined=outcome.not_examined,
                waived=outcome.waived,
                is_open=rule.is_open,
            )
        )
    return tuple(checks)


def _unexamined(outcomes: Mapping[str, Outcome]) -> list[str]:
    """What rules said that raised."""
    return [each.observed for each in outcomes.values() if each.observed.startswith(phrasing.NOT_EXAMINED)]


def _explained(outcome: Outcome, faults: Mapping[str, str]) -> Outcome:
    """If a rule raised because what it reads could not be made, say why that could not be made."""
    reasons = [phrasing.fault(reason) for name, reason in faults.items() if name in outcome.observed]
    if outcome.passed or outcome.not_examined:
        return outcome
    return replace(outcome, observed="; ".join([outcome.observed, *reasons]))


def _machine_paths(candidate: Path, previous: Path | None, bench: Workbench) -> tuple[str, ...]:
    paths = [candidate, bench.database.parent, Path(sys.prefix), Path.cwd(), *([previous] if previous else [])]
    return tuple(str(path.absolute()) for path in paths)


def in_plain_words(verdict: Verdict) -> str:
    """The verdict for a person at a terminal: what failed, what is worth a look, what was not seen, what follows."""
    lines = [f"Release {verdict.release_id}: {verdict.counts}."]
    titled = (("STOPS", verdict.critical_failures), ("WARNS", verdict.warnings), ("WAIVED", verdict.waived))
    for title, checks in titled:
        for check in checks:
            lines += [
                f"  {title} {check.name} ({check.table})",
                f"    expected: {check.sentence}",
                f"    found: {check.observed}",
                *([f"    waived for {check.waived}"] if check.waived else []),
            ]
    lines += [f"  NOT EXAMINED {check.name}: {check.not_examined}" for check in verdict.not_examined]
    if verdict.passed:
        return "\n".join([*lines, f"Passed, with {len(verdict.warnings)} warnings. It may be published."])
    refused = f"Not passed: {len(verdict.critical_failures)} critical rules failed. Correct the source or the model"
    return "\n".join([*lines, f"{refused} that is named above, build the release again, audit it again."])


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        prog="python -m expectations.audit", description="Audit a candidate release and write its verdict."
    )
    parser.add_argument("candidate", type=Path, help="folder of the candidate, with its manifest.json")
    parser.add_argument("--previous", type=Path, help="folder of the release that readers have now")
    parser.add_argument("--memory-limit", default=DEFAULT_MEMORY_LIMIT, help="for DuckDB, such as %(default)s")
    parser.add_argument("--threads", type=int, default=os.cpu_count() or 1)
    asked = parser.parse_args(arguments)
    try:
        with tempfile.TemporaryDirectory(prefix="audit-") as scratch:
            verdict = audit(
                asked.candidate,
                previous=asked.previous,
                scratch=Path(scratch),
                memory_limit=asked.memory_limit,
                threads=asked.threads,
            )
    except WarehouseError as fault:
        print(fault, file=sys.stderr)
        return 1
    print(in_plain_words(verdict))
    return 0 if verdict.passed else 1


if __name__ == "__main__":
    sys.exit(main())
