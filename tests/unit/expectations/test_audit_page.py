"""Locks down the page of the audit: it says every rule in both languages, and opens without a network or a script. A
planted reference to another server is seen.
"""

from __future__ import annotations

import re
from pathlib import Path
from xml.etree import ElementTree

import pytest

from expectations import all_rules
from expectations.page import data_docs
from expectations.page.audit_page import write_pages
from expectations.page.words import ENGLISH, LANGUAGES, SUBJECTS, THAI, Words, absent_in_thai
from orchestration.release.verdict import CRITICAL, WARNING, Check, Verdict
from tests.pages import outside_references

HOLDS = Check(
    name="coverage__no_round_was_lost",
    subject="coverage",
    table="open__area_coverage",
    severity=CRITICAL,
    passed=True,
    observed="0 of 12 rounds",
    expected="none",
    sentence="Every round of the last release is in this release.",
)
FAILS = HOLDS.model_copy(
    update={"name": "coverage__rate", "passed": False, "observed": "3 of 612 areas, for example <b>50</b> & more"}
)
WARNS = FAILS.model_copy(update={"name": "coverage__growth", "severity": WARNING, "observed": "1 of 77 provinces"})
WAIVED = FAILS.model_copy(
    update={"name": "coverage__lost", "waived": "area 38 until 2027-03-31: merged (statistician)"}
)
ABSENT = HOLDS.model_copy(
    update={"name": "change__flows", "subject": "change", "passed": False, "not_examined": "no earlier round"}
)
RESULTS = {HOLDS.name: "coverage.html"}


def verdict_of(*checks: Check, previous: str | None = None) -> Verdict:
    return Verdict(
        release_id="20261129T232903Z-752680c5",
        manifest_sha256="75" * 32,
        audited_at="2026-11-29T23:29:57+00:00",
        previous_release_id=previous,
        checks=checks,
    )


def test_every_reason_for_what_could_not_be_examined_is_in_thai_too(quality: Path) -> None:
    reasons = {need.absent for rule in all_rules() for need in rule.needs}
    assert [reason for reason in sorted(reasons) if not re.search("[ก-๙]", absent_in_thai(reason) or "")] == []
    assert absent_in_thai("no practices delivered") == "ไม่มีไฟล์ practices ส่งมา"
    page = (quality / "index.th.html").read_text(encoding="utf-8")
    assert "<strong>ไม่มีรอบการสำรวจก่อนหน้า</strong>" in page
    assert "No earlier round" not in page


@pytest.fixture
def quality(tmp_path: Path) -> Path:
    """The folder of a release that failed, with one page of results."""
    folder = tmp_path / "quality"
    (folder / "data_docs").mkdir(parents=True)
    (folder / "data_docs" / "coverage.html").write_text("<p>results</p>", encoding="utf-8")
    verdict = verdict_of(HOLDS, FAILS, WARNS, WAIVED, ABSENT, previous="20261128T232903Z-aaaaaaaa")
    write_pages(verdict, folder, is_synthetic=True, results=RESULTS)
    return folder


def text_of(page: Path) -> str:
    """What a reader sees, white space as one blank."""
    body = re.sub(r"<style>.*?</style>|<[^>]*>", " ", page.read_text(encoding="utf-8"), flags=re.S)
    return re.sub(r"\s+", " ", body)


@pytest.mark.parametrize("words", LANGUAGES, ids=lambda words: words.language)
def test_the_page_says_every_rule_with_what_was_found_expected_and_waived(quality: Path, words: Words) -> None:
    text = text_of(quality / words.file)
    for check in (HOLDS, FAILS, WARNS, WAIVED, ABSENT):
        assert check.sentence in text
        assert check.name in text
    for said in ("0 of 12 rounds", "3 of 612 areas, for example &lt;b&gt;50&lt;/b&gt; &amp; more", "1 of 77 provinces"):
        assert said in text
    for said in (words.not_passed, words.synthetic, "20261128T232903Z-aaaaaaaa", *words.standing.values()):
        assert said in text
    assert f"{words.waived}: area 38 until 2027-03-31: merged (statistician)" in text
    reason = "No earlier round" if words is ENGLISH else "ไม่มีรอบการสำรวจก่อนหน้า"
    assert f"{reason} (1) change__flows" in text
    assert SUBJECTS["coverage"][words.language] in text


@pytest.mark.parametrize("words", LANGUAGES, ids=lambda words: words.language)
def test_the_page_of_a_release_that_passed_says_so_and_what_it_was_compared_with(words: Words, tmp_path: Path) -> None:
    write_pages(verdict_of(HOLDS), tmp_path, is_synthetic=False, results={})
    text = text_of(tmp_path / words.file)
    assert words.passed in text
    assert words.no_attention in text
    assert words.compared_with_nothing in text
    assert words.synthetic not in text
    assert words.not_passed not in text


def test_a_moment_is_in_the_era_of_the_language() -> None:
    assert ENGLISH.moment("2026-11-29T23:29:57+00:00") == "29 November 2026, 23:29 UTC"
    assert THAI.moment("2026-11-29T23:29:57+00:00") == "29 พฤศจิกายน 2569, 23:29 UTC"


