"""Locks down the reading back of a candidate: what a stranger would find wrong with its files is named, by table."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest

from orchestration.errors import ReleaseError
from orchestration.release.candidate import read_back
from orchestration.release.manifest import Manifest, read_manifest
from orchestration.release.read_back import faults_of
from orchestration.settings import PROJECT_ROOT
from tests.unit.release.by_hand_release import (
    AREAS,
    DATABASE,
    HOUSEHOLDS,
    RELEASE,
    change_manifest,
    describe_again,
    make_release,
    write_database,
    write_table,
)

RELEASE_ROW = RELEASE.format(release_id="r1")


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Not to be changed."""
    return make_release(tmp_path_factory.mktemp("sound") / "r1", rows=5000)


@pytest.fixture
def release(sound: Path, tmp_path: Path) -> Path:
    """A copy, for a test to spoil."""
    return Path(shutil.copytree(sound, tmp_path / "r1"))


def change_table(zone: str, table: str, **fields: object) -> Callable[[Manifest], Manifest]:
    def change(manifest: Manifest) -> Manifest:
        tables = tuple(
            entry.model_copy(update=fields) if (entry.zone, entry.table) == (zone, table) else entry
            for entry in manifest.tables
        )
        return manifest.model_copy(update={"tables": tables})

    return change


def test_a_release_as_it_was_written_has_no_fault(release: Path) -> None:
    assert faults_of(release) == []


def test_a_wrong_row_count_is_named(release: Path) -> None:
    change_manifest(release, change_table("restricted", "household", rows=4999))
    assert faults_of(release) == ["restricted/household: found 5000 rows, the manifest says 4999"]


@pytest.mark.parametrize(
    "query",
    [
        HOUSEHOLDS.format(rows=5000).replace("md5(range::varchar)", "md5(greatest(range, 1)::varchar)"),
        HOUSEHOLDS.format(rows=5000).replace("range as household,", "greatest(range, 1) as household,"),
        f"{HOUSEHOLDS.format(rows=4999)} union all {HOUSEHOLDS.format(rows=1)}",
    ],
    ids=["a text", "a number", "one row twice and another not at all"],
)
def test_other_cells_than_the_warehouse_had_are_named(release: Path, query: str) -> None:
    meant = read_manifest(release).table("restricted", "household").rows_digest
    write_table(release, "restricted/household.parquet", query)
    describe_again(release, but=["rows_digest"])
    (fault,) = faults_of(release)
    assert fault.startswith("restricted/household: found cells with digest ")
    assert fault.endswith(f", the manifest says {meant}")


@pytest.mark.parametrize(
    "columns",
    [
        {"household": "INTEGER", "household_key": "VARCHAR"},
        {"household": "BIGINT"},
        {"household": "BIGINT", "household_key": "VARCHAR", "name": "VARCHAR"},
        {"household": "BIGINT", "key": "VARCHAR"},
    ],
    ids=["another type", "one too few", "one too many", "another name"],
)
def test_other_columns_than_the_manifests_are_named(release: Path, columns: dict[str, str]) -> None:
    change_manifest(release, change_table("restricted", "household", columns=columns))
    (fault,) = faults_of(release)
    assert fault.startswith("restricted/household: found columns {'household': 'BIGINT', 'household_key': 'VARCHAR'}")
    assert str(columns) in fault


@pytest.mark.parametrize("share", [0.9, 0.5, 0.0])
def test_a_truncated_file_is_named(release: Path, share: float) -> None:
    path = release / "restricted" / "household.parquet"
    content = path.read_bytes()
    path.write_bytes(content[: int(len(content) * share)])
    (fault,) = faults_of(release)
    assert fault.startswith("restricted/household: cannot be read (")


def test_a_missing_file_is_named(release: Path) -> None:
    (release / "restricted" / "household.parquet").unlink()
    (fault,) = faults_of(release)
    assert fault.startswith("restricted/household: cannot be read (")


def test_every_fault_is_named_at_once(release: Path) -> None:
    (release / "restricted" / "household.parquet").unlink()
    change_manifest(release, change_table("open", "area", rows=4))
    assert [fault.split(":")[0] for fault in faults_of(release)] == ["open/area", "restricted/household"]


def test_a_file_with_spoilt_pages_is_named(release: Path) -> None:
    path = release / "restricted" / "household.parquet"
    content = bytearray(path.read_bytes())
    middle = len(content) // 2
    content[middle : middle + 200] = b"\xff" * 200
    path.write_bytes(content)
    with pytest.raises(duckdb.Error), duckdb.connect() as connection:
        connection.sql(f"select max(household_key) from '{path}'").fetchall()
    assert [fault.split(":")[0] for fault in faults_of(release)] == ["restricted/household"]


