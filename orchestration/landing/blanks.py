"""What a blank at the end of a name or value is.

A blank is a space of any width, a tab, a line break, or a mark of no width. A blank inside a value stays. Not here:
taking blanks off the rows of a file (mend.py).
"""

from __future__ import annotations

import re
from typing import Final

from orchestration.warehouse import sql_text

# Written out, because Python and DuckDB do not mean the same by \s.
_CODES: Final = (0x85, 0xA0, 0x1680, *range(0x2000, 0x2010), 0x2028, 0x2029, 0x202F, 0x205F, 0x2060, 0x3000, 0xFEFF)
_CLASS: Final = r"[\x09-\x0d\x1c-\x20" + "".join(map(chr, _CODES)) + "]"
_ENDS: Final = rf"\A{_CLASS}+|{_CLASS}+\z"


def without_blanks(text: str) -> str:
    """The text without the blanks at its ends."""
    return re.sub(_ENDS.replace(r"\z", r"\Z"), "", text)


def is_blank_sql(value: str) -> str:
    """Condition on a text expression: it is empty, or blanks alone."""
    return f"regexp_full_match({value}, {sql_text(f'{_CLASS}*')})"


def has_blanks_sql(value: str) -> str:
    """Condition on a text expression: it has blanks at an end."""
    return f"regexp_matches({value}, {sql_text(_ENDS)})"


def without_blanks_sql(value: str) -> str:
    """SQL for `without_blanks`."""
    return f"regexp_replace({value}, {sql_text(_ENDS)}, '', 'g')"
