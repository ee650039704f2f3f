"""Who may read the copy: the roles `sdg_open` and `sdg_province`, and which login is an officer of which province.

A login that is a member of `sdg_province` sees the restricted rows of its provinces alone. Not here: the tables
(tables.py), the accounts of people, which the administrator of the server makes.
"""

from __future__ import annotations

from typing import Final

from psycopg import sql

from orchestration.errors import ServingError
from orchestration.presentation.serving.server import Connection, place_of, run
from orchestration.presentation.serving.tables import OPEN_SCHEMA, SCHEMAS, ServedTable

READERS: Final = "sdg_open"
OFFICERS: Final = "sdg_province"
ROLES: Final = (READERS, OFFICERS)
ADMIN_SCHEMA: Final = "sdg_admin"
# Schema -> the roles that may read it.
_MAY_READ: Final = {OPEN_SCHEMA: ROLES, SCHEMAS[1]: (OFFICERS,)}
# As a subquery in an array, PostgreSQL looks the provinces up once a statement and finds the rows by their index.
_PROVINCES: Final = f"array(select province_code from {ADMIN_SCHEMA}.province_officer where login = current_user)"
_OFFICERS_PARTS: Final = {
    "schema": sql.Identifier(ADMIN_SCHEMA),
    "officers": sql.Identifier(ADMIN_SCHEMA, "province_officer"),
    "role": sql.Identifier(OFFICERS),
}
_OFFICERS_TABLE: Final = (
    "create schema if not exists {schema}",
    "create table {officers} (login name, province_code text check (province_code ~ '^[0-9][0-9]$'), "
    "primary key (login, province_code))",
    "comment on table {officers} is 'One row per login and province whose restricted rows the login may read.'",
    "alter table {officers} enable row level security",
    "create policy of_the_login on {officers} for select to {role} using (login = current_user)",
    "grant usage on schema {schema} to {role}",
    "grant select on {officers} to {role}",
)


def prepare(connection: Connection, *, is_restricted: bool) -> None:
    """Make the roles that are missing, and the table of officers if restricted tables are served.

    Raises ServingError with the SQL for an administrator where the loader's account may not.
    """
    _refuse_without_rights(connection)
    for role in _missing(connection):
        run(connection, "create role {role} nologin", role=sql.Identifier(role))
    if is_restricted and not _one(connection, f"select to_regclass('{ADMIN_SCHEMA}.province_officer') is not null"):
        with connection.transaction():
            for statement in _OFFICERS_TABLE:
                run(connection, statement, **_OFFICERS_PARTS)


def protect(connection: Connection, table: ServedTable, *, schema: str) -> None:
    """Let the row decide who sees it, its owner included. After this the loader cannot read the table either."""
    parts = {
        "table": sql.Identifier(schema, table.name),
        "index": sql.Identifier(f"{table.name}_by_province"),
        "area": sql.Identifier(table.area),
        "condition": sql.SQL(table.province.format(_PROVINCES)),
    }
    run(connection, "create index {index} on {table} (left({area}, 2))", **parts)
    run(connection, "alter table {table} enable row level security, force row level security", **parts)
    run(
        connection,
        "create policy of_the_province on {table} for select to " + OFFICERS + " using ({condition})",
        **parts,
    )


def grant(connection: Connection, *, schema: str, of: str) -> None:
    """Let the roles of the served schema `of` read the schema that takes its place."""
    for role in _MAY_READ[of]:
        parts = {"schema": sql.Identifier(schema), "role": sql.Identifier(role)}
        run(connection, "grant usage on schema {schema} to {role}", **parts)
        run(connection, "grant select on all tables in schema {schema} to {role}", **parts)


def _refuse_without_rights(connection: Connection) -> None:
    missing, account = _missing(connection), connection.info.user
    needed = []
    if missing and not _one(connection, "select rolcreaterole or rolsuper from pg_roles where rolname = current_user"):
        needed += [f"create role {role} nologin;" for role in missing]
    if not _one(connection, "select has_database_privilege(current_database(), 'create')"):
        names = {"database": sql.Identifier(connection.info.dbname), "account": sql.Identifier(account)}
        needed.append(sql.SQL("grant create on database {database} to {account};").format(**names).as_string())
    if needed:
        raise ServingError(
            f"PostgreSQL at {place_of(connection)}: {account} may not make what is missing, expected roles "
            f"{' and '.join(ROLES)} and the right to make schemas; an administrator runs: {' '.join(needed)}"
        )


def _missing(connection: Connection) -> list[str]:
    found = {name for (name,) in connection.execute("select rolname from pg_roles").fetchall()}
    return [role for role in ROLES if role not in found]


def _one(connection: Connection, question: str) -> bool:
    return connection.execute(question).fetchone() == (True,)
