"""Locks down that site and exports belong to the release: a changed, lost or added file of them is a fault by name."""

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
BOOK = "exports/excel/TH-Thailand.xlsx"


def with_site(folder: Path) -> Path:
    release = make_release(folder)
    (release / "site" / "data").mkdir(parents=True)
    (release / "exports" / "excel").mkdir(parents=True)
    for path in (PAGE, "site/data/nation.js", BOOK):
        (release / path).write_text("made by hand\n", encoding="utf-8")
    site = tuple(released_file(release, path) for path in (PAGE, "site/data/nation.js"))
    exports = (released_file(release, BOOK),)
    change_manifest(release, lambda manifest: manifest.model_copy(update={"site": site, "exports": exports}))
    return judge(release, PASSED)


def test_readers_get_the_site_and_the_exports_with_the_release(tmp_path: Path) -> None:
    settings = settings_of(tmp_path)
    with_site(settings.candidates / "20240101T000000Z-00000001")
    publish_release(settings)
    assert {(settings.current / file).stat().st_mode & 0o777 for file in (PAGE, BOOK)} == {0o444}
    assert [file.path for file in read_manifest(settings.current).site] == [PAGE, "site/data/nation.js"]
    assert [file.path for file in read_manifest(settings.current).exports] == [BOOK]


@pytest.mark.parametrize(
    ("damage", "fault"),
    [
        (lambda release: (release / PAGE).write_text("changed\n"), f"{PAGE} changed after the audit"),
        (lambda release: (release / BOOK).write_text("changed\n"), f"{BOOK} changed after the audit"),
        (
            lambda release: (release / "site" / "data" / "nation.js").unlink(),
            "site/data/nation.js changed after the audit",
        ),
        (lambda release: (release / "site" / "more.js").write_text("added\n"), "site/more.js is not named by"),
        (lambda release: (release / "exports" / "more.csv").write_text("added\n"), "exports/more.csv is not named by"),
    ],
    ids=["page changed", "export changed", "page lost", "page added", "export added"],
)
def test_a_damaged_site_or_export_refuses_the_whole_release(
    tmp_path: Path, damage: Callable[[Path], object], fault: str
) -> None:
    release = with_site(tmp_path / "20240101T000000Z-00000001")
    refuse_unfit(release)
    damage(release)
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
