"""Locks down the pseudonyms: equal to Python's HMAC, and one guarded key. No file or message of landing has a trace of
key or identifier.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from orchestration import names
from orchestration.errors import LandingError, StorageError
from orchestration.landing import batch, keys
from orchestration.landing.contract_file import feed_names
from orchestration.landing.pseudonym import bind_pseudonym_key, load_pseudonym_key, pseudonym_key_id, pseudonym_sql
from tests.unit.landing.by_hand import ROWS_FOR_ONE_FAULT, Inbox, house, household, houses

HOUSE_CODE = "98765432109"
HOUSEHOLD_ID = "HH-4711-secret"


def by_python(key: bytes, identifier: str) -> str:
    return hmac.new(key, identifier.encode(), hashlib.sha256).hexdigest()[:32]


def key_of(inbox: Inbox) -> bytes:
    return bytes.fromhex(inbox.settings.pseudonym_key_file.read_text(encoding="ascii"))


# The value


@pytest.fixture(scope="module")
def connection() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as connection:
        yield connection


@settings(max_examples=60, deadline=None, derandomize=True)
@given(key=st.binary(min_size=32, max_size=32), identifier=st.text(min_size=1, max_size=80))
def test_a_pseudonym_is_the_first_half_of_pythons_hmac(
    connection: duckdb.DuckDBPyConnection, key: bytes, identifier: str
) -> None:
    bind_pseudonym_key(connection, key)
    row = connection.execute(f"select {pseudonym_sql('v.i')} from (select ? as i) as v", [identifier]).fetchone()
    assert row == (by_python(key, identifier),)


def test_houses_and_households_land_under_their_pseudonyms(inbox: Inbox) -> None:
    inbox.put("house_registry/houses.csv", houses(3))
    inbox.put("household_survey/round.csv", [household(2)])
    inbox.land()
    inbox.land(names.HOUSEHOLD_SURVEY)
    key = key_of(inbox)
    assert [row["house_key"] for row in inbox.landed()] == [
        by_python(key, house(number)["house_code"]) for number in (1, 2, 3)
    ]
    (survey,) = inbox.landed(names.HOUSEHOLD_SURVEY)
    assert survey["household_key"] == by_python(key, household(2)["household_id"])
    assert survey["house_key"] == inbox.landed()[1]["house_key"], "the same house has the same key in both feeds"


# The key


def test_the_first_landing_makes_a_key_for_its_owner_only(empty_inbox: Inbox) -> None:
    empty_inbox.put_geography()
    empty_inbox.land(names.GEOGRAPHY)
    path = empty_inbox.settings.pseudonym_key_file
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.parent.stat().st_mode & 0o777 == 0o700
    assert len(key_of(empty_inbox)) == 32


def test_a_key_is_made_once_and_no_two_are_alike(tmp_path: Path) -> None:
    first = load_pseudonym_key(tmp_path / "one.key", may_create=True)
    assert load_pseudonym_key(tmp_path / "one.key", may_create=True) == first
    assert load_pseudonym_key(tmp_path / "two.key", may_create=True) != first


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660, 0o644, 0o620])
def test_a_key_that_others_may_read_or_write_is_refused(tmp_path: Path, mode: int) -> None:
    path = tmp_path / "pseudonym.key"
    load_pseudonym_key(path, may_create=True)
    path.chmod(mode)
    with pytest.raises(LandingError, match="others may read it; run `chmod 600` on it"):
        load_pseudonym_key(path, may_create=True)


@pytest.mark.parametrize("text", ["\n", "abc", "00" * 31, "00" * 33, "zz" * 32, "ก" * 64])
def test_a_malformed_key_is_refused_and_not_printed(tmp_path: Path, text: str) -> None:
    path = tmp_path / "pseudonym.key"
    path.write_text(text, encoding="utf-8")
    path.chmod(0o600)
    with pytest.raises(LandingError, match="expected 64 hexadecimal digits; restore the file") as refused:
        load_pseudonym_key(path, may_create=True)
    assert not text or text not in str(refused.value)


def test_an_empty_key_is_replaced_before_anything_landed(tmp_path: Path) -> None:
    """A disk that was full, or a run that was killed, left it."""
    path = tmp_path / "pseudonym.key"
    path.touch(mode=0o644)
    key = load_pseudonym_key(path, may_create=True)
    assert (len(key), path.stat().st_mode & 0o777) == (32, 0o600)
    assert load_pseudonym_key(path, may_create=False) == key
    assert [each.name for each in tmp_path.iterdir()] == ["pseudonym.key"]


def test_an_empty_key_is_restored_by_a_person_once_rows_have_landed(inbox: Inbox) -> None:
    inbox.settings.pseudonym_key_file.write_bytes(b"")
    inbox.put("house_registry/houses.csv", houses(3))
    assert "found an empty file, but landing holds rows made with a key; restore the key file" in inbox.refusal()
    assert inbox.settings.pseudonym_key_file.read_bytes() == b""


def test_a_folder_in_the_place_of_the_key_is_named_as_a_folder(inbox: Inbox) -> None:
    inbox.settings.pseudonym_key_file.unlink()
    inbox.settings.pseudonym_key_file.mkdir()
    with pytest.raises(StorageError, match=r"pseudonym\.key: found a folder, expected a file; move the folder away"):
        inbox.land()


def test_a_missing_key_is_not_made_anew_once_rows_have_landed(inbox: Inbox) -> None:
    inbox.settings.pseudonym_key_file.unlink()
    inbox.put("house_registry/houses.csv", houses(3))
    assert "restore the key file from its backup" in inbox.refusal()
    assert not inbox.settings.pseudonym_key_file.exists()


def test_another_key_than_the_one_in_force_is_refused(inbox: Inbox) -> None:
    old = pseudonym_key_id(key_of(inbox))
    inbox.settings.pseudonym_key_file.write_text("ab" * 32, encoding="ascii")
    inbox.put("house_registry/houses.csv", houses(3))
    message = inbox.refusal()
    assert f"landing holds batches made with key {old}, expected one key" in message
    assert "ab" * 32 not in message


def test_a_key_is_named_by_what_does_not_give_it_away() -> None:
    key = bytes(range(32))
    assert pseudonym_key_id(key) != pseudonym_key_id(bytes(32))
    assert pseudonym_key_id(key) not in (key.hex(), hashlib.sha256(key).hexdigest()[:12])
    assert len(pseudonym_key_id(key)) == 12


# Traces


class Overheard:
    """A connection that keeps what was asked of it: DuckDB's own query log, taken when it is closed."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, heard: list[str]) -> None:
        self._connection = connection
        self._heard = heard
        connection.execute("call enable_logging(level = 'trace')")

    def __getattr__(self, name: str) -> Any:
        return getattr(self._connection, name)

    def close(self) -> None:
        rows = self._connection.execute("select type || ' ' || message from duckdb_logs()").fetchall()
        self._heard += [text for (text,) in rows]
        self._connection.close()


