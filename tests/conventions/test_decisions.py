"""Locks down the records of decisions: each has a number, a status and a date, and is in the index. A superseded
record and its successor name each other.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from orchestration.settings import PROJECT_ROOT

FOLDER = PROJECT_ROOT / "docs" / "decisions"
RECORDS = sorted(FOLDER.glob("[0-9]*.md"))
STATUS = r"- Status: (?:accepted|withdrawn on \d{4}-\d\d-\d\d|superseded by \[(\d+)\]\(\S+\.md\))"


def faults_of(name: str, text: str) -> list[str]:
    """What is wrong with one record, seen alone."""
    number = int(name[:4])
    expected = {
        f"a first line '# {number}. <title>'": rf"\A# {number}\. \w",
        "a line '- Status: accepted', 'withdrawn on <date>' or 'superseded by [<number>](<file>)'": rf"^{STATUS}$",
        "a line '- Date: YYYY-MM-DD'": r"^- Date: \d{4}-\d\d-\d\d(, amended \d{4}-\d\d-\d\d)?$",
        "a line '- Subject: <subject>'": r"^- Subject: [A-Z][a-z ]+$",
        "a section '## Decision'": r"^## Decision\n\n[\w`]",
    }
    return [f"{name}: expected {what}" for what, shape in expected.items() if not re.search(shape, text, re.MULTILINE)]


def successions(texts: dict[int, str], pattern: str) -> set[tuple[int, int]]:
    return {(number, int(other)) for number, text in texts.items() for other in re.findall(pattern, text)}


def texts_of_records() -> dict[int, str]:
    return {int(path.name[:4]): path.read_text(encoding="utf-8") for path in RECORDS}


def test_every_record_has_a_number_a_status_a_date_and_a_decision() -> None:
    faults = [fault for path in RECORDS for fault in faults_of(path.name, path.read_text(encoding="utf-8"))]
    assert faults == [], "correct the head of the record, and compare it with another record"


def test_a_record_without_a_status_or_date_is_named() -> None:
    good = "# 7. A title\n\n- Status: accepted\n- Date: 2026-11-23\n- Subject: Landing\n\n## Decision\n\nText.\n"
    assert faults_of("0007-a-title.md", good) == []
    for lost in ("- Status: accepted\n", "- Date: 2026-11-23\n", "- Subject: Landing\n", "## Decision\n", "# 7. "):
        assert len(faults_of("0007-a-title.md", good.replace(lost, ""))) == 1
    assert faults_of("0007-a-title.md", good.replace("accepted", "superseded by 9"))


def test_numbers_run_from_one_without_a_gap_or_a_repeat() -> None:
    numbers = [int(path.name[:4]) for path in RECORDS]
    assert numbers == list(range(1, len(RECORDS) + 1)), "give the new record the next free number"


def test_a_superseded_record_and_its_successor_name_each_other() -> None:
    texts = texts_of_records()
    superseded = successions(texts, r"- Status: superseded by \[(\d+)\]")
    supersedes = successions(texts, r"- Supersedes: \[(\d+)\]")
    assert superseded == {(old, new) for new, old in supersedes}, "name each record in the other's head"


@pytest.mark.parametrize("path", RECORDS, ids=lambda path: path.name[:4])
def test_the_index_names_a_record_with_its_title_date_and_status(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    number, title = re.findall(r"\A# (\d+)\. (.+)", text)[0]
    date = re.findall(r"- Date: (.+)", text)[0]
    status = re.sub(r"\[(\d+)\]\(\S+\)", r"\1", re.findall(r"- Status: (.+)", text)[0]).split(" on ")[0]
    line = f"| {number} | [{title}]({path.name}) | {date} | {status} |"
    index = (FOLDER / "README.md").read_text(encoding="utf-8").splitlines()
    assert line in index, f"write this line in docs/decisions/README.md: {line}"
