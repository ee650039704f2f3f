"""Locks down what is known of each delivery before it is read."""

from __future__ import annotations

import hashlib
import json
from dataclasses import FrozenInstanceError
from pathlib import Path

import pytest

from orchestration.errors import LandingError
from orchestration.landing.read.deliveries import (
    Delivery,
    describe_delivery,
    state_of,
    synthetic_files,
)
from orchestration.landing.read.inbox import SYNTHETIC_MARK

FEED = "household_survey"


def test_an_inbox_that_does_not_exist_has_no_synthetic_file(tmp_path: Path) -> None:
    assert synthetic_files(tmp_path / "nowhere") == {}


@pytest.mark.parametrize("content", ["", "{", "[]", '{"files": 1}', "{}"])
def test_a_broken_mark_of_the_synthetic_country_is_named_with_the_remedy(tmp_path: Path, content: str) -> None:
    """Without the mark, synthetic files would land as real ones."""
    (tmp_path / "_synthetic.json").write_text(content, encoding="utf-8")
    with pytest.raises(LandingError, match=r"_synthetic\.json: .*make the synthetic country again, or remove the file"):
        synthetic_files(tmp_path)


def put(inbox: Path, name: str, content: bytes = b"content") -> Path:
    path = inbox / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return path


def described(inbox: Path, path: Path) -> Delivery:
    return describe_delivery(path, inbox=inbox, feed=FEED, entity=FEED)


def test_a_delivery_is_described_by_its_content(tmp_path: Path) -> None:
    path = put(tmp_path, f"{FEED}/2567-1/50/part-003.CSV", b"a,b\n1,2\n")
    assert described(tmp_path, path) == Delivery(
        feed=FEED,
        entity=FEED,
        path=path,
        source_file=f"{FEED}/2567-1/50/part-003.CSV",
        sha256=hashlib.sha256(b"a,b\n1,2\n").hexdigest(),
        bytes=8,
        folders=("2567-1", "50"),
        is_synthetic=False,
        state=state_of(path),
    )
    assert described(tmp_path, path).suffix == ".csv"


def test_a_delivery_cannot_be_changed(tmp_path: Path) -> None:
    delivery = described(tmp_path, put(tmp_path, f"{FEED}/a.csv"))
    with pytest.raises(FrozenInstanceError):
        delivery.sha256 = "other"  # type: ignore[misc]


@pytest.mark.parametrize(
    ("folder", "kept"),
    [
        ("2567-1/50", ("2567-1", "50")),
        ("from the office/2567-2", ("2567-2",)),
        ("2024-1/05", ()),
        ("2567-12/500/5", ()),
        ("50/2567-1", ("50", "2567-1")),
        ("", ()),
    ],
)
def test_only_a_round_and_a_province_are_kept_of_the_folders(
    tmp_path: Path, folder: str, kept: tuple[str, ...]
) -> None:
    path = put(tmp_path, str(Path(FEED) / folder / "2567-1.csv"))
    assert described(tmp_path, path).folders == kept


def test_a_file_is_synthetic_while_it_has_the_bytes_the_generator_wrote(tmp_path: Path) -> None:
    path = put(tmp_path, f"{FEED}/a.csv", b"12345")
    put(tmp_path, SYNTHETIC_MARK, json.dumps({"files": {f"{FEED}/a.csv": 5, f"{FEED}/b.csv": 5}}).encode())
    other = put(tmp_path, f"{FEED}/real.csv", b"12345")
    assert described(tmp_path, path).is_synthetic
    assert not described(tmp_path, other).is_synthetic
    path.write_bytes(b"123456")
    assert not described(tmp_path, path).is_synthetic
