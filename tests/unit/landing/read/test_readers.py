"""Locks down the reader: every format becomes the same table of text in the file's order. An unreadable CSV row is set
aside under its number.
"""

from __future__ import annotations

import datetime
import json
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from orchestration.errors import LandingError
from orchestration.landing.read import csv_lines, csv_scan
from orchestration.landing.read.readers import RawRows, header_of, read_raw, source_row_sql


@pytest.fixture
def connection() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as connection:
        yield connection


def written(path: Path, content: str | bytes) -> Path:
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def read(connection: duckdb.DuckDBPyConnection, path: Path) -> RawRows:
    return read_raw(connection, path, columns=header_of(connection, path))


def raw(connection: duckdb.DuckDBPyConnection) -> list[tuple[Any, ...]]:
    return connection.execute("select * from raw").fetchall()


def numbered(connection: duckdb.DuckDBPyConnection) -> list[tuple[Any, ...]]:
    """Source row and first value of every row that could be read."""
    return connection.execute(f"select {source_row_sql(connection)}, columns(*) from raw as raw").fetchall()


def rejected(connection: duckdb.DuckDBPyConnection) -> list[int]:
    rows = connection.execute("select source_row from unreadable_rows order by 1").fetchall()
    return [row for (row,) in rows]


# Headers


@pytest.mark.parametrize(
    ("text", "columns"),
    [
        ("a,b\n1,2\n", ("a", "b")),
        ("\ufeffa,b\n", ("a", "b")),
        ('"a","b, c"\r\n1,2\r\n', ("a", "b, c")),
        ("a,a\n", ("a", "a")),
        ("ก,ข", ("ก", "ข")),
        (" a ,b\n", (" a ", "b")),
        ("", ()),
        ("\n", ()),
    ],
)
def test_a_csv_header_is_read_as_it_stands(
    connection: duckdb.DuckDBPyConnection, tmp_path: Path, text: str, columns: tuple[str, ...]
) -> None:
    assert header_of(connection, written(tmp_path / "a.csv", text)) == columns


