"""How the figures that the audit observed read in a verdict and on its pages.

What is not here: what is right or wrong (the expectations decide), the rules' own sentences (suites/).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

NOT_EXAMINED = "could not be examined"
_PLACE_COLUMNS = ("area_level", "area_code", "survey_round")
_RAW_IDENTIFIER = re.compile(r"(?<!\d)(?:\d{13}|\d{11})(?!\d)")
_LIBRARY_PATH = re.compile(r"/[^\s\"'<>&]*/(?:site-packages|dist-packages|lib/python[\d.]+)/")


def findings(row: Mapping[str, Any] | None, *, noun: str, examined: int) -> str:
    """'0 of 612 areas', or '3 of 612 areas, for example province 50 in 2567-1: ...' from one example."""
    if row is None:
        return f"0 of {counted(examined, noun)}"
    example = {column: value for column, value in row.items() if column not in ("findings_", "outside_")}
    among = f"{row['findings_']:,} of {counted(examined, noun)}"
    outside = row.get("outside_", 0)
    if 0 < outside < row["findings_"]:
        among += f", {outside:,} of them not waived"
    elif outside:
        among += ", of which the waiver of this rule covers none"
    return f"{among}, for example {one_finding(example)}" if example else among


def figures(rows: Iterable[Mapping[str, Any]]) -> str:
    """'; mean room 6.2': what is shown beside the findings, of one or several rows."""
    return "".join(f"; {one_finding(row)}" for row in rows)


def nothing_examined(noun: str, *, absent: str | None) -> str:
    """Of a rule that found nothing to examine: what was absent, or that there should have been something."""
    if absent:
        return f"not examined: {absent}"
    return f"0 of {counted(0, noun)}: there was nothing to examine, expected at least one {noun}"


def counted(number: int, noun: str) -> str:
    """'1 area', '1,200 areas', '2 pairs of versions', '3 categories'."""
    if number == 1:
        return f"1 {noun}"
    head, *rest = noun.split(" of ", maxsplit=1)
    plural = f"{head[:-1]}ies" if re.search(r"[^aeiou]y$", head) else f"{head}s"
    return " of ".join((f"{number:,} {plural}", *rest))


def one_finding(example: Mapping[str, Any]) -> str:
    """A place ('province 50 in 2567-1') and then the figures, in the order of the query's columns."""
    figures = [
        str(value) if column == "detail" else f"{column} {figure(value)}"
        for column, value in example.items()
        if column not in _PLACE_COLUMNS
    ]
    where = place(example)
    return f"{where}: {', '.join(figures)}" if where and figures else where or ", ".join(figures)


def place(example: Mapping[str, Any]) -> str:
    area = " ".join(str(example[column]) for column in ("area_level", "area_code") if column in example)
    if "survey_round" not in example:
        return area
    return f"{area} in {example['survey_round']}" if area else f"round {example['survey_round']}"


def figure(value: Any) -> str:
    if value is None:
        return "absent"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return f"{value:,}" if abs(value) >= 10_000 else str(value)
    if isinstance(value, float | Decimal):
        return f"{float(value):.9g}"
    return str(value)


def values(result: Mapping[str, Any], *, passed: bool) -> str:
    """What one of Great Expectations' own expectations saw, without listing more than one value."""
    if "element_count" not in result:
        return counted(result["observed_value"], "row")
    rows, wrong = result["element_count"], result["unexpected_count"]
    if passed:
        return f"0 of {counted(rows, 'row')}"
    examples = [value for value in result.get("partial_unexpected_list") or () if value is not None]
    shown = f", for example {figure(examples[0])}" if examples else ""
    return f"{wrong:,} of {counted(rows, 'row')}{shown}"


def fault(text: str) -> str:
    """The first lines of an exception: what went wrong, without the query and the stack that follow it."""
    meant = re.split(r"\n|\s*LINE \d+:|\[SQL:", text.strip(), maxsplit=1)[0].strip()
    return f"{NOT_EXAMINED}: {meant}"


def withheld(text: str, *, roots: tuple[str, ...]) -> str:
    """Take machine paths out of a text, and any run of digits that could be a person's or a house's number.

    The second half is the last guard, not the first: no rule shows a value of a table of households.
    """
    for root in sorted(filter(None, roots), key=len, reverse=True):
        text = text.replace(f"{root}/", "").replace(root, "")
    return _RAW_IDENTIFIER.sub("[number withheld]", _LIBRARY_PATH.sub("", text))
