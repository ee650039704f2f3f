"""Exports workbooks: one of the nation and one of each province, for Excel and LibreOffice.

A text is written as a text, so that no name is a formula. A workbook is small, so that it is made in memory. Not here:
the sheets (sheets.py, dictionary.py), how they print (printing.py), whole tables (tables_csv.py).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import UTC
from importlib import import_module
from pathlib import Path
from typing import Any, Final

from orchestration.presentation.exports.dictionary import HEADINGS, dictionary
from orchestration.presentation.exports.printing import row_height, set_pages, set_print
from orchestration.presentation.exports.release import NOISE, PRODUCT, SYNTHETIC, VINTAGES, OpenRelease
from orchestration.presentation.exports.sheets import COUNT, INDEX, LONG, RATE, SCORE, TEXT, Heading, Sheet, Sheets

# XlsxWriter has no types.
Workbook = Any
Worksheet = Any
Format = Any

# A font with Thai letters that Windows and macOS have. LibreOffice puts its own Thai font in its place.
FONT: Final = {"font_name": "Tahoma", "font_size": 10}
_NUMBERS: Final = {TEXT: "@", LONG: "@", COUNT: "#,##0", RATE: "0.0%", INDEX: "0.0000", SCORE: "0.0"}
_HEADING: Final = {"bold": True, "text_wrap": True, "valign": "top", "bg_color": "#DCE6F1", "border": 1}
_FEW: Final = {"italic": True, "font_color": "#7F7F7F"}
# Letters in the columns of a sheet of texts, and in the last of them.
_NARROW: Final = 28
_WIDE: Final = 70
_OPTIONS: Final = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}


def write(release: OpenRelease, folder: Path) -> None:
    """Write `<province code>-<English name>.xlsx` for each province, and `TH-Thailand.xlsx`."""
    sheets = Sheets(release.connection)
    words = tuple(dictionary(release, sheets))
    for code, th, en in sheets.books():
        path = folder / file_name(code, en)
        _write_book(path, release, sheets.all(), (code, th, en), words)


def file_name(code: str, name: str | None) -> str:
    """The code and the letters of the English name, whatever else the name has."""
    words = re.findall(r"[A-Za-z0-9]+", name or "")
    return f"{'-'.join([code, *words])}.xlsx"


def _write_book(
    path: Path,
    release: OpenRelease,
    sheets: Iterable[Sheet],
    area: tuple[str, str, str],
    words: Iterable[tuple[str, ...]],
) -> None:
    with import_module("xlsxwriter").Workbook(path, _OPTIONS) as book:
        book.formats[0].set_font_name(FONT["font_name"])
        book.formats[0].set_font_size(FONT["font_size"])
        book.set_properties(
            {
                "title": f"{PRODUCT['en']}: {area[2]}",
                "subject": release.id,
                "comments": SYNTHETIC["en"] if release.is_synthetic else "",
                "created": release.day.astimezone(UTC),
            }
        )
        formats = _formats(book)
        _write_words(book, release, "เกี่ยวกับ Release", (("รายการ", "Item"), ("ข้อมูล", "What")), _about(release, area))
        for sheet in sheets:
            _write_sheet(book, release, sheet, area[0], formats)
        _write_words(book, release, "พจนานุกรม Dictionary", HEADINGS, words)


def _formats(book: Workbook) -> dict[tuple[str, bool], Format]:
    """Kind of a column and whether the figure is of few households -> the format of the cell."""
    return {
        (kind, is_few): book.add_format(
            {**FONT, "num_format": number, "valign": "top", "text_wrap": kind == LONG, **(_FEW if is_few else {})}
        )
        for kind, number in _NUMBERS.items()
        for is_few in (False, True)
    }


def _write_sheet(
    book: Workbook, release: OpenRelease, sheet: Sheet, code: str, formats: dict[tuple[str, bool], Format]
) -> None:
    page = book.add_worksheet(sheet.name)
    heading = book.add_format({**FONT, **_HEADING})
    top = 1 if sheet.groups else 0
    for first, last, words in sheet.groups:
        page.merge_range(0, first, 0, last, words, heading)
    for column, each in enumerate(sheet.headings):
        page.set_column(column, column, each.width)
        page.write_string(top, column, str(each), heading)
    row = top
    for row, cells in enumerate(sheet.rows(code), top + 1):
        _write_cells(page, row, cells, sheet.headings, formats)
        if texts := list(_long(cells, sheet.headings)):
            page.set_row(row, row_height(texts))
    page.set_row(0, row_height(_merged(sheet)))
    page.set_row(top, row_height((str(each), each.width) for each in sheet.headings))
    page.freeze_panes(top + 1, 4)
    page.autofilter(top, 0, row, len(sheet.headings) - 1)
    set_print(page, release, top=top)
    set_pages(page, sheet)


def _long(cells: Iterable[tuple[int, str | float, bool]], headings: tuple[Heading, ...]) -> Iterator[tuple[str, float]]:
    """The texts of several lines, each with the width of its column. LibreOffice would cut them at one line."""
    for column, value, _ in cells:
        if headings[column].kind == LONG:
            yield str(value), headings[column].width


def _merged(sheet: Sheet) -> Iterator[tuple[str, float]]:
    """The headings above headings, each with the width of its columns."""
    for first, last, words in sheet.groups:
        yield words, sum(each.width for each in sheet.headings[first : last + 1])


def _write_cells(
    page: Worksheet,
    row: int,
    cells: Iterable[tuple[int, str | float, bool]],
    headings: tuple[Heading, ...],
    formats: dict[tuple[str, bool], Format],
) -> None:
    for column, value, is_few in cells:
        form = formats[headings[column].kind, is_few]
        if isinstance(value, str):
            page.write_string(row, column, value, form)
        else:
            page.write_number(row, column, value, form)


def _write_words(
    book: Workbook,
    release: OpenRelease,
    name: str,
    headings: tuple[tuple[str, str], ...],
    rows: Iterable[tuple[str, ...]],
) -> None:
    """A sheet of texts."""
    page = book.add_worksheet(name)
    heading, text = book.add_format({**FONT, **_HEADING}), book.add_format({**FONT, "text_wrap": True, "valign": "top"})
    for column, (th, en) in enumerate(headings):
        page.write_string(0, column, f"{th}\n{en}", heading)
    page.set_row(0, row_height((f"{th}\n{en}", _NARROW) for th, en in headings))
    widths = (*[_NARROW] * (len(headings) - 1), _WIDE)
    for column, width in enumerate(widths):
        page.set_column(column, column, width)
    for row, cells in enumerate(rows, 1):
        page.set_row(row, row_height(zip(cells, widths, strict=True)))
        for column, value in enumerate(cells):
            page.write_string(row, column, value, text)
    page.freeze_panes(1, 0)
    set_print(page, release, top=0)
    set_pages(page)


def _about(release: OpenRelease, area: tuple[str, str, str]) -> Iterator[tuple[str, str]]:
    code, th, en = area
    yield "ชุดข้อมูล Product", f"{PRODUCT['th']}\n{PRODUCT['en']}"
    yield "พื้นที่ Area", f"{th} {en} ({code})"
    yield "ชุดเผยแพร่ Release", release.id
    yield "จัดทำเมื่อ Date", release.proposed_on.isoformat()
    for each in release.vintages:
        on = f" ({each.on.isoformat()})" if each.on else ""
        yield f"รอบ Round {each.round}", f"{VINTAGES.get(each.kind, each.kind)} {each.kind}{on}"
    if release.is_synthetic:
        yield "ข้อมูลสังเคราะห์ Synthetic", f"{SYNTHETIC['th']}\n{SYNTHETIC['en']}"
    yield "การปกป้องข้อมูล Disclosure", f"{NOISE['th']}\n{NOISE['en']}"
    yield (
        "ช่องว่าง Empty cells",
        "ช่องว่างคือไม่เปิดเผยเพราะมีครัวเรือนน้อยเกินไป หรือไม่มีตัวเลข\n"
        "An empty cell is withheld, because too few households, or has no figure.",
    )
    yield (
        "ตัวเอียง Italics",
        "ตัวเอียงสีเทามาจากครัวเรือนน้อยกว่า 30 ครัวเรือน โปรดใช้อย่างระมัดระวัง\n"
        "Grey italics are of fewer than 30 households. Use with care.",
    )
