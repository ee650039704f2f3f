"""Locks down that a hostile CSV file is seen before DuckDB reads it, and that the lines of every other are counted."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from orchestration.errors import LandingError
from orchestration.landing.read import csv_scan
from orchestration.landing.read.csv_scan import look_through, refuse_many_faulty_rows
from orchestration.landing.read.limits import BLANK_LINES, LINE_BYTES, LINE_VALUES

ROW = b"50010000001,1/1,50010101\n"
HEADER = b"house_code,house_number,village_code\n"


def looked(tmp_path: Path, content: bytes) -> tuple[int, int]:
    path = tmp_path / "a.csv"
    path.write_bytes(content)
    lines = look_through(path, columns=3)
    return lines.filled, lines.blank


def refusal(tmp_path: Path, content: bytes) -> str:
    with pytest.raises(LandingError) as refused:
        looked(tmp_path, content)
    return str(refused.value)


@pytest.mark.parametrize("bytes_at_once", [1, 2, 7, 1 << 20])
@pytest.mark.parametrize("end", [b"\n", b"\r\n", b"\r"])
def test_lines_with_and_without_text_are_counted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, end: bytes, bytes_at_once: int
) -> None:
    monkeypatch.setattr(csv_scan, "_BLOCK_BYTES", bytes_at_once)
    text = b"a,b,c\n\n1,2,3\n\n\n3,4,5\n5,6,7"
    assert looked(tmp_path, text.replace(b"\n", end)) == (4, 3)
    assert looked(tmp_path, b"\n" + text.replace(b"\n", end) + end)[0] == 4
    assert looked(tmp_path, b"") == (0, 0)


@pytest.mark.parametrize("before", [0, 1, 100_000])
def test_one_row_of_many_values_is_named_by_its_line(tmp_path: Path, before: int) -> None:
    message = refusal(tmp_path, HEADER + before * ROW + b"," * 65_536 + b"\n" + ROW)
    assert message == (
        f"found 65,537 values in line {before + 2:,}, expected at most {LINE_VALUES:,}; "
        "correct the file and deliver it again"
    )


def test_rows_that_all_have_more_values_than_the_header_are_refused(tmp_path: Path) -> None:
    assert "found about 497 values a line, expected the 3 of the header" in refusal(
        tmp_path, HEADER + 2000 * (499 * b"1," + b"\n")
    )


def test_commas_in_quotes_are_text(tmp_path: Path) -> None:
    quoted = b'1,"' + b"a, " * 2 * LINE_VALUES + b'",2\n'
    assert looked(tmp_path, HEADER + 1000 * ROW + quoted + 1000 * ROW) == (2002, 0)


@pytest.mark.parametrize("megabytes", [2, 100])
def test_a_long_line_is_refused_by_its_number(tmp_path: Path, megabytes: int) -> None:
    message = refusal(tmp_path, HEADER + 5 * ROW + b"x" * (megabytes << 20))
    assert message.startswith(f"found a line of more than {LINE_BYTES:,} bytes, which is line 7,")


def test_a_line_as_long_as_the_limit_passes(tmp_path: Path) -> None:
    assert looked(tmp_path, HEADER + b"x" * LINE_BYTES + b"\n" + ROW) == (3, 0)


def test_a_byte_of_value_zero_is_named_by_its_line(tmp_path: Path) -> None:
    assert "found a byte of value zero in line 3, expected a UTF-8 file" in refusal(tmp_path, HEADER + ROW + b"1,\0")


def test_many_blank_lines_are_refused_at_once(tmp_path: Path) -> None:
    started = time.process_time()
    assert "blank lines in the first" in refusal(tmp_path, HEADER + b"\n" * (100 << 20))
    assert time.process_time() - started < 5


def test_a_blank_line_after_every_row_passes(tmp_path: Path) -> None:
    rows = 3 * BLANK_LINES
    assert looked(tmp_path, HEADER + rows * (ROW + b"\n")) == (rows + 1, rows)


def test_a_million_rows_are_looked_through_at_the_speed_of_the_disk(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_bytes(HEADER + 1_000_000 * (b'50010000001,"1/1",50010101' + b",98.9853" * 4 + b"\n"))
    started = time.process_time()
    assert look_through(tmp_path / "a.csv", columns=8).filled == 1_000_001
    assert time.process_time() - started < 2, "a Python loop over 1,000,000 lines takes longer"


def test_lines_beyond_the_short_ones_are_looked_at_without_a_long_read_each(tmp_path: Path) -> None:
    long = b'1,"' + b"x" * 1500 + b'",2\n'
    (tmp_path / "a.csv").write_bytes(HEADER + 20_000 * long)
    started = time.process_time()
    assert look_through(tmp_path / "a.csv", columns=3).filled == 20_001
    assert time.process_time() - started < 2, "a read of a megabyte for each line takes five seconds"


# Rows that cannot be read


def flood(tmp_path: Path, content: bytes) -> str:
    path = tmp_path / "a.csv"
    path.write_bytes(content)
    with pytest.raises(LandingError) as refused:
        refuse_many_faulty_rows(path, columns=3, lines=look_through(path, columns=3))
    return str(refused.value)


@pytest.mark.parametrize("end", [b"\n", b"\r\n", b"\r"])
def test_many_rows_of_another_number_of_values_are_refused_with_the_first_of_them(tmp_path: Path, end: bytes) -> None:
    text = HEADER + 5 * ROW + 50_000 * (ROW[:-1] + b",Bangkok\n") + 5 * ROW
    message = flood(tmp_path, text.replace(b"\n", end))
    assert "rows with another number of values than the 3 of the header (row 6 has 4, row 7 has 4, row 8" in message
    assert len(message) < 300


@pytest.mark.parametrize("line", [b"x\n", b" \n", b"\xe0\xb8\x81\n", b'"\n"\n', b'5001,"ab"c\n'])
def test_many_short_lines_are_refused(tmp_path: Path, line: bytes) -> None:
    assert "with another number of values than the 3 of the header" in flood(tmp_path, HEADER + 50_000 * line)


def test_many_rows_of_no_utf_8_are_refused_as_such(tmp_path: Path) -> None:
    rows = "50010000001,ถนน,50010101\n".encode("cp874")
    message = flood(tmp_path, HEADER + ROW + 50_000 * rows)
    assert message.startswith("found bytes that are not UTF-8 in ")
    assert "first in row 2, expected a UTF-8 file" in message


@pytest.mark.parametrize("most", [0, 100])
def test_rows_that_a_contract_may_let_pass_are_left_to_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, most: int
) -> None:
    monkeypatch.setattr(csv_scan, "UNREADABLE_LINES", most)
    path = tmp_path / "a.csv"
    quoted = b'50010000001,"1/1, Moo 2",50010101\n'
    path.write_bytes(HEADER + 50_000 * (ROW + quoted) + 100 * b"x\n")
    refuse_many_faulty_rows(path, columns=3, lines=look_through(path, columns=3))


@pytest.mark.parametrize("end", [b"3,4", b"3"])
def test_an_end_in_the_middle_of_a_row_is_refused(tmp_path: Path, end: bytes) -> None:
    assert "found an end in the middle of line 3, after" in refusal(tmp_path, b"a,b,c\n0,1,2\n" + end)


@pytest.mark.parametrize("end", [b"", b"3,4,5", b'3,4,"five\nand six"', b"\x1a", b"3,4,5\r", b"3,4\n"])
def test_a_last_row_without_a_line_end_may_be_whole(tmp_path: Path, end: bytes) -> None:
    filled, blank = looked(tmp_path, b"a,b,c\n0,1,2\n" + end)
    assert (filled >= 2, blank) == (True, 0)
