"""Pseudo-random numbers that depend only on their key: the same on every machine and for every thread count."""

from __future__ import annotations

import hashlib


def share_of(*parts: object) -> float:
    """A number in [0, 1) for these parts, in Python."""
    return _bits(*parts) / 2**64


def chance(key: str, *, seed: int, purpose: str) -> str:
    """SQL for 64 random bits per whole number `key` (an expression that is never negative).

    DuckDB's `hash(key, purpose)` joins the hashes of its arguments by exclusive or with a constant. The draws of one
    key for two purposes would then determine each other.
    """
    return f"hash(xor(({key})::ubigint, {_bits(seed, purpose)}::ubigint))"


def _bits(*parts: object) -> int:
    return int.from_bytes(hashlib.blake2b(repr(parts).encode(), digest_size=8).digest(), "big")
