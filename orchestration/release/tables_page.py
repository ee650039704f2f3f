"""The contracts with readers as one page of Markdown, for people: docs/tables.md.

Not here: the contracts themselves (contracts.py), the formulas behind the figures (docs/statistics.md).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

_HEAD = """# Published tables

Written by `make contracts` from the contracts with readers in `data/contracts/published`; change a description in the
dbt model. How the figures are computed is in [statistics.md](statistics.md). Tables of areas go down to the village in
`restricted/` and end at the subdistrict in `open/`; local administrations are in both.
"""


def tables_page(contracts: dict[str, dict[str, Any]]) -> str:
    """The page, a section per table (table -> contract, as `contracts_from_dbt` gives them)."""
    return "\n".join([_HEAD, *(line for contract in contracts.values() for line in _section(contract))])


def _section(contract: dict[str, Any]) -> Iterator[str]:
    table = contract["schema"][0]
    stated = {entry["property"]: entry["value"] for entry in contract["customProperties"]}
    yield f"## {contract['name']}"
    yield ""
    yield f"**{table['businessName']}.** {_cell(table['description'])}"
    yield ""
    zones, key = _names(stated["zones"], " and ", "/"), _names(stated["key"], ", ")
    yield f"In {zones}. Key: {key}. Version {contract['version']}."
    yield ""
    yield "| column | type | what it says |"
    yield "| --- | --- | --- |"
    for column in table["properties"]:
        name = "one per indicator" if "customProperties" in column else f"`{column['name']}`"
        yield f"| {name} | {column['physicalType']} | {_cell(column['description'])} |"
    yield ""


def _names(names: list[str], between: str, after: str = "") -> str:
    return between.join(f"`{name}{after}`" for name in names)


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")
