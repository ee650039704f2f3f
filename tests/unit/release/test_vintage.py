"""Locks down how a vintage is declared: file and record of acts together, and what is refused by name."""

from __future__ import annotations

import stat
from collections.abc import Iterator
from unittest import mock

import pytest

from orchestration.disclosure.vintages import read_declarations, today_in_thailand
from orchestration.errors import VintageError
from orchestration.release.acts import By, read_log
from orchestration.release.manifest import RoundVintage
from orchestration.release.vintage import declare_vintage, provisional_rounds
from orchestration.settings import Settings
from tests.unit.release.by_hand_release import change_manifest, make_release

ANNA = By("anna", "the last districts have come")
TODAY = today_in_thailand().isoformat()


@pytest.fixture(autouse=True)
def _landed() -> Iterator[None]:
    """Households of a round of the synthetic country, and of a real one."""
    rounds = {"2565-1": True, "2567-1": False}
    with mock.patch("orchestration.release.vintage.landed_rounds", return_value=rounds):
        yield


def refusal(settings: Settings, survey_round: str, kind: str) -> str:
    before = (read_log(settings).lines, settings.vintages_file.exists() and settings.vintages_file.read_bytes())
    with pytest.raises(VintageError) as refused:
        declare_vintage(settings, survey_round, kind=kind, by=ANNA)
    assert before == (
        read_log(settings).lines,
        settings.vintages_file.exists() and settings.vintages_file.read_bytes(),
    )
    return str(refused.value)


def test_a_declared_vintage_is_in_the_file_and_in_the_record_with_who_and_why(settings: Settings) -> None:
    said = declare_vintage(settings, "2567-1", kind="final", by=ANNA)
    assert said == f"2567-1 final {TODAY} is declared; the next run publishes it: `make run`"
    (declared,) = read_declarations(settings)
    assert str(declared) == f"2567-1 final {TODAY}"
    assert stat.S_IMODE(settings.vintages_file.stat().st_mode) == 0o600
    ((_, act),) = read_log(settings).acts
    assert (act.act, act.vintage, act.who, act.why) == ("vintage", str(declared), ANNA.who, ANNA.why)


def test_a_round_gets_final_then_revised_and_no_fourth(settings: Settings) -> None:
    declare_vintage(settings, "2567-1", kind="final", by=ANNA)
    declare_vintage(settings, "2567-1", kind="revised", by=ANNA)
    for kind in ("provisional", "final", "revised"):
        said = refusal(settings, "2567-1", kind)
        assert f"2567-1 has the vintage 2567-1 revised {TODAY}, which is its last, expected no fourth one" in said


def test_a_synthetic_round_is_final_already(settings: Settings) -> None:
    said = refusal(settings, "2565-1", "final")
    assert "2565-1 has the vintage 2565-1 final already without a declaration, expected revised" in said
    assert declare_vintage(settings, "2565-1", kind="revised", by=ANNA).startswith("2565-1 revised")


@pytest.mark.parametrize(
    ("survey_round", "kind", "words"),
    [
        ("2568-1", "final", r"no households of a round '2568-1' in landing, expected one of those landed \(2565-1, 25"),
        (
            "",
            "final",
            "found no survey round, expected both; name them, such as `make vintage ROUND=2567-1 KIND=final`",
        ),
        ("2567-1", "", "found no kind, expected both"),
        ("2567-1", "finished", "found kind 'finished', expected one of provisional, final, revised"),
        ("2567-1", "revised", "2567-1 has the vintage 2567-1 provisional, found kind revised, expected final"),
        ("2567-1", "provisional", "has the vintage 2567-1 provisional already without a declaration, expected final"),
        ("2565-1", "provisional", "has the vintage 2565-1 final, found kind provisional, expected revised"),
    ],
)
def test_what_cannot_be_declared_is_refused_by_name(
    settings: Settings, survey_round: str, kind: str, words: str
) -> None:
    with pytest.raises(VintageError, match=words):
        declare_vintage(settings, survey_round, kind=kind, by=ANNA)
    assert not settings.vintages_file.exists()
    assert read_log(settings).lines == ()


def test_a_declaration_that_could_not_be_recorded_is_not_made(settings: Settings) -> None:
    with mock.patch("orchestration.release.vintage.append", side_effect=OSError("no disk")), pytest.raises(OSError):
        declare_vintage(settings, "2567-1", kind="final", by=ANNA)
    assert not settings.vintages_file.exists()


def test_a_run_says_which_rounds_are_provisional_and_how_the_final_one_is_declared(settings: Settings) -> None:
    release = make_release(settings.releases / "20250101T000000Z-aaaaaaaa")
    vintages = tuple(
        RoundVintage(round=text[:6], kind=text[7:], text=text, release_id=release.name)
        for text in ("2565-1 final", "2567-1 provisional")
    )
    change_manifest(release, lambda manifest: manifest.model_copy(update={"vintages": vintages}))
    with mock.patch("orchestration.release.vintage.current_release", return_value=release):
        (said,) = provisional_rounds(settings)
    assert said.startswith("Round 2567-1 is provisional: open/ shows nation to district of it.")
    assert "`make vintage ROUND=2567-1 KIND=final`" in said


def test_before_the_first_release_no_round_is_provisional(settings: Settings) -> None:
    assert list(provisional_rounds(settings)) == []


def test_a_revised_vintage_waits_until_readers_have_the_final(settings: Settings) -> None:
    release = make_release(settings.releases / "20250101T000000Z-aaaaaaaa")
    settings.current.parent.mkdir(parents=True, exist_ok=True)
    settings.current.symlink_to(release)
    declare_vintage(settings, "2567-1", kind="final", by=ANNA)
    assert f"release {release.name} has no final figures of 2567-1" in refusal(settings, "2567-1", "revised")
    final = RoundVintage(round="2567-1", kind="final", text=f"2567-1 final {TODAY}", release_id=release.name)
    change_manifest(release, lambda manifest: manifest.model_copy(update={"vintages": (final,)}))
    assert declare_vintage(settings, "2567-1", kind="revised", by=ANNA).startswith("2567-1 revised")