def spoil_pages_of(path: Path, column: str) -> None:
    """Overwrite the data pages of every row group; footer, statistics and dictionary stay as they are."""
    with duckdb.connect() as connection:
        pages = connection.execute(
            "select data_page_offset, coalesce(dictionary_page_offset, data_page_offset) + total_compressed_size "
            "from parquet_metadata(?) where path_in_schema = ?",
            [str(path), column],
        ).fetchall()
    content = bytearray(path.read_bytes())
    for start, end in pages:
        content[start:end] = b"\xff" * (end - start)
    path.write_bytes(content)


VALUES = {
    "always_the_same": "1",
    "always_null": "null::integer",
    "sometimes_null": "case when range % 3 = 0 then range end",
    "few_texts": "'text ' || range % 5",
    "a_date": "date '2024-01-01' + range::integer % 90",
    "a_flag": "range % 2 = 0",
    "a_decimal": "(range / 7)::decimal(10, 4)",
}


@pytest.mark.parametrize("column", VALUES)
@pytest.mark.parametrize("others", [VALUES, {}], ids=["among others", "alone"])
def test_spoilt_pages_of_any_column_are_named(release: Path, column: str, others: dict[str, str]) -> None:
    columns = ", ".join(f"{value} as {name}" for name, value in {**others, column: VALUES[column]}.items())
    path = "restricted/household.parquet"
    write_table(release, path, f"select {columns} from range(5000)")
    describe_again(release)
    assert faults_of(release) == []
    spoil_pages_of(release / path, column)
    (fault,) = faults_of(release)
    assert fault.startswith("restricted/household: cannot be read (")


def test_rows_of_a_batch_that_the_manifest_does_not_list_are_named(release: Path) -> None:
    (listed, *_) = read_manifest(release).source_batches
    path = "restricted/household.parquet"
    write_table(release, path, f"select range as household, '{listed['batch_id']}' as batch_id from range(9)")
    describe_again(release)
    assert faults_of(release) == []
    write_table(release, path, "select range as household, 'of_another' as batch_id from range(9)")
    describe_again(release)
    assert faults_of(release) == [
        "restricted/household: found rows of batch of_another, which the manifest does not list"
    ]


def test_columns_in_another_order_are_named(release: Path) -> None:
    change_manifest(
        release, change_table("restricted", "household", columns={"household_key": "VARCHAR", "household": "BIGINT"})
    )
    (fault,) = faults_of(release)
    assert fault.startswith("restricted/household: found columns {'household': 'BIGINT', 'household_key': 'VARCHAR'}")


def test_no_fault_names_a_folder_of_this_machine(release: Path) -> None:
    (release / "restricted" / "household.parquet").unlink()
    (release / "open" / "area.parquet").unlink()
    (release / DATABASE).write_bytes(b"no database")
    faults = faults_of(release)
    assert len(faults) == 3
    assert not [fault for fault in faults if str(release.parent) in fault]


@pytest.mark.parametrize("name", ["r[1]", "r*", "r{1,2}", "it's", "round=2", 'a "quoted" one'])
def test_the_name_of_a_folder_is_read_as_it_stands(release: Path, name: str) -> None:
    """Its neighbour r1 fits the pattern r[1]; a folder round=2 is no column."""
    strange = make_release(release.parent / "another", rows=4000).rename(release.parent / name)
    assert faults_of(strange) == []
    (strange / "restricted" / "household.parquet").unlink()
    (fault,) = faults_of(strange)
    assert fault.startswith("restricted/household: cannot be read (")
    assert str(release.parent) not in fault


# The open database


@pytest.mark.parametrize(
    "query",
    [
        AREAS.replace("0.5", "0.6"),
        f"{AREAS} limit 2",
        f"({AREAS}) union all ({AREAS})",
        f"({AREAS} limit 2) union all ({AREAS} limit 1)",
        AREAS.replace("'area ' || range", "null::varchar"),
    ],
    ids=["another value", "a row less", "every row twice", "one row for another", "nulls"],
)
def test_a_database_table_that_differs_from_its_parquet_is_named(release: Path, query: str) -> None:
    write_database(release, {"area": query, "release": RELEASE_ROW})
    assert faults_of(release) == ["open/warehouse.duckdb: table area differs from its Parquet file"]


@pytest.mark.parametrize(
    "tables",
    [{"area": AREAS}, {"area": AREAS, "release": RELEASE_ROW, "household": "select 1 as household"}],
    ids=["missing", "too many"],
)
def test_other_tables_than_the_open_ones_in_the_database_are_named(release: Path, tables: dict[str, str]) -> None:
    write_database(release, tables)
    found = f"open/warehouse.duckdb: found tables {sorted(tables)}, expected ['area', 'release']"
    assert faults_of(release) == [found]


