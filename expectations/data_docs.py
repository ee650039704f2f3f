"""The pages of the Data Docs once the library has written them: without this machine's folders, without a false pass.

What is not here: which rules share a page (checkpoint.py), how a result reads (phrasing.py).
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final

from expectations import phrasing

# Ends of the titles of pages.
NOT_EXAMINED: Final = " - not examined"
WITH_A_WAIVER: Final = " - with a waiver"
# The library knows passed and failed alone, and counts what was not examined as passed.
_PASS: Final = {
    "fa-check-circle text-success": "fa-minus-circle text-secondary",
    ">Successful Expectations<": ">Expectations not examined<",
    ">100%<": ">-<",
    "'_validation_success_text': 'Success'": "'_validation_success_text': 'Not examined'",
}
_ROW: Final = re.compile(r"(?=\{'validation_success':)")


def finish(docs: Path, *, roots: tuple[str, ...]) -> None:
    """Pages of rules that raised carry the library's stack: keep it, without the folders under `roots`."""
    for page in docs.rglob("*.html"):
        text = phrasing.withheld(page.read_text(encoding="utf-8"), roots=roots)
        if page == docs / "index.html":
            text = "".join(_without_pass(row) if NOT_EXAMINED in row else row for row in _ROW.split(text))
        elif any(part.endswith(NOT_EXAMINED) for part in page.relative_to(docs).parts):
            text = _without_pass(text)
        page.write_text(text, encoding="utf-8")


def _without_pass(text: str) -> str:
    for passed, shown in _PASS.items():
        text = text.replace(passed, shown)
    return re.sub(r"\bSucceeded\b", "Not examined", text)
