"""Locks down which releases are kept: by the day on which readers got them, by tags, never by the clock of a name."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from pathlib import Path
from unittest import mock

import pytest

from orchestration.errors import ContractError
from orchestration.release import acts
from orchestration.release.acts import Act, By
from orchestration.release.history import History, lost_releases, pointed, released
from orchestration.release.publish import publish_release, rollback_release
from orchestration.release.retention import keep, read_retention
from orchestration.release.tag import tag_release, untag_release
from orchestration.settings import Settings
from tests.unit.release.by_hand_release import settings_of

ANNA = By("anna")


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """Nothing is published, and the rules of days and months hold."""
    return settings_of(tmp_path / "data", keep=None)


def name_of(day: date) -> str:
    return f"{day:%Y%m%d}T190000Z-aaaaaaaa"


def moment(day: date) -> str:
    """Two in the night in Bangkok, which is the day before in Greenwich."""
    return f"{day - timedelta(days=1)}T19:00:00+00:00"


@pytest.fixture(autouse=True)
def _unread() -> Iterator[None]:
    """The releases of this file are empty folders, which nobody looks into."""
    of_publish = "orchestration.release.publish"
    with (
        mock.patch(f"{of_publish}.refuse_unfit"),
        mock.patch(f"{of_publish}._holder_of_the_same", return_value=None),
        mock.patch(f"{of_publish}._waived", return_value=[]),
        mock.patch(f"{of_publish}.write_changes"),
    ):
        yield


def published_on(settings: Settings, day: date, *, suffix: str = "") -> str:
    name = f"{name_of(day)}{suffix}"
    (settings.candidates / name).mkdir(parents=True)
    with mock.patch.object(acts, "now", return_value=moment(day)):
        publish_release(settings)
    return name


def test_four_hundred_nights_leave_seven_days_twelve_months_and_what_is_tagged(settings: Settings) -> None:
    """Each night one is published and what is not kept goes, as a publication does it."""
    days = [date(2026, 1, 1) + timedelta(days=number) for number in range(400)]
    tagged = name_of(days[50])
    switches: tuple[Act, ...] = ()
    kept: Sequence[str] = ()
    for day in days:
        with mock.patch.object(acts, "now", return_value=moment(day)):
            history = History(switches)
            names = [name_of(day), *reversed(kept)]
            left = keep(settings, history, names, tagged=[tagged])
            assert {name_of(day), *kept[-1:]} <= left, "the current and the one before"
        kept = [name for name in (*kept, name_of(day)) if name in left]
        switches = (*switches, Act(act="publish", release_id=name_of(day), at=moment(day)))
    ends = {max(day for day in days if (day.year, day.month) == month) for month in {(d.year, d.month) for d in days}}
    assert set(kept) == {name_of(day) for day in (*days[-7:], days[50], *sorted(ends)[-12:])}


def test_releases_that_count_an_erased_household_go_with_the_next_publication_but_for_the_one_before(
    settings: Settings,
) -> None:
    """All of them would be kept by their days."""
    days = [date(2026, 1, 1) + timedelta(days=number) for number in range(6)]
    names = [published_on(settings, day) for day in days[:4]]
    tag_release(settings, names[0], name="report", by=ANNA)
    for name in (names[0], names[1], names[3]):
        acts.append(settings, acts.new_act(acts.ERASE, ANNA, release_id=name))
    names.append(published_on(settings, days[4]))
    assert released(settings) == [names[0], *names[2:]], "the tagged one, and the one before"
    names.append(published_on(settings, days[5]))
    assert released(settings) == [names[0], names[2], *names[4:]]
    reasons = {act.release_id: act.why for _, act in acts.read_log(settings).acts if act.act == acts.PRUNE}
    assert reasons == dict.fromkeys([names[1], names[3]], "its figures count a household that was erased")


def test_a_pause_removes_nothing(settings: Settings) -> None:
    """A day without a release takes no place: after a year of silence the last days are still there."""
    first = [date(2026, 1, day) for day in range(1, 8)]
    switches = tuple(Act(act="publish", release_id=name_of(day), at=moment(day)) for day in first)
    names = [name_of(day) for day in (date(2027, 1, 1), *reversed(first))]
    with mock.patch.object(acts, "now", return_value=moment(date(2027, 1, 1))):
        kept = keep(settings, History(switches), names, tagged=[])
    assert kept == set(names[:7])


def test_of_a_day_with_several_releases_the_last_is_kept_and_the_one_before_the_current(settings: Settings) -> None:
    names = [published_on(settings, date(2026, 11, 30), suffix=f"-{number}") for number in range(4)]
    assert released(settings) == names[2:]
    assert lost_releases(settings) == []
    assert rollback_release(settings).release_id == names[2]


def test_a_rollback_passes_over_what_retention_removed(settings: Settings) -> None:
    early, *_, before, current = (
        published_on(settings, date(2026, 11, day), suffix=f"-{number}") for day in (28, 30) for number in range(3)
    )
    assert rollback_release(settings).release_id == before
    assert rollback_release(settings).release_id.startswith(early[:8])
    assert pointed(settings) != current


def test_a_tagged_release_is_kept_until_the_tag_is_taken_away(settings: Settings) -> None:
    day = date(2026, 11, 30)
    tagged = published_on(settings, day, suffix="-a")
    tag_release(settings, tagged, name="report", by=ANNA)
    for suffix in ("-b", "-c"):
        published_on(settings, day, suffix=suffix)
    assert tagged in released(settings)
    untag_release(settings, name="report", by=ANNA)
    published_on(settings, day, suffix="-d")
    assert tagged not in released(settings)


def test_the_release_behind_a_vintage_is_kept_until_a_vintage_takes_its_place(settings: Settings) -> None:
    """The households of the next vintage are counted against its households."""
    days = [date(2026, 1, 1) + timedelta(days=number) for number in range(30)]
    first, revised = name_of(days[0]), name_of(days[20])
    behind = {name_of(day): first if day < days[20] else revised for day in days}
    with mock.patch("orchestration.release.retention._behind", lambda _, names: [behind[name] for name in names[:2]]):
        for day in days[:21]:
            published_on(settings, day)
        assert first in released(settings), "a rollback goes back to a release with that vintage"
        published_on(settings, days[21])
        assert first not in released(settings)
        for day in days[22:]:
            published_on(settings, day)
        assert revised in released(settings)


def test_a_clock_that_jumps_removes_neither_the_current_nor_the_one_before(settings: Settings) -> None:
    names = [published_on(settings, day) for day in (date(2026, 1, 1), date(2199, 1, 1), date(1970, 1, 2))]
    assert pointed(settings) == names[-1]
    assert rollback_release(settings).release_id == names[-2]


def test_a_release_whose_day_nobody_knows_is_kept(settings: Settings) -> None:
    switches = tuple(Act(act="publish", release_id=f"r{number}", at="") for number in range(20))
    names = [f"r{number}" for number in reversed(range(20))]
    assert keep(settings, History(switches), names, tagged=[]) == set(names)


def test_a_number_of_releases_takes_the_place_of_days_and_months_but_not_of_tags(tmp_path: Path) -> None:
    settings = settings_of(tmp_path / "data", keep=3)
    names = [f"r{number}" for number in reversed(range(20))]
    assert keep(settings, History(), names, tagged=["r0"]) == {"r19", "r18", "r17", "r0"}


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("daily: {releases: seven, why: x}", "daily: releases: found a text, expected a whole number"),
        ("daily: {releases: -1, why: x}", "daily: releases: found -1"),
        ("weekly: {releases: 4, why: x}", r"weekly is not known here \(known: current, before, tagged, daily, monthly"),
        ("[", r"retention.yaml: cannot be read"),
    ],
)
def test_rules_that_cannot_be_used_refuse_the_publication(
    settings: Settings, tmp_path: Path, text: str, words: str
) -> None:
    (tmp_path / "retention.yaml").write_text(text, encoding="utf-8")
    (settings.candidates / name_of(date(2026, 1, 1))).mkdir(parents=True)
    with mock.patch.object(Settings, "contracts", tmp_path), pytest.raises(ContractError, match=words):
        publish_release(settings)
    assert pointed(settings) is None


def test_every_rule_has_its_reason(settings: Settings) -> None:
    rules = read_retention(settings)
    assert (rules.daily.releases, rules.monthly.releases) == (7, 12)
    assert all(getattr(rules, name).why.endswith(".") for name in type(rules).model_fields)
