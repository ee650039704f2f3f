"""Locks down the extract of an area: all of its restricted rows and no row of another area, private, and recorded."""

from __future__ import annotations

import json
import stat
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from orchestration.landing.read.deliveries import sha256_of
from orchestration.names import RESTRICTED
from orchestration.release.acts import EXTRACT, read_log
from orchestration.release.extract import DIGITS, LEFT_OUT, VILLAGE_OF
from orchestration.release.manifest import read_manifest
from tests.conftest import PublishedRun, Warehouse

pytestmark = pytest.mark.slow

PROVINCE, DISTRICT = "50", "5001"
WHY = "visits of the district office"


@pytest.fixture(scope="module")
def warehouse(small_run: PublishedRun, tmp_path_factory: pytest.TempPathFactory) -> Warehouse:
    return small_run.warehouse.copy_to(tmp_path_factory.mktemp("extract") / "copy")


@pytest.fixture(scope="module", params=[PROVINCE, DISTRICT])
def extract(request: pytest.FixtureRequest, warehouse: Warehouse) -> Path:
    code, printed = warehouse.run("extract", "--area", request.param, "--why", WHY)
    assert code == 0, printed
    folder = warehouse.settings.extracts / f"{warehouse.release.name}-{request.param}"
    assert f"rows are in extracts/{folder.name}; hand over the folder" in printed
    return folder


def areas_of(path: Path) -> Iterator[tuple[str, str]]:
    """Level and code of every row; a house, a household and a case are in a village."""
    columns = duckdb.sql(f"from '{path}'").columns
    place = "area_level, area_code" if "area_level" in columns else f"'village', {VILLAGE_OF[path.stem]}"
    yield from duckdb.sql(f"select {place} from '{path}'").fetchall()


def test_no_row_of_another_area_is_in_any_table(extract: Path) -> None:
    area = extract.name.rpartition("-")[2]
    files = sorted(extract.glob("*.parquet"))
    assert {"fct_household", "fct_house", "fct_case", "household_priority", "dim_area"} <= {path.stem for path in files}
    foreign = [
        (path.stem, level, code)
        for path in files
        for level, code in areas_of(path)
        if code is None or not code.startswith(area) or len(code) != DIGITS[level] or len(code) < len(area)
    ]
    assert foreign == []


def test_every_row_of_the_area_is_there(extract: Path, warehouse: Warehouse) -> None:
    area = extract.name.rpartition("-")[2]
    for table, column in VILLAGE_OF.items():
        whole = warehouse.release / RESTRICTED / f"{table}.parquet"
        rows = duckdb.sql(f"from '{whole}' where {column} like '{area}%' order by all").fetchall()
        assert rows, table
        assert duckdb.sql(f"from '{extract / table}.parquet' order by all").fetchall() == rows, table


def test_the_manifest_names_release_area_tables_and_who_took_them(extract: Path, warehouse: Warehouse) -> None:
    manifest = json.loads((extract / "manifest.json").read_text(encoding="utf-8"))
    release = read_manifest(warehouse.release)
    assert manifest["release_id"] == release.release_id
    assert [each["text"] for each in manifest["vintages"]] == [each.text for each in release.vintages]
    assert (manifest["area_code"], manifest["why"]) == (extract.name.rpartition("-")[2], WHY)
    assert manifest["left_out"] == LEFT_OUT
    restricted = {each.table for each in release.tables if each.zone == RESTRICTED}
    assert {each["table"] for each in manifest["tables"]} == restricted - set(LEFT_OUT)
    for each in manifest["tables"]:
        path = extract / each["file"]["path"]
        assert each["file"]["sha256"] == sha256_of(path)
        assert each["rows"] == duckdb.sql(f"select count(*) from '{path}'").fetchall()[0][0]
    act = next(act for _, act in reversed(read_log(warehouse.settings).acts) if act.act == EXTRACT)
    assert (act.release_id, act.why, act.who) == (release.release_id, WHY, manifest["who"])
    assert (act.area, act.at) == (manifest["area_code"], manifest["extracted_at"])


def test_nobody_but_the_account_reads_an_extract(extract: Path) -> None:
    for path in (extract.parent, extract, *extract.iterdir()):
        assert stat.S_IMODE(path.stat().st_mode) & 0o077 == 0, path


@pytest.mark.parametrize("area", ["99", "5", "50010101", "TH", "50' or '1' = '1", ""])
def test_an_area_that_the_release_does_not_have_is_one_sentence(warehouse: Warehouse, area: str) -> None:
    before = read_log(warehouse.settings).lines
    code, printed = warehouse.run("extract", "--area", area, "--why", WHY)
    assert code == 1
    assert f"ReleaseError: extract: found no area {area!r} in release {warehouse.release.name}, expected" in printed
    assert len(printed.strip().splitlines()) == 1
    assert read_log(warehouse.settings).lines == before
