"""Locks down the audit as a whole: its verdict, what it leaves behind, and that nothing unexamined ever passes."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from expectations import all_rules, checkpoint, rule_names
from expectations import audit as audit_module
from expectations.needs import PREVIOUS_RELEASE
from orchestration.errors import ReleaseError
from orchestration.progress import Progress, watched
from orchestration.release.manifest import MANIFEST_FILE, manifest_digest
from orchestration.release.verdict import WARNING, Verdict, read_verdict
from tests.browser import CHROMIUM, open_in_chromium
from tests.pages import outside_references
from tests.unit.expectations import plant
from tests.unit.expectations.conftest import Judge

# Where any will do, one that takes no time.
A_RULE = frozenset({"hierarchy__provinces_have_a_known_region"})


@dataclass(frozen=True)
class Audited:
    """A faultless candidate after its audit by every rule, as the first release, and what lay in it before."""

    candidate: Path
    verdict: Verdict
    files_before: set[str]
    scratch: Path
    said: str


@pytest.fixture(scope="module")
def audited(faultless: Path, tmp_path_factory: pytest.TempPathFactory) -> Audited:
    """Not to be changed."""
    folder = tmp_path_factory.mktemp("audited")
    candidate = Path(shutil.copytree(faultless, folder / "candidate"))
    before = _files(candidate)
    scratch, lines = folder / "scratch", list[str]()
    with watched(Progress(is_verbose=True, write=lines.append)):
        verdict = audit_module.audit(candidate, previous=None, scratch=scratch, memory_limit="500MB", threads=2)
    return Audited(candidate, verdict, before, scratch, "\n".join(lines))


@pytest.mark.parametrize("what", ["recounts: weighing", "counts of what rules examine", "pages of rules: goals"])
def test_the_audit_says_how_far_it_is(audited: Audited, what: str) -> None:
    assert re.search(rf"\b\d+ of \d+ {what}", audited.said)


def test_a_faultless_candidate_passes_every_rule(audited: Audited) -> None:
    assert [check for check in audited.verdict.checks if check.is_failed] == []
    assert tuple(check.name for check in audited.verdict.checks) == rule_names()
    assert audited.verdict.passed


def test_a_candidate_beside_the_release_before_passes_every_rule(
    candidate: Path, faultless: Path, judge: Judge
) -> None:
    verdict = judge(candidate, previous=faultless)
    assert [check for check in verdict.checks if check.is_failed] == []
    assert PREVIOUS_RELEASE.absent not in {check.not_examined for check in verdict.checks}


def test_the_first_release_says_that_there_is_none_before_it(audited: Audited) -> None:
    found = {check.name for check in audited.verdict.not_examined if check.not_examined == PREVIOUS_RELEASE.absent}
    assert found == {rule.name for rule in all_rules() if PREVIOUS_RELEASE in rule.needs} != set()


def test_the_verdict_is_bound_to_the_manifest_and_written_beside_it(audited: Audited) -> None:
    assert audited.verdict.manifest_sha256 == manifest_digest(audited.candidate)
    assert read_verdict(audited.candidate) == audited.verdict


def test_the_verdict_on_a_changed_manifest_is_another(candidate: Path, audited: Audited, judge: Judge) -> None:
    manifest = candidate / MANIFEST_FILE
    manifest.write_text(manifest.read_text(encoding="utf-8") + "\n", encoding="utf-8")
    assert audited.verdict.manifest_sha256 != manifest_digest(candidate)
    assert judge(candidate, only=A_RULE).manifest_sha256 == manifest_digest(candidate)


def test_warnings_alone_do_not_stop_a_release(candidate: Path, faultless: Path, judge: Judge) -> None:
    plant.change(candidate, "dim_area", where="area_code = '24'", name_th="null")
    verdict = judge(candidate, unlike=faultless)
    assert verdict.passed
    assert [(check.name, check.severity) for check in verdict.warnings] == [
        ("hierarchy__areas_have_a_thai_name", WARNING)
    ]


def test_a_recount_that_cannot_be_made_fails_the_rules_that_read_it_and_says_why(
    candidate: Path, faultless: Path, judge: Judge
) -> None:
    plant.rewrite(candidate, "fct_household", query="select * exclude (TQ03) from rows")
    failed = {check.name: check.observed for check in judge(candidate, unlike=faultless).critical_failures}
    assert "could not be examined" in failed["indicators__nation_equals_recount"]
    assert '"TQ03" not found' in failed["indicators__nation_equals_recount"]


def test_a_rule_that_gave_no_result_has_failed(candidate: Path, judge: Judge, monkeypatch: pytest.MonkeyPatch) -> None:
    (silent,) = A_RULE
    run = checkpoint.run

    def forgetful(*rules: object, **more: object) -> dict[str, checkpoint.Outcome]:
        return {name: outcome for name, outcome in run(*rules, **more).items() if name != silent}  # type: ignore[arg-type]

    monkeypatch.setattr(checkpoint, "run", forgetful)
    verdict = judge(candidate, only={silent, "hierarchy__has_one_nation"})
    assert not verdict.passed
    assert [(check.name, check.observed) for check in verdict.critical_failures] == [
        (silent, "could not be examined: the rule gave no result")
    ]


def test_a_release_before_that_cannot_be_read_stops_the_release(
    candidate: Path, faultless: Path, tmp_path: Path, judge: Judge
) -> None:
    before = Path(shutil.copytree(faultless, tmp_path / "before"))
    (before / MANIFEST_FILE).unlink()
    verdict = judge(candidate, previous=before, only={"coverage__houses_did_not_drop"})
    assert not verdict.passed
    check = next(check for check in verdict.checks if check.name == "coverage__houses_did_not_drop")
    assert "manifest.json: not found" in check.observed


def test_a_candidate_without_a_manifest_is_refused(tmp_path: Path, judge: Judge) -> None:
    with pytest.raises((ReleaseError, FileNotFoundError)):
        judge(tmp_path)


def test_the_data_docs_speak_in_sentences_and_name_no_folder_of_this_machine(
    candidate: Path, tmp_path: Path, judge: Judge
) -> None:
    plant.rewrite(candidate, "fct_household", query="select * exclude (TQ03) from rows")
    judge(candidate)
    assert (candidate / "quality" / "index.html").is_file()
    pages = {page: page.read_text(encoding="utf-8") for page in candidate.rglob("*.html")}
    texts = "\n".join(pages.values())
    assert "Houses, households and members of the child areas sum to those of their parent" in texts
    assert "raised an exception" in texts
    assert outside_references(candidate / "restricted" / "quality") == []
    for folder in (str(tmp_path), sys.prefix, str(Path.cwd()), "site-packages"):
        assert [page.name for page, text in pages.items() if folder in text] == []


def test_the_pages_open_without_a_network_and_show_every_rule(audited: Audited, tmp_path: Path) -> None:
    """Where Chromium is installed, it opens both pages: without it, their references are read alone."""
    for zone in (audited.candidate, audited.candidate / "restricted"):
        assert outside_references(zone / "quality") == []
    quality = audited.candidate / "quality"
    results = set(re.findall(r'href="data_docs/([^"]+)"', (quality / "index.html").read_text(encoding="utf-8")))
    assert results == {page.name for page in (quality / "data_docs").glob("*.html")}
    for name in ("index.html", "index.th.html") if CHROMIUM else ():
        asked, seen = open_in_chromium(quality / name, selector="details .rules tbody tr", scratch=tmp_path / name)
        assert asked == []
        assert seen == len(all_rules())


def test_nothing_is_left_in_the_scratch_folder_nor_beside_the_files_of_the_candidate(audited: Audited) -> None:
    assert list(audited.scratch.iterdir()) == []
    made = {path for path in _files(audited.candidate) - audited.files_before if "quality/" not in path}
    assert made == {"verdict.json", "verdict.js", "restricted/verdict.json"}


def test_a_second_audit_takes_the_place_of_the_first(candidate: Path, tmp_path: Path, judge: Judge) -> None:
    judge(candidate, only=A_RULE, has_pages=True)
    once = _files(candidate)
    judge(candidate, only=A_RULE, has_pages=True)
    assert list((tmp_path / "scratch").iterdir()) == []
    assert _files(candidate) == once


def test_a_folder_with_signs_that_mean_patterns_is_read_as_it_is_named(
    faultless: Path, tmp_path: Path, judge: Judge
) -> None:
    awkward = tmp_path / "it's a[1]=*x" / "candidate"
    shutil.copytree(faultless, awkward)
    assert judge(awkward, previous=awkward).passed


def test_the_command_prints_the_verdict_and_ends_with_1_if_it_did_not_pass(candidate: Path, faultless: Path) -> None:
    plant.coverage_above_one(candidate)
    command = [sys.executable, "-m", "expectations.audit", str(candidate), "--previous", str(faultless)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 1, done.stderr
    assert "STOPS coverage__rate_is_between_0_and_1 (restricted__area_coverage)" in done.stdout
    assert "The coverage rate lies between 0 and 1." in done.stdout
    assert "Not passed:" in done.stdout


def test_the_command_names_a_folder_without_a_release(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert audit_module.main([str(tmp_path)]) == 1
    assert "manifest.json: not found" in capsys.readouterr().err


def _files(candidate: Path) -> set[str]:
    return {path.relative_to(candidate).as_posix() for path in candidate.rglob("*") if path.is_file()}


@pytest.mark.parametrize(("crashes", "passes"), [(1, True), (2, False)])
def test_rules_are_examined_again_once_after_the_engine_crashed(
    candidate: Path, judge: Judge, monkeypatch: pytest.MonkeyPatch, crashes: int, passes: bool
) -> None:
    """A crash of DuckDB says nothing of the release; one that comes again may."""
    run_once, runs = checkpoint._run, []

    def crash(*rules: object, **more: object) -> dict[str, checkpoint.Outcome]:
        runs.append(run_once(*rules, **more))
        if len(runs) > crashes:
            return runs[-1]
        fault = f"could not be examined: FATAL Error: Failed: {checkpoint._CRASHED}. Restart it."
        return dict.fromkeys(runs[-1], checkpoint.Outcome(False, fault))

    monkeypatch.setattr(checkpoint, "_run", crash)
    verdict = judge(candidate, only=A_RULE, has_pages=True)
    assert len(runs) == 2
    assert verdict.passed is passes
    assert (candidate / "quality" / "index.html").is_file()
