"""Locks down what counts as a raw number: house codes and citizens' numbers do, digests and measurements do not."""

from __future__ import annotations

import duckdb
import pytest

from expectations.evidence.identifiers import holds_raw_number

SHA256 = "0123456789ab" * 5 + "0123"


def holds(text: str) -> bool:
    (found,) = duckdb.execute(f"select {holds_raw_number('?')}", [text]).fetchone() or (None,)
    return bool(found)


@pytest.mark.parametrize(
    "text",
    [
        "50019912345",
        "1509912345678",
        "๕๐๐๑๙๙๑๒๓๔๕",
        "บ้านเลขที่50019912345",
        "house_50019912345.csv",
        '{"source": "inbox/50019912345.json"}',
        "C1509912345678",
        "a50019912345",
        "1-5099-12345-67-8",
        "5001-991234-5",
        f"{SHA256} 50019912345",
        "50019912345a",
        '{"source_file": "50019912345a"}',
    ],
)
def test_a_raw_number_is_seen(text: str) -> None:
    assert holds(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "5001991234",
        "500199123456",
        "50019912345678",
        SHA256,
        f'[{{"batch_id": "{SHA256[:32]}", "source_sha256": "{SHA256}"}}]',
        '[{"batch_id": "50019912345abcde", "key_id": "50019912345a"}]',
        '[{"key_id": "a50019912345", "batch_id": "a50019912345bcde"}]',
        "00000000000a0000000000000b000000",
        "8f14e45f-ceea-467f-ab00-12345678901a",
        "20241101T000000Z-0123abcd",
        "2024-11-01T00:00:00+00:00",
        "0.12345678901",
        "10010101",
    ],
)
def test_what_only_looks_like_one_is_left_alone(text: str) -> None:
    assert not holds(text)
