"""Locks down that the site belongs to the release: a file of it that was changed, lost or added is a fault by name."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from orchestration.errors import ReleaseError
from orchestration.release.manifest import read_manifest
from orchestration.release.publish import publish_release, refuse_unfit
from orchestration.verify import verify
from tests.unit.release.by_hand_release import PASSED, change_manifest, judge, make_release, released_file, settings_of

PAGE = "site/index.html"


def with_site(folder: Path) -> Path:
    release = make_release(folder)
    (release / "site" / "data").mkdir(parents=True)
    for path in (PAGE, "site/data/nation.js"):
        (release / path).write_text("made by hand\n", encoding="utf-8")
    site = tuple(released_file(release, path) for path in (PAGE, "site/data/nation.js"))
    change_manifest(release, lambda manifest: manifest.model_copy(update={"site": site}))
    return judge(release, PASSED)


def test_readers_get_the_site_with_the_release(tmp_path: Path) -> None:
    settings = settings_of(tmp_path)
    with_site(settings.candidates / "20240101T000000Z-00000001")
    publish_release(settings)
    assert (settings.current / PAGE).stat().st_mode & 0o777 == 0o444
    assert [file.path for file in read_manifest(settings.current).site] == [PAGE, "site/data/nation.js"]


@pytest.mark.parametrize(
    ("damage", "fault"),
    [
        (lambda site: (site / "index.html").write_text("changed\n"), f"{PAGE} changed after the audit"),
        (lambda site: (site / "data" / "nation.js").unlink(), "site/data/nation.js changed after the audit"),
        (lambda site: (site / "more.js").write_text("added\n"), "site/more.js is not named by the manifest"),
    ],
    ids=["changed", "lost", "added"],
)
def test_a_damaged_site_refuses_the_whole_release(tmp_path: Path, damage: Callable[[Path], object], fault: str) -> None:
    release = with_site(tmp_path / "20240101T000000Z-00000001")
    refuse_unfit(release)
    damage(release / "site")
    with pytest.raises(ReleaseError, match=fault):
        refuse_unfit(release)


def test_verify_names_a_changed_page(tmp_path: Path) -> None:
    settings = settings_of(tmp_path)
    with_site(settings.candidates / "20240101T000000Z-00000001")
    publish_release(settings)
    page = settings.current / PAGE
    page.chmod(0o644)
    page.write_text("changed\n", encoding="utf-8")
    faults = [finding.sentence for finding in verify(settings) if finding.is_fault]
    assert [fault for fault in faults if f"{PAGE} changed after the audit" in fault]