def test_a_header_that_is_not_utf_8_is_refused(connection: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    with pytest.raises(LandingError, match=r"not UTF-8 in the header.*expected a UTF-8 file"):
        header_of(connection, written(tmp_path / "a.csv", "เลขที่,b\n".encode("tis-620")))


def test_a_parquet_header_names_the_columns_in_their_order(
    connection: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    pq.write_table(pa.table({"b": [1], "a": ["x"], "ก": [True]}), tmp_path / "a.parquet")
    assert header_of(connection, tmp_path / "a.parquet") == ("b", "a", "ก")


def test_a_json_header_holds_the_names_of_all_objects(connection: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    path = written(tmp_path / "a.json", json.dumps([{"a": 1}, {"a": 2, "b": 3}]))
    assert header_of(connection, path) == ("a", "b")


# Rows


def test_csv_values_stay_the_text_they_are(connection: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    path = written(tmp_path / "a.csv", 'a,b,c\n007,1.50, x \n"1,2","say ""hi""","line\nline"\nNULL,NaN,true\n')
    assert read(connection, path) == RawRows(("a", "b", "c"), 3, 0)
    assert raw(connection) == [("007", "1.50", " x "), ("1,2", 'say "hi"', "line\nline"), ("NULL", "NaN", "true")]


@pytest.mark.parametrize("empty", ["", '""'])
def test_an_empty_csv_value_is_null(connection: duckdb.DuckDBPyConnection, tmp_path: Path, empty: str) -> None:
    read(connection, written(tmp_path / "a.csv", f"a,b\n{empty},1\n"))
    assert raw(connection) == [(None, "1")]


def test_parquet_values_become_the_text_the_contract_expects(
    connection: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    values = {
        "date": datetime.date(2024, 2, 29),
        "whole": 7,
        "decimal": Decimal("98.985300"),
        "text": "ก",
        "nothing": None,
    }
    pq.write_table(pa.Table.from_pylist([values]), tmp_path / "a.parquet")
    read(connection, tmp_path / "a.parquet")
    assert raw(connection) == [("2024-02-29", "7", "98.985300", "ก", None)]


def test_a_quote_in_the_name_of_a_column_is_a_name_and_no_sql(
    connection: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    pq.write_table(pa.table({'x" as y; --': ["1"], "a": ["2"]}), tmp_path / "a.parquet")
    assert read(connection, tmp_path / "a.parquet").columns == ('x" as y; --', "a")
    path = written(tmp_path / "a.csv", '"x"" as y; --",a\n1,2\n"3\n",4\n')
    assert read(connection, path).readable == 2


def test_json_numbers_become_digits_and_a_missing_value_null(
    connection: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    read(connection, written(tmp_path / "a.json", json.dumps([{"a": 10, "b": "ก"}, {"a": 9007199254740993}])))
    assert raw(connection) == [("10", "ก"), ("9007199254740993", None)]


def test_json_numbers_and_texts_in_one_column_are_both_plain_text(
    connection: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    read(connection, written(tmp_path / "a.json", json.dumps([{"a": 10}, {"a": "11"}])))
    assert raw(connection) == [("10",), ("11",)]


def test_the_rows_keep_the_order_of_a_large_file(connection: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    """Larger than DuckDB's buffers, so that several threads read it."""
    rows = 600_000
    connection.execute("set threads = 4")
    written(tmp_path / "a.csv", "a,b\n" + "".join(f"{number},{number:060}\n" for number in range(1, rows + 1)))
    assert read(connection, tmp_path / "a.csv").readable == rows
    row = connection.execute("select count(*) from raw where cast(a as integer) <> rowid + 1").fetchone()
    assert row == (0,)


# Rows that cannot be read


@pytest.mark.parametrize("bad", ["1", "1,2,3", '"1"2,3', ",,,1", '1,"2" 3'])
def test_a_ragged_row_stands_aside_under_its_number(
    connection: duckdb.DuckDBPyConnection, tmp_path: Path, bad: str
) -> None:
    path = written(tmp_path / "a.csv", f"a,b\nr1,x\nr2,x\n{bad}\nr4,x\n")
    assert read(connection, path) == RawRows(("a", "b"), 3, 1)
    assert rejected(connection) == [3]
    assert numbered(connection) == [(1, "r1", "x"), (2, "r2", "x"), (4, "r4", "x")]


@pytest.mark.parametrize("row", ["r2,x,", "r2,x,,,", 'r2,x,""'])
def test_empty_values_beyond_the_last_column_are_no_fault(
    connection: duckdb.DuckDBPyConnection, tmp_path: Path, row: str
) -> None:
    """DuckDB's doing: a spreadsheet leaves such commas behind, and nothing is lost with them."""
    assert read(connection, written(tmp_path / "a.csv", f"a,b\nr1,x\n{row}\n")) == RawRows(("a", "b"), 2, 0)
    assert raw(connection) == [("r1", "x"), ("r2", "x")]


def test_a_row_of_bytes_that_are_not_utf_8_stands_aside(connection: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    path = written(tmp_path / "a.csv", b"a,b\nr1,x\nr2,\xab\xcd\xc2\nr3,x\n")
    read_raw(connection, path, columns=("a", "b"))
    assert rejected(connection) == [2]
    assert numbered(connection) == [(1, "r1", "x"), (3, "r3", "x")]


def test_the_number_of_a_row_counts_rows_and_not_lines(connection: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    read(connection, written(tmp_path / "a.csv", 'a,b\n"r\n1",x\n"r\r\n2",x\nbad\nr4,x\n'))
    assert rejected(connection) == [3]
    assert [number for number, *_ in numbered(connection)] == [1, 2, 4]


def test_a_row_with_several_faults_counts_once(connection: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    path = written(tmp_path / "a.csv", b"a,b\nr1,x\n\xab,\xcd,\xc2,\xab\n")
    assert read_raw(connection, path, columns=("a", "b")) == RawRows(("a", "b"), 1, 1)


def test_a_file_read_after_a_ragged_one_has_no_rejects_of_its_own(
    connection: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    read(connection, written(tmp_path / "a.csv", "a,b\nbad\n"))
    assert read(connection, written(tmp_path / "b.csv", "a,b\n1,2\n")).unreadable == 0
    assert numbered(connection) == [(1, "1", "2")]


def test_a_path_with_a_quote_is_read(connection: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    folder = tmp_path / "o'clock"
    folder.mkdir()
    assert read(connection, written(folder / "a.csv", "a,b\n1,2\n")).readable == 1


@pytest.mark.parametrize("bytes_at_once", [1, 1 << 20])
@pytest.mark.parametrize("end", ["\n", "\r\n"], ids=repr)
def test_blank_lines_are_no_rows_wherever_they_stand(
    connection: duckdb.DuckDBPyConnection, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, end: str, bytes_at_once: int
) -> None:
    """Between rows they count nothing, within a value they belong to it, and after neither is a number moved."""
    monkeypatch.setattr(csv_lines, "_CHUNK_BYTES", bytes_at_once)
    monkeypatch.setattr(csv_scan, "_BLOCK_BYTES", bytes_at_once)
    rows = ["a,b", "", "r1,x", '"r\n\n2",x', "", "", "bad", '"r\n4",x', '"also\n\nbad"', "r6,x", "", "bad", ""]
    read(connection, written(tmp_path / "a.csv", "\n".join(rows).replace("\n", end)))
    assert rejected(connection) == [3, 5, 7]
    assert [number for number, *_ in numbered(connection)] == [1, 2, 4, 6]


def test_an_unreadable_row_keeps_its_text(connection: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    read(connection, written(tmp_path / "a.csv", 'a,b\n\nr1,"x" y\nr2,x,y\nr3,x\n'))
    texts = connection.execute("select text from unreadable_rows order by source_row").fetchall()
    assert texts == [('r1,"x" y',), ("r2,x,y",)]


@pytest.mark.parametrize("row", [100, 400_000])
def test_an_unclosed_quote_in_a_large_file_is_refused(
    connection: duckdb.DuckDBPyConnection, tmp_path: Path, row: int
) -> None:
    """Larger than DuckDB's buffers: it reads on at the next one, and says nothing of the lines between."""
    rows = [f"{number},{number:030}" for number in range(1, 400_001)]
    rows[row - 1] = f'{row},"'
    rows.insert(row, "bad" if row < 1000 else "1,2")
    path = written(tmp_path / "a.csv", "a,b\n" + "\n".join(rows))
    with pytest.raises(LandingError, match=f"broken quote: {row}.*correct the file"):
        read(connection, path)


def test_a_header_with_an_unclosed_quote_is_refused(connection: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    with pytest.raises(LandingError, match="expected column names with every quote closed"):
        header_of(connection, written(tmp_path / "a.csv", 'a,"b\n1,2\n'))


def test_a_json_column_that_comes_late_is_seen(connection: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    path = written(tmp_path / "a.json", json.dumps([{"a": 1}] * 30_000 + [{"a": 2, "b": "x"}]))
    assert header_of(connection, path) == ("a", "b")
