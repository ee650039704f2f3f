"""Locks down the file of vintages: what it must say, which vintage a round has, and what is refused by name."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from orchestration.disclosure.vintages import Declaration, read_declarations, text_of, vintages_in_force
from orchestration.errors import VintageError
from orchestration.execute import execute_job
from orchestration.names import REFRESH_JOB
from orchestration.settings import Settings, load_settings

TODAY = date(2026, 11, 29)
FIRST = "{round: 2567-1, kind: provisional, on: 2025-01-01}"
SECOND = "{round: 2567-1, kind: final, on: 2025-03-01}"
THIRD = "{round: 2567-1, kind: revised, on: 2026-01-01}"


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return load_settings({"SDG_DATA_DIR": str(tmp_path)})


def write(settings: Settings, *entries: str, name: str = "vintages.yaml") -> None:
    lines = "".join(f"\n  - {entry}" for entry in entries) or " []"
    (settings.data_dir / name).write_text(f"vintages:{lines}\n", encoding="utf-8")


def declaration(survey_round: str, kind: str, on: str) -> Declaration:
    return Declaration.model_validate({"round": survey_round, "kind": kind, "on": on})


def refusal(settings: Settings) -> str:
    with pytest.raises(VintageError) as refused:
        read_declarations(settings, today=TODAY)
    return str(refused.value)


def texts(settings: Settings, **rounds: bool) -> list[str]:
    found = vintages_in_force(
        settings, {name.replace("r", "").replace("_", "-"): each for name, each in rounds.items()}
    )
    return [vintage.text for vintage in found]


def test_the_projects_own_file_declares_nothing(settings: Settings) -> None:
    assert read_declarations(settings) == ()


def test_an_undeclared_round_is_provisional_unless_it_is_synthetic(settings: Settings) -> None:
    """A real delivery is never final by itself, also beside rounds of the synthetic country."""
    assert texts(settings, r2565_1=True, r2567_1=False) == ["2565-1 final", "2567-1 provisional"]


def test_a_round_has_the_last_vintage_that_is_declared_for_it(settings: Settings) -> None:
    write(settings, FIRST, SECOND, "{round: 2565-1, kind: provisional, on: 2023-01-01}")
    assert texts(settings, r2565_1=True, r2567_1=False) == ["2565-1 provisional 2023-01-01", "2567-1 final 2025-03-01"]
    write(settings, FIRST, SECOND, THIRD)
    assert texts(settings, r2567_1=False) == ["2567-1 revised 2026-01-01"]


def test_the_days_of_a_round_may_be_one_day(settings: Settings) -> None:
    write(settings, FIRST, SECOND.replace("03-01", "01-01"))
    assert len(read_declarations(settings, today=TODAY)) == 2


FAULTS = [
    (["{round: 2567-1, kind: final}"], "vintages 1: on is missing"),
    (["{round: 2567-1, kind: final, on: 2025-01-01, by: me}"], "by is not known here (known: round, kind, on)"),
    (["{round: 2567-1, kind: last, on: 2025-01-01}"], "kind: found 'last', expected 'provisional', 'final' or"),
    (["{round: 2567-1, kind: final, on: 2025-13-01}"], "on: found '2025-13-01', expected a Gregorian date such as"),
    (["{round: 2567-1, kind: final, on: 1 March}"], "on: found '1 March', expected a Gregorian date such as"),
    (["{round: '', kind: final, on: 2025-01-01}"], "round: found '', expected a survey round such as 2567-1"),
    (["{round: 2567-1, kind: final, on: 2568-03-01}"], "on 2568-03-01, today is 2026-11-29, expected a Gregorian day"),
    (["{round: 2567-1, kind: final, on: 2026-11-30}"], "today is 2026-11-29, expected a Gregorian day that has been"),
    (["{round: 2567-1, kind: final, kind: final, on: 2025-01-01}"], "line 2: found kind again (first in line 2)"),
    ([SECOND, SECOND], "vintages 2 (2567-1 final): found again (first in vintages 1), expected each kind once"),
    ([SECOND, FIRST], "vintages 2 (2567-1 provisional): found after final (vintages 1), expected the order"),
    ([FIRST, SECOND.replace("2025", "2024")], "on 2024-03-01, which is before that of provisional (2025-01-01"),
    ([FIRST, SECOND, THIRD, THIRD], "vintages 4 (2567-1 revised): found a fourth vintage of the round, expected at"),
]


@pytest.mark.parametrize(("entries", "words"), FAULTS)
def test_what_cannot_be_used_is_refused_by_name(settings: Settings, entries: list[str], words: str) -> None:
    write(settings, *entries)
    said = refusal(settings)
    assert said.startswith("vintages.yaml: ")
    assert words in said


def test_every_fault_is_said_at_once(settings: Settings) -> None:
    write(settings, SECOND, SECOND, "{round: 2565-1, kind: final, on: 2999-01-01}", name="vintages.yaml")
    (settings.data_dir / "vintages.yml").touch()
    said = refusal(settings)
    assert "vintages.yml: found a file that is not read, expected vintages.yaml; rename it or take it away" in said
    assert "vintages 2 (2567-1 final)" in said
    assert "vintages 3 (2565-1 final)" in said


@pytest.mark.parametrize("text", ["[", "", "vintages: none", "vintage: []"])
def test_a_file_of_another_shape_is_refused_with_the_shape(settings: Settings, text: str) -> None:
    settings.vintages_file.write_text(text, encoding="utf-8")
    assert "each vintage has round, kind (provisional, final or revised) and on" in refusal(settings)


def test_the_whole_job_refuses_the_file_before_it_lands_anything(settings: Settings) -> None:
    write(settings, SECOND, SECOND)
    with pytest.raises(VintageError, match="found again"):
        execute_job(REFRESH_JOB, settings=settings)
    assert not settings.landing.exists()


def test_an_added_vintage_leaves_what_the_operator_wrote(settings: Settings) -> None:
    before = "# ours\nvintages:\n  # the pilot\n  - {round: 2565-1, kind: final, on: 2023-01-01}\n"
    declared = (declaration("2565-1", "final", "2023-01-01"), declaration("2567-1", "final", "2025-03-01"))
    assert text_of(declared, before=before) == f"{before}  - {SECOND}\n"


@pytest.mark.parametrize("before", ["# ours\nvintages: []\n", "# ours\nvintages: [] # none\n", "# ours\n"])
def test_a_list_that_cannot_grow_is_written_anew_below_its_comments(settings: Settings, before: str) -> None:
    declared = (declaration("2567-1", "final", "2025-03-01"),)
    assert text_of(declared, before=before) == f"# ours\nvintages:\n  - {SECOND}\n"
    settings.vintages_file.write_text(text_of(declared, before=before), encoding="utf-8")
    assert read_declarations(settings) == declared
