"""Locks down what follows from faults: nothing is wrong or lost, every error is a sentence, no command hangs.

`make soak` puts in every fault. A sample of each group is put in by `make test`. docs/faults.md names every group.
"""

from __future__ import annotations

import shutil
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.faults.__main__ import PAGE
from tests.faults.catalogue import Fault, faults, ordinary_endings
from tests.faults.inject import KILLED, Ended, Strike, carry_out
from tests.faults.outcome import (
    BAD,
    HANGS,
    NO_SENTENCE,
    left_over,
    lost_in,
    of_endings,
    unfinished,
    wrong_for_readers,
)
from tests.faults.page import rows_of
from tests.faults.place import RELEASES, make_place, settings_of

pytestmark = pytest.mark.slow

LEAST = 226
# Of every group one fault, in the middle of the group, of every so many groups.
_EVERY = 13


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("faults") / "place"
    make_place(folder)
    return folder


@pytest.fixture(scope="module")
def endings(place: Path) -> dict[str, Ended]:
    return ordinary_endings(place, place.parent)


@pytest.fixture(scope="module")
def every_fault(place: Path, endings: dict[str, Ended]) -> list[Fault]:
    return list(faults(place, endings))


@pytest.fixture
def damaged(place: Path, tmp_path: Path) -> Path:
    """A copy of the place, for a test to damage."""
    return Path(shutil.copytree(place, tmp_path / "damaged", symlinks=True))


def test_a_lost_release_batch_and_key_are_seen(place: Path, damaged: Path) -> None:
    assert list(lost_in(place, damaged)) == []
    settings = settings_of(damaged)
    shutil.rmtree(settings.releases / RELEASES[0])
    shutil.rmtree(next(settings.landing.glob("household_survey/*")))
    settings.pseudonym_key_file.unlink()
    lost = list(lost_in(place, damaged))
    assert [any(word in line for line in lost) for word in (RELEASES[0], "batch", "key")] == [True] * 3


def test_every_command_ends_well_where_nothing_strikes(endings: dict[str, Ended]) -> None:
    """A fault of a command that fails anyway would show nothing."""
    assert {command: ended.error for command, ended in endings.items() if not ended.is_well} == {}


def test_what_readers_see_wrongly_is_seen(damaged: Path) -> None:
    current, expected = settings_of(damaged).current, {RELEASES[-1]}
    assert wrong_for_readers(damaged, may_see=expected) == ""
    current.unlink()
    assert wrong_for_readers(damaged, may_see=expected) == "readers see no release"
    current.symlink_to(Path("..") / "releases" / RELEASES[0])
    assert RELEASES[0] in wrong_for_readers(damaged, may_see=expected)


@pytest.mark.parametrize("command", ["land", "publish", "prune", "roll back"])
def test_a_command_that_did_nothing_is_unfinished(place: Path, command: str) -> None:
    assert unfinished(place, command)


def test_what_is_left_over_is_seen(damaged: Path) -> None:
    (damaged / "published" / ".current.1").symlink_to("gone")
    (damaged / "releases" / ".removed.1").mkdir()
    assert sorted(left_over(damaged)) == ["published/.current.1", "releases/.removed.1"]


@pytest.mark.parametrize(
    ("ended", "word"),
    [(Ended(error="KeyError: 1", is_sentence=False), NO_SENTENCE), (Ended(is_hanging=True), HANGS)],
    ids=["no sentence", "hangs"],
)
def test_an_error_that_is_no_sentence_and_a_command_that_hangs_are_bad(ended: Ended, word: str) -> None:
    outcome = of_endings(Ended(), ended)
    assert outcome is not None
    assert outcome.word == word
    assert word in BAD
    assert of_endings(Ended(error="a sentence"), Ended(is_killed=True)) is None


def test_a_strike_falls_at_its_operation(place: Path, tmp_path: Path) -> None:
    plain = carry_out(Path(shutil.copytree(place, tmp_path / "plain", symlinks=True)), "roll back")
    assert plain.is_well
    killed = carry_out(
        Path(shutil.copytree(place, tmp_path / "killed", symlinks=True)), "roll back", strike=Strike(KILLED, 2)
    )
    assert killed.is_killed
    beyond = carry_out(
        Path(shutil.copytree(place, tmp_path / "beyond", symlinks=True)),
        "roll back",
        strike=Strike(KILLED, len(plain.operations) + 1),
    )
    assert beyond.is_well


def bad_outcomes(chosen: list[Fault], folder: Path) -> Iterator[str]:
    for number, fault in enumerate(chosen):
        outcome = fault.put_in(folder / str(number))
        if outcome.word in BAD:
            yield f"{fault}: {outcome.word}: {outcome.message} ({outcome.detail})"


def test_no_fault_of_the_sample_has_a_bad_outcome(every_fault: list[Fault], tmp_path: Path) -> None:
    groups: dict[tuple[str, str], list[Fault]] = {}
    for fault in every_fault:
        groups.setdefault(fault.group, []).append(fault)
    sample = [group[len(group) // 2] for group in groups.values()][::_EVERY]
    assert list(bad_outcomes(sample, tmp_path)) == []


@pytest.mark.soak
def test_no_fault_has_a_bad_outcome(every_fault: list[Fault], tmp_path: Path) -> None:
    assert list(bad_outcomes(every_fault, tmp_path)) == []


@pytest.mark.soak
def test_the_page_counts_the_faults_of_every_group(every_fault: list[Fault]) -> None:
    """A command that writes one file more has more faults: the page is written again before a release."""
    rows = rows_of(PAGE.read_text(encoding="utf-8"))
    now = Counter(fault.group for fault in every_fault)
    assert {group: row.injected for group, row in rows.items()} == now, "run `make faults`"


def test_the_page_names_every_group_of_faults_and_no_bad_outcome(every_fault: list[Fault]) -> None:
    rows = rows_of(PAGE.read_text(encoding="utf-8"))
    assert rows.keys() == {fault.group for fault in every_fault}, "run `make faults`"
    assert len(every_fault) >= LEAST
    assert [group for group, row in rows.items() if row.bad] == [], "mend what `make faults` names"
