"""Locks down that released files speak for themselves: comments in the database, release and contract in Parquet."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest
import yaml

from orchestration.names import OPEN, RESTRICTED
from orchestration.published.tables import TABLES
from orchestration.release.comments import comment_on_table, parquet_options
from orchestration.release.contracts import read_contract_of
from orchestration.settings import load_settings

CONTRACT = {
    "customProperties": [{"property": "zone", "value": "open"}],
    "schema": [
        {
            "name": "dim_sdg_goal",
            "description": "One row per goal.",
            "properties": [
                {"name": "goal", "description": "Number of the goal, 1 to 17."},
                {"name": "rows", "description": "A reader's word: rows."},
            ],
        }
    ],
}


def test_table_and_columns_have_the_descriptions_of_the_contract(tmp_path: Path) -> None:
    (tmp_path / "published").mkdir()
    (tmp_path / "published" / "dim_sdg_goal.yaml").write_text(yaml.safe_dump(CONTRACT))
    with duckdb.connect() as connection:
        connection.execute('create table dim_sdg_goal (goal integer, "rows" bigint)')
        comment_on_table(connection, "dim_sdg_goal", contracts=tmp_path)
        assert connection.execute("select comment from duckdb_tables()").fetchall() == [("One row per goal.",)]
        assert connection.execute(
            "select column_name, comment from duckdb_columns() where not internal"
        ).fetchall() == [
            ("goal", "Number of the goal, 1 to 17."),
            ("rows", "A reader's word: rows."),
        ]


def test_a_parquet_file_names_its_release_and_its_contract_and_keeps_its_cells(tmp_path: Path) -> None:
    path = tmp_path / "dim_sdg_goal.parquet"
    with duckdb.connect() as connection:
        options = parquet_options("dim_sdg_goal", zone="open", release_id="r-1")
        connection.execute(f"copy (select 1 as goal) to '{path}' {options}")
        found = connection.execute(
            f"select decode(key), decode(value) from parquet_kv_metadata('{path}') order by all"
        ).fetchall()
        assert connection.execute(f"from '{path}'").fetchall() == [(1,)]
    assert {("release_id", "r-1"), ("contract", "dim_sdg_goal"), ("contract_version", "1.0.0")} <= set(found)


@pytest.mark.parametrize("table", [name for name, table in TABLES.items() if table.open and table.open.perturbed])
def test_a_count_with_noise_says_so_in_the_open_zone_alone(table: str) -> None:
    part = TABLES[table].open
    assert part
    contracts = load_settings({}).contracts
    with_noise = {
        zone: {
            column["name"]
            for column in read_contract_of(table, zone=zone, contracts=contracts)["schema"][0]["properties"]
            if column["description"].endswith(" With noise, see docs/disclosure.md.")
        }
        for zone in TABLES[table].zones
    }
    assert with_noise == {OPEN: set(part.perturbed), RESTRICTED: set()}
