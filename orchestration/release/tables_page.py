"""The contracts with readers as one page of Markdown, for people: docs/tables.md.

Not here: the contracts themselves (contracts.py), the formulas behind the figures (docs/statistics.md).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from orchestration.names import OPEN, RESTRICTED
from orchestration.release.contracts import thai_of

_HEAD = """# Published tables

Written by `make contracts` from the contracts with readers in `data/contracts/published`; change a description in the
dbt model. How the figures are computed is in [statistics.md](statistics.md). Tables of areas go down to the village in
`restricted/` and end at the subdistrict or above in `open/`. A column that the open zone lacks is marked. So is one
that may say something of the health or a disability of people (Section 26 of the Personal Data Protection Act). The
contracts and the comments in `open/warehouse.duckdb` describe every table and column in Thai too.
"""


def tables_page(contracts: dict[str, dict[str, Any]]) -> str:
    """The page, a section per table (<zone>/<table> -> contract, as `contracts_from_dbt` gives them)."""
    tables: dict[str, dict[str, dict[str, Any]]] = {}
    for place, contract in contracts.items():
        zone, table = place.split("/")
        tables.setdefault(table, {})[zone] = contract
    return "\n".join([_HEAD, *(line for zones in tables.values() for line in _section(zones))])


def _section(zones: dict[str, dict[str, Any]]) -> Iterator[str]:
    """Of one table: zone -> contract. The restricted zone has every column of the open zone."""
    whole = zones.get(RESTRICTED) or zones[OPEN]
    in_open = {column["name"] for column in zones[OPEN]["schema"][0]["properties"]} if OPEN in zones else None
    table = whole["schema"][0]
    yield f"## {whole['name']}"
    yield ""
    title = f"{table['businessName']} ({thai_of(table, 'businessNameTh')})"
    yield f"**{title}.** {_cell(table['description'])}"
    yield ""
    yield f"Key: {_names(_stated(whole)['key'])}. {' '.join(_in_zone(zone, each) for zone, each in zones.items())}"
    yield ""
    yield "| column | type | what it says |"
    yield "| --- | --- | --- |"
    for column in table["properties"]:
        stated = {each["property"] for each in column.get("customProperties", ())}
        name = "one per indicator" if "columnPerCodeOf" in stated else f"`{column['name']}`"
        tagged = "Section 26. " if "section26" in stated else ""
        lacks = "Not in open/. " if in_open is not None and column["name"] not in in_open else ""
        yield f"| {name} | {column['physicalType']} | {lacks}{tagged}{_cell(column['description'])} |"
    yield ""


def _in_zone(zone: str, contract: dict[str, Any]) -> str:
    levels = _stated(contract).get("levels")
    return f"In `{zone}/`: version {contract['version']}" + (f", levels {', '.join(levels)}." if levels else ".")


def _stated(contract: dict[str, Any]) -> dict[str, Any]:
    return {entry["property"]: entry["value"] for entry in contract["customProperties"]}


def _names(names: list[str]) -> str:
    return ", ".join(f"`{name}`" for name in names)


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")
