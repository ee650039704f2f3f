"""Locks down how manifest, verdict and receipt are read from JSON: unchanged, or refused with the file, the part and
the remedy.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from orchestration.errors import LandingError, ReleaseError
from orchestration.landing.receipt import read_receipt, write_receipt
from orchestration.release.manifest import manifest_digest, read_manifest, write_manifest
from orchestration.release.verdict import read_verdict, write_verdict
from tests.unit.release.by_hand_release import FAILED, PASSED, judge, make_release

READERS: dict[str, Callable[[Path], object]] = {"manifest.json": read_manifest, "verdict.json": read_verdict}
REMEDIES = {
    "manifest.json": "propose the candidate again; of a published release, bring the folder back from a backup, or go "
    "back to another release with `make rollback TO=<release id>`",
    "verdict.json": "audit the candidate again; of a published release, bring the folder back from a backup",
}


@pytest.fixture(scope="module")
def made_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return judge(make_release(tmp_path_factory.mktemp("made_once") / "r1"), PASSED, FAILED)


@pytest.fixture
def release(made_once: Path, tmp_path: Path) -> Path:
    return shutil.copytree(made_once, tmp_path / "r1")


def change(path: Path, edit: Callable[[dict[str, Any]], object]) -> None:
    content = json.loads(path.read_text(encoding="utf-8"))
    edit(content)
    path.write_text(json.dumps(content), encoding="utf-8")


def refusal(release: Path, file: str) -> str:
    with pytest.raises(ReleaseError) as refused:
        READERS[file](release)
    return str(refused.value)


def test_manifest_and_verdict_come_back_as_they_were_written(release: Path) -> None:
    manifest, verdict = read_manifest(release), read_verdict(release)
    written = manifest_digest(release), (release / "verdict.json").read_bytes()
    write_manifest(manifest, release)
    write_verdict(verdict, release)
    assert (manifest_digest(release), (release / "verdict.json").read_bytes()) == written
    assert (read_manifest(release), read_verdict(release)) == (manifest, verdict)


@pytest.mark.parametrize("file", READERS)
def test_a_missing_file_is_named_with_the_remedy(release: Path, file: str) -> None:
    (release / file).unlink()
    assert refusal(release, file) == (f"{release / file}: not found, expected it in {release.name}; {REMEDIES[file]}")


def test_the_digest_of_a_missing_manifest_is_refused_in_words(tmp_path: Path) -> None:
    with pytest.raises(
        ReleaseError, match=r"manifest\.json: not found, expected it in .*; propose the candidate again; of a published"
    ):
        manifest_digest(tmp_path)


@pytest.mark.parametrize("file", READERS)
def test_a_folder_in_the_place_of_the_file_is_refused_in_words(release: Path, file: str) -> None:
    (release / file).unlink()
    (release / file).mkdir()
    assert refusal(release, file).startswith(f"{release / file}: cannot be read (")


@pytest.mark.parametrize(
    "content", [b"", b"{", b"\xff\xfe\x00", b"nothing"], ids=["empty", "cut off", "binary", "text"]
)
@pytest.mark.parametrize("file", READERS)
def test_what_is_no_json_is_refused_in_words(release: Path, file: str, content: bytes) -> None:
    (release / file).write_bytes(content)
    message = refusal(release, file)
    assert message.startswith(f"{release / file}: not readable as JSON (")
    assert message.endswith(REMEDIES[file])


@pytest.mark.parametrize(
    ("content", "found"),
    [("[]", "a list"), ("null", "null"), ("1", "a whole number"), ("0.5", "a number"), ('"x"', "a text")],
)
@pytest.mark.parametrize("file", READERS)
def test_json_that_is_no_object_is_refused_in_words(release: Path, file: str, content: str, found: str) -> None:
    (release / file).write_text(content, encoding="utf-8")
    part = file.removesuffix(".json")
    assert refusal(release, file) == f"{release / file}: {part}: found {found}, expected an object; {REMEDIES[file]}"


FAULTS = [
    ("manifest.json", lambda content: content.pop("tables"), "manifest: tables is missing"),
    (
        "manifest.json",
        lambda content: content.update(colour="red"),
        "colour is not known here (known: evidence_sha256, release_id, proposed_at, code_version, dbt_invocation_id, "
        "engine, is_synthetic, variables, source_batches, tables, databases, site, exports, waivers, vintages, erased)",
    ),
    ("manifest.json", lambda content: content.update(tables={}), "manifest: tables: found an object, expected a list"),
    (
        "manifest.json",
        lambda content: content["tables"].append(1),
        "tables 3: found a whole number, expected an object",
    ),
    ("manifest.json", lambda content: content["tables"][1].pop("files"), "manifest: tables 2: files is missing"),
    (
        "manifest.json",
        lambda content: content["tables"][0]["files"][0].update(bytes="many"),
        "manifest: tables 1: files 1: bytes: found a text, expected a whole number",
    ),
    (
        "manifest.json",
        lambda content: content["databases"][0].pop("sha256"),
        "manifest: databases 1: sha256 is missing",
    ),
    ("verdict.json", lambda content: content.pop("manifest_sha256"), "verdict: manifest_sha256 is missing"),
    (
        "verdict.json",
        lambda content: content["checks"][1].update(passed="no"),
        "verdict: checks 2 (sums_agree): passed: found a text, expected true or false",
    ),
    (
        "verdict.json",
        lambda content: content["checks"][0].pop("severity"),
        "verdict: checks 1 (it_holds): severity is missing",
    ),
    (
        "verdict.json",
        lambda content: content["checks"][0].update(name="goals__score", severity="harmless"),
        "verdict: checks 1 (goals__score): severity: found 'harmless', expected 'critical' or 'warning'",
    ),
]


@pytest.mark.parametrize(("file", "edit", "fault"), FAULTS, ids=[fault for *_, fault in FAULTS])
def test_a_part_that_is_not_as_expected_is_named(
    release: Path, file: str, edit: Callable[[dict[str, Any]], object], fault: str
) -> None:
    change(release / file, edit)
    message = refusal(release, file)
    assert message.startswith(f"{release / file}: ")
    assert f"{fault}; {REMEDIES[file]}" in message


def test_all_faults_are_named_at_once_up_to_five(release: Path) -> None:
    (release / "manifest.json").write_text("{}", encoding="utf-8")
    message = refusal(release, "manifest.json")
    assert message.count("is missing") == 5
    assert message.endswith(f"; and 4 more; {REMEDIES['manifest.json']}")


def test_whether_a_verdict_passed_is_never_read_from_the_file(release: Path) -> None:
    change(release / "verdict.json", lambda content: content.update(passed=True, critical_failures=[]))
    assert not read_verdict(release).passed


# Written by the product before manifest, verdict and receipt were pydantic models.
WRITTEN_BEFORE = Path(__file__).with_name("written_before")


def test_what_was_written_before_is_read_and_written_byte_by_byte_the_same(tmp_path: Path) -> None:
    """The manifest's digest binds the verdict, so a release of any age must keep its bytes."""
    write_manifest(read_manifest(WRITTEN_BEFORE), tmp_path)
    write_verdict(read_verdict(WRITTEN_BEFORE), tmp_path)
    written = {path.name: path.read_bytes() for path in (tmp_path / "restricted").iterdir()}
    assert written == {name: (WRITTEN_BEFORE / name).read_bytes() for name in ("manifest.json", "verdict.json")}
    assert read_manifest(tmp_path) == read_manifest(WRITTEN_BEFORE)
    assert read_verdict(tmp_path) == read_verdict(WRITTEN_BEFORE)
    assert read_verdict(WRITTEN_BEFORE).manifest_sha256 == manifest_digest(WRITTEN_BEFORE)


def test_a_receipt_written_before_keeps_every_value(tmp_path: Path) -> None:
    write_receipt(read_receipt(WRITTEN_BEFORE), tmp_path)
    before, now = (json.loads((folder / "receipt.json").read_text("utf-8")) for folder in (WRITTEN_BEFORE, tmp_path))
    assert {name: now[name] for name in before} == before


def test_a_receipt_that_cannot_be_used_is_refused_with_every_fault(tmp_path: Path) -> None:
    content = json.loads((WRITTEN_BEFORE / "receipt.json").read_text(encoding="utf-8"))
    content.update(rows_read="100", colour="red")
    (tmp_path / "receipt.json").write_text(json.dumps(content), encoding="utf-8")
    with pytest.raises(LandingError) as refused:
        read_receipt(tmp_path)
    message = str(refused.value)
    assert "receipt: rows_read: found a text, expected a whole number; receipt: colour is not known here" in message
    assert message.endswith("; bring back the batch's folder from a backup, or remove it and land its file again")


def test_a_record_cannot_be_changed(release: Path) -> None:
    with pytest.raises(ValidationError, match="frozen"):
        read_manifest(release).release_id = "another"  # type: ignore[misc]
