"""Locks down that released files speak for themselves: comments in the database, words of the contract in
Parquet."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import duckdb
import pytest
import yaml

from orchestration.names import OPEN, RESTRICTED
from orchestration.published.tables import TABLES
from orchestration.release.comments import comment_on_table, parquet_options
from orchestration.release.contracts import read_contract_of
from orchestration.settings import load_settings

TITLE_TH = {"property": "businessNameTh", "value": "เป้าหมาย"}


def described(text: str, thai: str, **more: str) -> dict[str, Any]:
    return {**more, "description": text, "customProperties": [{"property": "descriptionTh", "value": thai}]}


GOAL = described("Number of the goal, 1 to 17.", "เลขที่เป้าหมาย 1 ถึง 17", name="goal")
ROWS = described("A reader's word: rows.", "จำนวนแถว", name="rows")
TABLE = described("One row per goal.", "หนึ่งแถวต่อเป้าหมาย", name="dim_sdg_goal", businessName="Goals")
CONTRACT = {
    "version": "1.2.0",
    "customProperties": [{"property": "zone", "value": "open"}],
    "schema": [{**TABLE, "properties": [GOAL, ROWS], "customProperties": [*TABLE["customProperties"], TITLE_TH]}],
}


@pytest.fixture
def contracts(tmp_path: Path) -> Path:
    (tmp_path / "published").mkdir()
    (tmp_path / "published" / "dim_sdg_goal.yaml").write_text(yaml.safe_dump(CONTRACT))
    return tmp_path


def test_table_and_columns_have_the_descriptions_of_the_contract_in_english_then_thai(contracts: Path) -> None:
    with duckdb.connect() as connection:
        connection.execute('create table dim_sdg_goal (goal integer, "rows" bigint)')
        comment_on_table(connection, "dim_sdg_goal", contracts=contracts)
        assert connection.execute("select comment from duckdb_tables()").fetchall() == [
            ("One row per goal.\nหนึ่งแถวต่อเป้าหมาย",)
        ]
        assert connection.execute(
            "select column_name, comment from duckdb_columns() where not internal"
        ).fetchall() == [
            ("goal", "Number of the goal, 1 to 17.\nเลขที่เป้าหมาย 1 ถึง 17"),
            ("rows", "A reader's word: rows.\nจำนวนแถว"),
        ]


def test_a_parquet_file_names_its_release_and_its_contract_and_keeps_its_cells(contracts: Path) -> None:
    path = contracts / "dim_sdg_goal.parquet"
    with duckdb.connect() as connection:
        options = parquet_options("dim_sdg_goal", zone="open", release_id="r-1", contracts=contracts)
        connection.execute(f"copy (select 1 as goal) to '{path}' {options}")
        query = f"select decode(key), decode(value) from parquet_kv_metadata('{path}')"
        found = dict(connection.execute(query).fetchall())
        assert connection.execute(f"from '{path}'").fetchall() == [(1,)]
    columns = json.loads(found.pop("columns"))
    assert (
        found.items()
        >= {
            "release_id": "r-1",
            "contract": "dim_sdg_goal",
            "contract_version": "1.2.0",
            "title": "Goals",
            "title_th": "เป้าหมาย",
            "description": "One row per goal.",
            "description_th": "หนึ่งแถวต่อเป้าหมาย",
        }.items()
    )
    assert columns["goal"] == {"en": "Number of the goal, 1 to 17.", "th": "เลขที่เป้าหมาย 1 ถึง 17"}
    assert list(columns) == ["goal", "rows"]


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
