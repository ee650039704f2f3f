"""Descriptions inside released files: comments on the tables of the open database, metadata of a Parquet file.

Not here: the contracts that the words come from (contracts.py), the writing of the files (candidate.py).
"""

from __future__ import annotations

from pathlib import Path

import duckdb

from orchestration.names import OPEN
from orchestration.published.table import Zone
from orchestration.published.tables import TABLES
from orchestration.release.contracts import read_contract_of
from orchestration.warehouse import sql_text


def comment_on_table(connection: duckdb.DuckDBPyConnection, table: str, *, contracts: Path) -> None:
    """Give the open table and each of its columns the description of its contract with readers."""
    (schema,) = read_contract_of(table, zone=OPEN, contracts=contracts)["schema"]
    connection.execute(f'comment on table "{table}" is {sql_text(schema["description"])}')
    for column in schema["properties"]:
        name, text = column["name"], sql_text(column["description"])
        connection.execute(f'comment on column "{table}"."{name}" is {text}')


def parquet_options(table: str, *, zone: Zone, release_id: str) -> str:
    """Options of COPY. The metadata of the file name its release and the version of its contract."""
    version = sql_text(TABLES[table].in_zone(zone).version)
    metadata = f"release_id: {sql_text(release_id)}, contract: {sql_text(table)}, contract_version: {version}"
    return f"(format parquet, compression zstd, kv_metadata {{{metadata}}})"
