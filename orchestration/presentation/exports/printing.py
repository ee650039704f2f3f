"""How the sheets of a workbook print: A4 across, with their headings on every page and no item cut in two.

Not here: what a sheet holds (sheets.py), how the cells are written (excel.py).
"""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Final

from orchestration.presentation.exports.release import SYNTHETIC, OpenRelease
from orchestration.presentation.exports.sheets import AREA, NAMED, Heading, Sheet

# XlsxWriter has no types.
Worksheet = Any

_A4: Final = 9
# All columns of a sheet with a heading per item fill many pages: on one page nobody could read them.
_SCALE: Final = 60
# Pixels of columns that A4 across has room for at that scale, between the margins: 1640 in Excel. LibreOffice without
# the font Tahoma makes each column a fifth wider.
_ROOM: Final = 1350
# Points of a line of text, and the most that Excel allows a row.
_LINE: Final = 13.5
_HIGHEST: Final = 409.0
# Words do not fill a line to its end.
_FILLED: Final = 0.85


def set_print(page: Worksheet, release: OpenRelease, *, top: int) -> None:
    """Every printed page says the release. `&` begins a command of the footer, and the release has none."""
    page.set_landscape()
    page.set_paper(_A4)
    page.repeat_rows(0, top)
    mark = f" · {SYNTHETIC['th']} {SYNTHETIC['en']}" if release.is_synthetic else ""
    # The number of the page at the other end would lie over a long mark.
    page.set_footer(f"&L&P/&N · {release.id} · {release.proposed_on.isoformat()}{mark}")


def set_pages(page: Worksheet, sheet: Sheet | None = None) -> None:
    """A sheet is one page wide. One with a heading per item goes over several, each with the names of the areas."""
    if sheet:
        page.repeat_columns(*NAMED)
    if sheet and sheet.groups:
        page.set_print_scale(_SCALE)
        page.set_v_pagebreaks(list(_page_breaks(sheet)))
    else:
        page.fit_to_pages(1, 0)


def row_height(cells: Iterable[tuple[str, float]]) -> float:
    """Points that show the whole of the texts, each with the width of its cell in letters."""
    lines = max((sum(_lines(line, width) for line in text.split("\n")) for text, width in cells), default=1)
    return min(_LINE * lines + 2, _HIGHEST)


def _page_breaks(sheet: Sheet) -> Iterator[int]:
    """The columns that begin a page."""
    first, last = NAMED
    used = _pixels(sheet.headings[: len(AREA)])
    for start, end, _ in sheet.groups:
        width = _pixels(sheet.headings[start : end + 1])
        if used + width > _ROOM:
            yield start
            used = _pixels(sheet.headings[first : last + 1])
        used += width


def _pixels(headings: Sequence[Heading]) -> int:
    """As Excel makes a width in letters into pixels."""
    return sum(7 * each.width + 5 for each in headings)


def _lines(text: str, width: float) -> int:
    """Thai vowels and tones above and below a letter take no room of their own."""
    letters = sum(unicodedata.category(letter) != "Mn" for letter in text)
    return max(1, math.ceil(letters / (width * _FILLED)))
