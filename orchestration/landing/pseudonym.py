"""Keyed pseudonyms: HMAC-SHA-256 of an identifier, cut to 128 bits, as 32 hexadecimal digits.

A key that was changed is followed by others (release/rekey.py). The pseudonym under two keys is the pseudonym, under
the second key, of the pseudonym under the first. The keys are in one file of mode 0600, one in each line, and reach
DuckDB as bound session variables only. No key is in a SQL text, a log or metadata. Not here: which columns are
identifiers (the contracts).
"""

from __future__ import annotations

import hashlib
import secrets
from pathlib import Path

import duckdb

from orchestration.errors import LandingError
from orchestration.record import write_whole

_BLOCK = 64
KEY_BYTES = 32


def load_pseudonym_key(path: Path, *, may_create: bool) -> bytes:
    """Read the keys, one after the other, or create the first one on the first run.

    Raises LandingError if others can read the file, or if a line is not 64 hexadecimal digits. A missing or empty
    file is an error where `may_create` is False: rows landed under a key that only a backup can restore.
    """
    is_absent = not path.exists()
    if is_absent or (path.is_file() and not path.stat().st_size):
        if not may_create:
            raise LandingError(
                f"pseudonym key {path.name}: {'not found' if is_absent else 'found an empty file'}, but landing holds "
                "rows made with a key; restore the key file from its backup, because with a new key no old row could "
                "be joined to a new one"
            )
        _create(path)
    if path.is_file() and path.stat().st_mode & 0o077:
        raise LandingError(f"pseudonym key {path.name}: others may read it; run `chmod 600` on it")
    try:
        keys = [bytes.fromhex(line) for line in path.read_text(encoding="ascii").split()]
    except ValueError:
        keys = []
    if not keys or any(len(key) != KEY_BYTES for key in keys):
        raise LandingError(
            f"pseudonym key {path.name}: expected {2 * KEY_BYTES} hexadecimal digits; restore the file from its backup"
        )
    return b"".join(keys)


def pseudonym_key_text(pseudonym_key: bytes) -> str:
    """The text of the file: a line for each key, the first one first."""
    return "".join(f"{key.hex()}\n" for key in keys_in(pseudonym_key))


def keys_in(pseudonym_key: bytes) -> list[bytes]:
    """The keys one after the other."""
    starts = range(0, max(1, len(pseudonym_key)), KEY_BYTES)
    return [pseudonym_key[start : start + KEY_BYTES] for start in starts]


def key_ids(pseudonym_key: bytes) -> list[str]:
    """The name of the key as it was with one key, with two, and so on; the last is that of today."""
    ends = range(KEY_BYTES, len(pseudonym_key) + 1, KEY_BYTES)
    return [pseudonym_key_id(pseudonym_key[:end]) for end in ends]


def pseudonym_key_id(pseudonym_key: bytes) -> str:
    """A name for the key that does not reveal the key. Receipts carry the name."""
    return hashlib.sha256(b"name of the pseudonym key" + pseudonym_key).hexdigest()[:12]


def bind_pseudonym_key(connection: duckdb.DuckDBPyConnection, pseudonym_key: bytes) -> None:
    """Make `pseudonym_sql` work on this connection (RFC 2104: the two padded keys, of each key)."""
    pseudonym = "identifier"
    for number, key in enumerate(keys_in(pseudonym_key), start=1):
        padded = key.ljust(_BLOCK, b"\0")
        connection.execute(f"set variable inner_pad_{number} = ?", [bytes(byte ^ 0x36 for byte in padded)])
        connection.execute(f"set variable outer_pad_{number} = ?", [bytes(byte ^ 0x5C for byte in padded)])
        inner = f"unhex(sha256(getvariable('inner_pad_{number}') || encode({pseudonym})))"
        pseudonym = f"left(sha256(getvariable('outer_pad_{number}') || {inner}), 32)"
        for name in (f"pseudonym_{number}", "pseudonym"):
            connection.execute(f"create or replace temp macro {name}(identifier) as {pseudonym}")


def pseudonym_sql(value: str, *, number: int | None = None) -> str:
    """SQL for the pseudonym of a text expression; with one key, the first 32 digits of Python's hmac hexdigest.

    `number`: under so many of the keys, and not under all.
    """
    return f"pseudonym{f'_{number}' if number else ''}({value})"


def _create(path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    write_whole(path, secrets.token_hex(KEY_BYTES) + "\n", mode=0o600)
