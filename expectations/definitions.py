"""The views and macros that the rules' queries share: the statements of definitions.sql, placeholders filled.

What is not here: recounts, which read whole tables (evidence/).
"""

from __future__ import annotations

import re
from pathlib import Path
from string import Template
from typing import Final

import duckdb

from expectations import limits
from orchestration.names import AREA_LEVELS

_NAME: Final = re.compile(r"^create (?:view|macro) (\w+)", re.MULTILINE)


def define(connection: duckdb.DuckDBPyConnection) -> dict[str, str]:
    """Make each view and macro; say of each that could not be made why not. Rules that read it will then raise."""
    faults = {}
    for name, statement in _statements().items():
        try:
            connection.execute(statement)
        except duckdb.Error as fault:
            faults[name] = str(fault)
    return faults


def _statements() -> dict[str, str]:
    text = Path(__file__).with_suffix(".sql").read_text(encoding="utf-8")
    levels = ", ".join(f"'{level}'" for level in AREA_LEVELS)
    filled = Template(text).substitute(limits.placeholders(), area_levels=levels)
    return {found[1]: part for part in filled.split(";\n") if (found := _NAME.search(part))}