@pytest.fixture
def overheard(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    heard: list[str] = []
    for module in (batch, keys):
        opened = module.open_memory
        monkeypatch.setattr(module, "open_memory", lambda *a, opened=opened, **k: Overheard(opened(*a, **k), heard))
    return heard


@pytest.fixture
def traces(inbox: Inbox, overheard: list[str]) -> tuple[Inbox, list[str]]:
    """A landing with sound rows, a quarantined row, a repeat, a contradiction and a refusal; and all that it said."""
    said: list[str] = []
    rows = [house(0, house_code=HOUSE_CODE), house(0, house_code=HOUSE_CODE)]
    many = houses(2 * ROWS_FOR_ONE_FAULT, row_9={"house_code": HOUSE_CODE + "0"})
    inbox.put("house_registry/houses.csv", [*rows, *many])
    inbox.put("household_survey/one.csv", [household(1, household_id=HOUSEHOLD_ID, house_code=HOUSE_CODE)])
    inbox.land(log=said.append)
    inbox.land(names.HOUSEHOLD_SURVEY, log=said.append)
    twice = [household(1, household_id=HOUSEHOLD_ID, house_code=HOUSE_CODE, member_count=n) for n in ("1", "2")]
    inbox.put("household_survey/two.csv", twice)
    inbox.put("household_survey/three.csv", twice[:1])
    said.append(inbox.refusal(names.HOUSEHOLD_SURVEY))
    return inbox, said + overheard


@pytest.mark.parametrize("secret", [HOUSE_CODE, HOUSEHOLD_ID], ids=["house code", "household id"])
def test_no_identifier_stands_in_what_landing_says_or_asks_of_the_engine(
    traces: tuple[Inbox, list[str]], secret: str
) -> None:
    _, said = traces
    assert any("create or replace temp table raw" in line for line in said), "the queries were overheard"
    assert [line for line in said if secret in line] == []


def test_no_identifier_stands_in_any_byte_of_landing(traces: tuple[Inbox, list[str]]) -> None:
    inbox, _ = traces
    assert len(inbox.landed(names.HOUSEHOLD_SURVEY)) == 1
    for path in inbox.settings.landing.rglob("*"):
        if path.is_file():
            content = path.read_bytes()
            assert HOUSE_CODE.encode() not in content
            assert HOUSEHOLD_ID.encode() not in content
    # Compressed pages hide a text from a search: look at the values too.
    values = {str(value) for feed in feed_names() for row in inbox.landed(feed) for value in row.values()}
    assert not values & {HOUSE_CODE, HOUSE_CODE + "0", HOUSEHOLD_ID}


def test_the_key_stands_in_no_file_but_its_own_and_in_nothing_said(traces: tuple[Inbox, list[str]]) -> None:
    inbox, said = traces
    key = key_of(inbox)
    padded = key.ljust(64, b"\0")
    pads = [bytes(byte ^ pad for byte in padded) for pad in (0x36, 0x5C)]
    forms = [
        key.hex(),
        *(pad.hex() for pad in pads),
        repr(key)[2:-1],
        *("".join(f"\\x{b:02X}" for b in p) for p in pads),
    ]
    assert [line for line in said if any(form.lower() in line.lower() for form in forms)] == []
    for path in inbox.settings.data_dir.rglob("*"):
        if path.is_file() and path != inbox.settings.pseudonym_key_file:
            content = path.read_bytes()
            assert not any(secret in content for secret in (key, key.hex().encode(), *pads))


def test_a_receipt_names_the_key_by_its_identifier(traces: tuple[Inbox, list[str]]) -> None:
    inbox, _ = traces
    receipts = [json.loads(path.read_text()) for path in inbox.settings.landing.rglob("receipt.json")]
    assert {receipt["key_id"] for receipt in receipts} == {pseudonym_key_id(key_of(inbox))}
