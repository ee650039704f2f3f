"""Keyed pseudonyms: HMAC-SHA-256 of an identifier, cut to 128 bits, as 32 hexadecimal digits.

The key is in one file of mode 0600 and reaches DuckDB as bound session variables only. The key is in no SQL text, log
or metadata. Not here: which columns are identifiers (the contracts).
"""

from __future__ import annotations

import hashlib
import secrets
from pathlib import Path

import duckdb

from orchestration.errors import LandingError
from orchestration.record import write_whole

_BLOCK = 64
_KEY_BYTES = 32


def load_pseudonym_key(path: Path, *, may_create: bool) -> bytes:
    """Read the key, or create it on the first run.

    Raises LandingError if others can read the file, or if the file is not 64 hexadecimal digits. A missing or empty
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
        pseudonym_key = bytes.fromhex(path.read_text(encoding="ascii").strip())
    except ValueError:
        pseudonym_key = b""
    if len(pseudonym_key) != _KEY_BYTES:
        raise LandingError(
            f"pseudonym key {path.name}: expected {2 * _KEY_BYTES} hexadecimal digits; restore the file from its backup"
        )
    return pseudonym_key


def pseudonym_key_id(pseudonym_key: bytes) -> str:
    """A name for the key that does not reveal the key. Receipts carry the name."""
    return hashlib.sha256(b"name of the pseudonym key" + pseudonym_key).hexdigest()[:12]


def bind_pseudonym_key(connection: duckdb.DuckDBPyConnection, pseudonym_key: bytes) -> None:
    """Make `pseudonym_sql` work on this connection (RFC 2104: the two padded keys)."""
    padded = pseudonym_key.ljust(_BLOCK, b"\0")
    connection.execute("set variable inner_pad = ?", [bytes(byte ^ 0x36 for byte in padded)])
    connection.execute("set variable outer_pad = ?", [bytes(byte ^ 0x5C for byte in padded)])


def pseudonym_sql(value: str) -> str:
    """SQL for the pseudonym of a text expression; equal to the first 32 digits of Python's hmac hexdigest."""
    inner = f"unhex(sha256(getvariable('inner_pad') || encode({value})))"
    return f"left(sha256(getvariable('outer_pad') || {inner}), 32)"


def _create(path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    write_whole(path, secrets.token_hex(_KEY_BYTES) + "\n", mode=0o600)
