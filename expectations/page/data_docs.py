"""The library's pages of results as plain pages: no script, no foreign file, no machine's folder, no false pass.

The library draws its pages with styles and scripts of foreign servers. The text of such a page is kept. Our own
stylesheet says how it looks. Not here: which rules share a page (checkpoint.py), how a result reads (phrasing.py).
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Collection, Iterable
from html import escape
from html.parser import HTMLParser
from pathlib import Path
from typing import Final

from expectations import phrasing
from expectations.page.audit_page import STYLE
from orchestration.release.verdict import Check

FOLDER: Final = "data_docs"
STYLESHEET: Final = "audit.css"
# Ends of the titles of pages.
NOT_EXAMINED: Final = " - not examined"
WITH_A_WAIVER: Final = " - with a waiver"
FOR_OPERATORS: Final = " - for operators"
# The library knows passed and failed alone, and counts what was not examined as passed.
_PASS: Final = {
    "fa-check-circle text-success": "fa-minus-circle text-secondary",
    ">Successful Expectations<": ">Expectations not examined<",
    ">100%<": ">-<",
}
# The library counts what was waived as failed.
_FAILURE: Final = {
    "fa-times text-danger": "fa-hand-paper text-secondary",
    ">Unsuccessful Expectations<": ">Expectations with a waiver<",
}
_KEPT: Final = frozenset(
    (
        *("div", "span", "p", "h1", "h2", "h3", "h4", "h5", "h6", "strong", "b", "em", "i", "code", "pre"),
        *("ul", "ol", "li", "table", "thead", "tbody", "tr", "th", "td"),
    )
)
_DROPPED: Final = frozenset(("script", "style", "nav", "footer", "button", "form", "svg", "label"))
# A page names its rules in their descriptions: (critical: coverage__no_round_was_lost).
_RULE: Final = re.compile(r"\((?:critical|warning): (\w+)\)")


def finish(made: Path, docs: Path, *, roots: tuple[str, ...], checks: Iterable[Check] = ()) -> dict[str, str]:
    """Write the pages that the library made below `made` into `docs`. Returns rule -> file of its page.

    A page says that its failures are waived if all of its `checks` are.
    Pages of rules that raised carry the library's stack: it is kept, without the folders under `roots`.
    """
    waived = {check.name for check in checks if check.waived}
    docs.mkdir(parents=True, exist_ok=True)
    (docs / STYLESHEET).write_text(STYLE.read_text(encoding="utf-8"), encoding="utf-8")
    pages: dict[str, str] = {}
    for page in sorted((made / "validations").rglob("*.html")):
        title = page.relative_to(made / "validations").parts[0]
        text = phrasing.withheld(page.read_text(encoding="utf-8"), roots=roots)
        file = re.sub(r"[^a-z0-9_]+", "-", title.lower()) + ".html"
        rules = _RULE.findall(text)
        plain = _plain(text, has_passed=NOT_EXAMINED not in title, is_waived=bool(rules) and {*rules} <= waived)
        (docs / file).write_text(_page(title, plain), encoding="utf-8")
        pages |= dict.fromkeys(rules, file)
    return pages


def copy(files: Collection[str], whole: Path, docs: Path) -> None:
    """Copy some of the pages, with their stylesheet."""
    docs.mkdir(parents=True, exist_ok=True)
    for file in (STYLESHEET, *sorted(files)):
        shutil.copyfile(whole / file, docs / file)


def _plain(text: str, *, has_passed: bool, is_waived: bool) -> str:
    """The part between the side of the page and its foot, in plain elements."""
    content = text[text.find('<div id="section-1"') :].partition("<footer")[0]
    if not has_passed:
        for passed, shown in _PASS.items():
            content = content.replace(passed, shown)
        content = re.sub(r"\bSucceeded\b", "Not examined", content)
    if is_waived:
        for failed, shown in _FAILURE.items():
            content = content.replace(failed, shown)
        content = re.sub(r"\bFailed\b", "Waived", content)
    parser = _PlainText()
    parser.feed(content)
    return parser.whole()


def _page(title: str, content: str) -> str:
    return (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
        f"<title>{escape(title)}</title>"
        '<meta name="viewport" content="width=device-width, initial-scale=1"><link rel="icon" href="data:,">'
        f'<link rel="stylesheet" href="{STYLESHEET}"></head>\n'
        f'<body class="result"><header class="top"><a href="../index.html">Audit of the release</a>'
        f"<span>Great Expectations</span></header>\n<h1>{escape(title)}</h1>\n{content}\n</body></html>\n"
    )


class _PlainText(HTMLParser):
    """Keeps the elements that carry text, with their classes alone: no attribute is left that could fetch anything."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._written: list[str] = []
        # Kept elements that are open: as the library calls them, and as they are written.
        self._open: list[tuple[str, str]] = []
        self._dropped: list[str] = []

    def whole(self) -> str:
        self.close()
        while self._open:
            self._close_last()
        return "".join(self._written)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        if tag in _DROPPED or (tag == "a" and "data-toggle" in values):
            self._dropped.append(tag)
        if self._dropped or tag not in _KEPT:
            return
        classes = values.get("class") or ""
        # The script of the library would fold this part away.
        written = "details" if "collapse" in classes.split() else tag
        self._open.append((tag, written))
        self._written.append(f'<{written} class="{escape(classes)}">' if classes else f"<{written}>")
        if written == "details":
            self._written.append("<summary>More about this run</summary>")

    def handle_endtag(self, tag: str) -> None:
        if self._dropped:
            if tag == self._dropped[-1]:
                self._dropped.pop()
        elif any(tag == name for name, _ in self._open):
            while self._close_last() != tag:
                pass

    def handle_data(self, data: str) -> None:
        if not self._dropped:
            self._written.append(escape(data, quote=False) if data.strip() else data[:1])

    def _close_last(self) -> str:
        name, written = self._open.pop()
        self._written.append(f"</{written}>")
        return name
