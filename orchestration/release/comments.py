"""Descriptions inside released files: comments on the tables of the open database, metadata of a Parquet file.

Not here: the contracts that the words come from (contracts.py), the writing of the files (candidate.py).
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import duckdb

from orchestration.names import OPEN
from orchestration.published.table import Zone
from orchestration.release.contracts import is_per_indicator, read_contract_of, thai_of
from orchestration.warehouse import sql_text


def comment_on_table(connection: duckdb.DuckDBPyConnection, table: str, *, contracts: Path) -> None:
    """Give the open table and each of its columns the descriptions of its contract with readers: English, then Thai."""
    (schema,) = read_contract_of(table, zone=OPEN, contracts=contracts)["schema"]
    connection.execute(f'comment on table "{table}" is {_both_languages(schema)}')
    for column in schema["properties"]:
        connection.execute(f'comment on column "{table}"."{column["name"]}" is {_both_languages(column)}')


def parquet_options(table: str, *, zone: Zone, release_id: str, contracts: Path) -> str:
    """Options of COPY. The metadata of the file name its release and contract, and have the words of the contract."""
    contract = read_contract_of(table, zone=zone, contracts=contracts)
    (schema,) = contract["schema"]
    metadata = {
        "release_id": release_id,
        "contract": table,
        "contract_version": contract["version"],
        "title": schema["businessName"],
        "title_th": thai_of(schema, "businessNameTh"),
        "description": schema["description"],
        "description_th": thai_of(schema),
        "columns": _described_columns(schema),
    }
    entries = ", ".join(f"{name}: {sql_text(text)}" for name, text in metadata.items())
    return f"(format parquet, compression zstd, kv_metadata {{{entries}}})"


def _both_languages(element: dict[str, Any]) -> str:
    return sql_text(f"{element['description']}\n{thai_of(element)}")


def _described_columns(schema: dict[str, Any]) -> str:
    """JSON: column -> its descriptions. The columns per indicator are described by their table."""
    columns = [column for column in schema["properties"] if not is_per_indicator(column)]
    words = {each["name"]: {"en": each["description"], "th": thai_of(each)} for each in columns}
    return json.dumps(words, ensure_ascii=False)