def test_each_page_leads_to_the_other_and_to_the_pages_of_results(quality: Path) -> None:
    assert 'href="index.th.html"' in (quality / "index.html").read_text(encoding="utf-8")
    assert 'href="index.html"' in (quality / "index.th.html").read_text(encoding="utf-8")
    assert (quality / "index.html").read_text(encoding="utf-8").count('href="data_docs/coverage.html"') == 1
    assert '<html lang="th">' in (quality / "index.th.html").read_text(encoding="utf-8")


def test_figures_below_the_open_zone_are_for_operators(tmp_path: Path) -> None:
    closed = FAILS.model_copy(update={"table": "restricted__area_coverage"})
    verdict = verdict_of(HOLDS.model_copy(update={"is_open": True}), closed)
    for shown, is_for_readers in ((verdict, False), (verdict.for_readers(), True)):
        write_pages(shown, tmp_path, is_synthetic=False, results={})
        for words in LANGUAGES:
            text = text_of(tmp_path / words.file)
            assert "0 of 12 rounds" in text
            assert ("3 of 612 areas" in text) is not is_for_readers
            assert (words.withheld in text) is is_for_readers


def test_every_subject_of_rules_has_a_title_in_both_languages() -> None:
    assert set(SUBJECTS) == {rule.subject for rule in all_rules()}
    assert all(set(titles) == {words.language for words in LANGUAGES} for titles in SUBJECTS.values())


def test_the_pages_ask_for_nothing_outside_their_folder(quality: Path) -> None:
    assert outside_references(quality) == []


@pytest.mark.parametrize(
    "planted",
    [
        '<img src="https://elsewhere.example/a.png">',
        '<link rel="stylesheet" href="//elsewhere.example/a.css">',
        "<style>body { background: url(http://elsewhere.example/a.png) }</style>",
        '<style>@import "http://elsewhere.example/a.css";</style>',
        "<script>location</script>",
        '<p onclick="go()">',
        '<a href="../manifest.json">',
        '<a href="absent.html">',
        '<a href="#absent">',
        '<meta http-equiv="refresh" content="0;url=http://elsewhere.example">',
    ],
)
def test_a_reference_that_leaves_the_folder_would_be_seen(quality: Path, planted: str) -> None:
    page = quality / "data_docs" / "coverage.html"
    page.write_text(f"<p>results</p>{planted}", encoding="utf-8")
    assert len(outside_references(quality)) == 1


PAGE_OF_THE_LIBRARY = """
<html><head><script src="https://elsewhere.example/vega.js"></script><style>a{}</style></head><body>
<nav><a href="../../../../index.html">Home</a></nav>
<div id="section-1" class="ge-section" style="background: url(https://elsewhere.example/a.png)">
<p><a data-toggle="collapse" href="#more">Show more info...</a></p>
<div id=more class="card collapse"><table><tr><td>Run Name</td></tr></table></div>
<span>Suite: <a href="../../../../expectations/coverage.html">coverage</a></span>
<table><tr><td onclick="hide()"><i class="fas fa-check-circle text-success"></i></td>
<td>Every round &lt;is&gt; there. (critical: coverage__no_round_was_lost)</td>
<td>0 of 12 rounds, in /srv/here/x</td></tr>
</table></div></div></div>
<footer><p>News <a href="https://elsewhere.example/letter">Subscribe</a></p></footer></body></html>
"""


def made_by_the_library(folder: Path, title: str) -> Path:
    page = folder / "made" / "validations" / title / "run" / "time" / "page.html"
    page.parent.mkdir(parents=True)
    page.write_text(PAGE_OF_THE_LIBRARY, encoding="utf-8")
    return folder / "made"


def test_a_page_of_the_library_keeps_what_it_says_and_nothing_that_fetches(tmp_path: Path) -> None:
    made = made_by_the_library(tmp_path, "coverage - open__area_coverage")
    write_pages(verdict_of(HOLDS), tmp_path / "quality", is_synthetic=False, results={})
    pages = data_docs.finish(made, tmp_path / "quality" / "data_docs", roots=("/srv/here",))
    assert pages == {HOLDS.name: "coverage-open__area_coverage.html"}
    page = tmp_path / "quality" / "data_docs" / pages[HOLDS.name]
    text = text_of(page)
    assert "Suite: coverage" in text
    assert "Every round &lt;is&gt; there." in text
    assert "0 of 12 rounds, in x" in text
    assert "Run Name" in text
    for dropped in ("Home", "Subscribe", "Show more info"):
        assert dropped not in text
    assert "fa-check-circle" in page.read_text(encoding="utf-8")
    assert outside_references(tmp_path / "quality") == []
    body = page.read_text(encoding="utf-8").partition("<body")[2]
    ElementTree.fromstring(f"<body{body.partition('</body>')[0]}</body>")  # every element is closed


def test_a_page_of_what_was_not_examined_has_no_sign_of_a_pass(tmp_path: Path) -> None:
    made = made_by_the_library(tmp_path, "coverage - open__area_coverage - not examined")
    pages = data_docs.finish(made, tmp_path / "data_docs", roots=())
    text = (tmp_path / "data_docs" / pages[HOLDS.name]).read_text(encoding="utf-8")
    assert "fa-minus-circle" in text
    assert "fa-check-circle" not in text
