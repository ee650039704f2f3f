"""Descriptions inside released files: comments on the tables of the open database, metadata of a Parquet file.

Not here: the contracts that the words come from (contracts.py), the writing of the files (candidate.py).
"""

from __future__ import annotations

from pathlib import Path

import duckdb
import yaml

from orchestration.published.tables import TABLES
from orchestration.warehouse import sql_text


def comment_on_table(connection: duckdb.DuckDBPyConnection, table: str, *, contracts: Path) -> None:
    """Give the table and each of its columns the description of its contract with readers."""
    content = yaml.safe_load((contracts / "published" / f"{table}.yaml").read_text(encoding="utf-8"))
    (schema,) = content["schema"]
    connection.execute(f'comment on table "{table}" is {sql_text(schema["description"])}')
    for column in schema["properties"]:
        name, text = column["name"], sql_text(column["description"])
        connection.execute(f'comment on column "{table}"."{name}" is {text}')


def parquet_options(table: str, *, release_id: str) -> str:
    """Options of COPY. The metadata of the file name its release and the version of its contract."""
    version = sql_text(TABLES[table].version)
    metadata = f"release_id: {sql_text(release_id)}, contract: {sql_text(table)}, contract_version: {version}"
    return f"(format parquet, compression zstd, kv_metadata {{{metadata}}})"
