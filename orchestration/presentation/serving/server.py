"""The connection to PostgreSQL, and what the server refuses in a sentence without a secret or a row.

Not here: what is loaded (load.py), roles (roles.py).
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final

import psycopg
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict

from orchestration.errors import ServingError

# The first version whose unique constraint can compare absent parts of a key.
_OLDEST: Final = 150000
_SECRETS: Final = ("password", "sslpassword")
# Seconds to wait for a server that does not answer, unless the connection words say otherwise.
_PATIENCE: Final = "10"
# What PostgreSQL and DuckDB must agree on when a value becomes text. The number is PostgreSQL's shortest exact double.
_SESSION: Final = "set timezone = 'UTC'; set datestyle = 'ISO'; set extra_float_digits = 1"
# Any number that other programs in the same database do not use.
_LOADER_LOCK: Final = 2567_0101

Connection = psycopg.Connection[tuple[Any, ...]]


def refuse_password(argument: str) -> None:
    """Raise ServingError if connection words that are an argument hold a password, or cannot be read."""
    if any(_parts(argument).get(name) for name in _SECRETS):
        raise ServingError(
            "DSN: found a password, which every account of the machine sees among the arguments of a process, expected "
            "words without one; keep the password in a password file (PGPASSFILE) or in SDG_POSTGRES_DSN"
        )


@contextmanager
def connected(dsn: str) -> Iterator[Connection]:
    """A connection that commits each statement. Password files and service files are read by PostgreSQL's library.

    Raises ServingError where the server cannot be reached, is too old or refuses a statement.
    """
    parts = {"connect_timeout": _PATIENCE, **_parts(dsn), "application_name": "sdg serve-postgres"}
    secrets = tuple(str(parts[name]) for name in _SECRETS if parts.get(name))
    with said(secrets), psycopg.connect(autocommit=True, **parts) as connection:
        if connection.info.server_version < _OLDEST:
            raise ServingError(
                f"PostgreSQL at {place_of(connection)}: found version {connection.info.server_version // 10000}, "
                f"expected {_OLDEST // 10000} or later; name another server in SDG_POSTGRES_DSN"
            )
        connection.execute(_SESSION)
        yield connection


def place_of(connection: Connection) -> str:
    """Host, port and database, such as `127.0.0.1:5432/sdg`."""
    info = connection.info
    return f"{info.host}:{info.port}/{info.dbname}"


@contextmanager
def said(secrets: tuple[str, ...] = ()) -> Iterator[None]:
    """Turn a refusal of the server into ServingError. Details are left out: they may quote a row."""
    try:
        yield
    except psycopg.Error as fault:
        reason = fault.diag.message_primary or " ".join(str(fault).split())
        for secret in secrets:
            reason = reason.replace(secret, "***")
        raise ServingError(
            f"PostgreSQL refused ({type(fault).__name__}): {reason}; the served schemas are as they were; correct the "
            "cause, and run `make serve-postgres` again"
        ) from None


@contextmanager
def only_loader(connection: Connection) -> Iterator[None]:
    """Keep other loads out of the database meanwhile. Raises ServingError if one is at work."""
    row = connection.execute("select pg_try_advisory_lock(%s)", [_LOADER_LOCK]).fetchone()
    if row != (True,):
        raise ServingError(
            f"PostgreSQL at {place_of(connection)}: found another load at work, expected one at a time; wait for it to "
            "end, and run `make serve-postgres` again"
        )
    try:
        yield
    finally:
        if not connection.broken:
            connection.execute("select pg_advisory_unlock(%s)", [_LOADER_LOCK])


def run(connection: Connection, statement: str, /, **parts: sql.Composable) -> None:
    """Execute a statement of ours. Names and texts are in its braces, quoted by psycopg."""
    connection.execute(sql.SQL(statement).format(**parts))


def _parts(dsn: str) -> dict[str, Any]:
    if not dsn:
        raise ServingError(
            "SDG_POSTGRES_DSN: not set, expected connection words such as `host=db.example.org dbname=sdg "
            "user=loader`; set it, or run `make serve-postgres DSN='..'`"
        )
    try:
        return conninfo_to_dict(dsn)
    except psycopg.Error:
        # The message of the library quotes the words.
        raise ServingError(
            "SDG_POSTGRES_DSN: found other words, expected connection words such as `host=db.example.org dbname=sdg "
            "user=loader` or `postgresql://loader@db.example.org/sdg`; correct it"
        ) from None