def test_a_database_that_needs_files_beside_it_is_named(release: Path) -> None:
    """A view over Parquet would break as soon as a reader copies the database."""
    write_database(release, {"release": RELEASE_ROW})
    with duckdb.connect(str(release / DATABASE)) as connection:
        connection.execute(f"create view area as from '{release}/open/area.parquet'")
    (fault,) = faults_of(release)
    assert "found tables ['release'], expected ['area', 'release']" in fault


@pytest.mark.parametrize(
    "query",
    [
        AREAS.replace("as area", "as region"),
        AREAS.replace("range as area", "range::integer as area"),
        AREAS.replace("'area ' || range", "null"),
        "select name, area, rate from (" + AREAS + ")",
    ],
    ids=["names", "types", "nulls of another type", "order"],
)
def test_a_database_table_of_other_names_or_types_is_named(release: Path, query: str) -> None:
    write_database(release, {"area": query, "release": RELEASE_ROW})
    assert [fault.split(":")[0] for fault in faults_of(release)] == ["open/warehouse.duckdb"]


def test_an_open_table_of_several_files_is_compared_whole(release: Path) -> None:
    write_table(release, "open/area.parquet", f"{AREAS} limit 2")
    write_table(release, "open/area_2.parquet", f"{AREAS} offset 2")
    describe_again(release, but=["rows", "rows_digest"])

    def with_both_files(manifest: Manifest) -> Manifest:
        area, *others = manifest.tables
        (first,) = area.files
        both = area.model_copy(update={"files": (first, first.model_copy(update={"path": "open/area_2.parquet"}))})
        return manifest.model_copy(update={"tables": (both, *others)})

    change_manifest(release, with_both_files)
    assert faults_of(release) == []


def test_the_order_of_rows_is_no_difference(release: Path) -> None:
    write_database(release, {"area": f"{AREAS} order by area desc", "release": RELEASE_ROW})
    assert faults_of(release) == []


def truncate_an_open_table(release: Path) -> None:
    path = release / "open" / "area.parquet"
    path.write_bytes(path.read_bytes()[:100])


def remove_an_open_table(release: Path) -> None:
    (release / "open" / "area.parquet").unlink()


def drop_a_column_of_a_database_table(release: Path) -> None:
    write_database(release, {"area": "select range as area from range(3)", "release": RELEASE_ROW})


def spoil_the_database(release: Path) -> None:
    (release / DATABASE).write_bytes(b"no database")


def remove_the_database(release: Path) -> None:
    (release / DATABASE).unlink()


CRASHES = [
    truncate_an_open_table,
    remove_an_open_table,
    drop_a_column_of_a_database_table,
    spoil_the_database,
    remove_the_database,
]


@pytest.mark.parametrize("spoil", CRASHES, ids=[spoil.__name__ for spoil in CRASHES])
def test_what_cannot_be_compared_with_the_database_is_a_fault_among_others(
    release: Path, spoil: Callable[[Path], None]
) -> None:
    change_manifest(release, change_table("restricted", "household", rows=4999))
    spoil(release)
    faults = faults_of(release)
    assert "restricted/household: found 5000 rows, the manifest says 4999" in faults
    assert [fault for fault in faults if fault.startswith("open/warehouse.duckdb: ")]


# The process


def test_a_candidate_without_a_manifest_is_refused_in_words(release: Path) -> None:
    (release / "manifest.json").unlink()
    with pytest.raises(ReleaseError, match=r"manifest\.json: not found, .*; propose the candidate again; "):
        read_back(release)


def test_the_process_ends_with_one_and_a_line_per_fault(release: Path) -> None:
    change_manifest(release, change_table("restricted", "household", rows=4999))
    command = [sys.executable, "-m", "orchestration.release.read_back", str(release)]
    result = subprocess.run(command, cwd=PROJECT_ROOT, capture_output=True, text=True, check=False)
    assert (result.returncode, result.stderr) == (1, "")
    assert result.stdout == "restricted/household: found 5000 rows, the manifest says 4999\n"


def test_a_candidate_that_cannot_be_read_back_is_refused_with_the_faults(release: Path) -> None:
    change_manifest(release, change_table("restricted", "household", rows=4999))
    with pytest.raises(ReleaseError, match="candidate r1 cannot be read back:\nrestricted/household: found 5000 rows"):
        read_back(release)


def test_a_sound_candidate_is_read_back_without_a_word(release: Path) -> None:
    read_back(release)
