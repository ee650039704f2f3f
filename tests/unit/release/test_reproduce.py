"""Locks down the report on a release that is built again: which tables differ, or why it cannot be built.

That the same batches make the same tables is in tests/integration/test_promises.py.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from orchestration.errors import ReleaseError
from orchestration.release.manifest import Manifest, read_manifest
from orchestration.release.publish import publish_release
from orchestration.reproduce import compare_manifests, reproduce_release
from orchestration.settings import Settings
from tests.unit.release.by_hand_release import make_release, waiting


@pytest.fixture
def manifest(tmp_path: Path) -> Manifest:
    return read_manifest(make_release(tmp_path / "20240101T000000Z-00000001"))


def test_the_same_tables_are_the_same_whatever_describes_the_release(manifest: Manifest, tmp_path: Path) -> None:
    found = compare_manifests(manifest, read_manifest(make_release(tmp_path / "20240201T000000Z-00000002")))
    assert found.is_same
    assert str(found) == (
        "release 20240101T000000Z-00000001, built again from its 1 batches: "
        "2 tables, 8 rows, every one the same, by the same code"
    )


def test_other_values_and_other_numbers_of_rows_are_named(manifest: Manifest, tmp_path: Path) -> None:
    again = read_manifest(make_release(tmp_path / "again", rows=6, code_version="0.1.0+ffffffff"))
    again = again.model_copy(
        update={"tables": (again.tables[0].model_copy(update={"rows_digest": "0"}), *again.tables[1:])}
    )
    found = compare_manifests(manifest, again)
    assert not found.is_same
    assert str(found).splitlines() == [
        "release 20240101T000000Z-00000001, built again from its 1 batches: 2 of 2 tables differ, "
        "by code 0.1.0+ffffffff, the release was made by 0.1.0+00000000",
        "  open/area: 3 rows in the release, other values built again",
        "  restricted/household: 5 rows in the release, 6 rows built again",
    ]


def test_tables_that_only_one_side_has_are_named(manifest: Manifest) -> None:
    fewer = manifest.model_copy(update={"tables": manifest.tables[1:]})
    assert compare_manifests(manifest, fewer).differing == ("open/area: not built any more",)
    assert compare_manifests(fewer, manifest).differing == ("open/area: not in the release",)


def test_without_a_release_there_is_nothing_to_build_again(settings: Settings) -> None:
    with pytest.raises(ReleaseError, match="nothing is published yet"):
        reproduce_release(settings, "")


def test_a_release_that_is_not_kept_is_answered_with_those_that_are(settings: Settings) -> None:
    release = publish(settings)
    with pytest.raises(ReleaseError, match=f"found no release other, expected one of {release}"):
        reproduce_release(settings, "other")


def test_a_batch_that_is_gone_is_named_and_nothing_is_left_behind(settings: Settings) -> None:
    publish(settings)
    with pytest.raises(
        ReleaseError, match="1 of the release's batches are neither there nor in superseded: b1 of houses"
    ):
        reproduce_release(settings, "")
    assert not (settings.scratch / "reproduce").exists()


def publish(settings: Settings) -> str:
    candidate = waiting(settings, "20240101T000000Z-00000001")
    publish_release(settings)
    return candidate.name
